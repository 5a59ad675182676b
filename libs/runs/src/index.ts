/** Runs: the store that decides, the executor that walks, timers, and what people may do to them. */
export { RunExecutor } from './executor/run-executor';
export { Bell, Facts, MailingNames, Ports, Versions, type RunnableVersion } from './ports';
export { RunsConfig } from './runs.config';
export { RunsModule } from './runs.module';
export { RunQueries } from './store/run-queries';
export { RunStore, type NewRun } from './store/run-store';
export type { StoredAttempt, StoredRun, StoredStep } from './store/stored-run';
export { RunVerbs } from './verbs/run-verbs';
