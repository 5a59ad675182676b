import { Select } from '@mantine/core';
import { useMemo } from 'react';
import type { FieldSelectorProps } from 'react-querybuilder';
import type { FactDescriptor } from '@linkflow/contracts';
import { useText, useTexts } from '../../../i18n';
import { NO_FACT } from '../../model/rule-values';
import { inspectorTexts } from '../../texts/inspector';
import { contextOf } from './builder-context';

/** What a rule looks at: a fact by its name, grouped, to be found by typing. */
export function FactSelect(props: FieldSelectorProps) {
  const { value, handleOnChange, className, disabled } = props;
  const { facts } = contextOf(props);
  const t = useTexts(inspectorTexts);
  const text = useText();
  const data = useMemo(() => {
    const groups = new Map<FactDescriptor['group'], { value: string; label: string }[]>();
    for (const fact of facts.values()) {
      groups.set(fact.group, [
        ...(groups.get(fact.group) ?? []),
        { value: fact.name, label: text(fact.label) },
      ]);
    }
    return [...groups].map(([group, items]) => ({ group: t(`condition.groups.${group}`), items }));
  }, [facts, text, t]);
  const chosen = value === NO_FACT ? null : (value ?? null);
  const unknown = chosen !== null && !facts.has(chosen);

  return (
    <Select
      className={className}
      size="xs"
      data={
        unknown ? [...data, { value: chosen, label: t('condition.unknownFact', { name: chosen }) }] : data
      }
      value={chosen}
      searchable
      allowDeselect={false}
      disabled={disabled}
      error={unknown}
      placeholder={t('condition.fact')}
      aria-label={t('condition.fact')}
      data-testid="rule-fact"
      maxDropdownHeight={320}
      comboboxProps={{ shadow: 'md', width: 260, position: 'bottom-start' }}
      onChange={(next) => next !== null && handleOnChange(next)}
    />
  );
}
