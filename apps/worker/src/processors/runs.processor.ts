import { Injectable } from '@nestjs/common';
import type { ClickRecord, QuarantineJob, RunsJob } from '@linkflow/contracts';
import { RunClaimer } from '@linkflow/engine';
import { Log } from '@linkflow/platform';
import { JobProducer, type Delivery, type JobHandler } from '@linkflow/queues';
import { Watchdog } from '../watchdog';
import { ClickIntake } from './clicks.processor';

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

/** A job of one click that stalled this often in quarantine is rejected. Its original job also stalled before it came here. */
const REJECT_AFTER_STALLS = 2;

/**
 * Executes jobs whose workers crashed, one at a time per process, so that a further crash identifies its cause:
 *
 * - a run: walked; RunClaimer fails it after repeated crashes
 * - several clicks: processed together; after a stall split into one job per click
 * - one click: processed; after 2 stalls set aside, and its run is failed
 */
@Injectable()
export class QuarantineProcessor implements JobHandler<'quarantine'> {
  constructor(
    private readonly intake: ClickIntake,
    private readonly runs: RunClaimer,
    private readonly jobs: JobProducer,
    private readonly watchdog: Watchdog,
  ) {}

  async handle(job: QuarantineJob, { stalled }: Delivery): Promise<void> {
    this.watchdog.jobStarted();
    if (job.kind === 'run') return this.runs.advanceIfDue(job.runId, { quarantined: true });
    const [first, ...others] = job.clicks;
    if (!first) return;
    if (others.length > 0) {
      if (stalled > 0) return this.split(job.clicks);
      return this.intake.process(job.clicks, { quarantined: true });
    }
    if (stalled >= REJECT_AFTER_STALLS) return this.intake.rejectCrashing(first);
    await this.intake.process([first], { quarantined: true });
  }

  private async split(clicks: ClickRecord[]): Promise<void> {
    await Promise.all(
      clicks.map((click) =>
        this.jobs.add(
          'quarantine',
          { v: 1, kind: 'clicks', clicks: [click] },
          { jobId: `click-${click.id}` },
        ),
      ),
    );
  }
}
