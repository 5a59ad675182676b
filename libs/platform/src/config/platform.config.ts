import { z } from 'zod';

/** A variable that may be left out. An empty one is left out too: a compose file can't do it otherwise. */
export const optional = <T extends z.ZodType<unknown, string>>(schema: T) =>
  z
    .literal('')
    .transform(() => undefined)
    .or(schema)
    .optional();

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
