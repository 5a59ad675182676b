import { Injectable } from '@nestjs/common';
import type { BlockReason } from '@linkflow/contracts';
import { MailAddresses, hashedKey, type AddressOwner, type MailAddressDoc } from './mail-addresses';

/** Temporary failures in a row after which an address is not used any more, as in the product that Linkflow replaces. */
export const MAX_SOFT_BOUNCES = 5;

/** The reasons that follow from what recipients and their mail providers have said. */
export type SuppressionReason = Extract<
  BlockReason,
  'opted-out.all' | 'opted-out.type' | 'complained' | 'bounced'
>;

/** Decides who must not get a mailing: who has left its type or everything, has complained, or whose address does not work. */
@Injectable()
export class Suppressions {
  constructor(private readonly addresses: MailAddresses) {}

  /**
   * Checks recipients before they get a mailing. Costs one round trip.
   * @param typeId the subscription type of the mailing; null if it has none
   * @returns for each entry the reason, or null if it may get the mailing
   */
  async check(
    entries: readonly AddressOwner[],
    typeId: string | null,
  ): Promise<(SuppressionReason | null)[]> {
    const contactIds = entries.flatMap(({ contactId }) => contactId ?? []);
    const known = await this.addresses.known(
      entries.map(({ addressKey }) => addressKey),
      contactIds,
    );
    const byKey = new Map(known.map((address) => [address._id, address]));
    const byContact = new Map<string, MailAddressDoc[]>();
    for (const address of known) {
      for (const contactId of address.contactIds)
        byContact.set(contactId, [...(byContact.get(contactId) ?? []), address]);
    }
    return entries.map(({ addressKey, contactId }) => {
      const own = byKey.get(addressKey) ?? byKey.get(hashedKey(addressKey));
      const ofPerson = contactId === null ? [] : (byContact.get(contactId) ?? []);
      return suppressionOf(own, own ? [own, ...ofPerson] : ofPerson, typeId);
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
  typeId: string | null,
): SuppressionReason | null {
  if (decisions.some(({ complainedAt }) => complainedAt !== undefined)) return 'complained';
  if (decisions.some(({ leftAll }) => leftAll !== undefined)) return 'opted-out.all';
  if (typeId !== null && decisions.some(({ left }) => left[typeId] !== undefined)) return 'opted-out.type';
  if (own && (own.bounce !== undefined || own.softBounces >= MAX_SOFT_BOUNCES)) return 'bounced';
  return null;
}
