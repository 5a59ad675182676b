import { Injectable } from '@nestjs/common';
import { AppError } from '@linkflow/platform';
import { Bell } from '../ports';
import { RunStore } from '../store/run-store';
import type { StoredRun } from '../store/stored-run';
import type { RunChange } from './run-change';
import { RunMender } from './run-mender';

/** What a person may do to one run. */
@Injectable()
export class RunVerbs {
  constructor(
    private readonly store: RunStore,
    private readonly mender: RunMender,
    private readonly bell: Bell,
  ) {}

  /** @throws AppError not-found, run.not-retryable, run.busy */
  async change(runId: string, change: RunChange): Promise<StoredRun> {
    const run = await this.mender.change(await this.find(runId), change);
    this.ring(run);
    return run;
  }

  /**
   * @returns the new run
   * @throws AppError not-found, run.not-retryable, run.busy
   */
  async again(runId: string): Promise<StoredRun> {
    const run = await this.mender.again(await this.find(runId));
    this.ring(run);
    return run;
  }

  /** Not waited for: without Redis the reconciler rings once the run is overdue. */
  private ring({ _id, status }: StoredRun): void {
    if (status === 'queued') this.bell.ring([_id]).catch(() => undefined);
  }

  private async find(runId: string): Promise<StoredRun> {
    const run = await this.store.get(runId);
    if (!run) throw new AppError('not-found', 'There is no such run');
    return run;
  }
}
