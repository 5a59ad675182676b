import { MultiSelect, NumberInput, Select, TagsInput, Text, TextInput } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { useMemo } from 'react';
import type { ValueEditorProps } from 'react-querybuilder';
import { RefKind, type FactDescriptor } from '@linkflow/contracts';
import { useLanguage, useText, useTexts } from '../../../i18n';
import { RefSelect } from '../../../shared/ref-select';
import { valueKind } from '../../model/rule-values';
import { inspectorTexts } from '../../texts/inspector';
import '../dates';
import { contextOf } from './builder-context';
import { RefMultiSelect } from './ref-multi-select';

/** What a rule compares with, typed as its fact and operator are. */
export function ValueInput(props: ValueEditorProps) {
  const fact = contextOf(props).facts.get(props.field);
  return fact ? <TypedInput {...props} fact={fact} /> : null;
}

function TypedInput({
  fact,
  operator,
  value,
  handleOnChange,
  className,
  disabled,
}: ValueEditorProps & { fact: FactDescriptor }) {
  const t = useTexts(inspectorTexts);
  const language = useLanguage();
  const options = useOptions(fact);
  const kind = RefKind.safeParse(fact.of).data;
  const shared = {
    className,
    disabled,
    size: 'xs',
    'aria-label': t('condition.value'),
    'data-testid': 'rule-value',
  } as const;
  const one = typeof value === 'string' && value !== '' ? value : null;
  const many = Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

  switch (valueKind(fact, operator)) {
    case 'none':
      return null;
    case 'yesNo':
      return (
        <Select
          {...shared}
          data={[
            { value: 'true', label: t('value.yes') },
            { value: 'false', label: t('value.no') },
          ]}
          value={String(value === true)}
          allowDeselect={false}
          comboboxProps={{ shadow: 'md' }}
          onChange={(next) => handleOnChange(next === 'true')}
        />
      );
    case 'number':
    case 'days':
      return (
        <NumberInput
          {...shared}
          value={typeof value === 'number' ? value : ''}
          min={fact.type === 'date' ? 1 : undefined}
          decimalSeparator={language === 'nb' ? ',' : '.'}
          rightSection={
            fact.type === 'date' ? (
              <Text size="xs" c="dimmed" pr={6}>
                {t('condition.days')}
              </Text>
            ) : undefined
          }
          rightSectionWidth={fact.type === 'date' ? 44 : undefined}
          onChange={(next) => handleOnChange(typeof next === 'number' ? next : null)}
        />
      );
    case 'date':
      return (
        <DateInput
          {...shared}
          locale={language}
          valueFormat="D. MMM YYYY"
          value={one?.slice(0, 10) ?? null}
          onChange={handleOnChange}
        />
      );
    case 'texts':
      if (options) {
        return (
          <MultiSelect
            {...shared}
            data={options}
            value={many}
            searchable
            comboboxProps={{ shadow: 'md' }}
            onChange={handleOnChange}
          />
        );
      }
      if (kind) return <RefMultiSelect {...shared} kind={kind} value={many} onChange={handleOnChange} />;
      return <TagsInput {...shared} value={many} onChange={handleOnChange} />;
    case 'text':
      if (options) {
        return (
          <Select
            {...shared}
            data={options}
            value={one}
            searchable={options.length > 6}
            allowDeselect={false}
            placeholder={t('ref.placeholder')}
            comboboxProps={{ shadow: 'md' }}
            onChange={handleOnChange}
          />
        );
      }
      if (kind) {
        return (
          <RefSelect
            {...shared}
            kind={kind}
            value={one}
            allowDeselect={false}
            placeholder={t('ref.placeholder')}
            onChange={handleOnChange}
          />
        );
      }
      return (
        <TextInput
          {...shared}
          value={one ?? ''}
          maxLength={500}
          onChange={(event) => handleOnChange(event.currentTarget.value)}
        />
      );
  }
}

/** The closed list of values, in the alphabet of the page's language when it is long. */
function useOptions(fact: FactDescriptor): { value: string; label: string }[] | null {
  const text = useText();
  const language = useLanguage();
  return useMemo(() => {
    if (!fact.options) return null;
    const options = fact.options.map(({ value, label }) => ({ value, label: text(label) }));
    return options.length > 12
      ? options.toSorted((a, b) => a.label.localeCompare(b.label, language))
      : options;
  }, [fact, text, language]);
}
