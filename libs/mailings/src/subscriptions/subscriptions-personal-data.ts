import { Injectable } from '@nestjs/common';
import { PersonalData, type PersonalDataOwner, type PersonalDocuments } from '@linkflow/platform';
import { MailAddresses, hashedKey } from './mail-addresses';
import { Subscriptions } from './subscriptions';

/**
 * What people have left. An address that has left or does not work stays suppressed after the erasure, under a hash of the address: its owner
 * has asked for no more mail, and the address may be in a list that is uploaded later.
 */
@Injectable()
export class SubscriptionsPersonalData implements PersonalDataOwner {
  readonly name = 'subscriptions';
  readonly order = 1;
  readonly collections = {
    mail_addresses: ['_id', 'contactIds', 'bounce.text'],
    subscription_changes: ['addressKey', 'contactId', 'text'],
  };

  constructor(
    data: PersonalData,
    private readonly addresses: MailAddresses,
    private readonly subscriptions: Subscriptions,
  ) {
    data.add(this);
  }

  async erase(contactId: string): Promise<void> {
    for (const address of await this.addresses.known([], [contactId])) {
      const { _id, leftAll, left, bounce, softBounces, complainedAt } = address;
      const isSuppressed = leftAll ?? complainedAt ?? bounce ?? Object.keys(left)[0];
      if (isSuppressed !== undefined) {
        const kept = {
          contactIds: [],
          left: withoutUsers(left),
          softBounces,
          ...(leftAll && { leftAll: { at: leftAll.at, source: leftAll.source } }),
          ...(bounce && { bounce: { at: bounce.at, code: bounce.code, text: '' } }),
          ...(complainedAt && { complainedAt }),
        };
        const key = _id.startsWith('sha256:') ? _id : hashedKey(_id);
        await this.addresses.documents.replaceOne({ _id: key }, kept, { upsert: true });
        if (key === _id) continue;
      }
      await this.addresses.documents.deleteOne({ _id });
    }
    await this.subscriptions.events.deleteMany({ contactId });
  }

  async export(contactId: string): Promise<PersonalDocuments> {
    return {
      mail_addresses: await this.addresses.known([], [contactId]),
      subscription_changes: await this.subscriptions.events.find({ contactId }).toArray(),
    };
  }
}

const withoutUsers = (left: Awaited<ReturnType<MailAddresses['known']>>[number]['left']): typeof left =>
  Object.fromEntries(Object.entries(left).map(([typeId, { at, source }]) => [typeId, { at, source }]));
