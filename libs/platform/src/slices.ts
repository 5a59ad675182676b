import { Batcher } from './batcher';
import { Clock } from './time';

/*
 * Roll-ups count documents in slices of time: all documents whose ids begin with the same seven hexadecimal digits. Ids begin with the
 * second of the event in eight digits, so a slice covers sixteen seconds. A slice is dirty from the time at which a process announces
 * writes to it until a roll-up has counted it.
 */

const SLICE_DIGITS = 7;
const SLICE_SECONDS = 16;

/** The slice of a document. It depends on the time of its event, not on the time at which it is written. */
export const sliceOf = (id: string): string => id.slice(0, SLICE_DIGITS);

/** The slice of events at this time. */
export const sliceAt = (at: Date): string => nthSlice(Math.floor(at.getTime() / 1_000 / SLICE_SECONDS));

/** When a slice begins, in ms. */
export const startOfSlice = (slice: string): number => Number.parseInt(slice, 16) * SLICE_SECONDS * 1_000;

/** Aggregation expression: the slice of the id in `field`. */
export const sliceExpression = (field: string): Record<string, unknown> => ({
  $substrBytes: [field, 0, SLICE_DIGITS],
});

/** A range of ids. The bounds are prefixes of ids, which compare correctly with whole ids. */
export interface IdRange {
  $gte: string;
  $lt: string;
}

/** The id ranges of the slices, ascending; adjacent slices share one range. */
export function rangesOf(slices: readonly string[]): IdRange[] {
  const ranges: IdRange[] = [];
  for (const slice of [...new Set(slices)].sort()) {
    const last = ranges.at(-1);
    if (last?.$lt === slice) last.$lt = sliceAfter(slice);
    else ranges.push({ $gte: slice, $lt: sliceAfter(slice) });
  }
  return ranges;
}

const sliceAfter = (slice: string): string => nthSlice(Number.parseInt(slice, 16) + 1);
const nthSlice = (n: number): string => n.toString(16).padStart(SLICE_DIGITS, '0');

/** A dirty slice may be rolled up when no writes were announced for this long, by the database's clock. */
export const SETTLED_AFTER_MS = 6_000;
/** An announcement covers writes that begin within this time. */
const COVERS_MS = 2_000;
/**
 * If writes end later than this after the announcement of their slice, the slice is announced again. The difference to `SETTLED_AFTER_MS`
 * is the largest correction of a clock that may happen meanwhile.
 */
const LATE_AFTER_MS = 3_000;
const MAX_CACHED_SLICES = 500;

interface Announcement {
  at: number;
  /** The write that stores the announcement; undefined once it is stored. */
  writing: Promise<void> | undefined;
}

/**
 * Announces writes to a slice by marking it as dirty (`touchedAt` of its document in `collection`, by the database's clock), before
 * documents are written to it and again after writes that took long. A process announces a slice once every few seconds, not for each
 * document: concurrent writes share an announcement. A late write marks the slice of the time at which its event happened.
 */
export class SliceMarks {
  private readonly announcements = new Map<string, Announcement>();

  constructor(
    private readonly collection: string,
    private readonly batcher: Batcher,
    private readonly clock: Clock,
  ) {}

  /**
   * Announces writes to the slices of these documents. Await the result before writing them. Returns undefined if all slices are
   * announced already, which is the usual case.
   */
  beforeWrite(ids: readonly string[]): Promise<void> | undefined {
    return this.ensure(ids, COVERS_MS);
  }

  /**
   * Announces the slices again if the last announcement is too old. Await the result after writing: a delayed write may have
   * reached a slice that was rolled up meanwhile.
   */
  afterWrite(ids: readonly string[]): Promise<void> | undefined {
    return this.ensure(ids, LATE_AFTER_MS);
  }

  private ensure(ids: readonly string[], maxAgeMs: number): Promise<void> | undefined {
    const now = this.clock.now().getTime();
    const pending = new Set<Promise<void>>();
    for (const slice of new Set(ids.map(sliceOf))) {
      const last = this.announcements.get(slice);
      // An announcement in the future means that the clock was set back, so its age is unknown.
      const isValid = last !== undefined && last.at <= now && now - last.at < maxAgeMs;
      const { writing } = isValid ? last : this.announce(slice, now);
      if (writing) pending.add(writing);
    }
    return pending.size === 0 ? undefined : Promise.all(pending).then(() => undefined);
  }

  private announce(slice: string, at: number): Announcement {
    const announcement: Announcement = { at, writing: undefined };
    announcement.writing = this.write(slice).then(
      () => {
        announcement.writing = undefined;
      },
      (error: unknown) => {
        if (this.announcements.get(slice) === announcement) this.announcements.delete(slice);
        throw error;
      },
    );
    this.announcements.set(slice, announcement);
    if (this.announcements.size > MAX_CACHED_SLICES) this.evictBefore(at - LATE_AFTER_MS);
    return announcement;
  }

  private async write(slice: string): Promise<void> {
    const spec = { _id: slice, update: { $currentDate: { touchedAt: true } }, upsert: true };
    // `existed`: two workers inserted the document at once. The second attempt updates it.
    if ((await this.batcher.update(this.collection, spec)) === 'existed')
      await this.batcher.update(this.collection, spec);
  }

  private evictBefore(time: number): void {
    for (const [slice, { at }] of this.announcements) if (at < time) this.announcements.delete(slice);
  }
}
