/**
 * State machines of runs and steps, and the planner that decides the next step of a run.
 *
 * Run: `queued → running ⇄ waiting | retrying | held → succeeded | failed | cancelled | needs-review`.
 * Step: `pending → running ⇄ waiting | retrying → succeeded | failed | skipped | cancelled | uncertain`.
 *
 * `RUN_TRANSITIONS` and `STEP_TRANSITIONS` are made by the engine, `RUN_COMMANDS` and `STEP_COMMANDS` by people.
 */
import { ERROR_PORT, type ResolvedPolicy, type RunStatus, type StepStatus } from '@linkflow/contracts';
import type { CompiledWorkflow } from './compiled-workflow';

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

/** Whether only a command can change the run. `needs-review` is not final: it requires a command. */
export function isFinalRun(status: RunStatus): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}

function includes<T>(list: readonly T[], item: T): boolean {
  return list.includes(item);
}

/** Properties of a step that the planner uses. */
export interface PlannedStep {
  nodeId: string;
  status: StepStatus;
  /** The outlet that the run followed, once the step has ended. */
  port?: string | null;
}

/** The next action of the engine for a run. */
export type NextStep =
  /** Run this node: it has not started, or its end is unknown (a repeated effect is detected by its key). */
  | { kind: 'run'; nodeId: string }
  /** The step waits for a time or for its next attempt. The caller has the due time. */
  | { kind: 'pause'; nodeId: string; status: 'waiting' | 'retrying' }
  /** A person must state whether the effect happened. */
  | { kind: 'review'; nodeId: string }
  | { kind: 'finish'; status: FinishStatus };

/** Final statuses of a run. `failed`: a step failed, and no edge from its error outlet handled the failure. */
export type FinishStatus = Extract<RunStatus, 'succeeded' | 'failed' | 'cancelled'>;

/** The continuation after a step. */
export interface Onward {
  /** The outlet, which is stored with the step; null if the run ends here. */
  port: string | null;
  /** The next node; null at the end. */
  nodeId: string | null;
  /** True after a success, and after a failure that the error outlet handles. */
  handled: boolean;
}

/** Finds the next action from the stored steps, in any order, by following the outlets of ended steps. */
export function nextStep(compiled: CompiledWorkflow, steps: Iterable<PlannedStep>): NextStep {
  let failed = false;
  for (const { nodeId, step } of walkOf(compiled, steps)) {
    switch (step?.status) {
      case undefined:
      case 'pending':
      case 'running':
        return { kind: 'run', nodeId };
      case 'waiting':
      case 'retrying':
        return { kind: 'pause', nodeId, status: step.status };
      case 'uncertain':
        return { kind: 'review', nodeId };
      case 'cancelled':
        return { kind: 'finish', status: 'cancelled' };
      case 'failed':
        failed ||= !afterFailure(compiled, nodeId).handled;
        break;
      case 'succeeded':
      case 'skipped':
        break;
    }
  }
  return { kind: 'finish', status: failed ? 'failed' : 'succeeded' };
}

/** After a success or a skip: the outlet that the action chose, else the default outlet. An outlet without an edge ends the run successfully. */
export function afterSuccess(compiled: CompiledWorkflow, nodeId: string, port?: string | null): Onward {
  const chosen = port ?? compiled.nodes.get(nodeId)?.passPort ?? null;
  return { port: chosen, nodeId: chosen === null ? null : compiled.next(nodeId, chosen), handled: true };
}

/**
 * After a permanent failure, by the policy of the node. `stop`: the run ends. `continue`: the default outlet. `branch`: the error outlet; the
 * run ends, and the failure is not handled, if that outlet has no edge.
 */
export function afterFailure(compiled: CompiledWorkflow, nodeId: string): Onward {
  const node = compiled.nodes.get(nodeId);
  switch (node?.policy.onError) {
    case 'continue': {
      const port = node.passPort;
      return { port, nodeId: port === null ? null : compiled.next(nodeId, port), handled: false };
    }
    case 'branch': {
      const target = compiled.next(nodeId, ERROR_PORT);
      return { port: ERROR_PORT, nodeId: target, handled: target !== null };
    }
    default:
      return { port: null, nodeId: null, handled: false };
  }
}

/** Start node of a retry, and the steps that it resets to pending. */
export type RetryPlan =
  | { ok: true; nodeId: string; reset: string[] }
  | { ok: false; reason: 'nothing-to-retry' | 'not-on-the-way' };

/**
 * Plans a retry from a node, by default from the first failed step. It resets the failed and cancelled steps from there on; steps that
 * succeeded or were skipped are not repeated. A run that was cancelled between two steps continues with the next one. An uncertain step is
 * not reset: a person must first state its outcome.
 */
export function planRetry(
  compiled: CompiledWorkflow,
  steps: Iterable<PlannedStep>,
  fromNodeId?: string,
): RetryPlan {
  const walk = walkOf(compiled, steps);
  const start = fromNodeId === undefined ? 0 : walk.findIndex(({ nodeId }) => nodeId === fromNodeId);
  if (start < 0) return { ok: false, reason: 'not-on-the-way' };
  const reset = walk
    .slice(start)
    .filter(({ step }) => step?.status === 'failed' || step?.status === 'cancelled')
    .map(({ nodeId }) => nodeId);
  const nodeId = reset[0] ?? unfinishedNode(walk);
  return nodeId === undefined ? { ok: false, reason: 'nothing-to-retry' } : { ok: true, nodeId, reset };
}

/** The last node of the path if its step has not ended. */
function unfinishedNode(walk: readonly Visit[]): string | undefined {
  const last = walk.at(-1);
  const open = last && (!last.step || last.step.status === 'pending' || last.step.status === 'running');
  return open ? last.nodeId : undefined;
}

interface Visit {
  nodeId: string;
  step: PlannedStep | undefined;
}

/** The path in the action lane up to the first step that has not ended. Steps on a path that a retry has left are not part of it. */
function walkOf(compiled: CompiledWorkflow, steps: Iterable<PlannedStep>): Visit[] {
  const byNode = new Map<string, PlannedStep>();
  for (const step of steps) byNode.set(step.nodeId, step);
  const walk: Visit[] = [];
  let nodeId = compiled.thenStart;
  // At most as many visits as nodes, so that the walk ends even if the graph has a cycle.
  while (nodeId !== null && walk.length < compiled.nodes.size) {
    const step = byNode.get(nodeId);
    walk.push({ nodeId, step });
    nodeId = step ? onwardFrom(compiled, step) : null;
  }
  return walk;
}

function onwardFrom(compiled: CompiledWorkflow, step: PlannedStep): string | null {
  switch (step.status) {
    case 'succeeded':
    case 'skipped':
      return afterSuccess(compiled, step.nodeId, step.port).nodeId;
    case 'failed':
      return afterFailure(compiled, step.nodeId).nodeId;
    default:
      return null;
  }
}

type RetryPolicy = Pick<ResolvedPolicy, 'attempts' | 'backoff'>;

/**
 * The wait after a failed attempt: capped exponential backoff with full jitter, so that steps that failed together are not retried together.
 * @param attempt number of the failed attempt, from 1
 * @param random01 a random number, 0 ≤ n < 1
 * @returns whole milliseconds
 */
export function backoffMs(
  policy: Pick<ResolvedPolicy, 'backoff'>,
  attempt: number,
  random01: number,
): number {
  return Math.floor(ceilingMs(policy, attempt) * random01);
}

/** The wait before an attempt. */
export interface RetryWait {
  /** Number of the attempt after the wait; 2 for the first retry. */
  attempt: number;
  /** Mean of the jittered wait. */
  expectedMs: number;
  maxMs: number;
}

/** The waits of a policy, one for each attempt after the first. */
export function retrySchedule(policy: RetryPolicy): RetryWait[] {
  return Array.from({ length: Math.max(0, policy.attempts - 1) }, (_, index) => {
    const maxMs = ceilingMs(policy, index + 1);
    return { attempt: index + 2, expectedMs: maxMs / 2, maxMs };
  });
}

function ceilingMs(policy: Pick<ResolvedPolicy, 'backoff'>, attempt: number): number {
  const { baseMs, capMs } = policy.backoff;
  return Math.min(capMs, baseMs * 2 ** (Math.max(1, attempt) - 1));
}
