import type { FieldDefinition, FieldValue } from '@linkflow/contracts';
import { Group, NumberInput, type NumberInputProps, Select, Textarea, TextInput } from '@mantine/core';
import { Suspense, useState, type ReactNode } from 'react';
import { useLanguage, useTexts } from '../i18n';
import { decimalSeparatorOf } from '../i18n/format';
import { fieldValueTexts } from './field-value';
import { lazyComponent } from './lazy-parts';

/** The calendars. Their code is large, and most forms have none, so it is loaded when one is shown. */
const DateValueInput = lazyComponent(async () => (await import('./date-value-input')).DateValueInput);

interface FieldValueInputProps {
  field: Pick<FieldDefinition, 'type' | 'options'>;
  value: FieldValue;
  /** Called with the new value, or with null if the user emptied the field. */
  onChange: (value: FieldValue) => void;
  label?: ReactNode;
  error?: ReactNode;
  'aria-label'?: string;
  /**
   * Set it for a field inside a popover. The calendar is then not rendered in a portal, because a click in a portal would close the
   * popover.
   */
  inPlace?: boolean;
}

/** Renders the input that fits the field's type: a number input, a calendar, a select with yes and no, and so on. */
export function FieldValueInput({ field, value, onChange, inPlace, ...rest }: FieldValueInputProps) {
  const t = useTexts(fieldValueTexts);
  const text = typeof value === 'string' ? value : '';
  const onText = (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
    onChange(event.currentTarget.value || null);
  switch (field.type) {
    case 'text':
      return <TextInput {...rest} value={text} onChange={onText} />;
    case 'long-text':
      return <Textarea {...rest} autosize minRows={3} maxRows={10} value={text} onChange={onText} />;
    case 'integer':
    case 'decimal':
      return (
        <DecimalInput
          {...rest}
          allowDecimal={field.type === 'decimal'}
          value={typeof value === 'number' ? value : null}
          onChange={onChange}
        />
      );
    case 'boolean':
      return (
        <Select
          {...rest}
          clearable
          placeholder={t('empty')}
          data={[
            { value: 'yes', label: t('yes') },
            { value: 'no', label: t('no') },
          ]}
          value={value === true ? 'yes' : value === false ? 'no' : null}
          onChange={(next) => onChange(next === null ? null : next === 'yes')}
        />
      );
    case 'list':
      return (
        <Select
          {...rest}
          clearable
          searchable
          placeholder={t('empty')}
          data={field.options ?? []}
          value={text === '' ? null : text}
          onChange={onChange}
          nothingFoundMessage={t('nothingFound')}
        />
      );
    case 'date':
    case 'date-time':
    case 'time':
      return (
        <Suspense fallback={<TextInput {...rest} disabled />}>
          <DateValueInput {...rest} type={field.type} value={value} onChange={onChange} inPlace={inPlace} />
        </Suspense>
      );
    case 'timespan':
      return <Timespan {...rest} value={value} onChange={onChange} />;
  }
}

interface DecimalInputProps extends Omit<NumberInputProps, 'value' | 'onChange'> {
  value: number | null;
  onChange: (value: number | null) => void;
}

/**
 * A number input. Shows the typed text for as long as its number equals `value`, because rendering `value` itself would remove
 * unfinished input such as `12.` or `-`.
 */
export function DecimalInput({ value, onChange, ...rest }: DecimalInputProps) {
  const language = useLanguage();
  const [typed, setTyped] = useState<string | number>('');
  return (
    <NumberInput
      decimalSeparator={decimalSeparatorOf(language)}
      {...rest}
      value={numberIn(typed) === value ? typed : (value ?? '')}
      onChange={(next) => {
        setTyped(next);
        onChange(numberIn(next));
      }}
    />
  );
}

function numberIn(typed: string | number): number | null {
  const number = typed === '' ? Number.NaN : Number(typed);
  return Number.isNaN(number) ? null : number;
}

/** Edits a duration, stored as minutes, in two inputs for hours and minutes. The value is null if both inputs are empty. */
function Timespan({ value, onChange, label, error }: Omit<FieldValueInputProps, 'field' | 'inPlace'>) {
  const t = useTexts(fieldValueTexts);
  const total = typeof value === 'number' ? value : null;
  const change = (hours: number | string, minutes: number | string) => {
    if (hours === '' && minutes === '') onChange(null);
    else onChange(Number(hours) * 60 + Number(minutes));
  };
  const hours = total === null ? '' : Math.floor(total / 60);
  const minutes = total === null ? '' : total % 60;
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <NumberInput
        label={label}
        error={error}
        aria-label={t('hours')}
        suffix={` ${t('hoursShort')}`}
        allowDecimal={false}
        min={0}
        value={hours}
        onChange={(next) => change(next, minutes)}
      />
      <NumberInput
        aria-label={t('minutes')}
        suffix=" min"
        allowDecimal={false}
        min={0}
        max={59}
        value={minutes}
        onChange={(next) => change(hours, next)}
      />
    </Group>
  );
}
