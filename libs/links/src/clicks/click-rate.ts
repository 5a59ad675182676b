import { Injectable } from '@nestjs/common';
import { Clock, lowestIdAt } from '@linkflow/platform';
import type { ClickCounts } from './click-counts';
import { ClicksRepository } from './clicks.repository';

const MINUTE_MS = 60_000;

type CountsOfMinute = Pick<ClickCounts, 'clicks' | 'humanClicks' | 'suspectClicks'>;

interface MinuteOfClicks extends CountsOfMinute {
  /** When the minute begins. */
  minute: Date;
}

interface CachedCount {
  counts: CountsOfMinute;
  /** How long after the beginning of the minute it was counted, in ms. */
  age: number;
}

/**
 * Numbers of recorded clicks per minute. Ids begin with the second of the click, so the clicks of a minute are a range of ids and are
 * counted with the index of `_id`, those that are suspect or of machines with a partial index. The counts of a past minute are cached,
 * because only late clicks and verdicts can change them; they are read again each time the age of the minute has doubled. A call therefore
 * counts only two or three minutes.
 */
@Injectable()
export class ClickRate {
  private readonly cache = new Map<number, CachedCount>();

  constructor(
    private readonly clicks: ClicksRepository,
    private readonly clock: Clock,
  ) {}

  /** Counts of the last `count` minutes, oldest first. The last one is that of the current, incomplete minute. */
  async lastMinutes(count: number): Promise<MinuteOfClicks[]> {
    const now = this.clock.now().getTime();
    const current = now - (now % MINUTE_MS);
    const minutes = Array.from({ length: count }, (_, index) => current - (count - 1 - index) * MINUTE_MS);
    const counts = await Promise.all(minutes.map((minute) => this.count(minute, now - minute)));
    for (const minute of this.cache.keys()) if (minute < (minutes[0] ?? now)) this.cache.delete(minute);
    return minutes.map((minute, index) => ({ minute: new Date(minute), ...(counts[index] ?? NO_MINUTE) }));
  }

  private async count(minute: number, age: number): Promise<CountsOfMinute> {
    const cached = this.cache.get(minute);
    if (cached && cached.age > MINUTE_MS && age < cached.age * 2) return cached.counts;
    const _id = { $gte: lowestIdAt(minute), $lt: lowestIdAt(minute + MINUTE_MS) };
    const [clicks, suspectClicks, bots] = await Promise.all([
      this.number({ _id }),
      this.number({ _id, verdict: 'suspect' }),
      this.number({ _id, verdict: 'bot' }),
    ]);
    const counts = { clicks, suspectClicks, humanClicks: Math.max(0, clicks - suspectClicks - bots) };
    this.cache.set(minute, { counts, age });
    return counts;
  }

  /** The `count` command reads only an index; `countDocuments` would run an aggregation that groups the documents. */
  private async number(query: Record<string, unknown>): Promise<number> {
    const { clicks } = this.clicks;
    return Number((await clicks.db.command({ count: clicks.collectionName, query })).n);
  }
}

const NO_MINUTE: CountsOfMinute = { clicks: 0, humanClicks: 0, suspectClicks: 0 };
