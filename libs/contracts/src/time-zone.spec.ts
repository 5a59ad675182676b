import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addLocalDays,
  dayNumber,
  isTimeZone,
  isoDay,
  localDay,
  localMinutes,
  momentAt,
  nextLocalTime,
  startOfDay,
} from './time-zone';

const next = (after: string, time: string, weekdays: number[] = [], timeZone = 'Europe/Oslo'): string =>
  nextLocalTime({ after: new Date(after), time, weekdays, timeZone }).toISOString();

describe('the next moment at which clocks show a time', () => {
  it('is today if the time has not passed, else tomorrow', () => {
    expect(next('2027-01-11T07:00:00Z', '09:00')).toBe('2027-01-11T08:00:00.000Z');
    expect(next('2027-01-11T08:00:00Z', '09:00')).toBe('2027-01-12T08:00:00.000Z');
    expect(next('2027-01-11T07:59:59.999Z', '09:00')).toBe('2027-01-11T08:00:00.000Z');
  });

  it('uses the day in the time zone, not in UTC', () => {
    // Half past midnight on Tuesday in Oslo is still Monday in UTC.
    expect(next('2027-01-11T23:30:00Z', '09:00', [2])).toBe('2027-01-12T08:00:00.000Z');
    expect(next('2027-01-11T23:30:00Z', '09:00', [], 'Pacific/Auckland')).toBe('2027-01-12T20:00:00.000Z');
  });

  it('is on a given weekday, up to a week later', () => {
    // 15 January 2027 is a Friday.
    expect(next('2027-01-15T10:00:00Z', '09:00', [1])).toBe('2027-01-18T08:00:00.000Z');
    expect(next('2027-01-15T10:00:00Z', '09:00', [5])).toBe('2027-01-22T08:00:00.000Z');
    expect(next('2027-01-16T10:00:00Z', '09:00', [7])).toBe('2027-01-17T08:00:00.000Z');
  });

  it('keeps the local time if clocks change in between', () => {
    // Clocks go forward in the night to 28 March 2027, and back in the night to 31 October.
    expect(next('2027-03-27T12:00:00Z', '09:00')).toBe('2027-03-28T07:00:00.000Z');
    expect(next('2027-10-30T12:00:00Z', '09:00')).toBe('2027-10-31T08:00:00.000Z');
  });

  it('moves a time that clocks skip by the length of the gap', () => {
    expect(next('2027-03-27T12:00:00Z', '02:30')).toBe('2027-03-28T01:30:00.000Z');
  });

  it('uses the first of two moments at which clocks show the time, and not the second', () => {
    expect(next('2027-10-30T12:00:00Z', '02:30')).toBe('2027-10-31T00:30:00.000Z');
    expect(next('2027-10-31T00:45:00Z', '02:30')).toBe('2027-11-01T01:30:00.000Z');
  });

  it('is correct in zones with unusual offsets and near the date line', () => {
    expect(next('2027-06-01T00:00:00Z', '09:00', [], 'Asia/Kathmandu')).toBe('2027-06-01T03:15:00.000Z');
    expect(next('2027-06-01T00:00:00Z', '00:00', [], 'Pacific/Kiritimati')).toBe('2027-06-01T10:00:00.000Z');
    expect(next('2027-04-03T00:00:00Z', '02:15', [7], 'Australia/Lord_Howe')).toBe(
      '2027-04-03T15:45:00.000Z',
    );
  });

  it('is in the future, within eight days and a clock change, and shows the time unless clocks skip it', () => {
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

  /** Whether no moment near this one shows the time, because clocks skip it. */
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

it('recognises the names of time zones', () => {
  expect(isTimeZone('Europe/Oslo')).toBe(true);
  expect(isTimeZone('Europe/Nowhere')).toBe(false);
  expect(isTimeZone('')).toBe(false);
});

describe('the moment of a local time', () => {
  it('is when clocks in the zone show that day and time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Europe/Oslo', 'America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Apia'),
        fc.integer({ min: 2020, max: 2040 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        fc.integer({ min: 6 * 60, max: 23 * 60 + 59 }),
        (zone, year, month, day, minutes) => {
          const at = momentAt({ year, month, day }, minutes, zone);
          expect(localDay(at, zone)).toEqual({ year, month, day });
          expect(localMinutes(at, zone)).toBe(minutes);
        },
      ),
    );
  });

  it('is the first of two in autumn, and after the gap in spring', () => {
    expect(momentAt({ year: 2027, month: 10, day: 31 }, 150, 'Europe/Oslo').toISOString()).toBe(
      '2027-10-31T00:30:00.000Z',
    );
    expect(momentAt({ year: 2027, month: 3, day: 28 }, 150, 'Europe/Oslo').toISOString()).toBe(
      '2027-03-28T01:30:00.000Z',
    );
  });
});

describe('calendar days in a time zone', () => {
  const later = (at: string, days: number, zone = 'Europe/Oslo'): string =>
    addLocalDays(new Date(at), days, zone).toISOString();

  it('keep the local time, to the millisecond, over both changes of clocks', () => {
    // Clocks go forward on 29 March 2026 and back on 25 October 2026.
    expect(later('2026-03-28T09:15:30.123Z', 1)).toBe('2026-03-29T08:15:30.123Z');
    expect(later('2026-10-24T08:15:30.123Z', 1)).toBe('2026-10-25T09:15:30.123Z');
    expect(later('2026-03-01T12:00:00Z', 365)).toBe('2027-03-01T12:00:00.000Z');
  });

  it('move a time that clocks skip, and use the first of two', () => {
    expect(later('2026-03-28T01:30:00Z', 1)).toBe('2026-03-29T01:30:00.000Z');
    expect(later('2026-10-24T00:30:00Z', 1)).toBe('2026-10-25T00:30:00.000Z');
  });

  it('start at local midnight, or when clocks skip midnight, at the first time after it', () => {
    const start = (year: number, month: number, day: number, zone: string): string =>
      startOfDay({ year, month, day }, zone).toISOString();
    expect(start(2026, 3, 29, 'Europe/Oslo')).toBe('2026-03-28T23:00:00.000Z');
    expect(start(2026, 10, 25, 'Europe/Oslo')).toBe('2026-10-24T22:00:00.000Z');
    expect(start(2026, 4, 24, 'Africa/Cairo')).toBe('2026-04-23T22:00:00.000Z');
  });

  it('of the first century are not those of the twentieth', () => {
    const day = { year: 26, month: 12, day: 31 };
    expect(isoDay(addDays(day, 1))).toBe('0027-01-01');
    expect(dayNumber({ year: 126, month: 12, day: 31 }) - dayNumber(day)).toBe(36_524);
    expect(localDay(startOfDay(day, 'Europe/Oslo'), 'Europe/Oslo')).toEqual(day);
  });

  it('differ by the number of midnights between them', () => {
    const day = (at: string): number => dayNumber(localDay(new Date(at), 'Europe/Oslo'));
    expect(day('2026-03-29T22:00:00Z') - day('2026-03-28T22:59:59Z')).toBe(2);
    expect(day('2026-10-25T22:59:59Z') - day('2026-10-24T22:00:00Z')).toBe(0);
  });
});
