import { MultiSelect, type MultiSelectProps, TagsInput, Text, TextInput } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import '../../../i18n/calendar-locales';
import { useMemo } from 'react';
import type { ValueEditorProps } from 'react-querybuilder';
import { type FactDescriptor, RefKind } from '@linkflow/contracts';
import { useLanguage, useText, useTexts } from '../../../i18n';
import { DecimalInput } from '../../../shared/field-value-input';
import { RefMultiSelect } from '../../../shared/ref-multi-select';
import { RefSelect, useLookupNames } from '../../../shared/refs';
import { valueKind } from '../../model/condition-query';
import { inspectorTexts } from '../../texts/inspector';
import { ChoiceSelect } from '../fields/field';
import { factsIn } from './facts';

/** The input for the value of a rule. The kind of input depends on the fact and the operator. Shows nothing for an unknown fact. */
export function ValueInput(props: ValueEditorProps) {
  const fact = factsIn(props).get(props.field);
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

  const kindOfValue = valueKind(fact, operator);
  switch (kindOfValue) {
    case 'none':
      return null;
    case 'yesNo':
      return (
        <ChoiceSelect
          {...shared}
          data={[
            { value: 'true', label: t('value.yes') },
            { value: 'false', label: t('value.no') },
          ]}
          value={String(value === true)}
          onChange={(next) => handleOnChange(next === 'true')}
        />
      );
    case 'number':
    case 'days':
      return (
        <DecimalInput
          {...shared}
          value={typeof value === 'number' ? value : null}
          {...(kindOfValue === 'days' && {
            min: 1,
            rightSection: (
              <Text size="xs" c="dimmed" pr={6}>
                {t('condition.days')}
              </Text>
            ),
            rightSectionWidth: 44,
          })}
          onChange={handleOnChange}
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
      if (kind) return <RecordsInput {...shared} kind={kind} value={many} onChange={handleOnChange} />;
      return <TagsInput {...shared} value={many} onChange={handleOnChange} />;
    case 'text':
      if (options) {
        return (
          <ChoiceSelect
            {...shared}
            data={options}
            value={one}
            searchable={options.length > 6}
            placeholder={t('ref.placeholder')}
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

/** The predefined values of a fact, or null if it has none. More than 12 options are sorted alphabetically. */
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

interface RecordsInputProps extends Omit<MultiSelectProps, 'value' | 'onChange' | 'data'> {
  kind: RefKind;
  value: string[];
  onChange: (ids: string[]) => void;
}

/** Selects several CRM records. The value is the list of their ids. */
function RecordsInput({ value, onChange, ...rest }: RecordsInputProps) {
  const names = useLookupNames(rest.kind, value).data ?? [];
  return (
    <RefMultiSelect
      {...rest}
      value={value.map((id) => names.find((item) => item.id === id) ?? { id, label: id })}
      onChange={(items) => onChange(items.map(({ id }) => id))}
    />
  );
}
