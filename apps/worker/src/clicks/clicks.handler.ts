import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { ClicksJob } from '@linkflow/contracts';
import { Log, readConfig } from '@linkflow/platform';
import { JobGivenBack, JobProducer, type Delivery, type JobHandler } from '@linkflow/queues';
import { Watchdog } from '../watchdog/watchdog';
import { WorkerConfig } from '../worker.config';
import { ClickWork } from './click-work';
import { Gate } from './gate';

/** Workers that a job may see fall silent before it is worked on away from the others: it may be what they died of. */
const SUSPECT = 2;

/** Clicks as apps/click hands them over. */
@Injectable()
export class ClicksHandler implements JobHandler<'clicks'>, OnModuleDestroy {
  private readonly gate = new Gate(readConfig(WorkerConfig).WORKER_CLICKS);

  constructor(
    private readonly work: ClickWork,
    private readonly jobs: JobProducer,
    private readonly watchdog: Watchdog,
    private readonly log: Log,
  ) {}

  /** @throws when MongoDB is away; the job is delivered again. */
  async handle({ clicks }: ClicksJob, { stalled }: Delivery): Promise<void> {
    this.watchdog.workBegins();
    const [first] = clicks;
    if (stalled < SUSPECT || !first) return this.gate.pass(clicks.length, () => this.work.do(clicks));
    this.log.warn(
      { clicks: clicks.length, stalled },
      'clicks are worked on alone, as their workers have died',
    );
    await this.jobs.add('lone', { v: 1, kind: 'clicks', clicks }, { jobId: `clicks-${first.id}` });
  }

  /** The process stops: jobs that have not begun go to another worker. */
  onModuleDestroy(): void {
    this.gate.close(new JobGivenBack());
  }
}
