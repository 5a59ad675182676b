import { Injectable } from '@nestjs/common';
import {
  PersonalData,
  type ErasedAddress,
  type PersonalDataOwner,
  type PersonalDocuments,
} from '@linkflow/platform';
import { MailAddresses, hashedKey, isHashedKey, type MailAddressDoc } from './mail-addresses';
import { Subscriptions } from './subscriptions';

/**
 * From what people have unsubscribed, and to what they have consented. An address that has unsubscribed or does not work stays suppressed
 * after the erasure, under a hash of the address: its owner has asked for no more mail, and the address may be in a list that is uploaded
 * later. Consents are deleted.
 */
@Injectable()
export class SubscriptionsPersonalData implements PersonalDataOwner {
  readonly name = 'subscriptions';
  readonly order = 1;
  readonly collections = {
    mail_addresses: ['_id', 'contactIds', 'bounce.text', 'consents'],
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
      const others = address.contactIds.filter((id) => id !== contactId);
      // An address that other contacts have too is theirs.
      if (others.length > 0)
        await this.addresses.documents.updateOne({ _id: address._id }, { $set: { contactIds: others } });
      else await this.anonymise(address);
    }
    await this.subscriptions.events.deleteMany({ contactId });
  }

  async eraseAddress({ addressKey }: ErasedAddress): Promise<void> {
    const address = await this.addresses.find(addressKey);
    if (address?.contactIds.length === 0) await this.anonymise(address);
    await this.subscriptions.events.deleteMany({ addressKey, contactId: null });
  }

  async export(contactId: string): Promise<PersonalDocuments> {
    return {
      mail_addresses: await this.addresses.known([], [contactId]),
      subscription_changes: await this.subscriptions.events.find({ contactId }).toArray(),
    };
  }

  /** Keeps only that nothing may be sent, under the hash of the address. */
  private async anonymise(address: MailAddressDoc): Promise<void> {
    const { _id, unsubscribedAll, unsubscribed, bounce, softBounces, complainedAt } = address;
    const isHashed = isHashedKey(_id);
    const reason = unsubscribedAll ?? complainedAt ?? bounce ?? Object.keys(unsubscribed)[0];
    if (reason !== undefined) {
      const kept: Omit<MailAddressDoc, '_id'> = {
        contactIds: [],
        unsubscribed: Object.fromEntries(
          Object.entries(unsubscribed).map(([typeId, { at, source }]) => [typeId, { at, source }]),
        ),
        softBounces,
        ...(unsubscribedAll && {
          unsubscribedAll: { at: unsubscribedAll.at, source: unsubscribedAll.source },
        }),
        ...(bounce && { bounce: { at: bounce.at, code: bounce.code, text: '' } }),
        ...(complainedAt && { complainedAt }),
      };
      const key = isHashed ? _id : hashedKey(_id);
      await this.addresses.documents.replaceOne({ _id: key }, kept, { upsert: true });
      if (isHashed) return;
    }
    await this.addresses.documents.deleteOne({ _id });
  }
}
