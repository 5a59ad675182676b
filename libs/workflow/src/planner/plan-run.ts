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
  /** Carry this node out; it has not begun, or began and nobody knows of an end (its effect is safe to repeat). */
  | { kind: 'run'; nodeId: string }
  /** It waits for a time or for its next attempt; the due time is the caller's. */
  | { kind: 'pause'; nodeId: string; status: 'waiting' | 'retrying' }
  /** A person has to say whether it happened. */
  | { kind: 'review'; nodeId: string }
  | { kind: 'finish'; status: Extract<RunStatus, 'succeeded' | 'failed' | 'cancelled'> };

/** Finds what comes next, from the steps so far. Steps that are done are passed over by the outlet they were left by. */
export function nextStep(compiled: CompiledWorkflow, steps: Iterable<PlannedStep>): NextStep {
  throw new Error(`not there yet: ${JSON.stringify([compiled, steps])}`);
}

/** How the walk goes on after a step has ended. `nodeId` null: it ends here, and the run with it. */
export type Onward = { port: string | null; nodeId: string | null; stopped: boolean };

/** After a success: by the outlet the action chose, else by the main one. */
export function afterSuccess(compiled: CompiledWorkflow, nodeId: string, port?: string | null): Onward {
  throw new Error(`not there yet: ${JSON.stringify([compiled, nodeId, port])}`);
}

/** After a failure for good, by the node's policy: stop, go on by the main outlet, or take the error outlet. */
export function afterFailure(compiled: CompiledWorkflow, nodeId: string): Onward {
  throw new Error(`not there yet: ${JSON.stringify([compiled, nodeId])}`);
}

/** Where a retry starts and which steps it takes back to pending. */
export type RetryPlan =
  | { ok: true; nodeId: string; reset: string[] }
  | { ok: false; reason: 'nothing-to-retry' | 'not-on-the-way' };

/**
 * Plans a retry from a node, or without one from the first step that failed. What succeeded or was skipped stays as it is.
 */
export function planRetry(
  compiled: CompiledWorkflow,
  steps: Iterable<PlannedStep>,
  fromNodeId?: string,
): RetryPlan {
  throw new Error(`not there yet: ${JSON.stringify([compiled, steps, fromNodeId])}`);
}
