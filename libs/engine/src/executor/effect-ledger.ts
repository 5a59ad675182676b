import { Injectable } from '@nestjs/common';
import type { Repeat } from '@linkflow/contracts';
import { Batcher } from '@linkflow/platform';
import { EFFECTS, type StoredClaim } from '../store/run.schema';
import { RUNS, type StoredRun } from '../store/stored-run';

const DAY_MS = 86_400_000;

/**
 * Sees to it that a step which happens once in its scope does: one document for each scope, whose unique key decides
 * between runs that arrive at the same moment. The run that holds it finds it its own when it comes again.
 */
@Injectable()
export class EffectLedger {
  constructor(private readonly batcher: Batcher) {}

  /**
   * The run in whose name this one may do the step: itself, or the one it does again where that has claimed the scope and
   * not come to its end with the step. Under the key of that one, so that an effect which it did make is found and not made
   * twice. Null: it was done before. Resolves once the claim is stored, so before any effect.
   */
  async claim(run: StoredRun, nodeId: string, repeat: Repeat): Promise<string | null> {
    const _id = scopeKey(run, nodeId, repeat);
    if (_id === null) return run._id;
    const claim = { runId: run._id, at: run.clickedAt };
    const outcome =
      repeat.kind === 'once-per-days'
        ? await this.batcher.update(EFFECTS, {
            _id,
            where: { at: { $lte: new Date(run.clickedAt.getTime() - repeat.days * DAY_MS) } },
            update: { $set: claim },
            upsert: true,
            proof: claim,
          })
        : await this.batcher.insertOnce(EFFECTS, { _id, ...claim });
    if (outcome === 'inserted' || outcome === 'matched') return run._id;
    const holder = (await this.batcher.read<StoredClaim>(EFFECTS, _id))?.runId;
    if (holder === run._id) return run._id;
    return holder !== undefined && (await this.leftUndone(run, holder, nodeId)) ? holder : null;
  }

  /** Whether the holder of a scope is one that this run does again, and has not done the step. */
  private async leftUndone(run: StoredRun, holder: string, nodeId: string): Promise<boolean> {
    for (let earlier = run.againOf; earlier !== undefined;) {
      const before: StoredRun | null = await this.batcher.read<StoredRun>(RUNS, earlier);
      if (before?._id === holder) {
        return !before.steps.some((step) => step.nodeId === nodeId && step.status === 'succeeded');
      }
      earlier = before?.againOf;
    }
    return false;
  }
}

/** Key of the scope; null where every click counts. Contacts are counted as themselves, other recipients as their address in the mailing. */
function scopeKey(run: StoredRun, nodeId: string, repeat: Repeat): string | null {
  const who = run.contactId ?? run.recipientId;
  switch (repeat.kind) {
    case 'every-click':
      return null;
    case 'once-per-recipient':
    case 'once-per-days':
      return `${run.linkId}:${nodeId}:${who}`;
    case 'once-per-mailing':
      return `${run.linkId}:${nodeId}:${who}:${run.mailingId}`;
  }
}
