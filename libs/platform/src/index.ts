/**
 * Configuration, connections, errors, health, live events, metrics, traces, leases, migrations, periodic tasks, batched round trips, safe
 * outbound HTTP.
 */
export { Batcher, type Stored, type UpdateOutcome, type UpdateSpec } from './batcher';
export { CachedValue } from './cached-value';
export { DatabaseClock } from './database-clock';
export {
  ConfigError,
  LinkKeysConfig,
  OrganisationConfig,
  OrganisationPagesConfig,
  RedisConfig,
  optional,
  readConfig,
} from './config';
export { AppError, ProblemFilter, isStoreAway, toProblem } from './errors';
export {
  HealthModule,
  ReadyCheck,
  answers,
  clockHealth,
  storesAway,
  takesWrites,
  type ClockHealth,
} from './health';
export { Leases } from './leases';
export { Log, NestLog, createLog } from './log';
export { Metrics, type Counter, type Reading } from './metrics';
export { serveMetrics } from './metrics-endpoint';
export {
  dropIndexes,
  migrate,
  migrateDocuments,
  platformMigrations,
  renameCollection,
  runMigrations,
  hasPendingMigrations,
  type Migration,
  type MigrationContext,
} from './migrations';
export { BatchLoader, MicroBatch } from './micro-batch';
export { collectionOf, isDuplicateKey, readSnapshot, retryRead, retrySnapshot, transaction } from './mongo';
export {
  OutboundConfig,
  OutboundFailed,
  OutboundHttp,
  OutboundRefused,
  type FailedCode,
  type OutboundAnswer,
  type OutboundLimits,
  type RefusedCode,
} from './outbound/outbound-http';
export { PeriodicTasks } from './periodic-tasks';
export {
  PersonalData,
  type ErasedAddress,
  type PersonalDataOwner,
  type PersonalDocuments,
} from './personal-data';
export { PlatformModule } from './platform.module';
export {
  LIVE_PAUSE_MS,
  LiveEvents,
  REDIS,
  REDIS_FACTORY,
  REDIS_PREFIX,
  liveChannel,
  parseLiveEvents,
  subscribe,
  type RedisFactory,
} from './redis';
export {
  MAX_JOB_DAYS,
  Retention,
  RetentionConfig,
  deleteOldPage,
  lastOf,
  type DeletedPage,
  type RetentionPage,
} from './retention';
export { containing, containingSearchable, searchable } from './search-pattern';
export { StagedJobRunner, StagedJobs, type JobPageResult, type StagedJob } from './staged-jobs';
export { StopConfig, stopGently, stopInTime } from './shutdown';
export {
  SETTLED_AFTER_MS,
  SliceMarks,
  rangesOf,
  sliceAt,
  sliceExpression,
  sliceOf,
  startOfSlice,
  type IdRange,
} from './slices';
export { TaskThread, THREAD_MEMORY, type TaskThreadOptions } from './task-thread';
export { Clock, EventLoopShare, TimeoutError, lowestIdAt, newId, withTimeout } from './time';
export { Tracing, type Span } from './tracing';
export { trustedProxies } from './trusted-proxies';
