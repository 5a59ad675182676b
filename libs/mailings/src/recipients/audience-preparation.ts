import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Log } from '@linkflow/platform';
import { MailingsRepository } from '../mailings.repository';
import { AudienceReader } from './audience-reader';
import { AudienceSources } from './audience-sources';
import { RecipientRecheck } from './recipient-recheck';

/** How long to wait before looking again at a source that another process reads, or that is not due, ms. */
const POLL_MS = 500;

/** Prepares the recipients of a mailing that is about to be sent. All of it is safe to repeat after an interruption. */
@Injectable()
export class AudiencePreparation {
  constructor(
    private readonly mailings: MailingsRepository,
    private readonly sources: AudienceSources,
    private readonly reader: AudienceReader,
    private readonly rechecks: RecipientRecheck,
    private readonly log: Log,
  ) {}

  /** Reads the sources that are not read to their end, all groups if the mailing wants it, and checks all recipients again. */
  async prepare(mailingId: string, signal: AbortSignal): Promise<void> {
    if ((await this.mailings.find(mailingId))?.updateAtSending) await this.sources.refresh(mailingId);
    for (;;) {
      const ids = await this.sources.unfinishedOf(mailingId);
      if (ids.length === 0) break;
      for (const id of ids) {
        signal.throwIfAborted();
        if (!(await this.read(id, signal))) await sleep(POLL_MS, undefined, { signal });
      }
    }
    await this.rechecks.all(mailingId, signal);
  }

  private async read(sourceId: string, signal: AbortSignal): Promise<boolean> {
    try {
      return await this.reader.read(sourceId, { signal });
    } catch (err) {
      this.log.warn({ err, sourceId }, 'a source could not be read; it is tried again');
      return false;
    }
  }
}
