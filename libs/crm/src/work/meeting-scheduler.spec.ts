import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localDay, localMinutes, weekdayOf } from '@linkflow/contracts';
import type { UserDoc } from '../users.service';
import type { FollowUpsService } from './follow-ups.service';
import {
  MeetingScheduler,
  QUARTER_MS,
  fitsWorkday,
  nextFree,
  quarterFrom,
  quartersFor,
  workWindows,
  type Quarters,
} from './meeting-scheduler';

const OSLO = { timeZone: 'Europe/Oslo', workday: { from: 8 * 60, to: 16 * 60 } };
const startOf = (slot: Quarters | null): string => new Date((slot?.from ?? 0) * QUARTER_MS).toISOString();
const free = () => false;
const next = (at: string, minutes = 120, isBusy: (quarter: number) => boolean = free) =>
  nextFree(OSLO, quarterFrom(new Date(at)), quartersFor(minutes), isBusy);

describe('the next free slot for a meeting', () => {
  it('starts at the next quarter of an hour within working hours', () => {
    expect(startOf(next('2027-03-10T09:07:00Z'))).toBe('2027-03-10T09:15:00.000Z');
    expect(startOf(next('2027-03-10T09:15:00Z'))).toBe('2027-03-10T09:15:00.000Z');
  });

  it('is on the next morning after work, and on Monday after Friday', () => {
    expect(startOf(next('2027-03-10T03:00:00Z'))).toBe('2027-03-10T07:00:00.000Z');
    expect(startOf(next('2027-03-12T13:30:00Z'))).toBe('2027-03-15T07:00:00.000Z');
  });

  it('follows the wall clock across a daylight saving change', () => {
    expect(startOf(next('2027-03-26T16:00:00Z'))).toBe('2027-03-29T06:00:00.000Z');
  });

  it('skips busy quarters and uses a gap of exactly its length', () => {
    const at = quarterFrom(new Date('2027-03-10T07:00:00Z'));
    const busy = new Set([at + 3, at + 8, at + 9]);
    expect(startOf(next('2027-03-10T07:00:00Z', 45, (quarter) => busy.has(quarter)))).toBe(
      '2027-03-10T07:00:00.000Z',
    );
    expect(startOf(next('2027-03-10T07:00:00Z', 60, (quarter) => busy.has(quarter)))).toBe(
      '2027-03-10T08:00:00.000Z',
    );
    expect(startOf(next('2027-03-10T07:00:00Z', 75, (quarter) => busy.has(quarter)))).toBe(
      '2027-03-10T09:30:00.000Z',
    );
  });

  it('is null for a meeting longer than the working day and for a full calendar', () => {
    expect(fitsWorkday(OSLO, 8 * 60)).toBe(true);
    expect(fitsWorkday(OSLO, 8 * 60 + 1)).toBe(false);
    expect(next('2027-03-10T09:00:00Z', 9 * 60)).toBeNull();
    expect(next('2027-03-10T09:00:00Z', 15, () => true)).toBeNull();
  });

  it('is within working hours, free, and the earliest possible', () => {
    const zones = fc.constantFrom(
      'Europe/Oslo',
      'America/New_York',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'UTC',
    );
    fc.assert(
      fc.property(
        zones,
        fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
        fc.integer({ min: 1, max: 240 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 120 }),
        (timeZone, at, minutes, taken) => {
          const calendar = { timeZone, workday: { from: 8 * 60, to: 16 * 60 } };
          const from = quarterFrom(at);
          const length = quartersFor(minutes);
          const busy = new Set(taken.map((offset) => from + offset));
          const slot = nextFree(calendar, from, length, (quarter) => busy.has(quarter));
          if (!slot) throw new Error('a free time was expected');
          expect(slot.to - slot.from).toBe(length);
          expect(slot.from).toBeGreaterThanOrEqual(from);
          for (let quarter = slot.from; quarter < slot.to; quarter += 1)
            expect(busy.has(quarter)).toBe(false);
          const starts = new Date(slot.from * QUARTER_MS);
          const ends = new Date(slot.to * QUARTER_MS);
          expect(localMinutes(starts, timeZone)).toBeGreaterThanOrEqual(8 * 60);
          expect(localMinutes(ends, timeZone)).toBeLessThanOrEqual(16 * 60);
          expect([1, 2, 3, 4, 5]).toContain(weekdayOf(localDay(starts, timeZone)));
          for (const window of workWindows(calendar, from)) {
            if (window.from >= slot.from) break;
            for (let start = window.from; start < slot.from && start + length <= window.to; start += 1) {
              const quarters = Array.from({ length }, (_, offset) => start + offset);
              expect(quarters.some((quarter) => busy.has(quarter))).toBe(true);
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('meetings that are booked for one owner at the same time', () => {
  const owner = { _id: 'ingrid', ...OSLO } as UserDoc;

  /** Books the meetings together. Returns when each starts. */
  async function booked(...meetings: { from: string; minutes?: number }[]): Promise<string[]> {
    const followUps = { busyCells: async () => [] } as unknown as FollowUpsService;
    const scheduler = new MeetingScheduler(followUps);
    const slots = meetings.map(({ from, minutes = 60 }) =>
      scheduler.book(owner, { from: new Date(from), minutes }, async (slot) => slot.startsAt.toISOString()),
    );
    return (await Promise.all(slots)).map(String);
  }

  it('get slots one after the other', async () => {
    expect(await booked({ from: '2027-03-10T07:00:00Z' }, { from: '2027-03-10T07:00:00Z' })).toEqual([
      '2027-03-10T07:00:00.000Z',
      '2027-03-10T08:00:00.000Z',
    ]);
  });

  it('each get the first free slot that is late enough, in whatever order they are booked', async () => {
    const early = { from: '2027-03-10T07:00:00Z' };
    const late = { from: '2027-03-12T07:00:00Z' };
    expect(await booked(late, early, late, early)).toEqual([
      '2027-03-12T07:00:00.000Z',
      '2027-03-10T07:00:00.000Z',
      '2027-03-12T08:00:00.000Z',
      '2027-03-10T08:00:00.000Z',
    ]);
  });
});
