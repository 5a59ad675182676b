import { Global, Injectable, Module } from '@nestjs/common';
import { Recipients } from '@linkflow/links';
import {
  PersonalData,
  type ErasedAddress,
  type PersonalDataOwner,
  type PersonalDocuments,
} from '@linkflow/platform';
import type { mongo } from 'mongoose';
import { RecipientsRepository, type RecipientDoc } from './recipients.repository';

/** The recipients of a contact. They are counted in their mailings, so they are made anonymous and not deleted. */
@Injectable()
class RecipientsPersonalData implements PersonalDataOwner {
  readonly name = 'recipients';
  /** Erased before all other owners, so that a click during the erasure starts no run. */
  readonly order = 0;
  readonly collections = {
    recipients: [
      'contactId',
      'email',
      'addressKey',
      'searchText',
      'name',
      'delivery.response',
      'delivery.reason',
      'delivery.sentTo',
      'delivery.earlier',
      'bounce.text',
    ],
  };

  constructor(
    data: PersonalData,
    private readonly recipients: RecipientsRepository,
  ) {
    data.add(this);
  }

  /**
   * Anonymises the recipients of a contact. They keep the contact's id until `forget` is called, because a repeat of the erasure needs it to
   * find the clicks that arrived meanwhile; the contact card is deleted by then.
   */
  async erase(contactId: string): Promise<void> {
    await this.anonymise({ contactId });
  }

  async eraseAddress({ recipientIds }: ErasedAddress): Promise<void> {
    await this.anonymise({ _id: { $in: [...recipientIds] } });
  }

  async forget(contactId: string): Promise<void> {
    await this.recipients.documents.updateMany(
      { contactId, erasedAt: { $exists: true } },
      { $set: { contactId: null } },
    );
  }

  async export(contactId: string): Promise<PersonalDocuments> {
    return { recipients: await this.recipients.documents.find({ contactId }).toArray() };
  }

  private async anonymise(filter: mongo.Filter<RecipientDoc>): Promise<void> {
    await this.recipients.documents.updateMany(filter, [
      { $set: { email: '', name: '', searchText: '', erasedAt: { $ifNull: ['$erasedAt', '$$NOW'] } } },
      {
        $unset: [
          'addressKey',
          'delivery.response',
          'delivery.reason',
          'delivery.sentTo',
          'delivery.earlier',
          'bounce.text',
        ],
      },
    ]);
  }
}

/** The stored recipients. Global, because libs/links gets them by its port; every app that uses links or clicks imports this module once. */
@Global()
@Module({
  providers: [
    RecipientsRepository,
    RecipientsPersonalData,
    { provide: Recipients, useExisting: RecipientsRepository },
  ],
  exports: [RecipientsRepository, Recipients],
})
export class RecipientsModule {}
