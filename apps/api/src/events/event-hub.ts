import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import type { Redis } from 'ioredis';
import {
  LIVE_SILENCE_MS,
  Log,
  REDIS_FACTORY,
  REDIS_PREFIX,
  liveChannel,
  parseLiveEvents,
  type RedisFactory,
} from '@linkflow/platform';
import type { LiveEvent } from '@linkflow/contracts';
import type { Wanted } from './topics';

/** Somebody who listens. */
export interface Listener {
  wants: Wanted;
  /** From now on nothing is missed. What happened before must be read elsewhere. */
  ready(): void;
  send(events: readonly LiveEvent[]): void;
  beat(): void;
  end(): void;
}

const HEARTBEAT_MS = 15_000;
/** A browser that changes what it listens to is gone for a moment. */
const LINGER_MS = 10_000;

/** Hears what happened from Redis, on one connection, and tells everybody who listens here. */
@Injectable()
export class EventHub implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly listeners = new Set<Listener>();
  private subscriber: Redis | undefined;
  private timer: NodeJS.Timeout | undefined;
  private linger: NodeJS.Timeout | undefined;
  /** Resolves when the workers talk to us; undefined while nobody listens here. */
  private tuned: Promise<void> | undefined;

  constructor(
    @Inject(REDIS_FACTORY) private readonly connect: RedisFactory,
    @Inject(REDIS_PREFIX) private readonly prefix: string,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.subscriber = this.connect();
    this.subscriber.on('message', (_channel, message) => this.hear(message));
    // The first try may have met no Redis; a later connection subscribes again by itself only where one succeeded.
    this.subscriber.on('ready', () => this.tuned && this.subscribe().catch(() => undefined));
    this.timer = setInterval(() => {
      for (const listener of this.listeners) listener.beat();
    }, HEARTBEAT_MS);
  }

  /** @returns ends it */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    clearTimeout(this.linger);
    this.tuned ??= this.tuneIn();
    void this.tuned.then(() => this.listeners.has(listener) && listener.ready());
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      clearTimeout(this.linger);
      this.linger = setTimeout(() => this.tuneOut(), LINGER_MS);
    };
  }

  /** Ends the streams, as the server waits for every open answer before it stops. */
  beforeApplicationShutdown(): void {
    for (const listener of this.listeners) listener.end();
    this.listeners.clear();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    clearTimeout(this.linger);
    this.subscriber?.disconnect();
  }

  /**
   * Is subscribed while somebody listens here, so that the workers need not write for nobody. One that has found nobody
   * says nothing for a while yet, so it takes that long until nothing is missed.
   */
  private async tuneIn(): Promise<void> {
    await this.subscribe().catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, LIVE_SILENCE_MS));
  }

  private tuneOut(): void {
    this.tuned = undefined;
    this.subscriber?.unsubscribe(liveChannel(this.prefix)).catch(() => undefined);
  }

  private async subscribe(): Promise<void> {
    await this.subscriber?.subscribe(liveChannel(this.prefix));
  }

  private hear(message: string): void {
    try {
      this.tell(parseLiveEvents(message));
    } catch (error) {
      this.log.warn({ err: error }, 'a live event could not be read');
    }
  }

  private tell(events: readonly LiveEvent[]): void {
    for (const listener of this.listeners) {
      const wanted = events.filter((event) => listener.wants(event));
      if (wanted.length > 0) listener.send(wanted);
    }
  }
}
