import { Chip, Group, Input } from '@mantine/core';
import { TimePicker } from '@mantine/dates';
import { useMemo } from 'react';
import { useLanguage, useTexts } from '../../../i18n';
import { formatClock } from '../../../i18n/format';
import { parseClock } from '../../../shared/field-value/field-value';
import { inspectorTexts } from '../../texts/inspector';
import '../dates';
import { inputProps, type FieldProps } from './field-props';

/** A time of day: as text or as minutes since midnight, whichever the parameter asks for. */
export function TimeField(props: FieldProps) {
  const t = useTexts(inspectorTexts);
  const { value, onChange, field } = props;
  const asNumber =
    typeof value === 'number' || field.schema.type === 'integer' || field.schema.type === 'number';
  const shown = typeof value === 'number' ? formatClock(value) : typeof value === 'string' ? value : '';
  const { placeholder: _none, 'data-field': name, ...shared } = inputProps(props);
  return (
    <div data-field={name}>
      <TimePicker
        {...shared}
        format="24h"
        withDropdown
        hoursInputLabel={t('time.hours')}
        minutesInputLabel={t('time.minutes')}
        value={shown}
        onChange={(text) =>
          onChange(asNumber ? (parseClock(text) ?? undefined) : text.slice(0, 5) || undefined)
        }
      />
    </div>
  );
}

/** Monday is 1 and Sunday is 7, as in ISO 8601. */
const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
/** So that the week stands in one row. */
const NARROW = { label: { paddingInline: 6 } };

export function WeekdaysField(props: FieldProps) {
  const language = useLanguage();
  const { value, onChange, disabled, label, help, error, field } = props;
  const chosen = Array.isArray(value) ? value.filter((day) => typeof day === 'number') : [];
  const names = useMemo(() => weekdayNames(language === 'nb' ? 'nb-NO' : 'en-GB'), [language]);
  return (
    <Input.Wrapper label={label} description={help} error={error} labelElement="div">
      <Chip.Group
        multiple
        value={chosen.map(String)}
        onChange={(days) => onChange(DAYS.filter((day) => days.includes(String(day))))}
      >
        <Group gap={4} mt={6} data-field={field.name}>
          {DAYS.map((day, index) => (
            <Chip
              key={day}
              value={String(day)}
              size="xs"
              radius="sm"
              disabled={disabled}
              icon={null}
              styles={NARROW}
            >
              {names[index]}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Input.Wrapper>
  );
}

/** Short names from Monday on; 2024 began on a Monday. */
function weekdayNames(locale: string): string[] {
  const format = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  return DAYS.map((day) => format.format(new Date(Date.UTC(2024, 0, day))).replace('.', ''));
}
