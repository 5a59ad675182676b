import { describe, expect, it } from 'vitest';
import { formatFieldValue, parseClock, parseDate } from './field-value';

describe('values of extra fields', () => {
  it.each([
    ['boolean', true, 'Yes', 'Ja'],
    ['integer', 12500, '12,500', '12 500'],
    ['decimal', 12.5, '12.5', '12,5'],
    ['date', '2027-03-14', '14 Mar 2027', '14. mars 2027'],
    ['time', 570, '09:30', '09:30'],
    ['timespan', 135, '2 h 15 min', '2 t 15 min'],
    ['list', 'Gull', 'Gull', 'Gull'],
  ] as const)('formats a %s in both languages', (type, value, en, nb) => {
    const plain = (text: string | null) => text?.replace(/\s/g, ' ');
    expect(plain(formatFieldValue('en', { type }, value))).toBe(en);
    expect(plain(formatFieldValue('nb', { type }, value))).toBe(nb);
  });

  it('formats an empty field value as null', () => {
    expect(formatFieldValue('nb', { type: 'text' }, null)).toBeNull();
    expect(formatFieldValue('nb', { type: 'text' }, '')).toBeNull();
    expect(formatFieldValue('nb', { type: 'boolean' }, false)).toBe('Nei');
  });

  it('parses dates in several notations and refuses days that do not exist', () => {
    expect(parseDate('14.3.2027')).toBe('2027-03-14');
    expect(parseDate('14/03/27')).toBe('2027-03-14');
    expect(parseDate('2027-3-4')).toBe('2027-03-04');
    expect(parseDate('31.2.2027')).toBeNull();
    expect(parseDate('i morgen')).toBeNull();
  });

  it('parses clock times', () => {
    expect(parseClock('09:30')).toBe(570);
    expect(parseClock('09:30:00')).toBe(570);
    expect(parseClock('25:00')).toBeNull();
  });
});
