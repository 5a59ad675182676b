import { describe, expect, it, onTestFinished } from 'vitest';
import { formatsOf } from './format';
import { currentTimeZone, setTimeZone } from './time-zone';

/** Replaces all kinds of spaces that Intl uses in numbers and dates by plain spaces, so that tests can compare the texts. */
const plain = (text: string) => text.replace(/\s/g, ' ');
const now = Date.UTC(2027, 2, 14, 12, 0, 0);
const before = (seconds: number) => new Date(now - seconds * 1000).toISOString();

describe('formats', () => {
  it('groups digits in numbers by the language', () => {
    expect(plain(formatsOf('nb').number(1284))).toBe('1 284');
    expect(formatsOf('en').number(1284)).toBe('1,284');
  });

  it('formats a plain date as the same day in every time zone', () => {
    expect(formatsOf('nb').date('2027-03-14')).toBe('14. mars 2027');
    expect(formatsOf('en').date('2027-03-14')).toBe('14 Mar 2027');
  });

  it.each([
    [10, 'just now', 'nå nettopp'],
    [60, '1 minute ago', 'for 1 minutt siden'],
    [44 * 60, '44 minutes ago', 'for 44 minutter siden'],
    [3 * 3600, '3 hours ago', 'for 3 timer siden'],
    [30 * 3600, 'yesterday', 'i går'],
    [3 * 86_400, '3 days ago', 'for 3 dager siden'],
    [30 * 86_400, '12 Feb 2027', '12. feb. 2027'],
    [-2 * 3600, 'in 2 hours', 'om 2 timer'],
  ])('formats %i seconds as a relative time', (seconds, en, nb) => {
    expect(plain(formatsOf('en').relative(before(seconds), now))).toBe(en);
    expect(plain(formatsOf('nb').relative(before(seconds), now))).toBe(nb);
  });

  it('formats the shared part of a period once', () => {
    expect(plain(formatsOf('en').period('2027-03-14T09:41', '2027-03-14T11:00'))).toBe(
      '14 Mar 2027, 09:41–11:00',
    );
    expect(plain(formatsOf('nb').period('2027-03-14T09:41', '2027-03-15T11:00'))).toContain('15. mars 2027');
  });

  it('formats times in the time zone of the organisation, wherever the browser is', () => {
    const before = currentTimeZone();
    onTestFinished(() => setTimeZone(before));
    setTimeZone('America/New_York');
    expect(plain(formatsOf('en').dateTime('2027-03-14T03:30:00Z'))).toBe('13 Mar 2027, 22:30');
    setTimeZone('Europe/Oslo');
    expect(plain(formatsOf('en').dateTime('2027-03-14T03:30:00Z'))).toBe('14 Mar 2027, 04:30');
    setTimeZone('Mars/Base');
    expect(currentTimeZone()).toBe('Europe/Oslo');
  });

  it('formats durations and clock times', () => {
    expect(formatsOf('nb').minutes(135)).toBe('2 t 15 min');
    expect(formatsOf('en').minutes(120)).toBe('2 h');
    expect(formatsOf('en').minutes(0)).toBe('0 min');
    expect(formatsOf('nb').clock(545)).toBe('09:05');
  });

  it('formats country names, and leaves unknown codes unchanged', () => {
    expect(formatsOf('nb').country('NO')).toBe('Norge');
    expect(formatsOf('en').country('DE')).toBe('Germany');
    expect(formatsOf('en').country('??')).toBe('??');
  });
});
