import { Injectable } from '@nestjs/common';
import type { ClickRecord, LoneJob } from '@linkflow/contracts';
import { JobProducer, type Delivery, type JobHandler } from '@linkflow/queues';
import { RunTaker } from '@linkflow/engine';
import { ClickWork } from '../clicks/click-work';
import { Watchdog } from '../watchdog/watchdog';

/** Workers that a click may kill while it is the only suspect. It has seen others die before it came here. */
const POISON = 2;

/**
 * Suspects, one at a time: what workers have died of, or were working on when they died of something else. Whoever dies now
 * says which it is. Clicks come as the job they were, then one by one, and the one that goes on killing is set aside.
 */
@Injectable()
export class LoneHandler implements JobHandler<'lone'> {
  constructor(
    private readonly work: ClickWork,
    private readonly runs: RunTaker,
    private readonly jobs: JobProducer,
    private readonly watchdog: Watchdog,
  ) {}

  async handle(job: LoneJob, { stalled }: Delivery): Promise<void> {
    this.watchdog.workBegins();
    if (job.kind === 'run') return this.runs.heard(job.runId, { alone: true });
    const [first, ...others] = job.clicks;
    if (!first) return;
    if (others.length > 0) {
      if (stalled > 0) return this.separate(job.clicks);
      return this.work.do(job.clicks, { alone: true });
    }
    await (stalled >= POISON ? this.work.condemn(first) : this.work.do([first], { alone: true }));
  }

  private async separate(clicks: ClickRecord[]): Promise<void> {
    await Promise.all(
      clicks.map((click) =>
        this.jobs.add('lone', { v: 1, kind: 'clicks', clicks: [click] }, { jobId: `click-${click.id}` }),
      ),
    );
  }
}
