/** The engine: stores, claims, walks, repairs and counts runs. See README.md. */
export { BulkCommands } from './bulk/bulk-commands';
export { BulkStore, countProcessed, type StoredBulk } from './bulk/bulk-store';
export { RunCommands } from './commands/run-commands';
export { engineMigrations } from './engine.migrations';
export { EngineModule } from './engine.module';
export { Repairs } from './maintenance/reconciler';
export { PauseCache, PauseStore, type StoredPause } from './pauses';
export { ErrorGroups } from './persist/error-groups';
export { RunQueries } from './persist/run-queries';
export { RunStore, type NewRun } from './persist/run-store';
export type { StoredAttempt, StoredRun, StoredStep } from './persist/run.schema';
export { ActionAdapters, EngineConfig, Facts, RunQueue, Versions, type TriggerType } from './ports';
export { ENGINE_REASONS } from './reasons';
export { RunCounts } from './run-metrics';
export { RunClaimer } from './walk/run-claimer';
