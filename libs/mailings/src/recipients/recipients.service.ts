import { Injectable } from '@nestjs/common';
import type { RecipientQuery } from '@linkflow/contracts';
import { CrmAudience } from '@linkflow/crm-port';
import type { RowPage } from '@linkflow/links';
import { AppError, Clock } from '@linkflow/platform';
import { MailingsRepository } from '../mailings.repository';
import { MailingsService } from '../mailings.service';
import { RecipientCounts } from './recipient-counts';
import { RecipientWriter } from './recipient-writer';
import { RecipientsRepository, type RecipientDoc } from './recipients.repository';

/** The recipients of a mailing. `AudienceService` adds them. */
@Injectable()
export class RecipientsService {
  constructor(
    private readonly mailings: MailingsService,
    private readonly documents: MailingsRepository,
    private readonly recipients: RecipientsRepository,
    private readonly writer: RecipientWriter,
    private readonly counts: RecipientCounts,
    private readonly contacts: CrmAudience,
    private readonly clock: Clock,
  ) {}

  async page(mailingId: string, query: RecipientQuery): Promise<RowPage<RecipientDoc>> {
    await this.mailings.get(mailingId);
    return this.recipients.page({ ...query, mailingId });
  }

  /** @throws AppError not-found if this mailing has no such recipient, or not any more */
  async get(mailingId: string, id: string): Promise<RecipientDoc> {
    const recipient = await this.recipients.find(id);
    if (recipient?.mailingId !== mailingId || recipient.removedAt !== null) throw noSuchRecipient();
    return recipient;
  }

  /** @throws AppError not-found */
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
  }

  /** Gives the recipients of a contact, in all mailings, its current address and name. */
  async contactChanged(contactId: string): Promise<void> {
    const [contact] = await this.contacts.byIds([contactId]);
    if (!contact?.email) return;
    const { email, name } = contact;
    for (const mailingId of await this.recipients.mailingsWithOther({ contactId, email, name })) {
      const typeId = (await this.documents.find(mailingId))?.typeId ?? null;
      const candidates = await this.writer.ofContacts([contact], typeId);
      const target = { mailingId, at: this.clock.now(), restores: false };
      await this.counts.changing(
        mailingId,
        async (session) => (await this.writer.write(candidates, target, session)).difference,
      );
    }
  }

  /** Number of recipients of each mailing who get it. */
  countOf(mailingIds: readonly string[]): Promise<Map<string, number>> {
    return this.counts.of(mailingIds);
  }
}

const noSuchRecipient = (): AppError => new AppError('not-found', 'The recipient does not exist.');
