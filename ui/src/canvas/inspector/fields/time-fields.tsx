import { Chip, Group, Input, NumberInput } from '@mantine/core';
import { TimePicker } from '@mantine/dates';
import { useId, useMemo, useState } from 'react';
import { formatClock, localeOf } from '@linkflow/contracts';
import { useLanguage, useTexts } from '../../../i18n';
import { parseClock } from '../../../shared/field-value';
import { numberLimits } from '../../model/form-model';
import { convertDuration, DURATION_UNITS, type DurationUnit, splitDuration } from '../../model/times';
import { inspectorTexts } from '../../texts/inspector';
import { ChoiceSelect, FieldFrame, type FieldProps, inputProps } from './field';

/**
 * Edits a duration. It is stored in the parameter's unit (`hint.unit`) and shown in the largest unit that makes it an integer.
 */
export function DurationField(props: FieldProps) {
  const t = useTexts(inspectorTexts);
  const id = useId();
  const { field, value, onChange, disabled, label, help, error } = props;
  const stored: DurationUnit = field.hint.unit ?? 'minutes';
  const { max } = numberLimits(field.schema);
  const read = splitDuration(typeof value === 'number' ? value : null, stored);
  // The unit that the user has seen or selected. It is kept while the user types, because `splitDuration` would switch units for some
  // values.
  const [chosen, setChosen] = useState<DurationUnit | null>(null);
  const unit = chosen ?? read.unit;
  const amount = read.amount === null ? null : convertDuration(read.amount, read.unit, unit);
  const units = DURATION_UNITS.filter(
    (one) =>
      convertDuration(1, one, stored) >= 1 && (max === undefined || convertDuration(1, one, stored) <= max),
  );
  const isWhole = amount === null || Number.isInteger(amount);

  return (
    <Input.Wrapper label={label} description={help} error={error} labelProps={{ htmlFor: id }}>
      <Group gap={6} wrap="nowrap" mt={4} align="flex-start">
        <NumberInput
          id={id}
          placeholder={props.placeholder}
          disabled={disabled}
          data-field={field.name}
          flex={1}
          min={0}
          max={max === undefined ? undefined : convertDuration(max, stored, unit)}
          allowDecimal={!isWhole}
          decimalScale={2}
          value={amount ?? ''}
          error={error !== undefined}
          withErrorStyles={!props.isMissing}
          onChange={(next) => {
            setChosen(unit);
            onChange(typeof next === 'number' ? Math.round(convertDuration(next, unit, stored)) : undefined);
          }}
        />
        <ChoiceSelect
          w={116}
          data={units.map((one) => ({ value: one, label: t(`unit.${one}`) }))}
          value={unit}
          disabled={disabled}
          aria-label={t('unit.of', { label })}
          onChange={(next) => {
            setChosen(next);
            if (amount !== null) onChange(Math.round(convertDuration(amount, next, stored)));
          }}
        />
      </Group>
    </Input.Wrapper>
  );
}

/** Edits a time of day. It is stored as minutes since midnight if the parameter is an integer, otherwise as text (`09:30`). */
export function TimeField(props: FieldProps) {
  const t = useTexts(inspectorTexts);
  const { value, onChange, field } = props;
  const asNumber = typeof value === 'number' || field.schema.type === 'integer';
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

/** Weekday numbers as in ISO 8601: Monday is 1, Sunday is 7. */
const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
/** Chip style with less padding, so that the seven weekdays fit into one row. */
const COMPACT_CHIP = { label: { paddingInline: 6 } };

export function WeekdaysField(props: FieldProps) {
  const language = useLanguage();
  const { value, onChange, disabled } = props;
  const chosen = Array.isArray(value) ? value.map(String) : [];
  const names = useMemo(() => weekdayNames(localeOf(language)), [language]);
  return (
    <FieldFrame {...props}>
      <Chip.Group
        multiple
        value={chosen}
        onChange={(days) => onChange(DAYS.filter((day) => days.includes(String(day))))}
      >
        <Group gap={4}>
          {DAYS.map((day, index) => (
            <Chip
              key={day}
              value={String(day)}
              size="xs"
              radius="sm"
              disabled={disabled}
              icon={null}
              styles={COMPACT_CHIP}
            >
              {names[index]}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </FieldFrame>
  );
}

/** Short weekday names, Monday first. They are formatted from 1 to 7 January 2024, because 1 January 2024 was a Monday. */
function weekdayNames(locale: string): string[] {
  const format = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  return DAYS.map((day) => format.format(new Date(Date.UTC(2024, 0, day))).replace('.', ''));
}
