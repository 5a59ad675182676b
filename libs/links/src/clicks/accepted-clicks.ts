import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { REDIS, REDIS_PREFIX, newId } from '@linkflow/platform';

const HOUR_SECONDS = 3_600;
/** Hours that are older are removed. */
const KEPT_HOURS = 40 * 24;
/**
 * How long the ids of clicks in test messages are kept, s. A click that is delivered again after that is taken out twice, so that one lost
 * click of its hour would not be noticed.
 */
const TEST_IDS_SECONDS = 3 * 24 * HOUR_SECONDS;

/** Adds ids to those of an hour, and takes the new ones out of its count. */
const EXCLUDE = `
local new = redis.call('SADD', KEYS[2], unpack(ARGV, 3))
redis.call('EXPIRE', KEYS[2], ARGV[2])
if new > 0 then redis.call('HINCRBY', KEYS[1], ARGV[1], -new) end
return new`;

/** The hour of a click, in hours since 1970. Its id begins with its second. */
const hourOf = (clickId: string): number =>
  Math.floor(Number.parseInt(clickId.slice(0, 8), 16) / HOUR_SECONDS);

/**
 * Counts the clicks that were answered, in Redis, independently of the way that the clicks themselves take. A reconciliation compares the
 * counts with the recorded clicks. Each process of apps/click stores its own count of an hour as a whole, so that a repeated write does not
 * count twice. A process that is killed leaves out the clicks of its last second; then fewer are counted than accepted, never more.
 */
@Injectable()
export class AcceptedClicks implements BeforeApplicationShutdown {
  private readonly key: string;
  private readonly process = newId();
  private readonly counts = new Map<number, number>();
  private readonly unsaved = new Set<number>();

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(REDIS_PREFIX) prefix: string,
  ) {
    this.key = `${prefix}:accepted-clicks`;
  }

  add(clickId: string): void {
    const hour = hourOf(clickId);
    this.counts.set(hour, (this.counts.get(hour) ?? 0) + 1);
    this.unsaved.add(hour);
  }

  /**
   * Takes clicks out of the count that are not recorded, because they were made in test messages. Their ids are kept for some days, so a click
   * that is delivered again is taken out once.
   */
  async exclude(clickIds: readonly string[]): Promise<void> {
    for (const [hour, ids] of Map.groupBy(clickIds, hourOf)) {
      // The braces put both keys into one slot of a Redis cluster.
      const keys = [this.key, `{${this.key}}:tests:${hour}`];
      await this.redis.eval(EXCLUDE, keys.length, ...keys, `${hour}:tests`, TEST_IDS_SECONDS, ...ids);
    }
  }

  /** Stores the counts that have changed. What Redis does not accept is stored the next time. */
  async save(): Promise<void> {
    const hours = [...this.unsaved];
    if (hours.length === 0) return;
    this.unsaved.clear();
    try {
      await this.redis.hset(
        this.key,
        Object.fromEntries(hours.map((hour) => [`${hour}:${this.process}`, this.counts.get(hour) ?? 0])),
      );
    } catch (error) {
      for (const hour of hours) this.unsaved.add(hour);
      throw error;
    }
    const newest = Math.max(...this.counts.keys());
    for (const hour of this.counts.keys())
      if (hour < newest - KEPT_HOURS && !this.unsaved.has(hour)) this.counts.delete(hour);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.save().catch(() => undefined);
  }

  /** Number of accepted clicks by the beginning of their hour (epoch ms). Removes hours that are too old. */
  async byHour(now: Date): Promise<Map<number, number>> {
    const oldest = Math.floor(now.getTime() / 1_000 / HOUR_SECONDS) - KEPT_HOURS;
    const counts = new Map<number, number>();
    const expired: string[] = [];
    for (const [field, count] of Object.entries(await this.redis.hgetall(this.key))) {
      const hour = Number.parseInt(field, 10);
      const at = hour * HOUR_SECONDS * 1_000;
      if (hour < oldest) expired.push(field);
      else counts.set(at, (counts.get(at) ?? 0) + Number(count));
    }
    if (expired.length > 0) await this.redis.hdel(this.key, ...expired);
    return counts;
  }
}
