import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { ClicksJob } from '@linkflow/contracts';
import { Log, readConfig } from '@linkflow/platform';
import { JobProducer, JobReturned, type Delivery, type JobHandler } from '@linkflow/queues';
import { Watchdog } from '../watchdog';
import { WorkerConfig } from '../worker.config';
import { ClickIntake } from './click-intake';
import { WeightedSemaphore } from './weighted-semaphore';

/** A job that stalled this often may crash its workers and is moved to quarantine. */
const QUARANTINE_AFTER_STALLS = 2;

/** Processes the jobs that apps/click adds to the queue `clicks`. */
@Injectable()
export class ClicksProcessor implements JobHandler<'clicks'>, OnModuleDestroy {
  private readonly semaphore = new WeightedSemaphore(readConfig(WorkerConfig).WORKER_CLICKS);

  constructor(
    private readonly intake: ClickIntake,
    private readonly jobs: JobProducer,
    private readonly watchdog: Watchdog,
    private readonly log: Log,
  ) {}

  /** @throws when MongoDB is unreachable; the job is delivered again. */
  async handle({ clicks }: ClicksJob, { stalled }: Delivery): Promise<void> {
    this.watchdog.jobStarted();
    const [first] = clicks;
    if (stalled < QUARANTINE_AFTER_STALLS || !first) {
      return this.semaphore.run(clicks.length, () => this.intake.process(clicks));
    }
    this.log.warn(
      { clicks: clicks.length, stalled },
      'clicks are moved to quarantine because their workers crashed',
    );
    await this.jobs.add('quarantine', { v: 1, kind: 'clicks', clicks }, { jobId: `clicks-${first.id}` });
  }

  /** Returns jobs that have not started to the queue. */
  onModuleDestroy(): void {
    this.semaphore.close(new JobReturned());
  }
}
