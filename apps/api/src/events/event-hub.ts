import { setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import type { Redis } from 'ioredis';
import {
  LIVE_PAUSE_MS,
  Log,
  REDIS_FACTORY,
  REDIS_PREFIX,
  liveChannel,
  parseLiveEvents,
  type RedisFactory,
} from '@linkflow/platform';
import type { LiveEvent } from '@linkflow/contracts';
import type { EventFilter } from './topics';

/** One open event stream. */
export interface Listener {
  accepts: EventFilter;
  /**
   * Called when the stream receives all further events, and again after each loss of the connection to Redis. Earlier events may have been
   * missed; the client reads their changes through other routes.
   */
  ready(): void;
  send(events: readonly LiveEvent[]): void;
  heartbeat(): void;
  end(): void;
}

const HEARTBEAT_MS = 15_000;
/**
 * The subscription is kept for this time after the last listener has left, because a browser that changes its topics reconnects at once.
 */
const UNSUBSCRIBE_DELAY_MS = 10_000;
/** Delay before the next attempt to subscribe if Redis refuses it. */
const RETRY_MS = 1_000;

/**
 * Receives live events from Redis on one connection and distributes them to the open streams of this process. States of the subscription:
 *
 * - off: before the first listener, and from `UNSUBSCRIBE_DELAY_MS` after the last one has left. A listener → subscribing.
 * - subscribing: until Redis has confirmed the subscription, and for `LIVE_PAUSE_MS` after that, because publishers skip all events for
 *   that long after they found no subscriber. Then → complete. Redis refuses it, or the connection is lost → subscribing again.
 * - complete: listeners receive all events and are told so (`ready`). The connection is lost → subscribing.
 */
@Injectable()
export class EventHub implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly listeners = new Set<Listener>();
  private subscriber: Redis | undefined;
  private heartbeatTimer: NodeJS.Timeout | undefined;
  private unsubscribeTimer: NodeJS.Timeout | undefined;
  private state: 'off' | 'subscribing' | 'complete' = 'off';
  /** Ends the current attempt to subscribe. */
  private attempt = new AbortController();

  constructor(
    @Inject(REDIS_FACTORY) private readonly connect: RedisFactory,
    @Inject(REDIS_PREFIX) private readonly prefix: string,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.subscriber = this.connect();
    this.subscriber.on('message', (_channel, message) => this.receive(message));
    // Subscribes after each connect. ioredis renews only a subscription that succeeded before, and the first attempt fails without Redis.
    this.subscriber.on('ready', () => this.state !== 'off' && void this.subscribe());
    this.subscriber.on('close', () => this.disconnected());
    this.heartbeatTimer = setInterval(() => {
      for (const listener of this.listeners) listener.heartbeat();
    }, HEARTBEAT_MS);
  }

  /** @returns a function that removes the listener */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    clearTimeout(this.unsubscribeTimer);
    if (this.state === 'off') void this.subscribe();
    else if (this.state === 'complete') setImmediate(() => this.listeners.has(listener) && listener.ready());
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      clearTimeout(this.unsubscribeTimer);
      this.unsubscribeTimer = setTimeout(() => this.endSubscription(), UNSUBSCRIBE_DELAY_MS);
    };
  }

  /** Ends the streams, because the server waits for all open responses before it stops. */
  beforeApplicationShutdown(): void {
    for (const listener of this.listeners) listener.end();
    this.listeners.clear();
  }

  onApplicationShutdown(): void {
    this.attempt.abort();
    this.state = 'off';
    clearInterval(this.heartbeatTimer);
    clearTimeout(this.unsubscribeTimer);
    this.subscriber?.disconnect();
  }

  private disconnected(): void {
    this.attempt.abort();
    if (this.state === 'complete') this.state = 'subscribing';
  }

  private async subscribe(): Promise<void> {
    this.attempt.abort();
    this.attempt = new AbortController();
    const { signal } = this.attempt;
    this.state = 'subscribing';
    while (!signal.aborted) {
      const isSubscribed = await this.trySubscribing();
      await sleep(isSubscribed ? LIVE_PAUSE_MS : RETRY_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted || !isSubscribed) continue;
      this.state = 'complete';
      for (const listener of this.listeners) listener.ready();
      return;
    }
  }

  private async trySubscribing(): Promise<boolean> {
    try {
      await this.subscriber?.subscribe(liveChannel(this.prefix));
      return true;
    } catch {
      return false;
    }
  }

  private endSubscription(): void {
    this.attempt.abort();
    this.state = 'off';
    this.subscriber?.unsubscribe(liveChannel(this.prefix)).catch(() => undefined);
  }

  private receive(message: string): void {
    try {
      this.distribute(parseLiveEvents(message));
    } catch (error) {
      this.log.warn({ err: error }, 'received an unreadable live event');
    }
  }

  private distribute(events: readonly LiveEvent[]): void {
    for (const listener of this.listeners) {
      const accepted = events.filter((event) => listener.accepts(event));
      if (accepted.length > 0) listener.send(accepted);
    }
  }
}
