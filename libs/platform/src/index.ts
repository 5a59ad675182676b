/** Configuration, connections, errors, health, live events, metrics, traces, leases, migrations, periodic tasks, batched round trips. */
export { BatchLoader } from './batching/batch-loader';
export { Batcher, type Stored } from './batching/batcher';
export { MicroBatch } from './batching/micro-batch';
export type { UpdateOutcome, UpdateSpec } from './batching/write-batch';
export { CachedValue } from './cached-value';
export { RedisConfig, readConfig } from './config';
export { AppError } from './errors';
export { HealthModule, ReadyCheck, answers } from './health';
export { ProblemFilter, toProblem } from './http/problem.filter';
export { StopConfig, stopGently, stopInTime } from './http/shutdown';
export { Leases } from './leases';
export { LIVE_PAUSE_MS, LiveEvents, liveChannel, parseLiveEvents } from './live-events';
export { Log, NestLog, createLog } from './log';
export type { Counter } from './metrics/instruments';
export { Metrics, type Reading } from './metrics/metrics';
export { serveMetrics } from './metrics/metrics-endpoint';
export {
  dropIndexes,
  migrate,
  migrateDocuments,
  renameCollection,
  runMigrations,
  type Migration,
  type MigrationContext,
} from './migrations';
export { collectionOf, newId, readSnapshot, retryRead, transaction } from './mongo';
export { PeriodicTasks } from './periodic-tasks';
export { PlatformModule } from './platform.module';
export { REDIS, REDIS_FACTORY, REDIS_PREFIX, type RedisFactory } from './redis';
export { Clock, TimeoutError, withTimeout } from './time';
export {
  addDays,
  isTimeZone,
  localDay,
  localMinutes,
  momentAt,
  nextLocalTime,
  weekdayOf,
  type LocalDay,
} from './time-zone';
export { Tracing, type Span } from './tracing/tracing';
