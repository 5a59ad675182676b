import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import {
  Log,
  PeriodicTasks,
  REDIS,
  REDIS_FACTORY,
  REDIS_PREFIX,
  subscribe,
  type RedisFactory,
} from '@linkflow/platform';

/** An open response that lasts as long as its session. */
interface Watched {
  userId: string;
  isValid: () => Promise<boolean>;
  end: () => void;
}

/** Streams are also checked at this interval: announcements can be lost, and sessions expire without one. */
const CHECK_MS = 15_000;

/** Announces to all processes of the api that sessions of a user ended, so that their live streams end at once. */
@Injectable()
export class SessionEnds implements OnModuleInit, OnApplicationShutdown {
  private readonly watched = new Set<Watched>();
  private subscriber: Redis | undefined;

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(REDIS_FACTORY) private readonly connect: RedisFactory,
    @Inject(REDIS_PREFIX) private readonly prefix: string,
    private readonly log: Log,
    tasks: PeriodicTasks,
  ) {
    tasks.add({ name: 'session-ends', everyMs: CHECK_MS, run: () => this.check(() => true) });
  }

  onModuleInit(): void {
    this.subscriber = subscribe(
      this.connect,
      this.channel,
      (userId) => void this.check((one) => one.userId === userId),
    );
  }

  /** Ends the user's streams without a valid session, in all processes. Call it after the sessions have ended in the database. */
  async announce(userId: string): Promise<void> {
    await this.check((one) => one.userId === userId);
    try {
      await this.redis.publish(this.channel, userId);
    } catch (error) {
      this.log.warn({ err: error }, 'could not announce ended sessions; streams end at their next check');
    }
  }

  /** Ends the stream when its session is no longer valid. @returns a function that stops watching the stream */
  watch(stream: Watched): () => void {
    this.watched.add(stream);
    return () => this.watched.delete(stream);
  }

  onApplicationShutdown(): void {
    this.subscriber?.disconnect();
  }

  private async check(concerns: (stream: Watched) => boolean): Promise<void> {
    await Promise.all(
      [...this.watched].filter(concerns).map(async (stream) => {
        // The stream stays open if the check fails, for example because MongoDB is unreachable.
        const isValid = await stream.isValid().catch(() => true);
        if (isValid) return;
        this.watched.delete(stream);
        stream.end();
      }),
    );
  }

  private get channel(): string {
    return `${this.prefix}:sessions-ended`;
  }
}
