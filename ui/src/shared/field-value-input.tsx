import '@mantine/dates/styles.css';
import '../i18n/calendar-locales';
import type { FieldDefinition, FieldValue } from '@linkflow/contracts';
import { Group, NumberInput, type NumberInputProps, Select, Textarea, TextInput } from '@mantine/core';
import { DateInput, DateTimePicker, TimePicker } from '@mantine/dates';
import { useState, type ReactNode } from 'react';
import { useLanguage, useTexts } from '../i18n';
import { datePatternOf, decimalSeparatorOf, formatClock } from '../i18n/format';
import { fieldValueTexts, parseClock, parseDate } from './field-value';

interface FieldValueInputProps {
  field: Pick<FieldDefinition, 'type' | 'options'>;
  value: FieldValue;
  /** `null` empties the field. */
  onChange: (value: FieldValue) => void;
  label?: ReactNode;
  error?: ReactNode;
  'aria-label'?: string;
  /** For fields inside a popover: the calendar is rendered in place, because a click in a portal would close that popover. */
  inPlace?: boolean;
}

/** The input for a field type: number input, calendar, yes/no/empty select … */
export function FieldValueInput({ field, value, onChange, inPlace, ...rest }: FieldValueInputProps) {
  const t = useTexts(fieldValueTexts);
  const language = useLanguage();
  const datePattern = datePatternOf(language);
  const text = typeof value === 'string' ? value : '';
  const onText = (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
    onChange(event.currentTarget.value || null);
  const calendar = {
    ...rest,
    popoverProps: { withinPortal: !inPlace },
    clearable: true,
    locale: language,
    firstDayOfWeek: 1,
  } as const;
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
      return (
        <DateInput
          {...calendar}
          valueFormat={datePattern}
          placeholder={datePattern.toLowerCase().replaceAll('y', t('yearLetter'))}
          dateParser={parseDate}
          value={text === '' ? null : text}
          onChange={onChange}
        />
      );
    case 'date-time':
      return (
        <DateTimePicker
          {...calendar}
          valueFormat={`${datePattern} HH:mm`}
          value={text === '' ? null : new Date(text)}
          // The picker uses local time; the API uses UTC.
          onChange={(next) => onChange(next === null ? null : new Date(next).toISOString())}
        />
      );
    case 'time':
      return (
        <TimePicker
          {...rest}
          clearable
          format="24h"
          hoursInputLabel={t('hours')}
          minutesInputLabel={t('minutes')}
          value={typeof value === 'number' ? formatClock(value) : ''}
          onChange={(next) => onChange(parseClock(next))}
        />
      );
    case 'timespan':
      return <Timespan {...rest} value={value} onChange={onChange} />;
  }
}

interface DecimalInputProps extends Omit<NumberInputProps, 'value' | 'onChange'> {
  value: number | null;
  onChange: (value: number | null) => void;
}

/** Shows the text as it was typed while it means the current value, because `12.` and `-` would be lost as numbers. */
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

/** Hours and minutes in two inputs; null when both are empty. */
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
