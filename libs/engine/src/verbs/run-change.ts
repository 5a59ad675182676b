import type { ResolveRun } from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import {
  afterFailure,
  afterSuccess,
  canDoToRun,
  canDoToStep,
  canMoveStep,
  planRetry,
  type CompiledWorkflow,
} from '@linkflow/workflow';
import type { StoredRun, StoredStep } from '../store/stored-run';

/** What a person asks to be done to a run as it stands. */
export type RunChange =
  /** From the first step that failed, or from `fromNodeId` on; what has succeeded stays done. */
  | { verb: 'retry'; fromNodeId?: string }
  /** Leaves a step as it is and goes on behind it; without `nodeId` the first that did not come to a good end. */
  | { verb: 'skip'; nodeId?: string }
  | { verb: 'cancel' }
  /** Tells what really happened in a step that nobody knows about. */
  | ({ verb: 'resolve' } & ResolveRun);

/** When the change is made, and when somebody must ring for the run if nobody has. */
export interface ChangeTimes {
  now: Date;
  overdueAt: Date;
}

/**
 * The run after the change, with all but fence and revision. Pure: nothing is written.
 * @throws AppError run.not-retryable when the change does not fit the run
 */
export function changed(
  run: StoredRun,
  change: RunChange,
  workflow: CompiledWorkflow | undefined,
  times: ChangeTimes,
): StoredRun {
  if (!canDoToRun(change.verb, run.status))
    throw unfit(`A run that is ${run.status} can not take a ${change.verb}`);
  if (run.againBy !== undefined) throw unfit('Another run does this click again');
  if (change.verb === 'cancel') return cancelled(run, times.now);
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
  change: Exclude<RunChange, { verb: 'cancel' }>,
  workflow: CompiledWorkflow,
  now: Date,
): StoredStep[] {
  switch (change.verb) {
    case 'retry': {
      const plan = planRetry(workflow, run.steps, change.fromNodeId);
      if (!plan.ok) throw unfit('There is no step here that can be tried again');
      const reset = new Set(plan.reset);
      return run.steps.map((step) => (reset.has(step.nodeId) ? { ...step, status: 'pending' } : step));
    }
    case 'skip': {
      const { nodeId } = change;
      const skipped = run.steps.find(
        (step) => (nodeId === undefined || step.nodeId === nodeId) && canDoToStep('skip', step.status),
      );
      if (!skipped) throw unfit('There is no step here that can be skipped');
      const port = afterSuccess(workflow, skipped.nodeId).port ?? undefined;
      return withStep(run, skipped, { ...ended(skipped, now), status: 'skipped', port });
    }
    case 'resolve': {
      const verb = RESOLVE_VERB[change.outcome];
      const unknown = run.steps.find((step) => step.nodeId === change.nodeId);
      if (!unknown || !canDoToStep(verb, unknown.status) || unknown.status !== 'uncertain') {
        throw unfit('There is no step here that nobody knows about');
      }
      return withStep(run, unknown, resolved(unknown, change.outcome, workflow, now));
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

const NOT_DONE: StoredStep['reason'] = {
  code: 'step.told-failed',
  message: {
    en: 'It was cut off in the middle, and a colleague found that it had not been done',
    nb: 'Det ble avbrutt midtveis, og en kollega så at det ikke var gjort',
  },
};

function cancelled(run: StoredRun, now: Date): StoredRun {
  const steps = run.steps.map((step) =>
    canMoveStep(step.status, 'cancelled') ? { ...step, status: 'cancelled' as const, endedAt: now } : step,
  );
  return { ...run, status: 'cancelled', steps, endedAt: now, dueAt: undefined, heldBy: undefined };
}

const ended = (step: StoredStep, now: Date): StoredStep => ({ ...step, endedAt: step.endedAt ?? now });

const withStep = (run: StoredRun, old: StoredStep, next: StoredStep): StoredStep[] =>
  run.steps.map((step) => (step === old ? next : step));

/** The refusal of a change that does not fit the run. */
export const unfit = (why: string): AppError => new AppError('run.not-retryable', why);
