import { Injectable } from '@nestjs/common';
import { addDays, localDay, momentAt, weekdayOf, type LocalDay } from '@linkflow/contracts';
import type { UserDoc } from '../users.service';
import { FollowUpsService } from './follow-ups.service';

/** Working hours, Monday to Friday, in minutes since midnight in `timeZone`. */
export interface WorkCalendar {
  timeZone: string;
  workday: { from: number; to: number };
}

/**
 * A quarter of an hour, in ms. Every meeting starts at the beginning of a quarter; quarter n begins n * QUARTER_MS after the Unix epoch.
 */
export const QUARTER_MS = 15 * 60_000;

/** A range of quarters by their numbers; `to` is exclusive. */
export interface Quarters {
  from: number;
  to: number;
}

const FRIDAY = 5;

/** How far ahead free slots are searched: about three years. */
const HORIZON_DAYS = 3 * 366;

export const quartersFor = (minutes: number): number =>
  Math.max(1, Math.ceil((minutes * 60_000) / QUARTER_MS));

/** Number of the first quarter that begins at or after this time. */
export const quarterFrom = (at: Date): number => Math.ceil(at.getTime() / QUARTER_MS);

/** Whether a meeting of this length fits into an empty working day. */
export const fitsWorkday = ({ workday }: WorkCalendar, minutes: number): boolean =>
  quartersFor(minutes) * 15 <= Math.floor(workday.to / 15) * 15 - Math.ceil(workday.from / 15) * 15;

/** The working hours of each working day within the horizon, from the day of `quarter` on. No window starts before `quarter`. */
export function* workWindows(calendar: WorkCalendar, quarter: number): Generator<Quarters> {
  let day: LocalDay = localDay(new Date(quarter * QUARTER_MS), calendar.timeZone);
  for (let ahead = 0; ahead <= HORIZON_DAYS; ahead += 1, day = addDays(day, 1)) {
    if (weekdayOf(day) > FRIDAY) continue;
    const opens = momentAt(day, calendar.workday.from, calendar.timeZone);
    const closes = momentAt(day, calendar.workday.to, calendar.timeZone);
    const from = Math.max(quarter, quarterFrom(opens));
    const to = Math.floor(closes.getTime() / QUARTER_MS);
    if (from < to) yield { from, to };
  }
}

/** The next free range of `length` quarters at or after `from`; null if there is none within the horizon. */
export function nextFree(
  calendar: WorkCalendar,
  from: number,
  length: number,
  isBusy: (quarter: number) => boolean,
): Quarters | null {
  for (const window of workWindows(calendar, from)) {
    let start = window.from;
    for (let quarter = start; quarter < window.to && start + length <= window.to; quarter += 1) {
      if (isBusy(quarter)) start = quarter + 1;
      else if (quarter - start + 1 === length) return { from: start, to: start + length };
    }
  }
  return null;
}

export interface Slot {
  startsAt: Date;
  endsAt: Date;
  cells: string[];
}

/** The calendar of one owner while this process books meetings in it. */
interface OpenCalendar {
  busy: Set<number>;
  loaded: Promise<void>;
  reloading: Promise<void> | null;
  /** Number of bookings in progress. When the last one ends, the calendar is removed from memory. */
  bookings: number;
  /**
   * By first quarter and length of the meeting, in quarters: where the next such search starts, which is the end of the last slot found.
   * Null: no free slot is left within the horizon.
   */
  searchedUpTo: Map<string, number | null>;
}

/**
 * Finds free slots for meetings. Meetings that this process books for the same owner at the same time get different slots. The unique index
 * on `cells` prevents collisions with other processes; after a collision, the next slot is tried.
 */
@Injectable()
export class MeetingScheduler {
  private readonly calendars = new Map<string, OpenCalendar>();

  constructor(private readonly followUps: FollowUpsService) {}

  /**
   * Books the next free slot at or after `from`.
   * @param book stores the meeting in a slot; null means that another process has taken the slot, and the next slot is tried
   * @returns the result of `book`; null if the owner has no free slot within the horizon
   */
  async book<T>(
    owner: UserDoc,
    { from, minutes }: { from: Date; minutes: number },
    book: (slot: Slot) => Promise<T | null>,
  ): Promise<T | null> {
    const calendar = this.open(owner._id, from);
    calendar.bookings += 1;
    try {
      await calendar.loaded;
      for (;;) {
        const slot = takeSlot(calendar, owner, quarterFrom(from), quartersFor(minutes));
        if (!slot) return null;
        const startsAt = new Date(slot.from * QUARTER_MS);
        const endsAt = new Date(startsAt.getTime() + minutes * 60_000);
        const booked = await book({ startsAt, endsAt, cells: cellsOf(owner._id, slot) });
        if (booked !== null) return booked;
        calendar.reloading ??= this.load(owner._id, from, calendar.busy).finally(() => {
          calendar.reloading = null;
        });
        await calendar.reloading;
      }
    } finally {
      calendar.bookings -= 1;
      if (calendar.bookings === 0) this.calendars.delete(owner._id);
    }
  }

  private open(ownerId: string, from: Date): OpenCalendar {
    const existing = this.calendars.get(ownerId);
    if (existing) return existing;
    const busy = new Set<number>();
    const loaded = this.load(ownerId, from, busy);
    const calendar = { busy, loaded, reloading: null, bookings: 0, searchedUpTo: new Map() };
    this.calendars.set(ownerId, calendar);
    return calendar;
  }

  private async load(ownerId: string, from: Date, busy: Set<number>): Promise<void> {
    for (const cell of await this.followUps.busyCells(ownerId, from)) busy.add(quarterOf(cell));
  }
}

function takeSlot(calendar: OpenCalendar, owner: UserDoc, from: number, length: number): Quarters | null {
  const key = `${from}/${length}`;
  const begin = calendar.searchedUpTo.get(key);
  if (begin === null) return null;
  const slot = nextFree(owner, begin ?? from, length, (quarter) => calendar.busy.has(quarter));
  calendar.searchedUpTo.set(key, slot?.to ?? null);
  for (let quarter = slot?.from ?? 0; quarter < (slot?.to ?? 0); quarter += 1) calendar.busy.add(quarter);
  return slot;
}

const cellsOf = (ownerId: string, { from, to }: Quarters): string[] =>
  Array.from({ length: to - from }, (_, offset) => `${ownerId}:${from + offset}`);

const quarterOf = (cell: string): number => Number(cell.slice(cell.indexOf(':') + 1));
