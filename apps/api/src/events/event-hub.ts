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
   * Called once, when the stream receives all further events. The client reads earlier changes through other routes. Also called while
   * Redis is unreachable; events are then sent once Redis is reachable again.
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

/** Receives live events from Redis on one connection and distributes them to the open streams of this process. */
@Injectable()
export class EventHub implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly listeners = new Set<Listener>();
  private subscriber: Redis | undefined;
  private heartbeatTimer: NodeJS.Timeout | undefined;
  private unsubscribeTimer: NodeJS.Timeout | undefined;
  /**
   * Resolves `LIVE_PAUSE_MS` after the attempt to subscribe, when all publishers send their events. Undefined while there is no
   * subscription: before the first listener, and from `UNSUBSCRIBE_DELAY_MS` after the last one has left.
   */
  private subscribed: Promise<void> | undefined;

  constructor(
    @Inject(REDIS_FACTORY) private readonly connect: RedisFactory,
    @Inject(REDIS_PREFIX) private readonly prefix: string,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.subscriber = this.connect();
    this.subscriber.on('message', (_channel, message) => this.receive(message));
    // Subscribes after each connect. ioredis renews only a subscription that succeeded before, and the first attempt fails without Redis.
    this.subscriber.on('ready', () => this.subscribed && this.subscribe().catch(() => undefined));
    this.heartbeatTimer = setInterval(() => {
      for (const listener of this.listeners) listener.heartbeat();
    }, HEARTBEAT_MS);
  }

  /** @returns a function that removes the listener */
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

  /** Ends the streams, because the server waits for all open responses before it stops. */
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
   * Subscribes to the channel of live events. Publishers skip all events for `LIVE_PAUSE_MS` after they found no subscriber, so delivery is
   * complete only after that time. A failed attempt is ignored here: the `ready` handler subscribes when Redis is reachable again.
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
