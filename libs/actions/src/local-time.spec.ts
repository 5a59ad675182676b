import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimeZone, nextLocalTime } from './local-time';

const next = (after: string, time: string, weekdays: number[] = [], timeZone = 'Europe/Oslo'): string =>
  nextLocalTime({ after: new Date(after), time, weekdays, timeZone }).toISOString();

describe('the next moment that a clock shows a time', () => {
  it('is today when the time is still to come, else tomorrow', () => {
    expect(next('2027-01-11T07:00:00Z', '09:00')).toBe('2027-01-11T08:00:00.000Z');
    expect(next('2027-01-11T08:00:00Z', '09:00')).toBe('2027-01-12T08:00:00.000Z');
    expect(next('2027-01-11T07:59:59.999Z', '09:00')).toBe('2027-01-11T08:00:00.000Z');
  });

  it('goes by the day in the zone, not in UTC', () => {
    // Half past midnight on Tuesday in Oslo is still Monday in UTC.
    expect(next('2027-01-11T23:30:00Z', '09:00', [2])).toBe('2027-01-12T08:00:00.000Z');
    expect(next('2027-01-11T23:30:00Z', '09:00', [], 'Pacific/Auckland')).toBe('2027-01-12T20:00:00.000Z');
  });

  it('waits for the weekday, a whole week if it must', () => {
    // 15 January 2027 is a Friday.
    expect(next('2027-01-15T10:00:00Z', '09:00', [1])).toBe('2027-01-18T08:00:00.000Z');
    expect(next('2027-01-15T10:00:00Z', '09:00', [5])).toBe('2027-01-22T08:00:00.000Z');
    expect(next('2027-01-16T10:00:00Z', '09:00', [7])).toBe('2027-01-17T08:00:00.000Z');
  });

  it('keeps the time on the wall when clocks change in between', () => {
    // Clocks go forward in the night to 28 March 2027, and back in the night to 31 October.
    expect(next('2027-03-27T12:00:00Z', '09:00')).toBe('2027-03-28T07:00:00.000Z');
    expect(next('2027-10-30T12:00:00Z', '09:00')).toBe('2027-10-31T08:00:00.000Z');
  });

  it('counts a time that clocks skip as that far after the gap', () => {
    expect(next('2027-03-27T12:00:00Z', '02:30')).toBe('2027-03-28T01:30:00.000Z');
  });

  it('counts a time that clocks show twice the first time, and not again that day', () => {
    expect(next('2027-10-30T12:00:00Z', '02:30')).toBe('2027-10-31T00:30:00.000Z');
    expect(next('2027-10-31T00:45:00Z', '02:30')).toBe('2027-11-01T01:30:00.000Z');
  });

  it('is right in zones with odd offsets and at the edge of the date line', () => {
    expect(next('2027-06-01T00:00:00Z', '09:00', [], 'Asia/Kathmandu')).toBe('2027-06-01T03:15:00.000Z');
    expect(next('2027-06-01T00:00:00Z', '00:00', [], 'Pacific/Kiritimati')).toBe('2027-06-01T10:00:00.000Z');
    expect(next('2027-04-03T00:00:00Z', '02:15', [7], 'Australia/Lord_Howe')).toBe(
      '2027-04-03T15:45:00.000Z',
    );
  });

  it('always lies ahead, within eight days and a changed hour, and shows the time unless clocks skip it', () => {
    const zones = [
      'Europe/Oslo',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Tokyo',
      'America/Sao_Paulo',
    ];
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
        fc.nat(23),
        fc.nat(59),
        fc.subarray([1, 2, 3, 4, 5, 6, 7]),
        fc.constantFrom(...zones),
        (after, hours, minutes, weekdays, timeZone) => {
          const time = `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
          const moment = nextLocalTime({ after, time, weekdays, timeZone });
          const ahead = moment.getTime() - after.getTime();
          expect(ahead).toBeGreaterThan(0);
          expect(ahead).toBeLessThanOrEqual(8 * 86_400_000 + 7_200_000);
          const shown = new Intl.DateTimeFormat('en-GB', {
            timeZone,
            hour: '2-digit',
            minute: '2-digit',
            hourCycle: 'h23',
            weekday: 'short',
          }).format(moment);
          const weekday = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(shown.slice(0, 3)) + 1;
          if (weekdays.length > 0) expect(weekdays).toContain(weekday);
          if (!shown.endsWith(time)) expect(isInGap(moment, time, timeZone)).toBe(true);
        },
      ),
    );
  });

  /** True when no moment near this one shows the time: clocks skipped it. */
  function isInGap(moment: Date, time: string, timeZone: string): boolean {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    for (let minutes = -180; minutes <= 180; minutes++) {
      if (format.format(moment.getTime() + minutes * 60_000) === time) return false;
    }
    return true;
  }
});

it('knows a time zone when it sees one', () => {
  expect(isTimeZone('Europe/Oslo')).toBe(true);
  expect(isTimeZone('Europe/Nowhere')).toBe(false);
  expect(isTimeZone('')).toBe(false);
});
