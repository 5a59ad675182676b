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
  /** Called once, when later events will be delivered without gaps. Earlier changes must be read by other routes. */
  ready(): void;
  send(events: readonly LiveEvent[]): void;
  heartbeat(): void;
  end(): void;
}

const HEARTBEAT_MS = 15_000;
/** The subscription outlives its last listener by this time, as a browser that changes its topics reconnects at once. */
const UNSUBSCRIBE_DELAY_MS = 10_000;

/** Receives live events from Redis on one connection and distributes them to the open streams of this process. */
@Injectable()
export class EventHub implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly listeners = new Set<Listener>();
  private subscriber: Redis | undefined;
  private heartbeatTimer: NodeJS.Timeout | undefined;
  private unsubscribeTimer: NodeJS.Timeout | undefined;
  /** Resolves when publishers have noticed the subscription; undefined without listeners. */
  private subscribed: Promise<void> | undefined;

  constructor(
    @Inject(REDIS_FACTORY) private readonly connect: RedisFactory,
    @Inject(REDIS_PREFIX) private readonly prefix: string,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.subscriber = this.connect();
    this.subscriber.on('message', (_channel, message) => this.receive(message));
    // ioredis renews a subscription after reconnecting only if it succeeded once; the first attempt may have found no Redis.
    this.subscriber.on('ready', () => this.subscribed && this.subscribe().catch(() => undefined));
    this.heartbeatTimer = setInterval(() => {
      for (const listener of this.listeners) listener.heartbeat();
    }, HEARTBEAT_MS);
  }

  /** @returns removes the listener */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    clearTimeout(this.unsubscribeTimer);
    this.subscribed ??= this.startSubscription();
    void this.subscribed.then(() => this.listeners.has(listener) && listener.ready());
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      clearTimeout(this.unsubscribeTimer);
      this.unsubscribeTimer = setTimeout(() => this.endSubscription(), UNSUBSCRIBE_DELAY_MS);
    };
  }

  /** Ends the streams: the server waits for every open response before it stops. */
  beforeApplicationShutdown(): void {
    for (const listener of this.listeners) listener.end();
    this.listeners.clear();
  }

  onApplicationShutdown(): void {
    clearInterval(this.heartbeatTimer);
    clearTimeout(this.unsubscribeTimer);
    this.subscriber?.disconnect();
  }

  /**
   * Subscribes while there are listeners, so that publishers can skip events without subscribers. A publisher that found
   * no subscriber stays silent for `LIVE_PAUSE_MS`, so delivery is complete only after that time.
   */
  private async startSubscription(): Promise<void> {
    await this.subscribe().catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, LIVE_PAUSE_MS));
  }

  private endSubscription(): void {
    this.subscribed = undefined;
    this.subscriber?.unsubscribe(liveChannel(this.prefix)).catch(() => undefined);
  }

  private async subscribe(): Promise<void> {
    await this.subscriber?.subscribe(liveChannel(this.prefix));
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
