/**
 * State machines of runs and steps, and the planner that decides the next step of a run.
 *
 * Run:
 * - `queued → running ⇄ waiting | retrying | held`, `queued ⇄ held`, `running → queued`
 * - `running → succeeded | failed | needs-review`
 * - `queued | running | waiting | retrying | held → cancelled`
 *
 * Step:
 * - `pending → running ⇄ waiting`, and `running → retrying → pending` before the next attempt
 * - `running → succeeded | failed | skipped | uncertain`, `waiting → succeeded`, `pending → skipped`
 * - `pending | running | waiting | retrying → cancelled`
 *
 * The engine makes the transitions in `RUN_TRANSITIONS` and `STEP_TRANSITIONS`. People make those in `RUN_COMMANDS` and `STEP_COMMANDS`,
 * for example `failed → queued` by a retry.
 */
import { ERROR_PORT, type ResolvedPolicy, type RunStatus, type StepStatus } from '@linkflow/contracts';
import type { CompiledNode, CompiledWorkflow } from './compiled-workflow';

/** Transitions of a run that the engine makes, by current status. It makes no others. */
export const RUN_TRANSITIONS = {
  queued: ['running', 'held', 'cancelled'],
  // Back to `queued`: the process is stopping, or the lease expired and the run is moved to quarantine.
  running: ['queued', 'waiting', 'retrying', 'held', 'succeeded', 'failed', 'cancelled', 'needs-review'],
  // Back to `queued`: what the gate of the trigger waited for has become known.
  waiting: ['queued', 'running', 'cancelled'],
  retrying: ['running', 'cancelled'],
  held: ['queued', 'running', 'cancelled'],
  'needs-review': [],
  succeeded: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<RunStatus, readonly RunStatus[]>;

/**
 * Commands of people for a run. `retry` also applies to a cancelled run, so that a cancel by mistake can be corrected. `skip` continues
 * after a failed, cancelled or uncertain step without repeating it. `supersede` cancels a failed run that a re-run replaces. `resolve`
 * records whether the effect of an uncertain step happened. `release` and `drop` decide about a run that is held because of doubt about its
 * event: the run continues with its steps, or without those that were held.
 */
export const RUN_COMMANDS = {
  retry: { from: ['failed', 'cancelled'], to: 'queued' },
  skip: { from: ['failed', 'cancelled', 'needs-review'], to: 'queued' },
  supersede: { from: ['failed'], to: 'cancelled' },
  cancel: { from: ['queued', 'running', 'waiting', 'retrying', 'held', 'needs-review'], to: 'cancelled' },
  resolve: { from: ['needs-review'], to: 'queued' },
  release: { from: ['held'], to: 'queued' },
  drop: { from: ['held'], to: 'queued' },
} as const satisfies Record<string, { from: readonly RunStatus[]; to: RunStatus }>;
export type RunCommand = keyof typeof RUN_COMMANDS;

/** Transitions of a step that the engine makes, by current status. It makes no others. */
export const STEP_TRANSITIONS = {
  pending: ['running', 'skipped', 'cancelled'],
  running: ['succeeded', 'failed', 'skipped', 'waiting', 'retrying', 'cancelled', 'uncertain'],
  waiting: ['running', 'succeeded', 'cancelled'],
  // When the step is due, it becomes `pending`, so that the planner makes the engine run it.
  retrying: ['pending', 'cancelled'],
  succeeded: [],
  failed: [],
  skipped: [],
  cancelled: [],
  uncertain: [],
} as const satisfies Record<StepStatus, readonly StepStatus[]>;

/**
 * Changes of a step by commands of people for its run. `retry` and `skip` belong to the run commands of the same names. `resolve` makes
 * one of the changes `succeed`, `fail` and `retry`, depending on the outcome that the person states for an uncertain step.
 */
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

/** Whether the run has ended. `needs-review` is not final: the run waits until a person has resolved or skipped its uncertain step. */
export function isFinalRun(status: RunStatus): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}

function includes<T>(list: readonly T[], item: T): boolean {
  return list.includes(item);
}

/** The properties of a stored step that the planner needs. */
export interface PlannedStep {
  nodeId: string;
  status: StepStatus;
  /** The port through which the run left a step that succeeded or was skipped. Null or undefined: the default port of the node. */
  port?: string | null;
}

/** The next action of the engine for a run. */
export type NextStep =
  /** Run this node. Its step has not started, is due again, or was interrupted by a crash. */
  | { kind: 'run'; nodeId: string }
  /** Do not continue yet: the step waits for a time or for its next attempt. The due time is stored with the run, not here. */
  | { kind: 'pause'; nodeId: string; status: 'waiting' | 'retrying' }
  /** Stop until a person has stated whether the effect of the step happened. */
  | { kind: 'review'; nodeId: string }
  | { kind: 'finish'; status: FinishStatus };

/** Final statuses of a run. `failed`: at least one step failed, and no edge from its error port handled the failure. */
export type FinishStatus = Extract<RunStatus, 'succeeded' | 'failed' | 'cancelled'>;

/** Where a run continues after a step. */
export interface Onward {
  /** The port through which the run leaves the node. It is stored with the step. Null if there is no such port and the run ends here. */
  port: string | null;
  /** The next node; null if the run ends here. */
  nodeId: string | null;
  /** True after a success, and after a failure if the error port leads to a node. If false, the run will end as `failed`. */
  handled: boolean;
}

/**
 * Decides the next action for a run. Follows the ports of the ended steps from the start of the then lane to the first step that has
 * not ended.
 * @param steps the stored steps of the run, in any order
 */
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

/**
 * Returns where a run continues after a step that succeeded or was skipped. If no edge leaves the port, the run ends there; that is not a
 * failure.
 * @param port the port that the action chose; by default, the default port of the node (`passPort`)
 */
export function afterSuccess(compiled: CompiledWorkflow, nodeId: string, port?: string | null): Onward {
  const node = compiled.nodes.get(nodeId);
  const chosen = port ?? node?.passPort ?? null;
  return { port: chosen, nodeId: targetOf(node, chosen), handled: true };
}

/**
 * Returns where a run continues after a step that failed permanently, by the `onError` policy of the node:
 *
 * - `stop`: the run ends
 * - `continue`: the run continues through the default port and still ends as `failed`
 * - `branch`: the run continues through the error port; if no edge leaves that port, the run ends and the failure is not handled
 */
export function afterFailure(compiled: CompiledWorkflow, nodeId: string): Onward {
  const node = compiled.nodes.get(nodeId);
  switch (node?.policy.onError) {
    case 'continue':
      return { port: node.passPort, nodeId: targetOf(node, node.passPort), handled: false };
    case 'branch': {
      const target = targetOf(node, ERROR_PORT);
      return { port: ERROR_PORT, nodeId: target, handled: target !== null };
    }
    default:
      return { port: null, nodeId: null, handled: false };
  }
}

function targetOf(node: CompiledNode | undefined, port: string | null): string | null {
  return port === null ? null : (node?.targets.get(port) ?? null);
}

/** The plan of a retry: the node that is repeated first, and the nodes whose steps are reset to `pending`. */
export type RetryPlan =
  | { ok: true; nodeId: string; reset: string[] }
  | { ok: false; reason: 'nothing-to-retry' | 'not-on-the-way' };

/**
 * Plans a retry of a run. It resets the failed and cancelled steps on the path of the run, from `fromNodeId` on or, by default, all of
 * them. Steps that succeeded or were skipped are not repeated. A run that was cancelled between two steps continues with the next step.
 * An uncertain step is not reset: a person must first state its outcome.
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

/** Returns the last node of the path if its step has not started or was interrupted; otherwise undefined. */
function unfinishedNode(walk: readonly Visit[]): string | undefined {
  const last = walk.at(-1);
  const open = last && (!last.step || last.step.status === 'pending' || last.step.status === 'running');
  return open ? last.nodeId : undefined;
}

/** A node on the path of a run. */
export interface Visit<Step extends PlannedStep = PlannedStep> {
  nodeId: string;
  /** Undefined if the run has come here, but the step has not started. */
  step: Step | undefined;
  /** Where the run continues; null if the step has not ended, or was cancelled. */
  onward: Onward | null;
}

/**
 * The path of the run in the then lane, from its start up to and including the first node whose step has not ended. A stored step is
 * left out if the run no longer passes it, because a retry led the run through another port.
 */
export function walkOf<Step extends PlannedStep>(
  compiled: CompiledWorkflow,
  steps: Iterable<Step>,
): Visit<Step>[] {
  const byNode = new Map<string, Step>();
  for (const step of steps) byNode.set(step.nodeId, step);
  const walk: Visit<Step>[] = [];
  let nodeId = compiled.thenStart;
  // At most as many visits as nodes, so that the loop ends even if the graph has a cycle.
  while (nodeId !== null && walk.length < compiled.nodes.size) {
    const step = byNode.get(nodeId);
    const onward = step ? onwardFrom(compiled, step) : null;
    walk.push({ nodeId, step, onward });
    nodeId = onward?.nodeId ?? null;
  }
  return walk;
}

function onwardFrom(compiled: CompiledWorkflow, step: PlannedStep): Onward | null {
  switch (step.status) {
    case 'succeeded':
    case 'skipped':
      return afterSuccess(compiled, step.nodeId, step.port);
    case 'failed':
      return afterFailure(compiled, step.nodeId);
    default:
      return null;
  }
}

type RetryPolicy = Pick<ResolvedPolicy, 'attempts' | 'backoff'>;

/**
 * Returns how long to wait after a failed attempt: capped exponential backoff with full jitter, so that steps that failed at the same
 * time are not retried at the same time.
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
  /** Mean of the wait, which is random between 0 and `maxMs`. */
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
