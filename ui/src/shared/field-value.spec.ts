import { describe, expect, it } from 'vitest';
import { parseClock, parseDate } from './field-value';

describe('typed values of extra fields', () => {
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
