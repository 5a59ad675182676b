import { Injectable } from '@nestjs/common';
import {
  PersonalData,
  type ErasedAddress,
  type PersonalDataOwner,
  type PersonalDocuments,
} from '@linkflow/platform';
import { RecipientsRepository } from '../recipients/recipients.repository';
import { Outbox } from './outbox';

/** The messages of a contact in the outbox. They are deleted: a message is about nobody else. */
@Injectable()
export class OutboxPersonalData implements PersonalDataOwner {
  readonly name = 'outbox';
  /** After the recipients, who keep the id of the contact until the erasure has ended. */
  readonly order = 1;
  readonly collections = { outbox: ['to', 'subject', 'source'] };

  constructor(
    data: PersonalData,
    private readonly recipients: RecipientsRepository,
    private readonly outbox: Outbox,
  ) {
    data.add(this);
  }

  async erase(contactId: string): Promise<void> {
    await this.outbox.erase(await this.recipientsOf(contactId));
  }

  async eraseAddress({ recipientIds }: ErasedAddress): Promise<void> {
    await this.outbox.erase(recipientIds);
  }

  async export(contactId: string): Promise<PersonalDocuments> {
    return { outbox: await this.outbox.ofRecipients(await this.recipientsOf(contactId)) };
  }

  private async recipientsOf(contactId: string): Promise<string[]> {
    const found = await this.recipients.documents
      .find({ contactId })
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    return found.map(({ _id }) => _id);
  }
}
