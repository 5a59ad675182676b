import { Injectable } from '@nestjs/common';
import type { UserDoc } from '../users.service';
import { FollowUpsService } from './follow-ups.service';
import { QUARTER_MS, nextFree, quarterFrom, quartersFor, type Quarters } from './meeting-slots';

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
  /** Bookings in progress. The calendar is dropped when the last one ends. */
  bookings: number;
  /** By length in quarters: no slot of that length is free before this quarter; null when none is left within the horizon. */
  searchedUpTo: Map<number, number | null>;
}

/**
 * Hands out free slots, so that meetings which this process books for one owner at the same time do not collide. Between processes the
 * unique index on `cells` prevents collisions; this class only avoids most retries.
 */
@Injectable()
export class MeetingScheduler {
  private readonly calendars = new Map<string, OpenCalendar>();

  constructor(private readonly followUps: FollowUpsService) {}

  /**
   * Books the next free slot at or after `from`.
   * @param book tries one slot; null means that another process took it, and the next slot is tried
   * @returns null when the owner has no free slot within the horizon
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
  const searched = calendar.searchedUpTo.get(length);
  if (searched === null) return null;
  const slot = nextFree(owner, Math.max(from, searched ?? 0), length, (quarter) =>
    calendar.busy.has(quarter),
  );
  calendar.searchedUpTo.set(length, slot ? slot.to : null);
  for (let quarter = slot?.from ?? 0; quarter < (slot?.to ?? 0); quarter += 1) calendar.busy.add(quarter);
  return slot;
}

const cellsOf = (ownerId: string, { from, to }: Quarters): string[] =>
  Array.from({ length: to - from }, (_, offset) => `${ownerId}:${from + offset}`);

const quarterOf = (cell: string): number => Number(cell.slice(cell.indexOf(':') + 1));
