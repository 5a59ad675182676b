/**
 * State machines of runs and steps.
 *
 * Run: `queued → running ⇄ waiting | retrying | held → succeeded | failed | cancelled | needs-review`.
 * Step: `pending → running ⇄ waiting | retrying → succeeded | failed | skipped | cancelled | uncertain`.
 *
 * `RUN_TRANSITIONS` and `STEP_TRANSITIONS` are made by the engine, `RUN_COMMANDS` and `STEP_COMMANDS` by people.
 */
import type { RunStatus, StepStatus } from '@linkflow/contracts';

/** Transitions that the engine makes. It refuses all others. */
export const RUN_TRANSITIONS = {
  queued: ['running', 'held', 'cancelled'],
  // Back to queued: the time slice is used up, the process is stopping, or the lease expired.
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
 * Commands of people for a run. A cancelled run can be retried, so that a cancel by mistake can be corrected. `skip` continues after the
 * failed step. `supersede` closes a failed run that a re-run replaces.
 */
export const RUN_COMMANDS = {
  retry: { from: ['failed', 'cancelled'], to: 'queued' },
  skip: { from: ['failed', 'cancelled', 'needs-review'], to: 'queued' },
  supersede: { from: ['failed'], to: 'cancelled' },
  cancel: { from: ['queued', 'running', 'waiting', 'retrying', 'held', 'needs-review'], to: 'cancelled' },
  resolve: { from: ['needs-review'], to: 'queued' },
} as const satisfies Record<string, { from: readonly RunStatus[]; to: RunStatus }>;
export type RunCommand = keyof typeof RUN_COMMANDS;

/** Transitions of a step that the engine makes. */
export const STEP_TRANSITIONS = {
  pending: ['running', 'skipped', 'cancelled'],
  running: ['succeeded', 'failed', 'skipped', 'waiting', 'retrying', 'cancelled', 'uncertain'],
  waiting: ['running', 'succeeded', 'cancelled'],
  // Pending when the step is due, so that the planner finds it.
  retrying: ['pending', 'cancelled'],
  succeeded: [],
  failed: [],
  skipped: [],
  cancelled: [],
  uncertain: [],
} as const satisfies Record<StepStatus, readonly StepStatus[]>;

/** Commands of people for a step. `retry` comes with the command for the run. `succeed` and `fail` state the outcome of an uncertain step. */
export const STEP_COMMANDS = {
  retry: { from: ['failed', 'cancelled', 'uncertain'], to: 'pending' },
  skip: { from: ['failed', 'cancelled', 'uncertain'], to: 'skipped' },
  succeed: { from: ['uncertain'], to: 'succeeded' },
  fail: { from: ['uncertain'], to: 'failed' },
} as const satisfies Record<string, { from: readonly StepStatus[]; to: StepStatus }>;
export type StepCommand = keyof typeof STEP_COMMANDS;

/** Whether the engine may make this transition of a run. */
export function canMoveRun(from: RunStatus, to: RunStatus): boolean {
  return includes(RUN_TRANSITIONS[from], to);
}

/** Whether the engine may make this transition of a step. */
export function canMoveStep(from: StepStatus, to: StepStatus): boolean {
  return includes(STEP_TRANSITIONS[from], to);
}

/** Whether a run with this status accepts the command. */
export function canCommandRun(command: RunCommand, status: RunStatus): boolean {
  return includes(RUN_COMMANDS[command].from, status);
}

/** Whether a step with this status accepts the command. */
export function canCommandStep(command: StepCommand, status: StepStatus): boolean {
  return includes(STEP_COMMANDS[command].from, status);
}

/** Statuses of runs that a worker can claim. */
export const LIVE_RUN_STATUSES = [
  'queued',
  'running',
  'waiting',
  'retrying',
  'held',
] as const satisfies readonly RunStatus[];

/** Whether only a command can change the run. `needs-review` is not final: it requires a command. */
export function isFinalRun(status: RunStatus): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}

/** Whether only a command can change the step. */
export function isFinalStep(status: StepStatus): boolean {
  return STEP_TRANSITIONS[status].length === 0 && status !== 'uncertain';
}

function includes<T>(list: readonly T[], item: T): boolean {
  return list.includes(item);
}
