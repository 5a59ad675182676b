import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { LiveEvent } from '@linkflow/contracts';
import { REDIS, REDIS_PREFIX } from '../redis/redis.module';

/** Name of the Redis pub/sub channel that carries live events; each message is a JSON array of them. */
export const liveChannel = (prefix: string): string => `${prefix}:live`;

/** How long nothing is said after nobody listened. A screen that opens reads the truth first, so it misses nothing by that. */
export const LIVE_SILENCE_MS = 200;

/**
 * Tells the screens what happened. Best effort by design: a lost event costs a late picture, never a fact.
 * Events of one event-loop turn travel as one message.
 */
@Injectable()
export class LiveEvents {
  private pending: LiveEvent[] = [];
  /** Until then nobody is taken to listen, and nothing is written for nobody. */
  private silentUntil = 0;

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(REDIS_PREFIX) private readonly prefix: string,
  ) {}

  /** `event` is asked for only when somebody may be listening: a run has nine of them, and most are seen by nobody. */
  announce(event: () => LiveEvent): void {
    if (Date.now() < this.silentUntil) return;
    if (this.pending.push(event()) === 1) setImmediate(() => this.send());
  }

  private send(): void {
    const events = this.pending;
    this.pending = [];
    this.redis
      .publish(liveChannel(this.prefix), JSON.stringify(events))
      .then((listeners) => {
        if (listeners === 0) this.silentUntil = Date.now() + LIVE_SILENCE_MS;
      })
      .catch(() => undefined);
  }
}

/** Reads one message of the channel; what is not an event we know is left out. */
export function parseLiveEvents(message: string): LiveEvent[] {
  const raw: unknown = JSON.parse(message);
  if (!Array.isArray(raw)) return [];
  return raw.flatMap((item) => {
    const parsed = LiveEvent.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}
