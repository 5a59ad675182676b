import { Injectable } from '@nestjs/common';
import { actionOf, isStep, type AnyStep } from '@linkflow/actions';
import type { ConditionTrace } from '@linkflow/contracts';
import { Log } from '@linkflow/platform';
import type { CompiledNode } from '@linkflow/workflow';
import { ENGINE_REASONS } from '../reasons';
import type { RunLease } from '../walk/run-lease';
import { EffectLedger } from './effect-ledger';
import { StepContextFactory, type Attempt } from './step-context';
import { UNEXPECTED, outcomeOfFailure, type StepOutcome } from './step-outcome';
import { AttemptAbort, StepTimeouts } from './step-timeouts';

const DONE_BEFORE = ENGINE_REASONS('repeat.done-before');

export interface StepAttempt extends Attempt {
  readonly node: CompiledNode;
}

interface AttemptResult {
  outcome: StepOutcome;
  /** Trace of the last condition that the step evaluated. */
  trace?: ConditionTrace;
}

/** Executes one attempt at one step within the time limit of its policy. */
@Injectable()
export class StepRunner {
  constructor(
    private readonly contexts: StepContextFactory,
    private readonly ledger: EffectLedger,
    private readonly timeouts: StepTimeouts,
    private readonly log: Log,
  ) {}

  async attempt(attempt: StepAttempt, lease: RunLease): Promise<AttemptResult> {
    const { run, node } = attempt;
    const action = actionOf(node.type);
    if (!action || !isStep(action)) return { outcome: unknownType(node.type) };
    const effectRunId = node.repeat ? await this.ledger.claim(run, node.id, node.repeat) : run._id;
    if (effectRunId === null) return { outcome: { kind: 'skipped', reason: DONE_BEFORE } };
    // An at-most-once effect cannot be looked up by its key, so it is never executed under the key of another run.
    if (effectRunId !== run._id && node.descriptor?.effect === 'atMostOnce') {
      return { outcome: { kind: 'skipped', reason: DONE_BEFORE } };
    }
    return this.execute(action, attempt, lease, effectRunId);
  }

  private async execute(
    action: AnyStep,
    attempt: StepAttempt,
    lease: RunLease,
    effectRunId: string,
  ): Promise<AttemptResult> {
    const { run, node, number } = attempt;
    const abort = new AttemptAbort();
    const ctx = await this.contexts.create({ attempt, abort, effectRunId });
    this.timeouts.set(abort, node.policy.timeoutMs);
    lease.attach(abort, isAbortable(node));
    try {
      const result = await action.run(ctx, node.params);
      return { outcome: { kind: 'done', result }, trace: ctx.trace };
    } catch (error) {
      const outcome = outcomeOfFailure(error, node.descriptor?.effect ?? 'none');
      if ('reason' in outcome && outcome.reason === UNEXPECTED) {
        this.log.error(
          { err: error, runId: run._id, nodeId: node.id, type: node.type, attempt: number },
          'step failed with an unexpected error',
        );
      }
      return { outcome, trace: ctx.trace };
    } finally {
      this.timeouts.clear(abort);
      lease.attach(undefined);
    }
  }
}

/** Whether an attempt may be aborted and withdrawn for another worker: its effect needs no record of the attempt. */
function isAbortable({ descriptor }: CompiledNode): boolean {
  return descriptor?.effect !== 'atMostOnce' && descriptor?.effect !== 'searchable';
}

function unknownType(type: string): StepOutcome {
  return { kind: 'failed', reason: ENGINE_REASONS('node.unknown-type', { type }) };
}
