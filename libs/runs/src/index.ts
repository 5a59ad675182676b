/** Runs: the store that decides, the executor that walks, timers, and what people may do to them. */
export { BulkStore, doneOf } from './bulk/bulk-store';
export { Bulks } from './bulk/bulks';
export type { StoredBulk } from './bulk/stored-bulk';
export { RunTaker } from './executor/run-taker';
export { Pauses } from './pauses/pauses';
export { PauseStore } from './pauses/pause-store';
export type { StoredPause } from './pauses/stored-pause';
export { Bell, Facts, MailingNames, Ports, Versions, type RunnableVersion } from './ports';
export { RunsConfig } from './runs.config';
export { RunsModule } from './runs.module';
export { RunQueries } from './store/run-queries';
export { RunStore, type NewRun } from './store/run-store';
export { clickOf, type StoredAttempt, type StoredRun, type StoredStep } from './store/stored-run';
export { SingleLease } from './timers/lease';
export { Repairs, type RepairCounts } from './timers/repairs';
export { Rounds } from './timers/rounds';
export { RunVerbs } from './verbs/run-verbs';
export { RunCounts } from './watch/run-counts';
