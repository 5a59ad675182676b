import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import {
  reasonTexts,
  type AddRecipients,
  type AddedRecipients,
  type RecipientTotals,
  type UnknownAddresses,
} from '@linkflow/contracts';
import { CrmAudience, CrmError, crmErrorText, type ContactGroup } from '@linkflow/crm-port';
import type { Author } from '@linkflow/links';
import { AppError, Clock, Log, newId } from '@linkflow/platform';
import { MailingsRepository } from '../mailings.repository';
import { MailingsService } from '../mailings.service';
import { AudienceFiles } from './audience-files';
import { AudienceReader } from './audience-reader';
import { AudienceSources, NO_COUNTS, isUnfinished, type AudienceSourceDoc } from './audience-sources';
import { UnreadableFile, fileReason } from './recipient-file';
import { RecipientCounts } from './recipient-counts';
import { RecipientsRepository } from './recipients.repository';
import { SourceMembers } from './source-members';

/** How long a request waits for the workers to read or remove sources, ms. */
const REQUEST_BUDGET_MS = 700;
const POLL_MS = 40;
/** Chosen contacts that a request adds itself. More would hold the event loop of the api for too long. */
const MAX_IN_REQUEST = 200;

/** Has sources read, or removed, in the background. The app provides it. */
export abstract class AudienceQueue {
  abstract enqueueAudience(sourceId: string): Promise<void>;
}

/** The audience of a mailing: the sources of its recipients. */
@Injectable()
export class AudienceService {
  constructor(
    private readonly mailings: MailingsService,
    private readonly stored: MailingsRepository,
    private readonly sources: AudienceSources,
    private readonly files: AudienceFiles,
    private readonly reader: AudienceReader,
    private readonly members: SourceMembers,
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
    preparing: boolean;
    totals: RecipientTotals;
  }> {
    const { updateAtSending = false, recheck } = await this.mailings.get(mailingId);
    const [sources, counts, { blocked, onlyErased }] = await Promise.all([
      this.sources.ofMailing(mailingId),
      this.counts.of([mailingId]),
      this.recipients.countBlocked(mailingId),
    ]);
    // Erased recipients stay in the count of the mailing, but they do not get it.
    const ready = (counts.get(mailingId) ?? 0) - onlyErased;
    const preparing = recheck !== undefined || sources.some(isUnfinished);
    return { updateAtSending, sources, preparing, totals: { ready, blocked } };
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
    await Promise.all(groups.map((group) => this.requireReadable(group)));
    const common = { mailingId, addedAt: this.clock.now(), addedBy: by };
    const chosen = [...new Set(contactIds)];
    const ids: string[] = [];
    if (chosen.length > 0) {
      const id = await this.sources.add({ ...common, kind: 'contacts', contactIds: chosen });
      ids.push(id);
      await (chosen.length <= MAX_IN_REQUEST ? this.readHere(id) : this.enqueue(id));
    }
    for (const { kind, id: targetId } of groups) {
      const id = await this.sources.add({ ...common, kind, targetId });
      ids.push(id);
      await this.enqueue(id);
    }
    return this.progressOf(mailingId, ids);
  }

  /** Adds the people of a filter at this moment. They are not read again later. @throws AppError not-found */
  async addPeople(
    mailingId: string,
    people: NonNullable<AudienceSourceDoc['people']>,
    by: Author,
  ): Promise<AddedRecipients> {
    await this.mailings.get(mailingId);
    const source = { mailingId, kind: 'people', people, addedAt: this.clock.now(), addedBy: by } as const;
    const id = await this.sources.add(source);
    await this.enqueue(id);
    return this.progressOf(mailingId, [id]);
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
    const format = await this.files.store(_id, file).catch((error: unknown) => {
      if (!(error instanceof UnreadableFile)) throw error;
      const message = textOfFile(error.reason);
      throw new AppError('validation.failed', `${message.en}.`, {
        issues: [{ code: error.reason.code, path: 'file', message }],
      });
    });
    const stored = { _id, mailingId, kind: 'file', file: { name, unknown, format } } as const;
    await this.sources.add({ ...stored, addedAt: this.clock.now(), addedBy: by });
    await this.enqueue(_id);
    return this.source(mailingId, _id);
  }

  /** @throws AppError not-found */
  async source(mailingId: string, id: string): Promise<AudienceSourceDoc> {
    const source = await this.sources.find(mailingId, id);
    if (!source) throw new AppError('not-found', 'The mailing does not have this source.');
    return source;
  }

  /** @throws AppError not-found */
  async setUpdatesAtSending(mailingId: string, updateAtSending: boolean): Promise<void> {
    await this.mailings.get(mailingId);
    await this.stored.setUpdateAtSending(mailingId, updateAtSending);
  }

  /** Has the selections, projects and companies read again. People who have left them are removed, unless another source has them. */
  async refresh(mailingId: string): Promise<void> {
    await this.mailings.get(mailingId);
    for (const id of await this.sources.refresh(mailingId)) await this.enqueue(id);
  }

  /** Has a source removed, and the recipients who are in no other source. A large one is removed in the background. */
  async removeSource(mailingId: string, id: string): Promise<void> {
    const source = await this.source(mailingId, id);
    await this.sources.startRemoving(id, await this.members.count(source));
    await this.enqueue(id);
    await this.finished([id]);
  }

  /** Reads a source in this process. The workers read it if that fails. */
  private async readHere(id: string): Promise<void> {
    try {
      if (await this.reader.read(id)) return;
    } catch (err) {
      this.log.warn({ err, sourceId: id }, 'a source was not read in the request');
    }
    await this.enqueue(id);
  }

  private async progressOf(mailingId: string, ids: readonly string[]): Promise<AddedRecipients> {
    const unfinished = !(await this.finished(ids));
    const result: AddedRecipients = { ...NO_COUNTS, unfinished };
    for (const { _id, counts } of await this.sources.ofMailing(mailingId)) {
      if (!ids.includes(_id)) continue;
      for (const name of ['read', 'added', 'already', 'blocked', 'badRows'] as const)
        result[name] += counts[name];
    }
    return result;
  }

  /** Waits until sources are read or removed, as long as a request may. Returns whether they are. */
  private async finished(ids: readonly string[]): Promise<boolean> {
    const until = performance.now() + REQUEST_BUDGET_MS;
    while ((await this.sources.countUnfinished(ids)) > 0) {
      if (performance.now() + POLL_MS > until) return false;
      await sleep(POLL_MS);
    }
    return true;
  }

  /** If the queue cannot be reached, the periodic task of the workers finds the source. */
  private async enqueue(sourceId: string): Promise<void> {
    await this.queue
      .enqueueAudience(sourceId)
      .catch((err: unknown) => this.log.warn({ err, sourceId }, 'the reading of a source was not enqueued'));
  }

  private async requireReadable(group: ContactGroup): Promise<void> {
    try {
      await this.contacts.require(group);
    } catch (error) {
      if (!(error instanceof CrmError)) throw error;
      const code = error.code === 'selection.not-static' ? error.code : 'not-found';
      throw new AppError(code, crmErrorText(error).en, { cause: error });
    }
  }
}

const textOfFile = reasonTexts(fileReason);
