import { Injectable } from '@nestjs/common';
import {
  PersonalData,
  type ErasedAddress,
  type PersonalDataOwner,
  type PersonalDocuments,
} from '@linkflow/platform';
import { WebhookDeliveries } from './webhook-deliveries';

/**
 * Events of a person, sent and not sent. They are deleted: nothing is sent of a person who was erased. Those of recipients and submissions that
 * name no contact are deleted by the owners of recipients and submissions.
 */
@Injectable()
export class WebhooksPersonalData implements PersonalDataOwner {
  readonly name = 'webhooks';
  /** With the facts, so that a fact that is stored later is one of an erased person. */
  readonly order = 1;
  readonly collections = {
    webhook_deliveries: ['contactId', 'recipientId', 'addressKey', 'body', 'answer'],
  };

  constructor(
    data: PersonalData,
    private readonly deliveries: WebhookDeliveries,
  ) {
    data.add(this);
  }

  async erase(contactId: string): Promise<void> {
    await this.deliveries.documents.deleteMany({ contactId });
  }

  async eraseAddress({ addressKey, recipientIds }: ErasedAddress): Promise<void> {
    await this.deliveries.documents.deleteMany({
      $or: [{ addressKey }, { recipientId: { $in: [...recipientIds] } }],
    });
  }

  async export(contactId: string): Promise<PersonalDocuments> {
    return { webhook_deliveries: await this.deliveries.documents.find({ contactId }).toArray() };
  }
}
