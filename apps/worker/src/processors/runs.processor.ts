import { Injectable } from '@nestjs/common';
import type { RunsJob } from '@linkflow/contracts';
import { RunClaimer } from '@linkflow/engine';
import { Log } from '@linkflow/platform';
import type { JobHandler } from '@linkflow/queues';
import { Watchdog } from '../watchdog';

/** Walks the runs of a job, as far as they are due and not claimed by another worker. */
@Injectable()
export class RunsProcessor implements JobHandler<'runs'> {
  constructor(
    private readonly runs: RunClaimer,
    private readonly watchdog: Watchdog,
    private readonly log: Log,
  ) {}

  /** Never rejects: the reconciler enqueues a run again when its lease has expired. */
  async handle({ runIds }: RunsJob): Promise<void> {
    this.watchdog.jobStarted();
    await Promise.all(
      runIds.map((runId) =>
        this.runs
          .advanceIfDue(runId)
          .catch((error: unknown) => this.log.error({ err: error, runId }, 'run could not be walked')),
      ),
    );
  }
}
