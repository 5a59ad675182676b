import { Injectable } from '@nestjs/common';
import type { MailEvent } from '@linkflow/contracts';
import { CrmAudience, addressKey } from '@linkflow/crm-port';
import { RecipientsRepository, type RecipientDoc } from '../recipients/recipients.repository';
import { BounceAddresses } from '../sending/bounce-addresses';
import type { AddressOwner } from '../subscriptions/mail-addresses';

/** What a report is about. Without a recipient, only the address is known. */
export interface ReportedMessage {
  owner: AddressOwner;
  recipient: RecipientDoc | null;
  /** The round in which the message was sent, see `Delivery`. The current one if the report does not tell. */
  round: number;
}

/** Finds the messages that reports are about. */
@Injectable()
export class ReportedMessages {
  constructor(
    private readonly recipients: RecipientsRepository,
    private readonly names: BounceAddresses,
    private readonly contacts: CrmAudience,
  ) {}

  /**
   * The message of a report that arrived by mail. Anybody can send one, so only names that we have signed count.
   * @param addresses those to which the report was sent, and those in it
   */
  async byNames(
    addresses: readonly string[],
    messageIds: readonly string[],
  ): Promise<ReportedMessage | null> {
    const found = [
      ...addresses.map((address) => this.names.ofSender(address)),
      ...messageIds.map((messageId) => this.names.ofMessageId(messageId)),
    ];
    const named = found.find((each) => each !== null);
    const recipient = named && (await this.recipients.find(named.recipientId));
    return recipient ? aboutRecipient(recipient, named.round) : null;
  }

  /** The message of an event from a provider, whose API key proves who it is. Null also if the recipient's data was erased. */
  async ofEvent({ recipientId, messageId, email }: MailEvent): Promise<ReportedMessage | null> {
    const named = messageId === undefined ? null : this.names.ofMessageId(bracketed(messageId.trim()));
    const recipient =
      (recipientId === undefined ? null : await this.recipients.find(recipientId)) ??
      (named && (await this.recipients.find(named.recipientId)));
    if (recipient)
      return aboutRecipient(recipient, named?.recipientId === recipient._id ? named.round : null);
    if (email === undefined) return null;
    const key = addressKey(email);
    const contact = (await this.contacts.byAddresses([key])).get(key);
    return { owner: { addressKey: key, contactId: contact?.contactId ?? null }, recipient: null, round: 1 };
  }
}

const bracketed = (messageId: string): string => (messageId.startsWith('<') ? messageId : `<${messageId}>`);

/** Null if the data of the recipient was erased. */
function aboutRecipient(recipient: RecipientDoc, named: number | null): ReportedMessage | null {
  const { delivery, email, contactId } = recipient;
  if (email === '') return null;
  const current = delivery?.round ?? 1;
  const round = named ?? current;
  const earlier = delivery?.earlier?.find((one) => one.round === round);
  // Once a message has failed, the address of its recipient follows that of the contact.
  const sentTo = (round < current ? earlier?.sentTo : undefined) ?? delivery?.sentTo ?? addressKey(email);
  return { owner: { addressKey: sentTo, contactId }, recipient, round };
}
