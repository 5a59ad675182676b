import { Injectable } from '@nestjs/common';
import type { AdvanceJob } from '@linkflow/contracts';
import { Log } from '@linkflow/platform';
import type { JobHandler } from '@linkflow/queues';
import { RunTaker } from '@linkflow/engine';
import { Watchdog } from '../watchdog/watchdog';

/** Hears the bell: takes those of the runs that are due and that nobody has taken, and walks them on. */
@Injectable()
export class AdvanceHandler implements JobHandler<'advance'> {
  constructor(
    private readonly runs: RunTaker,
    private readonly watchdog: Watchdog,
    private readonly log: Log,
  ) {}

  /** Never fails: a run that could not be walked is rung for again when its lease has run out. */
  async handle({ runIds }: AdvanceJob): Promise<void> {
    this.watchdog.workBegins();
    await Promise.all(
      runIds.map((runId) =>
        this.runs
          .heard(runId)
          .catch((error: unknown) => this.log.error({ err: error, runId }, 'run could not be walked')),
      ),
    );
  }
}
