import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldType } from './fields';
import { pick } from './texts';
import { formatValue, valueText, type ValueFormat } from './values';

/** Intl uses several kinds of spaces in numbers. */
const plain = (text: string): string => text.replace(/\s/g, ' ');
const inOslo = (value: unknown, as: ValueFormat, language: 'en' | 'nb'): string =>
  plain(formatValue(value, as, { language, timeZone: 'Europe/Oslo' }));

describe('a value as people write it', () => {
  it.each<[ValueFormat['type'], unknown, string, string]>([
    ['date', '2026-11-27', '27 November 2026', '27. november 2026'],
    ['date-time', '2026-11-27T23:30:00.000Z', '28 November 2026 at 00:30', '28. november 2026 kl. 00:30'],
    ['date', '2026-07-01T22:00:00+00:00', '2 July 2026 at 00:00', '2. juli 2026 kl. 00:00'],
    ['date', 'soon', 'soon', 'soon'],
    ['date', '2026-02-30', '2026-02-30', '2026-02-30'],
    ['date-time', '2026-02-30T10:00:00Z', '2026-02-30T10:00:00Z', '2026-02-30T10:00:00Z'],
    ['time', 870, '14:30', '14:30'],
    ['time', 0, '00:00', '00:00'],
    ['timespan', 90, '1 h 30 min', '1 t 30 min'],
    ['timespan', 0, '0 min', '0 min'],
    ['timespan', 2_880, '2 days', '2 dager'],
    ['timespan', 1_500, '1 day 1 h', '1 dag 1 t'],
    ['boolean', true, 'Yes', 'Ja'],
    ['boolean', false, 'No', 'Nei'],
    ['integer', 12_500, '12,500', '12 500'],
    ['decimal', 12.5, '12.5', '12,5'],
    ['decimal', -0.125, '-0.125', '−0,125'],
    ['number', 7, '7', '7'],
    ['number', -0, '0', '0'],
    ['list', 'Gull', 'Gull', 'Gull'],
    ['list', ['a', null, 'b'], 'a, b', 'a, b'],
    ['text', ' 2026-11-27 ', '2026-11-27', '2026-11-27'],
    [undefined, '2026-11-27', '2026-11-27', '2026-11-27'],
    [undefined, new Date('2026-11-27T23:30:00Z'), '28 November 2026 at 00:30', '28. november 2026 kl. 00:30'],
    ['text', null, '', ''],
    ['text', undefined, '', ''],
    ['text', { a: 1 }, '', ''],
    ['number', Number.NaN, '', ''],
  ])('%s %j is %j in English and %j in Norwegian', (type, value, en, nb) => {
    expect(inOslo(value, { type }, 'en')).toBe(en);
    expect(inOslo(value, { type }, 'nb')).toBe(nb);
  });

  it('is the name of a choice or of an entity, also in lists', () => {
    const options = [{ value: 'NO', label: { en: 'Norway', nb: 'Norge' } }];
    expect(inOslo('NO', { options }, 'nb')).toBe('Norge');
    expect(inOslo(['NO', 'SE'], { options }, 'en')).toBe('Norway, SE');
    expect(inOslo(['1', '2'], { nameOf: (id) => (id === '1' ? 'Vin' : '') }, 'en')).toBe('Vin');
  });

  it('is in the time zone of the organisation', () => {
    const reader = { language: 'en', timeZone: 'America/New_York' } as const;
    expect(formatValue('2026-11-27T03:30:00Z', { type: 'date-time' }, reader)).toBe(
      '26 November 2026 at 22:30',
    );
    expect(formatValue('2026-11-27', { type: 'date' }, reader)).toBe('27 November 2026');
  });

  it('exists in every language at once', () => {
    const text = valueText(true, { type: 'boolean' }, 'UTC');
    expect([pick(text, 'en'), pick(text, 'nb')]).toEqual(['Yes', 'Ja']);
  });

  it('never fails', () => {
    const type = fc.constantFrom(undefined, 'number' as const, ...FieldType.options);
    fc.assert(
      fc.property(fc.anything(), type, (value, kind) => {
        expect(typeof inOslo(value, { type: kind }, 'nb')).toBe('string');
      }),
    );
  });
});
