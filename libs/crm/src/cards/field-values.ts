import { Instant, type FieldDefinition, type FieldValue } from '@linkflow/contracts';
import { FIELD_LIMITS } from '@linkflow/crm-port';

/** Ten years. */
const MAX_TIMESPAN_MINUTES = 10 * 366 * 24 * 60;

/**
 * Whether a value can be stored in a field. Null clears a field and is always valid. Types are not converted: "7" is not a number, and 1
 * is not true.
 */
export function isFieldValue(field: Pick<FieldDefinition, 'type' | 'options'>, value: FieldValue): boolean {
  return value === null || fits(field, value);
}

function fits(
  { type, options }: Pick<FieldDefinition, 'type' | 'options'>,
  value: string | number | boolean,
): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string' && value.length <= FIELD_LIMITS.text;
    case 'long-text':
      return typeof value === 'string' && value.length <= FIELD_LIMITS['long-text'];
    case 'integer':
      return Number.isSafeInteger(value);
    case 'decimal':
      return Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && isDay(value);
    case 'date-time':
      return Instant.safeParse(value).success;
    case 'time':
      return isIntegerUpTo(value, 24 * 60 - 1);
    case 'timespan':
      return isIntegerUpTo(value, MAX_TIMESPAN_MINUTES);
    case 'list':
      return typeof value === 'string' && (options ?? []).includes(value);
  }
}

const isIntegerUpTo = (value: unknown, max: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;

/** True for a date `YYYY-MM-DD` that exists. */
function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}
