import { Inject, Injectable } from '@nestjs/common';
import { Redis } from 'ioredis';
import { LiveEvent } from '@linkflow/contracts';
import { RedisConfig, readConfig } from './config';

/** Injection token of the connection for short commands. BullMQ has its own connections (libs/queues). */
export const REDIS = Symbol('redis');
/** Injection token of a function that opens another connection, for a subscriber. The caller closes it. */
export const REDIS_FACTORY = Symbol('redis-factory');
/** Injection token of the prefix of every key and channel. */
export const REDIS_PREFIX = Symbol('redis-prefix');

export type RedisFactory = () => Redis;

export function createRedis(): Redis {
  const redis = new Redis(readConfig(RedisConfig).REDIS_URL, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: true,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
  });
  // Without a listener, an 'error' event ends the process. Each command reports its own failure.
  redis.on('error', () => undefined);
  return redis;
}

/** Delay before the next attempt to subscribe if Redis refuses it, for example because a script keeps it busy. */
const SUBSCRIBE_RETRY_MS = 1_000;

/**
 * Opens a connection that receives the messages of a channel. It subscribes again after each reconnection, because ioredis restores only
 * subscriptions that succeeded once, and while Redis refuses it.
 * @param onSubscribed called after every (re)connection; messages may have been missed before it
 * @returns the connection, which the caller closes
 */
export function subscribe(
  connect: RedisFactory,
  channel: string,
  onMessage: (message: string) => void,
  onSubscribed: () => void = () => undefined,
): Redis {
  const subscriber = connect();
  subscriber.on('message', (_channel, message) => onMessage(message));
  let retry: NodeJS.Timeout | undefined;
  const trySubscribing = (): void => {
    clearTimeout(retry);
    subscriber.subscribe(channel).then(onSubscribed, () => {
      // After the end of this connection, the event 'ready' of the next one causes the next attempt.
      if (subscriber.status === 'ready') retry = setTimeout(trySubscribing, SUBSCRIBE_RETRY_MS).unref();
    });
  };
  subscriber.on('ready', trySubscribing);
  return subscriber;
}

/** Redis pub/sub channel of live events. Each message is a JSON array of events. */
export const liveChannel = (prefix: string): string => `${prefix}:live`;

/**
 * After a message that had no listeners, events are dropped for this long, in ms. apps/api therefore reports a new listener as ready
 * only this long after it has subscribed.
 */
export const LIVE_PAUSE_MS = 200;

/**
 * Publishes events to the screens of the ui. Best effort: a lost event delays a screen, but no data is lost. Events of one
 * event-loop turn are published as one message.
 */
@Injectable()
export class LiveEvents {
  private pending: LiveEvent[] = [];
  /** Time of `performance.now()`. Events are dropped until then, because there were no listeners at the last message. */
  private pausedUntil = 0;

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(REDIS_PREFIX) private readonly prefix: string,
  ) {}

  /** Publishes an event. `event` is only called if there may be listeners: a run has nine events, and most of them have no listeners. */
  announce(event: () => LiveEvent): void {
    if (performance.now() < this.pausedUntil) return;
    if (this.pending.push(event()) === 1) setImmediate(() => this.send());
  }

  private send(): void {
    const events = this.pending;
    this.pending = [];
    this.redis
      .publish(liveChannel(this.prefix), JSON.stringify(events))
      .then((listeners) => {
        if (listeners === 0) this.pausedUntil = performance.now() + LIVE_PAUSE_MS;
      })
      .catch(() => undefined);
  }
}

/** Parses one message of the channel. Unknown events, e.g. of another release, are dropped. */
export function parseLiveEvents(message: string): LiveEvent[] {
  const raw: unknown = JSON.parse(message);
  if (!Array.isArray(raw)) return [];
  return raw.flatMap((item) => {
    const parsed = LiveEvent.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}
