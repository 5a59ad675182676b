import { Injectable } from '@nestjs/common';
import type { Repeat } from '@linkflow/contracts';
import { Batcher } from '@linkflow/platform';
import { repeatScope } from '@linkflow/workflow';
import { EFFECTS, RUNS, type StoredClaim, type StoredRun } from '../persist/run.schema';

const DAY_MS = 86_400_000;

/**
 * Enforces the `repeat` setting of a step. There is one document per scope; its unique `_id` decides between runs that arrive at
 * the same moment. A run that already holds the claim gets it again.
 */
@Injectable()
export class EffectLedger {
  constructor(private readonly batcher: Batcher) {}

  /**
   * Claims the step for a run. Resolves after the claim is stored, so before any effect.
   * @returns the id of the run under whose effect key the step is executed, or null if it was done before. This is the run itself,
   * or its original run if that claimed the scope without completing the step: an effect that it did make is then found under its
   * key and not repeated.
   */
  async claim(run: StoredRun, nodeId: string, repeat: Repeat): Promise<string | null> {
    const { subject, context, trigger, workflow } = run;
    const _id = repeatScope(repeat, { owner: workflow.owner, nodeId, subject, context });
    if (_id === null) return run._id;
    const claim = { runId: run._id, at: trigger.at };
    const outcome =
      repeat.kind === 'once-per-days'
        ? await this.batcher.update(EFFECTS, {
            _id,
            where: { at: { $lte: new Date(trigger.at.getTime() - repeat.days * DAY_MS) } },
            update: { $set: claim },
            upsert: true,
            proof: claim,
          })
        : await this.batcher.insertOnce(EFFECTS, { _id, ...claim });
    if (outcome === 'inserted' || outcome === 'matched') return run._id;
    const holder = (await this.batcher.read<StoredClaim>(EFFECTS, _id))?.runId;
    if (holder === run._id) return run._id;
    return holder !== undefined && (await this.isUnfinishedOriginal(run, holder, nodeId)) ? holder : null;
  }

  /** Whether `holder` is an original of this re-run that did not complete the step. */
  private async isUnfinishedOriginal(run: StoredRun, holder: string, nodeId: string): Promise<boolean> {
    for (let originalId = run.rerunOf; originalId !== undefined;) {
      const original: StoredRun | null = await this.batcher.read<StoredRun>(RUNS, originalId);
      if (original?._id === holder) {
        return !original.steps.some((step) => step.nodeId === nodeId && step.status === 'succeeded');
      }
      originalId = original?.rerunOf;
    }
    return false;
  }
}
