import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { MODELS } from '../model-names';
import type { UserDoc } from '../users/user.schema';
import type { FollowUpDoc } from './follow-up.schema';
import { QUARTER_MS, nextFree, quarterFrom, quartersFor, type Quarters } from './meeting-slots';

export interface Slot {
  startsAt: Date;
  endsAt: Date;
  cells: string[];
}

/** The calendar of one owner, while meetings are being made in it. */
interface OpenCalendar {
  busy: Set<number>;
  loaded: Promise<void>;
  reloading: Promise<void> | null;
  /** How many are making a meeting right now; the last one closes the calendar. */
  visitors: number;
  /** By length: nothing of that length is free before this quarter; null when nothing is left at all. */
  searchedUpTo: Map<number, number | null>;
}

/**
 * Hands out free times, so that many meetings for one owner, made at once in this process, don't fall over each other. The
 * unique index on `cells` is what keeps meetings apart; this only spares them the collisions.
 */
@Injectable()
export class MeetingDesk {
  private readonly calendars = new Map<string, OpenCalendar>();

  constructor(@InjectModel(MODELS.followUp) private readonly followUps: Model<FollowUpDoc>) {}

  /**
   * Books the next free time: `book` is called with one time after another until it gives something; null from it means that
   * the time was taken after all. Null from here: the owner has no free time within the horizon.
   */
  async book<T>(
    owner: UserDoc,
    from: Date,
    minutes: number,
    book: (slot: Slot) => Promise<T | null>,
  ): Promise<T | null> {
    const calendar = this.open(owner._id, from);
    calendar.visitors += 1;
    try {
      await calendar.loaded;
      for (;;) {
        const slot = take(calendar, owner, quarterFrom(from), quartersFor(minutes));
        if (!slot) return null;
        const startsAt = new Date(slot.from * QUARTER_MS);
        const endsAt = new Date(startsAt.getTime() + minutes * 60_000);
        const booked = await book({ startsAt, endsAt, cells: cellsOf(owner._id, slot) });
        if (booked !== null) return booked;
        // Another process is at work in this calendar: look at what it has done.
        calendar.reloading ??= this.load(owner._id, from, calendar.busy).finally(() => {
          calendar.reloading = null;
        });
        await calendar.reloading;
      }
    } finally {
      calendar.visitors -= 1;
      if (calendar.visitors === 0) this.calendars.delete(owner._id);
    }
  }

  private open(ownerId: string, from: Date): OpenCalendar {
    const known = this.calendars.get(ownerId);
    if (known) return known;
    const busy = new Set<number>();
    const loaded = this.load(ownerId, from, busy);
    const calendar = { busy, loaded, reloading: null, visitors: 0, searchedUpTo: new Map() };
    this.calendars.set(ownerId, calendar);
    return calendar;
  }

  private async load(ownerId: string, from: Date, busy: Set<number>): Promise<void> {
    const meetings = await this.followUps
      .find({ ownerId, kind: 'meeting', endsAt: { $gt: from } }, { cells: 1 })
      .lean<Pick<FollowUpDoc, 'cells'>[]>();
    for (const { cells = [] } of meetings) for (const cell of cells) busy.add(quarterOf(cell));
  }
}

function take(calendar: OpenCalendar, owner: UserDoc, from: number, length: number): Quarters | null {
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
