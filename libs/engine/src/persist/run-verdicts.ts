import { Injectable } from '@nestjs/common';
import type { Verdict } from '@linkflow/contracts';
import { Batcher, type UpdateSpec } from '@linkflow/platform';
import { DirtyRuns } from '../funnel/run-slices';
import { RUNS, type StoredRun } from './run.schema';

/** The verdict on the event of a run. `writes`: how often it was written when it was read; it grows with each write. */
export interface EventVerdict {
  verdict: Verdict;
  writes: number;
}

type MarkedRun = Pick<StoredRun, '_id' | 'verdict' | 'verdictWrites' | 'rerunBy' | 'pendingRerun'>;

/** The fields of a new run that say what its event is taken for. */
export const markOf = (verdict: Verdict): Pick<StoredRun, 'verdict'> =>
  verdict === 'human' ? {} : { verdict };

/**
 * Keeps the verdicts of runs equal to those of their events. The caller repeats a call that returned false until it returns true; a crash then
 * only delays it. A write of an older verdict that comes late changes nothing.
 */
@Injectable()
export class RunVerdicts {
  constructor(
    private readonly batcher: Batcher,
    private readonly dirty: DirtyRuns,
  ) {}

  /**
   * Gives the verdict to a run and its re-runs, the oldest first, as they were read.
   * @returns false if a re-run was being created meanwhile, which may have got the former verdict
   */
  async give(runs: readonly MarkedRun[], given: EventVerdict): Promise<boolean> {
    const outcomes = await Promise.all(runs.map((run) => this.giveOne(run, given)));
    return outcomes.every(Boolean) && runs.at(-1)?.pendingRerun === undefined;
  }

  private async giveOne(run: MarkedRun, { verdict, writes }: EventVerdict): Promise<boolean> {
    const before = run.verdictWrites ?? 0;
    // The same verdict is stored too if it was written more often: an older, different one may still be on its way.
    if (before > writes || (before === writes && (run.verdict ?? 'human') === verdict)) return true;
    const verdictWrites = writes;
    const spec: UpdateSpec = {
      _id: run._id,
      where: { rerunBy: run.rerunBy ?? { $exists: false }, verdictWrites: { $not: { $gt: writes } } },
      update:
        verdict === 'human'
          ? { $set: { verdictWrites }, $unset: { verdict: '' } }
          : { $set: { verdictWrites, verdict } },
      proof: { verdictWrites, verdict: verdict === 'human' ? undefined : verdict },
    };
    const outcome = await this.dirty.around([run._id], () => this.batcher.update(RUNS, spec));
    return outcome === 'matched';
  }
}
