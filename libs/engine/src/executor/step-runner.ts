import { Injectable } from '@nestjs/common';
import { actionOf, isStep, type AnyStep } from '@linkflow/actions';
import type { ConditionTrace, Reason } from '@linkflow/contracts';
import { Log } from '@linkflow/platform';
import type { CompiledNode } from '@linkflow/workflow';
import type { RunnableVersion } from '../ports';
import type { StoredRun } from '../store/stored-run';
import { EffectLedger } from './effect-ledger';
import { Cutoff } from './cutoff';
import type { Lease } from './lease';
import { StepContexts } from './step-context';
import { StepLimits } from './step-limits';
import { outcomeOfFailure, type StepOutcome } from './step-outcome';

const DONE_BEFORE: Reason = {
  code: 'repeat.done-before',
  message: {
    en: 'Already done for this recipient; the step is set to happen once',
    nb: 'Allerede gjort for denne mottakeren; steget er satt til å skje én gang',
  },
};

/** Makes one attempt at one step, under its policy's time limit. */
@Injectable()
export class StepRunner {
  constructor(
    private readonly contexts: StepContexts,
    private readonly ledger: EffectLedger,
    private readonly limits: StepLimits,
    private readonly log: Log,
  ) {}

  async attempt(
    run: StoredRun,
    version: RunnableVersion,
    node: CompiledNode,
    attempt: number,
    lease: Lease,
  ): Promise<{ outcome: StepOutcome; trace?: ConditionTrace }> {
    const action = actionOf(node.type);
    if (!action || !isStep(action)) return { outcome: unknownType(node.type) };
    const doer = node.repeat ? await this.ledger.claim(run, node.id, node.repeat) : run._id;
    if (doer === null) return { outcome: { kind: 'skipped', reason: DONE_BEFORE } };
    // What offers no key cannot find itself done, so nobody does it in the name of another.
    if (doer !== run._id && node.descriptor?.effect === 'atMostOnce') {
      return { outcome: { kind: 'skipped', reason: DONE_BEFORE } };
    }
    return this.carryOut(action, run, version, node, attempt, lease, doer);
  }

  private async carryOut(
    action: AnyStep,
    run: StoredRun,
    version: RunnableVersion,
    node: CompiledNode,
    attempt: number,
    lease: Lease,
    doer: string,
  ): Promise<{ outcome: StepOutcome; trace?: ConditionTrace }> {
    const step = new Cutoff();
    const ctx = await this.contexts.of(run, version, node, attempt, step, doer);
    this.limits.set(step, node.policy.timeoutMs);
    lease.carry(step, node.descriptor?.effect !== 'atMostOnce');
    try {
      const result = await action.run(ctx, node.params);
      return { outcome: { kind: 'done', result }, trace: ctx.trace };
    } catch (error) {
      const outcome = outcomeOfFailure(error);
      if (outcome.kind === 'retry' && outcome.reason.code === 'step.unforeseen') {
        this.log.error(
          { err: error, runId: run._id, nodeId: node.id, type: node.type, attempt },
          'step failed unforeseen',
        );
      }
      return { outcome, trace: ctx.trace };
    } finally {
      this.limits.clear(step);
      lease.carry(undefined);
    }
  }
}

function unknownType(type: string): StepOutcome {
  return {
    kind: 'failed',
    reason: {
      code: 'node.unknown-type',
      message: {
        en: `This system does not know the step type "${type}"`,
        nb: `Dette systemet kjenner ikke stegtypen «${type}»`,
      },
    },
  };
}
