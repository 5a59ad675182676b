/** What stands under every app: configuration, connections, errors, health, live events, batched round trips. */
export { Batcher } from './batching/batcher';
export type { Stored } from './batching/stored';
export { Turn } from './batching/turn';
export type { UpdateOutcome, UpdateSpec } from './batching/write-batch';
export { Clock } from './clock';
export { RedisConfig } from './config/platform.config';
export { readConfig } from './config/read-config';
export { AppError, MissingTarget } from './errors/app-error';
export { HealthModule } from './health/health.module';
export { ProblemFilter } from './http/problem.filter';
export { stopGently } from './http/stop-gently';
export { newId } from './ids';
export { LIVE_SILENCE_MS, LiveEvents, liveChannel, parseLiveEvents } from './live/live-events';
export { Log, NestLog, createLog } from './log/logger';
export { PlatformModule } from './platform.module';
export { REDIS, REDIS_FACTORY, REDIS_PREFIX, type RedisFactory } from './redis/redis.module';
