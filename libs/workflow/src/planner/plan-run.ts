import { ERROR_PORT } from '@linkflow/contracts';
import type { RunStatus, StepStatus } from '@linkflow/contracts';
import type { CompiledWorkflow } from '../compile/compiled-workflow';

/** What the planner needs to know of a step. */
export interface PlannedStep {
  nodeId: string;
  status: StepStatus;
  /** The outlet it was left by, once it is done. */
  port?: string | null;
}

/** What comes next in a run. */
export type NextStep =
  /** Carry this node out: it has not begun, or it began and nobody knows of an end (a repeat finds its effect done). */
  | { kind: 'run'; nodeId: string }
  /** It waits for a time or for its next attempt; the due time is the caller's. */
  | { kind: 'pause'; nodeId: string; status: 'waiting' | 'retrying' }
  /** A person has to say whether it happened. */
  | { kind: 'review'; nodeId: string }
  | { kind: 'finish'; status: FinishStatus };

/** How a run can end. Failed: a step failed, and its failure was not taken care of by an arrow from its error outlet. */
export type FinishStatus = Extract<RunStatus, 'succeeded' | 'failed' | 'cancelled'>;

/** How the walk goes on after a step has ended. */
export interface Onward {
  /** The outlet it is left by, to be kept with the step; null where the walk stops or nothing leaves the node. */
  port: string | null;
  /** The node that comes next; null when the walk ends here. */
  nodeId: string | null;
  /** Whether the failure was taken care of. Of a success: true. */
  handled: boolean;
}

/** Finds what comes next from the steps so far, in any order. Steps that are done are passed over by the outlet they were left by. */
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
 * After a success or a skip: by the outlet the action chose, else by the main one. An outlet that nothing is drawn from ends the
 * walk, and that is a success too.
 */
export function afterSuccess(compiled: CompiledWorkflow, nodeId: string, port?: string | null): Onward {
  const chosen = port ?? compiled.nodes.get(nodeId)?.passPort ?? null;
  return { port: chosen, nodeId: chosen === null ? null : compiled.next(nodeId, chosen), handled: true };
}

/**
 * After a failure for good, by the node's policy. `stop`: the run ends here. `continue`: on by the main outlet. `branch`: on by
 * the error outlet; when nothing is drawn from it the run ends here, and the failure stands.
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

/** Where a retry starts and which steps it takes back to pending. */
export type RetryPlan =
  | { ok: true; nodeId: string; reset: string[] }
  | { ok: false; reason: 'nothing-to-retry' | 'not-on-the-way' };

/**
 * Plans a retry from a node, or without one from the first step that failed. From there on every step that failed or was
 * cancelled on the way goes back to pending; what succeeded or was skipped stays as it is and is not done again. A run that was
 * cancelled between two steps goes on with the next one. An uncertain step stays: first a person has to say what happened.
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
  const nodeId = reset[0] ?? notBegun(walk);
  return nodeId === undefined ? { ok: false, reason: 'nothing-to-retry' } : { ok: true, nodeId, reset };
}

/** The node at the end of the way where its step has not come to any end. */
function notBegun(walk: readonly Visit[]): string | undefined {
  const last = walk.at(-1);
  const open = last && (!last.step || last.step.status === 'pending' || last.step.status === 'running');
  return open ? last.nodeId : undefined;
}

interface Visit {
  nodeId: string;
  step: PlannedStep | undefined;
}

/** The nodes on the way of the action lane, up to the first that is not done. Steps on a way that was left by a retry are not on it. */
function walkOf(compiled: CompiledWorkflow, steps: Iterable<PlannedStep>): Visit[] {
  const byNode = new Map<string, PlannedStep>();
  for (const step of steps) byNode.set(step.nodeId, step);
  const walk: Visit[] = [];
  let nodeId = compiled.thenStart;
  // Never more visits than nodes, so that even an unchecked circle ends.
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
