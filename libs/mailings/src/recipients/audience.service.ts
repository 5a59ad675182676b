import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { AddRecipients, AddedRecipients, RecipientTotals, UnknownAddresses } from '@linkflow/contracts';
import { CrmAudience, CrmError, crmErrorText, type ContactGroup } from '@linkflow/crm-port';
import type { Author } from '@linkflow/links';
import { AppError, Clock, Log, newId } from '@linkflow/platform';
import { reasonTexts } from '@linkflow/contracts';
import { MailingsService } from '../mailings.service';
import { AudienceReader } from './audience-reader';
import { AudienceSources, NO_COUNTS, type AudienceSourceDoc } from './audience-sources';
import { FormatFinder, UnreadableFile, fileReason } from './recipient-file';
import { RecipientCounts } from './recipient-counts';
import { RecipientsRepository } from './recipients.repository';

/** How long a request waits for the recipients, ms. What is left is added in the background. */
const REQUEST_BUDGET_MS = 700;
/** Contacts per transaction in a request. A larger number would hold the event loop of the api for too long. */
const REQUEST_BATCH = 250;
const RECIPIENTS_PER_STEP = 500;

/** Has sources read in the background. The app provides it. */
export abstract class AudienceQueue {
  abstract enqueue(sourceId: string): Promise<void>;
}

/** The audience of a mailing: the sources of its recipients. */
@Injectable()
export class AudienceService {
  constructor(
    private readonly mailings: MailingsService,
    private readonly sources: AudienceSources,
    private readonly reader: AudienceReader,
    private readonly recipients: RecipientsRepository,
    private readonly counts: RecipientCounts,
    private readonly contacts: CrmAudience,
    private readonly queue: AudienceQueue,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** @throws AppError not-found */
  async of(mailingId: string): Promise<{
    updateAtSending: boolean;
    sources: AudienceSourceDoc[];
    totals: RecipientTotals;
  }> {
    await this.mailings.get(mailingId);
    const [updateAtSending, sources, counts, blocked] = await Promise.all([
      this.sources.updatesAtSending(mailingId),
      this.sources.ofMailing(mailingId),
      this.counts.of([mailingId]),
      this.recipients.countBlocked(mailingId),
    ]);
    return { updateAtSending, sources, totals: { ready: counts.get(mailingId) ?? 0, blocked } };
  }

  /**
   * Adds contacts, and the contacts of groups. Adds nothing if one of the groups does not exist.
   * @throws AppError not-found; selection.not-static if the members of a selection are not known
   */
  async add(mailingId: string, body: AddRecipients, by: Author): Promise<AddedRecipients> {
    await this.mailings.get(mailingId);
    const { contactIds = [], selectionIds = [], projectIds = [], companyIds = [] } = body;
    const groups: ContactGroup[] = [
      ...selectionIds.map((id) => ({ kind: 'selection', id }) as const),
      ...projectIds.map((id) => ({ kind: 'project', id }) as const),
      ...companyIds.map((id) => ({ kind: 'company', id }) as const),
    ];
    for (const group of groups) await this.requireReadable(group);
    const common = { mailingId, addedAt: this.clock.now(), addedBy: by };
    const ids: string[] = [];
    if (contactIds.length > 0)
      ids.push(await this.sources.add({ ...common, kind: 'contacts', contactIds: [...new Set(contactIds)] }));
    for (const { kind, id } of groups) ids.push(await this.sources.add({ ...common, kind, targetId: id }));
    return this.readSoon(mailingId, ids);
  }

  /**
   * Stores a file whose rows are to become recipients.
   * @throws AppError validation.failed if it has no addresses; body.too-large
   */
  async upload(
    mailingId: string,
    file: Readable,
    { name, unknown }: { name: string; unknown: UnknownAddresses },
    by: Author,
  ): Promise<AudienceSourceDoc> {
    await this.mailings.get(mailingId);
    const _id = newId();
    const finder = new FormatFinder();
    try {
      await pipeline(file, finder, this.sources.files.openUploadStream(_id));
      const format = await finder.format();
      const stored = { _id, mailingId, kind: 'file', file: { name, unknown, format } } as const;
      await this.sources.add({ ...stored, addedAt: this.clock.now(), addedBy: by });
    } catch (error) {
      await this.sources
        .removeFile(_id)
        .catch((err: unknown) => this.log.warn({ err }, 'a file was not removed'));
      if (!(error instanceof UnreadableFile)) throw error;
      const message = textOfFile(error.reason);
      throw new AppError('validation.failed', `${message.en}.`, {
        issues: [{ code: error.reason.code, path: 'file', message }],
      });
    }
    await this.enqueue(_id);
    return this.source(mailingId, _id);
  }

  /** @throws AppError not-found */
  async source(mailingId: string, id: string): Promise<AudienceSourceDoc> {
    const source = await this.sources.find(mailingId, id);
    if (!source) throw new AppError('not-found', 'The mailing does not have this source.');
    return source;
  }

  async setUpdatesAtSending(mailingId: string, updateAtSending: boolean): Promise<void> {
    await this.mailings.get(mailingId);
    await this.sources.setUpdatesAtSending(mailingId, updateAtSending);
  }

  /** Has the selections, projects and companies read again. People who have left them are removed, unless another source has them. */
  async refresh(mailingId: string): Promise<void> {
    await this.mailings.get(mailingId);
    for (const id of await this.sources.refresh(mailingId)) await this.enqueue(id);
  }

  /** Removes a source, and the recipients who are in no other source. */
  async removeSource(mailingId: string, id: string): Promise<void> {
    const source = await this.source(mailingId, id);
    await this.sources.remove(source._id);
    const at = this.clock.now();
    for (;;) {
      const found = await this.recipients.documents
        .find({ sources: id, mailingId })
        .limit(RECIPIENTS_PER_STEP)
        .toArray();
      if (found.length === 0) return;
      await this.counts.changing(
        mailingId,
        async (session) => -(await this.reader.leave(found, id, at, session)),
      );
    }
  }

  private async readSoon(mailingId: string, ids: readonly string[]): Promise<AddedRecipients> {
    const until = performance.now() + REQUEST_BUDGET_MS;
    const result: AddedRecipients = { ...NO_COUNTS, unfinished: false };
    for (const id of ids) {
      const isDone = await this.reader.read(id, {
        budgetMs: Math.max(0, until - performance.now()),
        batch: REQUEST_BATCH,
      });
      if (!isDone) {
        result.unfinished = true;
        await this.enqueue(id);
      }
      const { counts } = await this.source(mailingId, id);
      for (const name of ['read', 'added', 'already', 'blocked', 'badRows'] as const)
        result[name] += counts[name];
    }
    return result;
  }

  /** If the queue cannot be reached, the periodic task of the workers finds the source. */
  private async enqueue(sourceId: string): Promise<void> {
    await this.queue
      .enqueue(sourceId)
      .catch((err: unknown) => this.log.warn({ err, sourceId }, 'the reading of a source was not enqueued'));
  }

  private async requireReadable(group: ContactGroup): Promise<void> {
    try {
      await this.contacts.contactsAfter(group, null, 1);
    } catch (error) {
      if (!(error instanceof CrmError)) throw error;
      const code = error.code === 'selection.not-static' ? error.code : 'not-found';
      throw new AppError(code, crmErrorText(error).en, { cause: error });
    }
  }
}

const textOfFile = reasonTexts(fileReason);
