/** The engine: stores, claims, walks, repairs and counts runs. See README.md. */
export { BulkCommands, BulkStore, countProcessed, type StoredBulk } from './bulk/bulks';
export type { RunChange } from './commands/run-change';
export { RunCommands } from './commands/run-commands';
export { RunUndo, canMakeUp, undoableSteps } from './commands/run-undo';
export { engineMigrations } from './engine.migrations';
export { EngineModule } from './engine.module';
export { Funnels } from './funnel/funnels';
export {
  NODE_STATES,
  addCounts,
  portKey,
  statesByType,
  type Counts,
  type CountsByKey,
} from './funnel/run-counts';
export { RunRollup } from './funnel/run-rollup';
export { DirtyRuns } from './funnel/run-slices';
export { RunCounter, RunTotals } from './funnel/run-totals';
export { quantileOf } from './funnel/time-buckets';
export { HeldRuns, Repairs } from './maintenance';
export { PauseCache, PauseStore, type StoredPause } from './pauses';
export { ErrorGroups } from './persist/error-groups';
export { RunCounts, RunQueries } from './persist/run-queries';
export { RunRetention } from './persist/run-retention';
export { RunScan, type ScannedRun } from './persist/run-scan';
export { RunStore, type NewRun } from './persist/run-store';
export { RunVerdicts, markOf } from './persist/run-verdicts';
export type { StoredAttempt, StoredRun, StoredStep } from './persist/run.schema';
export {
  ActionAdapters,
  EngineConfig,
  Facts,
  RunQueue,
  Versions,
  type GateDecision,
  type GatedStep,
  type TriggerType,
} from './ports';
export { RunClaimer } from './walk/run-executor';
export { ENGINE_REASONS } from './walk/step-outcome';
