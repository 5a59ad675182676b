import { Injectable } from '@nestjs/common';
import { PersonalData, type PersonalDataOwner, type PersonalDocuments } from '@linkflow/platform';
import { RecipientsRepository } from './recipients.repository';

/** The recipients of a contact. They are counted in their mailings, so they are made anonymous and not deleted. */
@Injectable()
export class RecipientsPersonalData implements PersonalDataOwner {
  readonly name = 'recipients';
  /** Erased before all other owners, so that a click during the erasure starts no run. */
  readonly order = 0;
  readonly collections = {
    recipients: ['contactId', 'email', 'addressKey', 'name', 'delivery.response', 'bounce.text'],
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
    await this.recipients.documents.updateMany({ contactId }, [
      { $set: { email: '', name: '', erasedAt: { $ifNull: ['$erasedAt', '$$NOW'] } } },
      { $unset: ['addressKey', 'delivery.response', 'delivery.reason', 'bounce.text'] },
    ]);
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
}
