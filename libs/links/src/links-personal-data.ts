import { Injectable } from '@nestjs/common';
import { PersonalData, type PersonalDataOwner, type PersonalDocuments } from '@linkflow/platform';
import { ERASED_CLICK } from './clicks/click-recorder';
import { ClicksRepository } from './clicks/clicks.repository';
import { RecipientsRepository } from './recipients.repository';

/**
 * Recipients and clicks of a contact. They are counted in totals, so they are made anonymous and not deleted. Clickers contain only the
 * recipient's id, so they need no change.
 */
@Injectable()
export class LinksPersonalData implements PersonalDataOwner {
  readonly name = 'links';
  /** Erased before all other owners, so that a click during the erasure starts no run. */
  readonly order = 1;
  readonly collections = {
    recipients: ['contactId', 'email', 'addressKey', 'name'],
    clicks: ['contactId', 'ua', 'answer'],
    clicks_set_aside: ['click.ua', 'click.answer'],
  };

  constructor(
    data: PersonalData,
    private readonly recipients: RecipientsRepository,
    private readonly clicks: ClicksRepository,
  ) {
    data.add(this);
  }

  /**
   * Anonymises the recipients and clicks of a contact. The recipients keep the contact's id until `forget` is called, because
   * a repeat of the erasure needs it to find the clicks that arrived meanwhile; the contact card is deleted by then.
   */
  async erase(contactId: string): Promise<void> {
    await this.recipients.documents.updateMany({ contactId }, [
      { $set: { email: '', name: '', erasedAt: { $ifNull: ['$erasedAt', '$$NOW'] } } },
      { $unset: ['addressKey'] },
    ]);
    const recipientId = { $in: await this.recipientIds(contactId) };
    await this.clicks.clicks.updateMany({ recipientId }, { $set: ERASED_CLICK, $unset: { answer: '' } });
    await this.clicks.aside.updateMany(
      { 'click.recipient': recipientId },
      { $unset: { 'click.ua': '', 'click.answer': '' } },
    );
  }

  async forget(contactId: string): Promise<void> {
    await this.recipients.documents.updateMany(
      { contactId, erasedAt: { $exists: true } },
      { $set: { contactId: null } },
    );
  }

  async export(contactId: string): Promise<PersonalDocuments> {
    const recipients = await this.recipients.documents.find({ contactId }).toArray();
    const recipientIds = recipients.map(({ _id }) => _id);
    const recipientId = { $in: recipientIds };
    const [clicks, aside] = await Promise.all([
      this.clicks.clicks.find({ recipientId }).toArray(),
      this.clicks.aside.find({ 'click.recipient': recipientId }).toArray(),
    ]);
    const clickers = await this.clicks.clickersOfRecipients(recipientIds, clicks);
    return { recipients, clicks, clickers, clicks_set_aside: aside };
  }

  private async recipientIds(contactId: string): Promise<string[]> {
    const found = await this.recipients.documents.find({ contactId }, { projection: { _id: 1 } }).toArray();
    return found.map(({ _id }) => _id);
  }
}
