import { Injectable } from '@nestjs/common';
import { MAX_SOFT_BOUNCES, type BlockReason } from '@linkflow/contracts';
import {
  MailAddresses,
  hashedKey,
  isHashedKey,
  type AddressOwner,
  type MailAddressDoc,
} from './mail-addresses';
import { SubscriptionTypes, type SubscriptionTypeDoc } from './subscription-types';

/** The reasons that follow from what recipients and their mail providers have said. */
export type SuppressionReason = Extract<
  BlockReason,
  'unsubscribed.all' | 'unsubscribed.type' | 'no-consent' | 'complained' | 'bounced'
>;

/**
 * Decides who must not get a mailing: who has unsubscribed from its type or from everything, has not consented to a type that requires it,
 * has complained, or whose address does not work.
 */
@Injectable()
export class Suppressions {
  constructor(
    private readonly addresses: MailAddresses,
    private readonly types: SubscriptionTypes,
  ) {}

  /**
   * Checks recipients before they get a mailing. Costs one round trip, or two for many recipients.
   * @param typeId the subscription type of the mailing; null if it has none
   * @returns for each entry the reason, or null if it may get the mailing
   */
  async check(
    entries: readonly AddressOwner[],
    typeId: string | null,
  ): Promise<(SuppressionReason | null)[]> {
    const [known, type] = await Promise.all([
      this.addresses.known(
        entries.map(({ addressKey }) => addressKey),
        entries.flatMap(({ contactId }) => contactId ?? []),
      ),
      typeId === null ? null : this.types.find(typeId),
    ]);
    const byKey = new Map(known.map((address) => [address._id, address]));
    const hasHashed = known.some(({ _id }) => isHashedKey(_id));
    const byContact = new Map<string, MailAddressDoc[]>();
    for (const address of known) {
      for (const contactId of address.contactIds)
        byContact.set(contactId, [...(byContact.get(contactId) ?? []), address]);
    }
    return entries.map(({ addressKey, contactId }) => {
      const own = byKey.get(addressKey) ?? (hasHashed ? byKey.get(hashedKey(addressKey)) : undefined);
      const ofPerson = contactId === null ? [] : (byContact.get(contactId) ?? []);
      return suppressionOf(own, own ? [own, ...ofPerson] : ofPerson, type);
    });
  }
}

/**
 * @param own what is known of the address itself. Only this decides whether it works
 * @param decisions what is known of this and the person's other addresses
 */
function suppressionOf(
  own: MailAddressDoc | undefined,
  decisions: readonly MailAddressDoc[],
  type: SubscriptionTypeDoc | null,
): SuppressionReason | null {
  if (decisions.some(({ complainedAt }) => complainedAt !== undefined)) return 'complained';
  if (decisions.some(({ unsubscribedAll }) => unsubscribedAll !== undefined)) return 'unsubscribed.all';
  if (type && decisions.some(({ unsubscribed }) => unsubscribed[type._id] !== undefined))
    return 'unsubscribed.type';
  if (type?.requiresConsent && !decisions.some(({ consents }) => consents?.[type._id] !== undefined))
    return 'no-consent';
  if (own && (own.bounce !== undefined || own.softBounces >= MAX_SOFT_BOUNCES)) return 'bounced';
  return null;
}
