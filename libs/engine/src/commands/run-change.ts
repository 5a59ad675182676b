import type { ResolveRun } from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import {
  afterFailure,
  afterSuccess,
  canCommandRun,
  canCommandStep,
  canMoveStep,
  planRetry,
  type CompiledWorkflow,
} from '@linkflow/workflow';
import { HELD_BY_GATE, type StoredRun, type StoredStep } from '../persist/run.schema';
import { ENGINE_REASONS } from '../walk/step-outcome';

/** A command that changes a run in place. */
export type RunChange =
  /** Repeats the failed and cancelled steps, starting at `fromNodeId` if given. Succeeded steps are not repeated. */
  | { verb: 'retry'; fromNodeId?: string }
  /** Marks a step as skipped and continues after it. Without `nodeId`, it is the first step that can be skipped. */
  | { verb: 'skip'; nodeId?: string }
  | { verb: 'cancel' }
  /** Records the actual result of an uncertain step. */
  | ({ verb: 'resolve' } & ResolveRun)
  /** Continues a run that the gate of its trigger holds: with the steps that it holds, or without them. */
  | { verb: 'release' }
  | { verb: 'drop' };

/** `now`: time of the change. `overdueAt`: when the reconciler must enqueue the changed run if nothing else has. */
export interface ChangeTimes {
  now: Date;
  overdueAt: Date;
}

/**
 * Returns the run after the change. Pure. The caller must raise the fence and the revision.
 * @throws AppError run.not-retryable if the command does not apply to the run; run.busy if it is about an older attempt of a step
 */
export function changed(
  run: StoredRun,
  change: RunChange,
  workflow: CompiledWorkflow | undefined,
  times: ChangeTimes,
): StoredRun {
  if (!canCommandRun(change.verb, run.status))
    throw unfit(`A run that is ${run.status} cannot be changed by ${change.verb}`);
  if (run.rerunBy !== undefined) throw unfit('There is a re-run of this run already');
  if (change.verb === 'cancel') return cancelled(run, times.now);
  if (change.verb === 'release' || change.verb === 'drop') return decided(run, change.verb, times);
  if (!workflow) throw unfit('The version of this run is no longer there');
  const steps = stepsAfter(run, change, workflow, times.now);
  return {
    ...run,
    status: 'queued',
    steps,
    dueAt: times.overdueAt,
    endedAt: undefined,
    failure: undefined,
  };
}

function stepsAfter(
  run: StoredRun,
  change: Exclude<RunChange, { verb: 'cancel' | 'release' | 'drop' }>,
  workflow: CompiledWorkflow,
  now: Date,
): StoredStep[] {
  switch (change.verb) {
    case 'retry': {
      const plan = planRetry(workflow, run.steps, change.fromNodeId);
      if (!plan.ok) throw unfit('This run has no step that can be retried');
      const reset = new Set(plan.reset);
      return run.steps.map((step) => (reset.has(step.nodeId) ? retried(step) : step));
    }
    case 'skip': {
      const { nodeId } = change;
      const skipped = run.steps.find(
        (step) => (nodeId === undefined || step.nodeId === nodeId) && canCommandStep('skip', step.status),
      );
      if (!skipped) throw unfit('This run has no step that can be skipped');
      const port = afterSuccess(workflow, skipped.nodeId).port ?? undefined;
      return withStep(run, skipped, { ...ended(skipped, now), status: 'skipped', port });
    }
    case 'resolve': {
      const verb = RESOLVE_VERB[change.outcome];
      const uncertain = run.steps.find((step) => step.nodeId === change.nodeId);
      if (!uncertain || !canCommandStep(verb, uncertain.status) || uncertain.status !== 'uncertain') {
        throw unfit('This run has no uncertain step with that id');
      }
      if (change.attempt !== undefined && change.attempt !== uncertain.attempts.at(-1)?.number) {
        throw new AppError('run.busy', 'The step was attempted again in the meantime');
      }
      return withStep(run, uncertain, resolved(uncertain, change.outcome, workflow, now));
    }
  }
}

const RESOLVE_VERB = { succeeded: 'succeed', failed: 'fail', retry: 'retry' } as const;

function resolved(
  step: StoredStep,
  outcome: ResolveRun['outcome'],
  workflow: CompiledWorkflow,
  now: Date,
): StoredStep {
  const attempts = step.attempts.map((attempt, index) =>
    index === step.attempts.length - 1 && attempt.outcome === undefined
      ? {
          ...attempt,
          endedAt: now,
          outcome: outcome === 'succeeded' ? ('succeeded' as const) : ('failed' as const),
        }
      : attempt,
  );
  switch (outcome) {
    case 'succeeded': {
      const port = afterSuccess(workflow, step.nodeId).port ?? undefined;
      return { ...step, status: 'succeeded', attempts, port, endedAt: now };
    }
    case 'failed': {
      const port = afterFailure(workflow, step.nodeId).port ?? undefined;
      return { ...step, status: 'failed', attempts, port, endedAt: now, reason: NOT_DONE };
    }
    case 'retry':
      return { ...step, status: 'pending', attempts };
  }
}

const NOT_DONE = ENGINE_REASONS('step.marked-failed');

function decided(run: StoredRun, decision: 'release' | 'drop', { overdueAt }: ChangeTimes): StoredRun {
  if (run.heldBy !== HELD_BY_GATE) throw unfit('The run is held by a pause');
  return { ...run, status: 'queued', decision, heldBy: undefined, hold: undefined, dueAt: overdueAt };
}

function cancelled(run: StoredRun, now: Date): StoredRun {
  const steps = run.steps.map((step) =>
    canMoveStep(step.status, 'cancelled') ? { ...step, status: 'cancelled' as const, endedAt: now } : step,
  );
  return {
    ...run,
    status: 'cancelled',
    steps,
    endedAt: now,
    dueAt: undefined,
    heldBy: undefined,
    hold: undefined,
  };
}

const retried = (step: StoredStep): StoredStep => ({
  ...step,
  status: 'pending',
  attemptsAtRetry: step.attempts.length,
});

const ended = (step: StoredStep, now: Date): StoredStep => ({ ...step, endedAt: step.endedAt ?? now });

const withStep = (run: StoredRun, old: StoredStep, next: StoredStep): StoredStep[] =>
  run.steps.map((step) => (step === old ? next : step));

/** The error of a command that does not apply to the run. */
export const unfit = (why: string): AppError => new AppError('run.not-retryable', why);
