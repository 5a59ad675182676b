import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Log, REDIS, REDIS_FACTORY, REDIS_PREFIX, type RedisFactory } from '@linkflow/platform';

/** An open response that lasts as long as its session. */
interface Watched {
  userId: string;
  isValid: () => Promise<boolean>;
  end: () => void;
}

/** Streams are also checked at this interval: announcements can be lost, and sessions expire without one. */
const CHECK_MS = 15_000;

/** Tells all processes of the api that sessions of a user ended, so that their live streams end at once. */
@Injectable()
export class SessionEnds implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly watched = new Set<Watched>();
  private subscriber: Redis | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(REDIS_FACTORY) private readonly connect: RedisFactory,
    @Inject(REDIS_PREFIX) private readonly prefix: string,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.subscriber = this.connect();
    this.subscriber.on('message', (_channel, userId) => void this.check((one) => one.userId === userId));
    // Subscribes again after a reconnect, and at first when Redis answers.
    const subscribe = () => this.subscriber?.subscribe(this.channel).catch(() => undefined);
    this.subscriber.on('ready', () => void subscribe());
    this.timer = setInterval(() => void this.check(() => true), CHECK_MS);
  }

  /** Call it after the sessions have ended in the database. */
  async announce(userId: string): Promise<void> {
    await this.check((one) => one.userId === userId);
    try {
      await this.redis.publish(this.channel, userId);
    } catch (error) {
      this.log.warn({ err: error }, 'could not announce ended sessions; streams end at their next check');
    }
  }

  /** @returns stops watching */
  watch(stream: Watched): () => void {
    this.watched.add(stream);
    return () => this.watched.delete(stream);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  onApplicationShutdown(): void {
    this.subscriber?.disconnect();
  }

  private async check(concerns: (stream: Watched) => boolean): Promise<void> {
    await Promise.all(
      [...this.watched].filter(concerns).map(async (stream) => {
        // A database that does not answer ends no session.
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
