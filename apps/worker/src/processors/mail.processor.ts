import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { MailJob } from '@linkflow/contracts';
import { AudienceTask, MailWorkflow } from '@linkflow/mailings';
import { Log } from '@linkflow/platform';
import type { JobHandler } from '@linkflow/queues';
import { Watchdog } from '../watchdog';

/** Sends a mailing until none of its recipients is due, or reads a source of recipients to its end. */
@Injectable()
export class MailProcessor implements JobHandler<'mail'>, OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(
    private readonly mail: MailWorkflow,
    private readonly audience: AudienceTask,
    private readonly watchdog: Watchdog,
    private readonly log: Log,
  ) {}

  /** Never rejects: periodic tasks continue with the mailing or the source. */
  async handle(job: MailJob): Promise<void> {
    if (this.watchdog.isArmed) this.watchdog.start();
    try {
      if (job.kind === 'audience') await this.audience.read(job.sourceId);
      else await this.mail.advance(job.mailingId, this.stopping.signal);
    } catch (error) {
      if (!this.stopping.signal.aborted) this.log.error({ err: error, job }, 'a job of a mailing failed');
    }
  }

  /** Ends the jobs after the messages that are being handed over. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }
}
