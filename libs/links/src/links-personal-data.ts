import { Injectable } from '@nestjs/common';
import { PersonalData, type PersonalDataOwner, type PersonalDocuments } from '@linkflow/platform';
import { ClicksRepository, ERASED_CLICK } from './clicks/clicks.repository';
import { RecipientsRepository } from './recipients.repository';

/** Recipients, clicks and clickers of a contact. They are counted in totals, so they are made anonymous and not deleted. */
@Injectable()
export class LinksPersonalData implements PersonalDataOwner {
  readonly name = 'links';
  /** First, so that a click during the erasure starts nothing. */
  readonly order = 1;
  readonly collections = {
    recipients: ['contactId', 'email', 'name'],
    clicks: ['contactId', 'ua', 'answer'],
    clickers: ['contactId'],
    clicks_set_aside: ['click.ua', 'click.answer'],
  };

  constructor(
    data: PersonalData,
    private readonly recipients: RecipientsRepository,
    private readonly clicks: ClicksRepository,
  ) {
    data.add(this);
  }

  /** The recipients keep the contact's id: it is how a repeat finds the clicks that came meanwhile. The card is gone by then. */
  async erase(contactId: string): Promise<void> {
    await this.recipients.documents.updateMany({ contactId }, [
      { $set: { email: '', name: '', erasedAt: { $ifNull: ['$erasedAt', '$$NOW'] } } },
    ]);
    const recipientId = { $in: await this.recipientIds(contactId) };
    await this.clicks.clicks.updateMany({ recipientId }, { $set: ERASED_CLICK, $unset: { answer: '' } });
    await this.clicks.clickers.updateMany({ contactId }, { $set: { contactId: null } });
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
    const recipientId = { $in: recipients.map(({ _id }) => _id) };
    const [clicks, clickers, aside] = await Promise.all([
      this.clicks.clicks.find({ recipientId }).toArray(),
      this.clicks.clickers.find({ contactId }).toArray(),
      this.clicks.aside.find({ 'click.recipient': recipientId }).toArray(),
    ]);
    return { recipients, clicks, clickers, clicks_set_aside: aside };
  }

  private async recipientIds(contactId: string): Promise<string[]> {
    const found = await this.recipients.documents.find({ contactId }, { projection: { _id: 1 } }).toArray();
    return found.map(({ _id }) => _id);
  }
}
