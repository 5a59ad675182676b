import { Injectable } from '@nestjs/common';
import type { RowPage } from '@linkflow/links';
import { AppError, Clock } from '@linkflow/platform';
import { MailingsService } from '../mailings.service';
import { RecipientCounts } from './recipient-counts';
import { RecipientRecheck } from './recipient-recheck';
import {
  RecipientsRepository,
  type RecipientDoc,
  type RecipientFilter,
  type RecipientQuery,
} from './recipients.repository';

/** The recipients of a mailing. `AudienceService` adds them. */
@Injectable()
export class RecipientsService {
  constructor(
    private readonly mailings: MailingsService,
    private readonly recipients: RecipientsRepository,
    private readonly recheck: RecipientRecheck,
    private readonly counts: RecipientCounts,
    private readonly clock: Clock,
  ) {}

  async page(mailingId: string, query: Omit<RecipientQuery, 'mailingId'>): Promise<RowPage<RecipientDoc>> {
    await this.mailings.get(mailingId);
    return this.recipients.page({ ...query, mailingId });
  }

  /** All recipients of a mailing that match, in batches. */
  all(mailingId: string, query: Omit<RecipientFilter, 'mailingId'>): AsyncGenerator<RecipientDoc[]> {
    return this.recipients.all({ ...query, mailingId });
  }

  /** @throws AppError not-found if this mailing has no such recipient, or not any more */
  async get(mailingId: string, id: string): Promise<RecipientDoc> {
    const recipient = await this.recipients.find(id);
    if (recipient?.mailingId !== mailingId || recipient.removedAt !== null) throw noSuchRecipient();
    return recipient;
  }

  /** A recipient whose message can be opened: one of the mailing, or the address of a test. @throws AppError not-found */
  async openable(mailingId: string, id: string): Promise<RecipientDoc> {
    const recipient = await this.recipients.find(id);
    return recipient?.mailingId === mailingId && recipient.test ? recipient : this.get(mailingId, id);
  }

  /** Removes a recipient. A duplicate of its address gets the mailing instead. @throws AppError not-found */
  async remove(mailingId: string, id: string): Promise<void> {
    await this.get(mailingId, id);
    const at = this.clock.now();
    let isRemoved = false;
    await this.counts.changing(mailingId, async (session) => {
      const removed = await this.recipients.remove(mailingId, id, { at, session });
      isRemoved = removed !== null;
      return removed && !removed.blocked ? -1 : 0;
    });
    if (!isRemoved) throw noSuchRecipient();
    await this.recheck.duplicates(mailingId);
  }

  /** See `RecipientRecheck.ofContact`. */
  contactChanged(contactId: string): Promise<void> {
    return this.recheck.ofContact(contactId);
  }

  /** Number of recipients of each mailing who get it. */
  countOf(mailingIds: readonly string[]): Promise<Map<string, number>> {
    return this.counts.of(mailingIds);
  }
}

const noSuchRecipient = (): AppError => new AppError('not-found', 'The recipient does not exist.');
