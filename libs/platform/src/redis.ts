import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
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
  // An 'error' event without a listener ends the process. Each command reports its own failure.
  redis.on('error', () => undefined);
  return redis;
}

@Injectable()
class RedisCloser implements OnApplicationShutdown {
  constructor(@Inject(REDIS) private readonly redis: Redis) {}
  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}

@Global()
@Module({
  providers: [
    { provide: REDIS, useFactory: createRedis },
    { provide: REDIS_FACTORY, useValue: createRedis satisfies RedisFactory },
    { provide: REDIS_PREFIX, useFactory: () => readConfig(RedisConfig).QUEUE_PREFIX },
    RedisCloser,
  ],
  exports: [REDIS, REDIS_FACTORY, REDIS_PREFIX],
})
export class RedisModule {}
