import { Injectable } from '@nestjs/common';
import {
  PersonalData,
  type ErasedAddress,
  type PersonalDataOwner,
  type PersonalDocuments,
} from '@linkflow/platform';
import { WebhookEvents } from '@linkflow/webhooks';
import { ERASED_CLICK, NOT_IN_ERASED_CLICK } from './clicks/click-documents';
import { ClicksRepository } from './clicks/clicks.repository';
import { Looks } from './clicks/looks';
import { Recipients } from './recipients';

/**
 * The clicks of a contact. They are counted in totals, so they are made anonymous and not deleted. Clickers contain only the recipient's id,
 * so they need no change.
 */
@Injectable()
export class LinksPersonalData implements PersonalDataOwner {
  readonly name = 'links';
  /** Erased after the recipients: a click that arrives later is recorded as that of an erased recipient. */
  readonly order = 1;
  readonly collections = {
    clicks: ['contactId', 'ua', 'answer', 'seen', 'agent'],
    clicks_set_aside: ['click.ua', 'click.answer', 'click.seen', 'click.agent'],
    looks: ['looks'],
  };

  constructor(
    data: PersonalData,
    private readonly recipients: Recipients,
    private readonly clicks: ClicksRepository,
    private readonly looks: Looks,
    private readonly webhooks: WebhookEvents,
  ) {
    data.add(this);
  }

  /** Makes the clicks of a contact anonymous. */
  async erase(contactId: string): Promise<void> {
    await this.anonymise(await this.recipients.idsOfContact(contactId));
  }

  async eraseAddress({ recipientIds }: ErasedAddress): Promise<void> {
    await this.anonymise(recipientIds);
  }

  private async anonymise(recipientIds: readonly string[]): Promise<void> {
    const recipientId = { $in: [...recipientIds] };
    await this.clicks.clicks.updateMany({ recipientId }, { $set: ERASED_CLICK, $unset: NOT_IN_ERASED_CLICK });
    await this.clicks.aside.updateMany(
      { 'click.recipient': recipientId },
      { $unset: { 'click.ua': '', 'click.answer': '', 'click.seen': '', 'click.agent': '' } },
    );
    await this.looks.erase(recipientIds);
    await this.webhooks.forgetRecipients(recipientIds);
  }

  async export(contactId: string): Promise<PersonalDocuments> {
    const recipientIds = await this.recipients.idsOfContact(contactId);
    const recipientId = { $in: recipientIds };
    const [clicks, aside, looks] = await Promise.all([
      this.clicks.clicks.find({ recipientId }).toArray(),
      this.clicks.aside.find({ 'click.recipient': recipientId }).toArray(),
      this.looks.find(recipientIds),
    ]);
    const clickers = await this.clicks.clickersOfRecipients(recipientIds, clicks);
    return { clicks, clickers, clicks_set_aside: aside, looks };
  }
}
