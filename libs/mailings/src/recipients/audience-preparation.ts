import { Injectable } from '@nestjs/common';
import { Clock } from '@linkflow/platform';
import { MailingsRepository } from '../mailings.repository';
import { AudienceReader } from './audience-reader';
import { AudienceSources } from './audience-sources';
import { RecipientCounts } from './recipient-counts';
import { RecipientWriter } from './recipient-writer';
import { RecipientsRepository } from './recipients.repository';

const PER_STEP = 1_000;
/** How long to wait before looking again at a source that another process reads, ms. */
const POLL_MS = 500;

/** Prepares the recipients of a mailing that is about to be sent. All of it is safe to repeat after an interruption. */
@Injectable()
export class AudiencePreparation {
  constructor(
    private readonly sources: AudienceSources,
    private readonly reader: AudienceReader,
    private readonly mailings: MailingsRepository,
    private readonly recipients: RecipientsRepository,
    private readonly writer: RecipientWriter,
    private readonly counts: RecipientCounts,
    private readonly clock: Clock,
  ) {}

  /** Reads the sources that are not read to their end, all groups if the mailing wants it, and checks all recipients again. */
  async prepare(mailingId: string, signal: AbortSignal): Promise<void> {
    if (await this.sources.updatesAtSending(mailingId)) await this.sources.refresh(mailingId);
    for (;;) {
      const ids = await this.sources.unfinishedOf(mailingId);
      if (ids.length === 0) break;
      for (const id of ids) {
        signal.throwIfAborted();
        if (!(await this.reader.read(id, { signal }))) await pause(POLL_MS);
      }
      signal.throwIfAborted();
    }
    await this.recheck(mailingId, signal);
  }

  /** Checks all recipients again: who has opted out, has bounced or has left the company since, and who may get mail again. */
  async recheck(mailingId: string, signal?: AbortSignal): Promise<void> {
    const typeId = (await this.mailings.find(mailingId))?.typeId ?? null;
    for (let last = ''; ;) {
      signal?.throwIfAborted();
      const page = await this.recipients.documents
        .find({ mailingId, removedAt: null, erasedAt: { $exists: false }, _id: { $gt: last } })
        .sort({ _id: 1 })
        .limit(PER_STEP)
        .toArray();
      const end = page.at(-1);
      if (!end) return;
      last = end._id;
      const changes = await this.writer.reasonsOf(page, typeId);
      if (changes.length === 0) continue;
      const at = this.clock.now();
      await this.counts.changing(mailingId, (session) => this.writer.setReasons(changes, at, session));
    }
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
