import { Injectable } from '@nestjs/common';
import type { AddRecipients, AddedRecipients, PageQuery } from '@linkflow/contracts';
import type { RecipientDoc } from '@linkflow/links';
import { AppError, Clock, newId } from '@linkflow/platform';
import { MailingsService } from '../mailings/mailings.service';
import { AddressBook, type Addressee } from './address-book';
import { RecipientsRepository } from './recipients.repository';

/** Contacts are read and added so many at a time. */
const CHUNK = 1_000;

/** Who gets a mailing. Each contact once, and only who has an address. */
@Injectable()
export class RecipientsService {
  constructor(
    private readonly mailings: MailingsService,
    private readonly recipients: RecipientsRepository,
    private readonly book: AddressBook,
    private readonly clock: Clock,
  ) {}

  async add(mailingId: string, body: AddRecipients): Promise<AddedRecipients> {
    await this.mailings.get(mailingId);
    const members = await this.book.membersOf(body.selectionIds);
    const ids = [...new Set([...body.contactIds, ...members])];
    const result: AddedRecipients = { added: 0, already: 0, withoutEmail: 0 };
    for (let at = 0; at < ids.length; at += CHUNK) {
      const people = await this.book.contacts(ids.slice(at, at + CHUNK));
      const reachable = people.filter(hasEmail);
      const added = await this.recipients.add(
        mailingId,
        reachable.map((person) => this.recipientOf(mailingId, person)),
      );
      result.added += added;
      result.already += reachable.length - added;
      result.withoutEmail += people.length - reachable.length;
    }
    return result;
  }

  async page(mailingId: string, query: PageQuery): Promise<{ rows: RecipientDoc[]; total: number }> {
    await this.mailings.get(mailingId);
    return this.recipients.page(mailingId, query);
  }

  async remove(mailingId: string, id: string): Promise<void> {
    if (!(await this.recipients.remove(mailingId, id, this.clock.now())))
      throw new AppError('not-found', 'There is no such recipient.');
  }

  countOf(mailingIds: readonly string[]): Promise<Map<string, number>> {
    return this.recipients.countOf(mailingIds);
  }

  private recipientOf(
    mailingId: string,
    { contactId, email, name }: Addressee & { email: string },
  ): RecipientDoc {
    return { _id: newId(), mailingId, contactId, email, name, addedAt: this.clock.now(), removedAt: null };
  }
}

const hasEmail = (person: Addressee): person is Addressee & { email: string } =>
  person.email !== null && person.email !== '';
