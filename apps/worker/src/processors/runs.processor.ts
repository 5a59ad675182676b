import { Injectable } from '@nestjs/common';
import type { ClickRecord, QuarantineJob, RunsJob } from '@linkflow/contracts';
import { RunClaimer } from '@linkflow/engine';
import { Log } from '@linkflow/platform';
import { JobProducer, type Delivery, type JobHandler } from '@linkflow/queues';
import { Watchdog } from '../watchdog';
import { ClickIntake } from './clicks.processor';

/** Walks those runs of a job that are due and not claimed by another worker. */
@Injectable()
export class RunsProcessor implements JobHandler<'runs'> {
  constructor(
    private readonly runs: RunClaimer,
    private readonly watchdog: Watchdog,
    private readonly log: Log,
  ) {}

  /** Never rejects. A run whose walk failed is enqueued again by the reconciler when its lease has expired. */
  async handle({ runIds }: RunsJob): Promise<void> {
    if (this.watchdog.isArmed) this.watchdog.start();
    await Promise.all(
      runIds.map((runId) =>
        this.runs
          .advanceIfDue(runId)
          .catch((error: unknown) => this.log.error({ err: error, runId }, 'run could not be walked')),
      ),
    );
  }
}

/** A quarantined job of one click is rejected after this many interruptions. Those before the quarantine are not counted. */
const REJECT_AFTER = 3;

/**
 * Executes jobs whose workers crashed, one at a time per process, so that a further crash identifies the job that causes it. An
 * interruption of a job is a delivery whose worker crashed or froze. The kinds of jobs:
 *
 * - a run: it is walked; RunClaimer marks it as failed after repeated crashes.
 * - several clicks: they are processed together; after an interruption, the job is split into one job per click.
 * - one click: it is processed; after `REJECT_AFTER` interruptions it is stored in `clicks_set_aside`, where ops can inspect it, and its
 *   run is marked as failed.
 *
 * After each interruption the job waits longer before it is delivered again (libs/queues). Once the run of a click is stored, RunClaimer
 * also counts the interruptions of the run. If the click is delivered again while the lease of the run has not expired, the job ends without
 * walking the run; the reconciler enqueues the run later.
 */
@Injectable()
export class QuarantineProcessor implements JobHandler<'quarantine'> {
  constructor(
    private readonly intake: ClickIntake,
    private readonly runs: RunClaimer,
    private readonly jobs: JobProducer,
    private readonly watchdog: Watchdog,
  ) {}

  async handle(job: QuarantineJob, delivery: Delivery): Promise<void> {
    if (this.watchdog.isArmed) this.watchdog.start();
    if (job.kind === 'run') return this.runs.advanceIfDue(job.runId, { quarantined: true });
    const [first, ...others] = job.clicks;
    if (!first) return;
    if (others.length > 0 && delivery.interrupted > 0) return this.split(job.clicks);
    if (delivery.interrupted >= REJECT_AFTER) return this.intake.rejectCrashing(first);
    await delivery.begin();
    await this.intake.process(job.clicks, { quarantined: true, careful: true });
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
