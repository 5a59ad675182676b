import { mongo } from 'mongoose';
import { NotApplicable, Permanent, Postponed, Retryable, type StepResult } from '@linkflow/actions';
import { defineReasons, type CodedReason, type EffectKind, type StepStatus } from '@linkflow/contracts';
import {
  afterFailure,
  afterSuccess,
  backoffMs,
  canMoveStep,
  type CompiledNode,
  type CompiledWorkflow,
} from '@linkflow/workflow';
import type { StoredAttempt, StoredRun, StoredStep } from '../persist/run.schema';
import { RunHandedOver, RunLost, StepTimeout } from './attempt-abort';

/** The reasons for which the engine itself fails or skips a step, or fails a run. */
export const ENGINE_REASONS = defineReasons({
  'step.timeout': {
    en: 'The step took too long and was stopped',
    nb: 'Steget tok for lang tid og ble stoppet',
  },
  'step.unexpected-error': {
    en: 'An unexpected error happened in this step',
    nb: 'Det skjedde en uventet feil i dette steget',
  },
  'step.marked-failed': {
    en: 'It was interrupted, and a colleague found that it had not been done',
    nb: 'Det ble avbrutt midtveis, og en kollega så at det ikke var gjort',
  },
  'repeat.done-before': {
    en: 'Already done for this recipient; the step is set to happen once',
    nb: 'Allerede gjort for denne mottakeren. Steget er satt til å skje én gang',
  },
  'node.unknown-type': {
    en: 'This system does not know the step type “{type}”',
    nb: 'Dette systemet kjenner ikke stegtypen «{type}»',
  },
  'version.missing': {
    en: 'The workflow version of this run is no longer there',
    nb: 'Versjonen av arbeidsflyten til denne kjøringen finnes ikke lenger',
  },
  'trigger.unknown-type': {
    en: 'This system does not know the kind of event that started this run',
    nb: 'Dette systemet kjenner ikke typen hendelse som startet denne kjøringen',
  },
  'run.crashed-worker': {
    en: 'The process that ran this crashed again and again, so the run was stopped',
    nb: 'Prosessen som utførte kjøringen, krasjet gang på gang. Derfor ble kjøringen stoppet',
  },
});

/** The result of one attempt at a step. */
export type StepOutcome =
  | { kind: 'done'; result: StepResult }
  | { kind: 'skipped'; reason: CodedReason }
  | { kind: 'failed'; reason: CodedReason }
  /** `after`: the earliest time that the remote system accepts another attempt. */
  | { kind: 'retry'; reason: CodedReason; after?: Date }
  /** Tried again from `until`, without counting as a retry. */
  | { kind: 'postponed'; reason: CodedReason; until: Date }
  /** The effect may have happened and must not happen twice, so a person decides. */
  | { kind: 'uncertain'; reason: CodedReason };

/**
 * Returns the outcome of an attempt that threw `error`:
 *
 * - NotApplicable: the step is skipped
 * - Permanent: the step fails
 * - Retryable: the step is retried
 * - Postponed: the step is tried again later, however often
 * - any other error: the step is retried, but the outcome is `uncertain` if the effect is at-most-once, because the effect may have
 *   happened before the error
 *
 * @throws `error` itself if the action did not cause it: the run was lost or handed over, or MongoDB failed. The result of the step is
 * then unknown, and nothing may be written about it.
 */
export function outcomeOfFailure(error: unknown, effect: EffectKind): StepOutcome {
  if (error instanceof RunLost || error instanceof RunHandedOver || error instanceof mongo.MongoError) {
    throw error;
  }
  if (error instanceof NotApplicable) return { kind: 'skipped', reason: error.reason };
  if (error instanceof Permanent) return { kind: 'failed', reason: error.reason };
  if (error instanceof Retryable) {
    return { kind: 'retry', reason: error.reason, after: error.after };
  }
  if (error instanceof Postponed) {
    return { kind: 'postponed', reason: error.reason, until: error.until };
  }
  return {
    kind: effect === 'atMostOnce' ? 'uncertain' : 'retry',
    reason: error instanceof StepTimeout ? ENGINE_REASONS('step.timeout') : UNEXPECTED,
  };
}

/** The reason of every outcome that an unexpected error caused. StepRunner recognises such outcomes by this object, to log the error. */
export const UNEXPECTED: CodedReason = ENGINE_REASONS('step.unexpected-error');

/**
 * Updates the open steps of a claimed run. The run was due, so a waiting step has succeeded and a retrying step becomes pending. An
 * at-most-once step that is still `running` becomes uncertain: its worker crashed between its two checkpoints.
 * @returns the steps that have succeeded because their wait is over
 */
export function resumeOpenSteps(workflow: CompiledWorkflow, steps: StoredStep[], now: Date): StoredStep[] {
  return steps.filter((step) => {
    if (step.status === 'waiting') {
      end(step, 'succeeded', now);
      step.port = step.portAfterWait;
      return true;
    }
    if (step.status === 'retrying') move(step, 'pending');
    if (step.status === 'running' && workflow.nodes.get(step.nodeId)?.descriptor?.effect === 'atMostOnce') {
      move(step, 'uncertain');
    }
    return false;
  });
}

/** Starts an attempt at a node. Creates the node's step if the run has none yet. */
export function openStep(run: StoredRun, node: CompiledNode, now: Date): StoredStep {
  let step = run.steps.find((one) => one.nodeId === node.id);
  if (!step) {
    step = { nodeId: node.id, type: node.type, status: 'pending', startedAt: now, attempts: [] };
    run.steps.push(step);
  }
  // After a crash the step can still be `running` from the interrupted attempt. Only steps whose effect is safe to repeat get here then.
  if (step.status !== 'running') move(step, 'running');
  delete step.dueAt;
  delete step.reason;
  delete step.endedAt;
  step.attempts.push({ number: step.attempts.length + 1, startedAt: now });
  return step;
}

/** Skips a step that the gate of the trigger refused. */
export function refuseStep(
  run: StoredRun,
  { workflow, node }: Pick<OpenAttempt, 'workflow' | 'node'>,
  reason: CodedReason,
  now: Date,
): StoredStep {
  let step = run.steps.find((one) => one.nodeId === node.id);
  if (!step) {
    step = { nodeId: node.id, type: node.type, status: 'pending', startedAt: now, attempts: [] };
    run.steps.push(step);
  }
  step.reason = reason;
  end(step, 'skipped', now);
  step.port = afterSuccess(workflow, node.id).port ?? undefined;
  return step;
}

/** Removes the aborted attempt of a run that is handed over, so that it does not count against the step's limit of attempts. */
export function withdrawAttempt(run: StoredRun): void {
  const step = run.steps.at(-1);
  if (step?.status !== 'running' || step.attempts.at(-1)?.outcome !== undefined) return;
  step.attempts.pop();
  if (step.attempts.length === 0) run.steps.pop();
}

interface OpenAttempt {
  workflow: CompiledWorkflow;
  node: CompiledNode;
  step: StoredStep;
}

/**
 * Records the outcome of the attempt in progress.
 * @returns the time at which the run must continue, if the step waits or is retried; otherwise undefined
 */
export function recordOutcome(
  { workflow, node, step }: OpenAttempt,
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
    case 'postponed':
      recordPostponed(step, outcome.reason, now);
      step.dueAt = outcome.until;
      return step.dueAt;
    case 'failed':
      return recordFailed(workflow, step, outcome.reason, now);
    case 'uncertain':
      step.reason = outcome.reason;
      move(step, 'uncertain');
      return undefined;
  }
}

/**
 * Records that the attempt was postponed. Attempts that were postponed one after the other become one, so that a long outage does not make
 * the run larger.
 */
function recordPostponed(step: StoredStep, reason: CodedReason, now: Date): void {
  if (step.attempts.at(-2)?.outcome === 'postponed') step.attempts.pop();
  endAttempt(step, { outcome: 'postponed', reason }, now);
  step.reason = reason;
  move(step, 'retrying');
}

function recordDone(
  workflow: CompiledWorkflow,
  step: StoredStep,
  { output, port: chosen, wait }: StepResult,
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

function recordFailed(
  workflow: CompiledWorkflow,
  step: StoredStep,
  reason: CodedReason,
  now: Date,
): undefined {
  step.reason = reason;
  endAttempt(step, { outcome: 'failed', reason }, now);
  end(step, 'failed', now);
  step.port = afterFailure(workflow, step.nodeId).port ?? undefined;
}

/** Marks a step as failed whose attempts were all interrupted by crashes. */
export function failInterrupted(step: StoredStep, reason: CodedReason, now: Date): void {
  step.reason = reason;
  endAttempt(step, { outcome: 'failed', reason }, now);
  end(step, 'failed', now);
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

function endAttempt(step: StoredStep, result: Pick<StoredAttempt, 'outcome' | 'reason'>, now: Date): void {
  const last = step.attempts.at(-1);
  if (last) Object.assign(last, result, { endedAt: now });
}

/**
 * Number of attempts that count against the limit of the step, including the current one: those that ended in a retry since the step last
 * failed or a person last retried it. A manual retry therefore grants the full number of attempts again, and attempts that a crash
 * interrupted are not counted.
 */
function attemptsInRow(step: StoredStep): number {
  const earlier = step.attempts.slice(0, -1);
  const lastFailed = earlier.findLastIndex((attempt) => attempt.outcome === 'failed');
  const since = Math.max(lastFailed + 1, step.attemptsAtRetry ?? 0);
  return 1 + earlier.slice(since).filter((attempt) => attempt.outcome === 'retry').length;
}
