import { Injectable } from '@nestjs/common';
import { Recipients } from '@linkflow/links';
import {
  PersonalData,
  type ErasedAddress,
  type PersonalDataOwner,
  type PersonalDocuments,
} from '@linkflow/platform';
import { KeptConfirmations } from './ports';
import { SubmissionsRepository } from './submissions/submissions.repository';

/** The submissions of a contact, and those that were sent from its mails. They are deleted: what people write in them is about them. */
@Injectable()
export class FormsPersonalData implements PersonalDataOwner {
  readonly name = 'forms';
  /** After the recipients, who keep the id of the contact until the erasure has ended. */
  readonly order = 1;
  readonly collections = {
    form_submissions: ['values', 'consents', 'address', 'addressKey', 'contactId', 'decision', 'utm'],
    form_contacts: ['_id', 'contactId'],
  };

  constructor(
    data: PersonalData,
    private readonly recipients: Recipients,
    private readonly submissions: SubmissionsRepository,
    private readonly kept: KeptConfirmations,
  ) {
    data.add(this);
  }

  async erase(contactId: string): Promise<void> {
    await this.kept.erase(await this.submissions.remove(await this.filterOf(contactId)));
    await this.submissions.forgetContact(contactId);
  }

  async eraseAddress({ addressKey, recipientIds }: ErasedAddress): Promise<void> {
    const found = await this.submissions.remove({
      contactId: null,
      $or: [{ addressKey }, { recipientId: { $in: [...recipientIds] } }],
    });
    await this.kept.erase(found);
  }

  async export(contactId: string): Promise<PersonalDocuments> {
    const filter = await this.filterOf(contactId);
    return { form_submissions: await this.submissions.documents.find(filter).toArray() };
  }

  private async filterOf(contactId: string) {
    const recipientIds = await this.recipients.idsOfContact(contactId);
    // Submissions of recipients that became another contact's were sent by somebody who got the mail forwarded.
    return {
      $or: [{ contactId }, { contactId: null, recipientId: { $in: recipientIds } }],
    };
  }
}
