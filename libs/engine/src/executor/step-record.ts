import type { Reason, StepStatus } from '@linkflow/contracts';
import {
  afterFailure,
  afterSuccess,
  backoffMs,
  canMoveStep,
  type CompiledNode,
  type CompiledWorkflow,
} from '@linkflow/workflow';
import type { StoredAttempt, StoredRun, StoredStep } from '../store/stored-run';
import type { StepOutcome } from './step-outcome';

/**
 * Settles what was left open when the run was last put down: a wait that has come to its end, a retry that is due, and a
 * step that may not be repeated and whose worker died between its two checkpoints. Returns the steps that ended.
 */
export function settleOpenSteps(workflow: CompiledWorkflow, steps: StoredStep[], now: Date): StoredStep[] {
  return steps.filter((step) => {
    if (step.status === 'waiting') {
      end(step, 'succeeded', now);
      step.port = step.portAfterWait;
      return true;
    }
    if (step.status === 'retrying') move(step, 'pending');
    // It may or may not have happened, and only a person can tell.
    if (step.status === 'running' && workflow.nodes.get(step.nodeId)?.descriptor?.effect === 'atMostOnce') {
      move(step, 'uncertain');
    }
    return false;
  });
}

/** Opens the step of a node, or the next attempt at it. */
export function openStep(run: StoredRun, node: CompiledNode, now: Date): StoredStep {
  let step = run.steps.find((one) => one.nodeId === node.id);
  if (!step) {
    step = { nodeId: node.id, type: node.type, status: 'pending', startedAt: now, attempts: [] };
    run.steps.push(step);
  }
  // Still running: its worker died in the middle of an attempt that may be repeated.
  if (step.status !== 'running') move(step, 'running');
  delete step.dueAt;
  delete step.reason;
  delete step.endedAt;
  step.attempts.push({ number: step.attempts.length + 1, startedAt: now });
  return step;
}

/** Takes an attempt back that was cut off and may be repeated, as if it had not begun: nobody else's attempts shall be fewer for it. */
export function withdrawAttempt(run: StoredRun): void {
  const step = run.steps.at(-1);
  if (step?.status !== 'running' || step.attempts.at(-1)?.outcome !== undefined) return;
  step.attempts.pop();
  if (step.attempts.length === 0) run.steps.pop();
}

/** Writes down what the open attempt came to. Returns when to go on, if that is not now. */
export function recordOutcome(
  workflow: CompiledWorkflow,
  node: CompiledNode,
  step: StoredStep,
  outcome: StepOutcome,
  now: Date,
): Date | undefined {
  switch (outcome.kind) {
    case 'done':
      return recordDone(workflow, step, outcome.result, now);
    case 'skipped':
      step.reason = outcome.reason;
      endAttempt(step, { outcome: 'succeeded', reason: outcome.reason }, now);
      end(step, 'skipped', now);
      step.port = afterSuccess(workflow, node.id).port ?? undefined;
      return undefined;
    case 'retry': {
      const attempt = attemptsInRow(step);
      if (attempt >= node.policy.attempts) return recordFailed(workflow, step, outcome.reason, now);
      endAttempt(step, { outcome: 'retry', reason: outcome.reason }, now);
      step.reason = outcome.reason;
      move(step, 'retrying');
      const wait = backoffMs(node.policy, attempt, Math.random());
      step.dueAt = new Date(Math.max(now.getTime() + wait, outcome.after?.getTime() ?? 0));
      return step.dueAt;
    }
    case 'failed':
      return recordFailed(workflow, step, outcome.reason, now);
  }
}

function recordDone(
  workflow: CompiledWorkflow,
  step: StoredStep,
  { output, port: chosen, wait }: Extract<StepOutcome, { kind: 'done' }>['result'],
  now: Date,
): Date | undefined {
  const port = afterSuccess(workflow, step.nodeId, chosen).port ?? undefined;
  if (output && Object.keys(output).length > 0) step.output = output;
  if (wait && wait.until > now) {
    endAttempt(step, { outcome: 'wait' }, now);
    step.portAfterWait = port;
    move(step, 'waiting');
    step.dueAt = wait.until;
    return wait.until;
  }
  endAttempt(step, { outcome: 'succeeded' }, now);
  end(step, 'succeeded', now);
  step.port = port;
  return undefined;
}

function recordFailed(workflow: CompiledWorkflow, step: StoredStep, reason: Reason, now: Date): undefined {
  step.reason = reason;
  endAttempt(step, { outcome: 'failed', reason }, now);
  end(step, 'failed', now);
  step.port = afterFailure(workflow, step.nodeId).port ?? undefined;
}

function move(step: StoredStep, to: StepStatus): void {
  if (!canMoveStep(step.status, to)) throw new Error(`A step that is ${step.status} cannot become ${to}`);
  step.status = to;
}

function end(step: StoredStep, status: 'succeeded' | 'failed' | 'skipped', now: Date): void {
  move(step, status);
  step.endedAt = now;
  delete step.dueAt;
}

function endAttempt(step: StoredStep, how: Pick<StoredAttempt, 'outcome' | 'reason'>, now: Date): void {
  const last = step.attempts.at(-1);
  if (last) Object.assign(last, how, { endedAt: now });
}

/** Attempts since a person last asked for a retry: each request gives the whole number again. */
function attemptsInRow(step: StoredStep): number {
  const earlier = step.attempts.slice(0, -1);
  return step.attempts.length - 1 - earlier.findLastIndex((attempt) => attempt.outcome === 'failed');
}
