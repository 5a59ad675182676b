import '@mantine/dates/styles.css';
import 'dayjs/locale/nb';
import type { FieldDefinition, FieldValue } from '@linkflow/contracts';
import { Group, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { DateInput, DateTimePicker, TimePicker } from '@mantine/dates';
import type { ReactNode } from 'react';
import { useLanguage, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { formatClock } from '../../i18n/format';
import { fieldValueTexts } from './field-value.texts';
import { parseClock, parseDate } from './field-value';

interface FieldValueInputProps {
  field: Pick<FieldDefinition, 'type' | 'options'>;
  value: FieldValue;
  /** `null` empties the field. */
  onChange: (value: FieldValue) => void;
  label?: ReactNode;
  error?: ReactNode;
  'aria-label'?: string;
  /** The calendar opens inside of what the field stands in: a popover would take a click on it for one elsewhere, and close. */
  inPlace?: boolean;
}

/** Types a value in the way of its field: a number as a number, a date with a calendar, yes/no/empty as a choice. */
export function FieldValueInput({ field, value, onChange, inPlace, ...rest }: FieldValueInputProps) {
  const c = useTexts(common);
  const t = useTexts(fieldValueTexts);
  const language = useLanguage();
  const dateFormat = language === 'nb' ? 'DD.MM.YYYY' : 'DD/MM/YYYY';
  const text = typeof value === 'string' ? value : '';
  const number = typeof value === 'number' ? value : '';
  const popoverProps = { withinPortal: !inPlace };
  switch (field.type) {
    case 'text':
      return (
        <TextInput
          {...rest}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
        />
      );
    case 'long-text':
      return (
        <Textarea
          {...rest}
          autosize
          minRows={3}
          maxRows={10}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
        />
      );
    case 'integer':
    case 'decimal':
      return (
        <NumberInput
          {...rest}
          allowDecimal={field.type === 'decimal'}
          decimalSeparator={language === 'nb' ? ',' : '.'}
          value={number}
          onChange={(next) => onChange(typeof next === 'number' ? next : null)}
        />
      );
    case 'boolean':
      return (
        <Select
          {...rest}
          clearable
          placeholder={c('empty')}
          data={[
            { value: 'yes', label: c('yes') },
            { value: 'no', label: c('no') },
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
          placeholder={c('empty')}
          data={field.options ?? []}
          value={text === '' ? null : text}
          onChange={onChange}
          nothingFoundMessage={c('nothingFound')}
        />
      );
    case 'date':
      return (
        <DateInput
          {...rest}
          popoverProps={popoverProps}
          clearable
          locale={language}
          firstDayOfWeek={1}
          valueFormat={dateFormat}
          placeholder={dateFormat.toLowerCase().replaceAll('y', language === 'nb' ? 'å' : 'y')}
          dateParser={parseDate}
          value={text === '' ? null : text}
          onChange={onChange}
        />
      );
    case 'date-time':
      return (
        <DateTimePicker
          {...rest}
          popoverProps={popoverProps}
          clearable
          locale={language}
          firstDayOfWeek={1}
          valueFormat={`${dateFormat} HH:mm`}
          value={text === '' ? null : new Date(text)}
          // The picker speaks of local time; the wire of UTC.
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

/** Hours and minutes side by side; both empty is an empty field. */
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
