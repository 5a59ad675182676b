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
      ...addresses.map((address) => this.names.recipientOf(address)),
      ...messageIds.map((messageId) => this.names.recipientOfMessageId(messageId)),
    ];
    const id = found.find((each) => each !== null);
    const recipient = id && (await this.recipients.find(id));
    return recipient && recipient.email !== '' ? aboutRecipient(recipient) : null;
  }

  /** The message of an event from a provider, whose API key proves who it is. Null also if the recipient's data was erased. */
  async ofEvent({ recipientId, messageId, email }: MailEvent): Promise<ReportedMessage | null> {
    const recipient =
      (recipientId === undefined ? null : await this.recipients.find(recipientId)) ??
      (messageId === undefined ? null : await this.byMessageId(messageId));
    if (recipient) return recipient.email === '' ? null : aboutRecipient(recipient);
    if (email === undefined) return null;
    const key = addressKey(email);
    const contact = (await this.contacts.byAddresses([key])).get(key);
    return { owner: { addressKey: key, contactId: contact?.contactId ?? null }, recipient: null };
  }

  /** Our Message-IDs begin with the id of the recipient. Only the id of a message that was really sent is accepted. */
  private async byMessageId(messageId: string): Promise<RecipientDoc | null> {
    const trimmed = messageId.trim();
    const exact = trimmed.startsWith('<') ? trimmed : `<${trimmed}>`;
    const [, id] = /^<([0-9a-f]{24})\./.exec(exact) ?? [];
    const recipient = id === undefined ? null : await this.recipients.find(id);
    return recipient?.delivery?.messageId === exact ? recipient : null;
  }
}

const aboutRecipient = (recipient: RecipientDoc): ReportedMessage => ({
  // Once a message has failed, the address of its recipient follows that of the contact.
  owner: {
    addressKey: recipient.delivery?.sentTo ?? addressKey(recipient.email),
    contactId: recipient.contactId,
  },
  recipient,
});
