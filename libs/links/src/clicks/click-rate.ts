import { Injectable } from '@nestjs/common';
import { Clock } from '@linkflow/platform';
import { ClicksRepository, lowestIdAt } from './clicks.repository';

const MINUTE_MS = 60_000;

export interface MinuteOfClicks {
  /** When the minute begins. */
  minute: Date;
  clicks: number;
}

interface CachedCount {
  clicks: number;
  /** Age of the minute when it was counted, in ms since its beginning. */
  age: number;
}

/**
 * Accepted clicks per minute. Ids begin with the second of the click, so a minute is a range of ids, counted from the id index. A
 * past minute changes only by late clicks: it is counted again each time its age has doubled, so that one call costs two or three
 * short counts.
 */
@Injectable()
export class ClickRate {
  private readonly cache = new Map<number, CachedCount>();

  constructor(
    private readonly clicks: ClicksRepository,
    private readonly clock: Clock,
  ) {}

  /** The last `count` minutes, oldest first. The last one is the current, incomplete minute. */
  async lastMinutes(count: number): Promise<MinuteOfClicks[]> {
    const now = this.clock.now().getTime();
    const current = now - (now % MINUTE_MS);
    const minutes = Array.from({ length: count }, (_, index) => current - (count - 1 - index) * MINUTE_MS);
    const counts = await Promise.all(minutes.map((minute) => this.count(minute, now - minute)));
    for (const minute of this.cache.keys()) if (minute < (minutes[0] ?? now)) this.cache.delete(minute);
    return minutes.map((minute, index) => ({ minute: new Date(minute), clicks: counts[index] ?? 0 }));
  }

  private async count(minute: number, age: number): Promise<number> {
    const cached = this.cache.get(minute);
    if (cached && cached.age > MINUTE_MS && age < cached.age * 2) return cached.clicks;
    const range = { $gte: lowestIdAt(minute), $lt: lowestIdAt(minute + MINUTE_MS) };
    const clicks = await this.clicks.countInRange(range);
    this.cache.set(minute, { clicks, age });
    return clicks;
  }
}
