import '@mantine/dates/styles.css';
import '../i18n/calendar-locales';
import { formatClock, type FieldDefinition, type FieldValue } from '@linkflow/contracts';
import { Group, NumberInput, type NumberInputProps, Select, Textarea, TextInput } from '@mantine/core';
import { DateInput, DateTimePicker, TimePicker } from '@mantine/dates';
import { useState, type ReactNode } from 'react';
import { currentTimeZone, fromWallClock, toWallClock, useLanguage, useTexts } from '../i18n';
import { datePatternOf, decimalSeparatorOf } from '../i18n/format';
import { fieldValueTexts, parseClock, parseDate } from './field-value';

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
          // The picker shows and returns local times in the time zone of the organisation, not in the user's. The API uses UTC.
          value={text === '' ? null : toWallClock(text, currentTimeZone())}
          onChange={(next) => onChange(next === null ? null : fromWallClock(next, currentTimeZone()))}
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
