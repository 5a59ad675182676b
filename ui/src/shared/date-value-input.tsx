import '../i18n/calendar-locales';
import { formatClock, type FieldValue } from '@linkflow/contracts';
import { DateInput, DateTimePicker, TimePicker } from '@mantine/dates';
import { type ReactNode, useState } from 'react';
import { currentTimeZone, fromWallClock, toWallClock, useLanguage, useTexts } from '../i18n';
import { datePatternOf } from '../i18n/format';
import { fieldValueTexts, parseClock, parseDate } from './field-value';

/** The buttons of a calendar that show only an arrow. */
const CALENDAR_PARTS = [
  ['previousMonth', 'previous'],
  ['previousYear', 'previous'],
  ['previousDecade', 'previous'],
  ['nextMonth', 'next'],
  ['nextYear', 'next'],
  ['nextDecade', 'next'],
] as const;

interface DateValueInputProps {
  type: 'date' | 'date-time' | 'time';
  value: FieldValue;
  onChange: (value: FieldValue) => void;
  label?: ReactNode;
  error?: ReactNode;
  'aria-label'?: string;
  /** Renders the calendar in its place and not in a portal. */
  inPlace?: boolean | undefined;
}

/** The input of a date, a date with a time, or a time of day. */
export function DateValueInput({ type, value, onChange, inPlace, ...rest }: DateValueInputProps) {
  const t = useTexts(fieldValueTexts);
  const language = useLanguage();
  const datePattern = datePatternOf(language);
  const text = typeof value === 'string' ? value : '';
  /** Whether the calendar of a date is open. */
  const [isOpen, setOpen] = useState(false);
  const calendar = {
    ...rest,
    popoverProps: { withinPortal: !inPlace },
    ariaLabels: CALENDAR_PARTS.reduce((names, [part, step]) => ({ ...names, [part]: t(step) }), {}),
    clearable: true,
    locale: language,
    firstDayOfWeek: 1,
  } as const;
  switch (type) {
    case 'date':
      return (
        <DateInput
          {...calendar}
          // While the calendar is open, Escape closes it and not also a dialog around the field.
          data-mantine-stop-propagation={isOpen || undefined}
          popoverProps={{
            ...calendar.popoverProps,
            onOpen: () => setOpen(true),
            onClose: () => setOpen(false),
          }}
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
  }
}
