import { Injectable } from '@nestjs/common';
import { actionOf, isStep, type AnyStep } from '@linkflow/actions';
import type { ConditionTrace, Reason } from '@linkflow/contracts';
import { Log } from '@linkflow/platform';
import type { CompiledNode } from '@linkflow/workflow';
import type { RunnableVersion } from '../ports';
import type { StoredRun } from '../store/stored-run';
import { EffectLedger } from './effect-ledger';
import { StepContexts } from './step-context';
import { StepTimeout, outcomeOfFailure, type StepOutcome } from './step-outcome';

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
    private readonly log: Log,
  ) {}

  async attempt(
    run: StoredRun,
    version: RunnableVersion,
    node: CompiledNode,
    attempt: number,
    lost: AbortSignal,
  ): Promise<{ outcome: StepOutcome; trace?: ConditionTrace }> {
    const action = actionOf(node.type);
    if (!action || !isStep(action)) return { outcome: unknownType(node.type) };
    if (node.repeat && !(await this.ledger.claim(run, node.id, node.repeat))) {
      return { outcome: { kind: 'skipped', reason: DONE_BEFORE } };
    }
    return this.carryOut(action, run, version, node, attempt, lost);
  }

  private async carryOut(
    action: AnyStep,
    run: StoredRun,
    version: RunnableVersion,
    node: CompiledNode,
    attempt: number,
    lost: AbortSignal,
  ): Promise<{ outcome: StepOutcome; trace?: ConditionTrace }> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new StepTimeout()), node.policy.timeoutMs);
    const pass = (): void => limit.abort(lost.reason);
    lost.addEventListener('abort', pass, { once: true });
    const ctx = await this.contexts.of(run, version, node, attempt, limit.signal);
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
      clearTimeout(timer);
      lost.removeEventListener('abort', pass);
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
