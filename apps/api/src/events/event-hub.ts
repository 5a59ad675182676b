import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import type { Redis } from 'ioredis';
import {
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
  send(events: readonly LiveEvent[]): void;
  beat(): void;
  end(): void;
}

const HEARTBEAT_MS = 15_000;

/** Hears what happened from Redis, on one connection, and tells everybody who listens here. */
@Injectable()
export class EventHub implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly listeners = new Set<Listener>();
  private subscriber: Redis | undefined;
  private timer: NodeJS.Timeout | undefined;
  private tuned = false;

  constructor(
    @Inject(REDIS_FACTORY) private readonly connect: RedisFactory,
    @Inject(REDIS_PREFIX) private readonly prefix: string,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.subscriber = this.connect();
    this.subscriber.on('message', (_channel, message) => this.hear(message));
    this.timer = setInterval(() => {
      for (const listener of this.listeners) listener.beat();
    }, HEARTBEAT_MS);
  }

  /** @returns ends it */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    this.tuneIn();
    return () => {
      this.listeners.delete(listener);
      this.tuneIn();
    };
  }

  /** Ends the streams, as the server waits for every open answer before it stops. */
  beforeApplicationShutdown(): void {
    for (const listener of this.listeners) listener.end();
    this.listeners.clear();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.subscriber?.disconnect();
  }

  /**
   * Is subscribed while somebody listens here, so that the workers need not write for nobody. The connection subscribes
   * again by itself each time it is made.
   */
  private tuneIn(): void {
    const wanted = this.listeners.size > 0;
    if (wanted === this.tuned) return;
    this.tuned = wanted;
    const channel = liveChannel(this.prefix);
    const done = wanted ? this.subscriber?.subscribe(channel) : this.subscriber?.unsubscribe(channel);
    done?.catch(() => undefined);
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
