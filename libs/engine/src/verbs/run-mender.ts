import { Injectable } from '@nestjs/common';
import { AppError, Clock, LiveEvents, newId, readConfig } from '@linkflow/platform';
import { canDoToRun, isFinalRun } from '@linkflow/workflow';
import { Versions } from '../ports';
import { RunsConfig } from '../runs.config';
import { RunStore } from '../store/run-store';
import type { StoredRun } from '../store/stored-run';
import { Births } from './births';
import { changed, unfit, type ChangeTimes, type RunChange } from './run-change';

/**
 * Does to a run what a person asks, each by compare-and-set: what moved meanwhile is not run over. Rings no bell, so that a
 * bulk can ring for many; a queued run that nobody rings for is found by the reconciler.
 */
@Injectable()
export class RunMender {
  private readonly queuedMs = readConfig(RunsConfig).RUN_QUEUED_MS;

  constructor(
    private readonly store: RunStore,
    private readonly versions: Versions,
    private readonly births: Births,
    private readonly clock: Clock,
    private readonly live: LiveEvents,
  ) {}

  /**
   * `bulkId` is written in the same act, so that a bulk that comes to the run once more finds its own mark.
   * @throws AppError run.not-retryable, run.busy
   */
  async change(run: StoredRun, change: RunChange, bulkId?: string): Promise<StoredRun> {
    const version = await this.versions.load(run.linkId, run.version);
    const next = {
      ...changed(run, change, version?.workflow, this.times()),
      ...moved(run),
      ...marked(run, bulkId),
    };
    if (!(await this.store.replace(run, next))) throw busy();
    this.announce(next);
    return next;
  }

  /**
   * A new run of the same click on the version that is newest now. Its effects have keys of their own and happen again; what
   * happens once in its scope still does. It happens as of the click, so it undoes nothing that is newer. Once only: who
   * wants it again does it to the newest of them.
   * @throws AppError run.not-retryable, run.busy
   */
  async again(run: StoredRun, bulkId?: string): Promise<StoredRun> {
    if (!isFinalRun(run.status)) throw unfit(`A run that is ${run.status} is not at its end`);
    if (run.againBy !== undefined) throw unfit('Another run does this click again already');
    const number = await this.versions.newest(run.linkId);
    const version = number === null ? undefined : await this.versions.load(run.linkId, number);
    if (number === null || !version || version.workflow.thenStart === null) {
      throw unfit('No version is live that does something in the background');
    }
    const before: StoredRun = {
      ...run,
      ...moved(run),
      againBy: newId(),
      unborn: { version: number, ...(bulkId !== undefined && { bulkId }) },
    };
    if (canDoToRun('supersede', run.status))
      Object.assign(before, { status: 'cancelled', failure: undefined });
    if (!(await this.store.replace(run, before))) throw busy();
    this.announce(before);
    const fresh = await this.births.bear(before);
    this.announce(fresh);
    return fresh;
  }

  private times(): ChangeTimes {
    const now = this.clock.now();
    return { now, overdueAt: new Date(now.getTime() + this.queuedMs) };
  }

  private announce({ _id: runId, linkId, contactId, version, status }: StoredRun): void {
    this.live.announce(() => ({
      type: 'run',
      runId,
      linkId,
      contactId,
      version,
      status,
      at: this.clock.now().toISOString(),
    }));
  }
}

/** Nobody who held it before may write it any more. */
const moved = (run: StoredRun): Pick<StoredRun, 'fence' | 'rev'> => ({
  fence: run.fence + 1,
  rev: run.rev + 1,
});

const marked = (run: StoredRun, bulkId: string | undefined): Pick<StoredRun, 'bulkIds'> =>
  bulkId === undefined ? {} : { bulkIds: [...(run.bulkIds ?? []), bulkId] };

const busy = (): AppError => new AppError('run.busy', 'The run has moved on meanwhile. Look at it again.');
