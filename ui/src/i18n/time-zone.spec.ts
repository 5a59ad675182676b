import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromWallClock, toWallClock } from './time-zone';

it.each([
  ['2027-03-28T00:59:00.000Z', 'Europe/Oslo', '2027-03-28 01:59:00'],
  ['2027-03-28T01:00:00.000Z', 'Europe/Oslo', '2027-03-28 03:00:00'],
  ['2026-12-31T23:30:00.000Z', 'Europe/Oslo', '2027-01-01 00:30:00'],
  ['2027-07-01T03:15:00.000Z', 'America/New_York', '2027-06-30 23:15:00'],
])('%s is shown in %s as %s, and entered as the same moment', (instant, zone, wall) => {
  expect(toWallClock(instant, zone)).toBe(wall);
  expect(fromWallClock(wall, zone)).toBe(instant);
});

it('a time that is shown and entered again shows the same', () => {
  const minute = fc
    .date({ min: new Date('1990-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
    .map((date) => new Date(Math.floor(date.getTime() / 60_000) * 60_000).toISOString());
  const zone = fc.constantFrom('Europe/Oslo', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'UTC');
  fc.assert(
    fc.property(minute, zone, (instant, timeZone) => {
      const wall = toWallClock(instant, timeZone);
      expect(toWallClock(fromWallClock(wall, timeZone), timeZone)).toBe(wall);
    }),
  );
});
