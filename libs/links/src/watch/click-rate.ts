import { Injectable } from '@nestjs/common';
import { Clock } from '@linkflow/platform';
import { LinkStore } from '../store/link-store';

const MINUTE_MS = 60_000;

export interface MinuteOfClicks {
  minute: Date;
  clicks: number;
}

interface Counted {
  clicks: number;
  /** How old the minute was when it was counted, ms since it began. */
  age: number;
}

/**
 * How many clicks were accepted in each of the last minutes. Ids begin with the second of the click, so a minute is a range
 * of ids, which MongoDB counts by its index. A minute that is over changes only by clicks that come late, out of a journal;
 * it is counted again when it is twice as old as when it was last counted, so a look costs two or three short counts.
 */
@Injectable()
export class ClickRate {
  private counted = new Map<number, Counted>();

  constructor(
    private readonly store: LinkStore,
    private readonly clock: Clock,
  ) {}

  /** The oldest first; the last one is the minute that is under way. */
  async lastMinutes(many: number): Promise<MinuteOfClicks[]> {
    const now = this.clock.now().getTime();
    const current = now - (now % MINUTE_MS);
    const minutes = Array.from({ length: many }, (_, index) => current - (many - 1 - index) * MINUTE_MS);
    const counted = await Promise.all(minutes.map((minute) => this.clicksOf(minute, now - minute)));
    for (const minute of this.counted.keys()) if (minute < (minutes[0] ?? now)) this.counted.delete(minute);
    return minutes.map((minute, index) => ({ minute: new Date(minute), clicks: counted[index] ?? 0 }));
  }

  private async clicksOf(minute: number, age: number): Promise<number> {
    const known = this.counted.get(minute);
    if (known && known.age > MINUTE_MS && age < known.age * 2) return known.clicks;
    const range = { $gte: firstIdOf(minute), $lt: firstIdOf(minute + MINUTE_MS) };
    const { clicks: collection } = this.store;
    const { n } = await collection.db.command({ count: collection.collectionName, query: { _id: range } });
    const clicks = Number(n);
    this.counted.set(minute, { clicks, age });
    return clicks;
  }
}

/** The least id that a click of this time, and of no earlier second, can have. */
const firstIdOf = (time: number): string =>
  Math.floor(time / 1_000)
    .toString(16)
    .padStart(8, '0')
    .padEnd(24, '0');
