import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { AudienceJob, MailJob } from '@linkflow/contracts';
import { AudienceReader, MailWorkflow } from '@linkflow/mailings';
import { Log } from '@linkflow/platform';
import type { JobHandler } from '@linkflow/queues';
import { Watchdog } from '../watchdog';

/** Sends a mailing until none of its recipients is due. */
@Injectable()
export class MailProcessor implements JobHandler<'mail'>, OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(
    private readonly mail: MailWorkflow,
    private readonly watchdog: Watchdog,
    private readonly log: Log,
  ) {}

  /** Never rejects: a periodic task continues with the mailing. */
  async handle(job: MailJob): Promise<void> {
    if (this.watchdog.isArmed) this.watchdog.start();
    try {
      await this.mail.advance(job.mailingId, this.stopping.signal);
    } catch (error) {
      if (!this.stopping.signal.aborted) this.log.error({ err: error, job }, 'a job of a mailing failed');
    }
  }

  /** Ends the jobs after the messages that are being handed over. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }
}

/** Reads a source of recipients to its end, or until the app stops. */
@Injectable()
export class AudienceProcessor implements JobHandler<'audience'>, OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(
    private readonly reader: AudienceReader,
    private readonly watchdog: Watchdog,
    private readonly log: Log,
  ) {}

  /** Never rejects: a periodic task enqueues the source again when it is due. */
  async handle({ sourceId }: AudienceJob): Promise<void> {
    if (this.watchdog.isArmed) this.watchdog.start();
    try {
      await this.reader.read(sourceId, { signal: this.stopping.signal });
    } catch (err) {
      this.log.warn({ err, sourceId }, 'a source of recipients could not be read; it is tried again');
    }
  }

  onModuleDestroy(): void {
    this.stopping.abort();
  }
}
