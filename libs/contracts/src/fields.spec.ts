import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldType, fitsField, type FieldDefinition, type FieldValue } from './fields';

const field = (type: FieldType): Pick<FieldDefinition, 'name' | 'type' | 'options'> => ({
  name: 'Satisfied',
  type,
  ...(type === 'list' ? { options: ['Red', 'Green'] } : {}),
});
const takes = (type: FieldType, value: FieldValue): boolean => fitsField(field(type), value);

/** Generators of valid values, by field type. Because of the `Record`, a type without a generator does not compile. */
const GOOD: Record<FieldType, fc.Arbitrary<FieldValue>> = {
  text: fc.string({ maxLength: 120 }).map((text) => text.replaceAll('\0', '')),
  'long-text': fc.string({ maxLength: 2_000 }).map((text) => text.replaceAll('\0', '')),
  integer: fc.maxSafeInteger(),
  decimal: fc.double({ noNaN: true, noDefaultInfinity: true }),
  boolean: fc.boolean(),
  date: fc
    .date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
  'date-time': fc
    .date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  time: fc.integer({ min: 0, max: 1439 }),
  timespan: fc.integer({ min: 0, max: 500_000 }),
  list: fc.constantFrom('Red', 'Green'),
};

describe('the value of a field', () => {
  it.each(FieldType.options)('of type %s accepts valid values and null', (type) => {
    expect(takes(type, null)).toBe(true);
    fc.assert(fc.property(GOOD[type], (value) => takes(type, value)));
  });

  it('is not converted from another type', () => {
    const wrong: [FieldType, FieldValue][] = [
      ['text', 7],
      ['text', 'x'.repeat(256)],
      ['text', 'half of an emoji: \ud83d'],
      ['long-text', 'a null character: \0'],
      ['integer', '7'],
      ['integer', 7.5],
      ['integer', true],
      ['decimal', '7.5'],
      ['decimal', Number.NaN],
      ['decimal', Number.POSITIVE_INFINITY],
      ['boolean', 1],
      ['boolean', 'true'],
      ['date', '2027-02-29'],
      ['date', '2027-2-9'],
      ['date', '2027-02-09T10:00:00Z'],
      ['date-time', '2027-02-09'],
      ['time', 1440],
      ['time', -1],
      ['timespan', 1.5],
      ['list', 'Blue'],
      ['list', ''],
    ];
    for (const [type, value] of wrong) expect(takes(type, value), `${type} ${String(value)}`).toBe(false);
  });
});
