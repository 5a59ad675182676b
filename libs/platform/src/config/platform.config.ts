import { z } from 'zod';

export const MongoConfig = z.object({ MONGODB_URI: z.string().startsWith('mongodb') });

export const RedisConfig = z.object({
  REDIS_URL: z.string().startsWith('redis'),
  /** Stands before every key and channel, so that several systems can share one Redis. */
  QUEUE_PREFIX: z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/i)
    .default('lf'),
});

export const LogConfig = z.object({
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});
