import { Injectable } from '@nestjs/common';
import type { AddRecipients, AddedRecipients, PageQuery } from '@linkflow/contracts';
import { CrmError, CrmFactReader, CrmMembers, crmErrorText } from '@linkflow/crm-port';
import { RecipientsRepository, type RecipientDoc, type RowPage } from '@linkflow/links';
import { AppError, Clock, newId } from '@linkflow/platform';
import { MailingsService } from './mailings.service';
import { RecipientCounts } from './recipient-counts';

const CONTACTS_PER_BATCH = 1_000;

/** The fields of a contact that are needed to make it a recipient. */
interface Addressee {
  contactId: string;
  name: string;
  /** Null if the contact has no address. */
  email: string | null;
}

/** The recipients of a mailing: contacts with an address, each contact and each address once. */
@Injectable()
export class RecipientsService {
  constructor(
    private readonly mailings: MailingsService,
    private readonly recipients: RecipientsRepository,
    private readonly counts: RecipientCounts,
    private readonly contacts: CrmFactReader,
    private readonly members: CrmMembers,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError not-found; selection.not-static for a dynamic selection */
  async add(mailingId: string, body: AddRecipients): Promise<AddedRecipients> {
    await this.mailings.get(mailingId);
    const members = await this.membersOf(body.selectionIds);
    const ids = [...new Set([...body.contactIds, ...members])];
    const result: AddedRecipients = { added: 0, already: 0, withoutEmail: 0 };
    for (let from = 0; from < ids.length; from += CONTACTS_PER_BATCH) {
      const addressees = await this.addressees(ids.slice(from, from + CONTACTS_PER_BATCH));
      const reachable = addressees.filter(hasEmail);
      const added = await this.insert(mailingId, reachable);
      result.added += added;
      result.already += reachable.length - added;
      result.withoutEmail += addressees.length - reachable.length;
    }
    return result;
  }

  async page(mailingId: string, query: PageQuery): Promise<RowPage<RecipientDoc>> {
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
    if (!(await this.removeExisting(mailingId, id))) throw noSuchRecipient();
  }

  /** Gives the recipients of a contact, in all mailings, its current address and name. */
  async contactChanged(contactId: string): Promise<void> {
    const reachable = (await this.addressees([contactId])).filter(hasEmail);
    for (const addressee of reachable) {
      for (const mailingId of await this.recipients.mailingsWithOther(addressee))
        await this.insert(mailingId, [addressee]);
    }
  }

  /** Number of recipients of each mailing. */
  countOf(mailingIds: readonly string[]): Promise<Map<string, number>> {
    return this.counts.of(mailingIds);
  }

  private async insert(
    mailingId: string,
    addressees: readonly (Addressee & { email: string })[],
  ): Promise<number> {
    if (addressees.length === 0) return 0;
    const addedAt = this.clock.now();
    const recipients = addressees.map(({ contactId, email, name }): RecipientDoc => ({
      _id: newId(),
      mailingId,
      contactId,
      email,
      name,
      addedAt,
      removedAt: null,
    }));
    return this.counts.changing(mailingId, (session) => this.recipients.add(mailingId, recipients, session));
  }

  private async removeExisting(mailingId: string, id: string): Promise<boolean> {
    const at = this.clock.now();
    const difference = await this.counts.changing(mailingId, async (session) =>
      (await this.recipients.remove(mailingId, id, { at, session })) ? -1 : 0,
    );
    return difference !== 0;
  }

  /** Reads the contacts with these ids that exist. */
  private async addressees(ids: readonly string[]): Promise<Addressee[]> {
    const found = await this.contacts.load(ids, ['contact.name', 'contact.email']);
    return [...found].map(([contactId, facts]) => ({
      contactId,
      name: textOf(facts['contact.name']) ?? '',
      email: textOf(facts['contact.email']),
    }));
  }

  /** Ids of the contacts in these static selections, each once. */
  private async membersOf(selectionIds: readonly string[]): Promise<string[]> {
    try {
      const members = await Promise.all(selectionIds.map((id) => this.members.contactIds('selection', id)));
      return [...new Set(members.flat())];
    } catch (error) {
      if (!(error instanceof CrmError)) throw error;
      const code = error.code === 'selection.not-static' ? error.code : 'not-found';
      throw new AppError(code, crmErrorText(error).en, { cause: error });
    }
  }
}

const textOf = (fact: unknown): string | null => (typeof fact === 'string' ? fact : null);

const noSuchRecipient = (): AppError => new AppError('not-found', 'The recipient does not exist.');

const hasEmail = (addressee: Addressee): addressee is Addressee & { email: string } =>
  addressee.email !== null && addressee.email !== '';
