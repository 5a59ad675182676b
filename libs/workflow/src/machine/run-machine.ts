import type { RunStatus, StepStatus } from '@linkflow/contracts';

/** The moves that the engine makes by itself; it refuses to make any other. */
export const RUN_TRANSITIONS = {
  queued: ['running', 'held', 'cancelled'],
  // Back to queued: the time slice is used up, the process is stopping, or its lease ran out.
  running: ['queued', 'waiting', 'retrying', 'held', 'succeeded', 'failed', 'cancelled', 'needs-review'],
  waiting: ['running', 'cancelled'],
  retrying: ['running', 'cancelled'],
  held: ['queued', 'running', 'cancelled'],
  'needs-review': [],
  succeeded: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<RunStatus, readonly RunStatus[]>;

/**
 * What a person may do to a run. A cancelled run can be retried, as a cancel by mistake must be mendable. Skip leaves a step as it
 * is and goes on behind it. Supersede: another run does the same click again, so what failed in this one asks for nobody any more.
 */
export const RUN_VERBS = {
  retry: { from: ['failed', 'cancelled'], to: 'queued' },
  skip: { from: ['failed', 'cancelled', 'needs-review'], to: 'queued' },
  supersede: { from: ['failed'], to: 'cancelled' },
  cancel: { from: ['queued', 'running', 'waiting', 'retrying', 'held', 'needs-review'], to: 'cancelled' },
  resolve: { from: ['needs-review'], to: 'queued' },
} as const satisfies Record<string, { from: readonly RunStatus[]; to: RunStatus }>;
export type RunVerb = keyof typeof RUN_VERBS;

/** The moves of one step that the engine makes by itself. */
export const STEP_TRANSITIONS = {
  pending: ['running', 'skipped', 'cancelled'],
  running: ['succeeded', 'failed', 'skipped', 'waiting', 'retrying', 'cancelled', 'uncertain'],
  waiting: ['running', 'succeeded', 'cancelled'],
  // Pending once its time has come, so that the planner finds it.
  retrying: ['pending', 'cancelled'],
  succeeded: [],
  failed: [],
  skipped: [],
  cancelled: [],
  uncertain: [],
} as const satisfies Record<StepStatus, readonly StepStatus[]>;

/** What a person may do to a step. `retry` comes with the run's verb; `succeed` and `fail` tell what really happened to an uncertain one. */
export const STEP_VERBS = {
  retry: { from: ['failed', 'cancelled', 'uncertain'], to: 'pending' },
  skip: { from: ['failed', 'cancelled', 'uncertain'], to: 'skipped' },
  succeed: { from: ['uncertain'], to: 'succeeded' },
  fail: { from: ['uncertain'], to: 'failed' },
} as const satisfies Record<string, { from: readonly StepStatus[]; to: StepStatus }>;
export type StepVerb = keyof typeof STEP_VERBS;

/** Whether the engine may move a run so. */
export function canMoveRun(from: RunStatus, to: RunStatus): boolean {
  return includes(RUN_TRANSITIONS[from], to);
}

/** Whether the engine may move a step so. */
export function canMoveStep(from: StepStatus, to: StepStatus): boolean {
  return includes(STEP_TRANSITIONS[from], to);
}

/** Whether a person may use this verb on a run in this state. */
export function canDoToRun(verb: RunVerb, status: RunStatus): boolean {
  return includes(RUN_VERBS[verb].from, status);
}

/** Whether a person may use this verb on a step in this state. */
export function canDoToStep(verb: StepVerb, status: StepStatus): boolean {
  return includes(STEP_VERBS[verb].from, status);
}

/** The states in which a run may be claimed and walked on. */
export const LIVE_RUN_STATUSES = [
  'queued',
  'running',
  'waiting',
  'retrying',
  'held',
] as const satisfies readonly RunStatus[];

/** Nothing moves such a run any more unless a person does. `needs-review` is not final: it asks for a person. */
export function isFinalRun(status: RunStatus): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}

/** Nothing moves such a step any more unless a person does. */
export function isFinalStep(status: StepStatus): boolean {
  return STEP_TRANSITIONS[status].length === 0 && status !== 'uncertain';
}

function includes<T>(list: readonly T[], item: T): boolean {
  return list.includes(item);
}
