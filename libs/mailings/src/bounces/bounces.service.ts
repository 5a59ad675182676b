import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { deliveryReason, type MailEvent, type MailEventResult } from '@linkflow/contracts';
import { CrmAudience, addressKey } from '@linkflow/crm-port';
import type { Author } from '@linkflow/links';
import { Clock, collectionOf, isDuplicateKey, transaction } from '@linkflow/platform';
import { RecipientsRepository, type RecipientDoc } from '../recipients/recipients.repository';
import { BounceAddresses } from '../sending/bounce-addresses';
import { MailAddresses, type AddressOwner, type MailAddressDoc } from '../subscriptions/mail-addresses';
import { Subscriptions, eventOf } from '../subscriptions/subscriptions';
import type { BounceReport } from './bounce-report';

/** Collection `mail_events`: the ids of events that were handled, so that a repeated one changes nothing. */
interface MailEventDoc {
  _id: string;
  at: Date;
}

/** How long ids are kept. Providers repeat a webhook for a few days at most. */
const KEEP_S = 60 * 24 * 3_600;
/** Mailings that are looked through for a message that arrived since the last temporary failure. */
const MAX_MAILINGS = 50;

/** An event about an address. Without a mailing, only the address is known. */
type Located = { owner: AddressOwner; recipient: RecipientDoc | null };

/** What mail servers and providers report about messages: bounces, complaints and deliveries. */
@Injectable()
export class Bounces {
  private readonly handled: mongo.Collection<MailEventDoc>;
  private readonly mailings: mongo.Collection<{ _id: string; sending?: { startedAt?: Date } }>;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly recipients: RecipientsRepository,
    private readonly addresses: MailAddresses,
    private readonly subscriptions: Subscriptions,
    private readonly senders: BounceAddresses,
    private readonly contacts: CrmAudience,
    private readonly clock: Clock,
  ) {
    this.handled = collectionOf(connection, 'mail_events');
    this.mailings = collectionOf(connection, 'mailings');
  }

  async createIndexes(): Promise<void> {
    await this.handled.createIndex({ at: 1 }, { expireAfterSeconds: KEEP_S });
  }

  /** Handles a report that arrived by mail. `sentTo` are the addresses to which the report was sent. */
  async report(
    id: string,
    report: BounceReport,
    sentTo: readonly string[],
  ): Promise<MailEventResult['result']> {
    const { kind, isPermanent, code, text, senders, messageIds } = report;
    const byAddress = [...sentTo, ...senders].flatMap((address) => this.senders.recipientOf(address) ?? []);
    const recipient = (await this.byId(byAddress[0])) ?? (await this.byMessageIds(messageIds));
    if (!recipient) return 'unknown';
    return this.handle({ id, kind, permanent: isPermanent, code, text }, located(recipient));
  }

  /** Handles an event that a provider reported by its webhook. */
  async receive(event: MailEvent): Promise<MailEventResult['result']> {
    const { recipientId, messageId, email } = event;
    const recipient =
      (await this.byId(recipientId)) ?? (await this.byMessageIds(messageId === undefined ? [] : [messageId]));
    if (recipient) return this.handle(event, located(recipient));
    if (email === undefined) return 'unknown';
    const key = addressKey(email);
    const contact = (await this.contacts.byAddresses([key])).get(key);
    const owner = { addressKey: key, contactId: contact?.contactId ?? null };
    return this.handle(event, { owner, recipient: null });
  }

  /** Lets mail go to an address again after a user has checked it. */
  clear(owner: AddressOwner, by: Author, text?: string): Promise<void> {
    return transaction(this.connection, async (session) => {
      const known = await this.addresses.known([owner.addressKey], [], session);
      if (!known.some(({ bounce, softBounces }) => bounce !== undefined || softBounces > 0)) return;
      await this.addresses.documents.updateMany(
        { _id: { $in: known.map(({ _id }) => _id) } },
        { $unset: { bounce: '' }, $set: { softBounces: 0 } },
        { session },
      );
      const event = { kind: 'bounce-cleared', typeId: null, at: this.clock.now() } as const;
      const origin = { source: 'colleague', by, ...(text !== undefined && { text }) } as const;
      await this.subscriptions.events.insertOne(eventOf(owner, event, origin), { session });
    });
  }

  private async handle(
    event: Pick<MailEvent, 'id' | 'kind' | 'permanent' | 'code' | 'text'>,
    at: Located,
  ): Promise<MailEventResult['result']> {
    const now = this.clock.now();
    const wasDelivered = await this.deliveredSinceFailure(at);
    try {
      await transaction(this.connection, async (session) => {
        await this.handled.insertOne({ _id: event.id, at: now }, { session });
        const { owner, recipient } = at;
        const mailingId = recipient?.mailingId;
        const about = mailingId === undefined ? {} : { mailingId };
        if (event.kind === 'delivered') {
          await this.addresses.change(owner, { $set: { softBounces: 0 } }, session);
          return;
        }
        if (event.kind === 'complained') {
          const origin = { source: 'complaint', ...about } as const;
          await this.addresses.change(
            owner,
            { $set: { complainedAt: now, leftAll: { at: now, ...origin } } },
            session,
          );
          const line = eventOf(owner, { kind: 'complained', typeId: null, at: now }, origin);
          await this.subscriptions.events.insertOne(line, { session });
          await this.note(recipient, event, session);
          return;
        }
        const { code, text } = event;
        const origin = { source: 'bounce', ...about, text } as const;
        const line = eventOf(owner, { kind: 'bounced', typeId: null, at: now, code }, origin);
        if (event.permanent) {
          await this.addresses.change(
            owner,
            { $set: { bounce: { at: now, code, text, ...about } } },
            session,
          );
          await this.subscriptions.events.insertOne(line, { session });
        } else {
          const set = {
            softBounceAt: now,
            ...(mailingId !== undefined && { softBounceMailingId: mailingId }),
          };
          await this.addresses.change(
            owner,
            wasDelivered ? { $set: { ...set, softBounces: 1 } } : { $set: set, $inc: { softBounces: 1 } },
            session,
          );
        }
        await this.note(recipient, event, session);
      });
      return 'accepted';
    } catch (error) {
      if (isDuplicateKey(error)) return 'repeated';
      throw error;
    }
  }

  /** Stores at the recipient what became of its message. */
  private async note(
    recipient: RecipientDoc | null,
    { kind, permanent, code, text }: Pick<MailEvent, 'kind' | 'permanent' | 'code' | 'text'>,
    session: mongo.ClientSession,
  ): Promise<void> {
    if (!recipient) return;
    const at = this.clock.now();
    const bounce = {
      kind: kind === 'complained' ? 'complaint' : permanent ? 'hard' : 'soft',
      code,
      text,
      at,
    } as const;
    await this.recipients.documents.updateOne({ _id: recipient._id }, { $set: { bounce } }, { session });
    if (kind === 'complained') return;
    // A message that the server has taken did not arrive after all.
    const response = [code, text].filter(Boolean).join(' ');
    await this.recipients.documents.updateOne(
      { _id: recipient._id, 'delivery.state': { $in: ['sent', 'uncertain'] } },
      {
        $set: {
          'delivery.state': 'failed',
          'delivery.at': at,
          'delivery.reason': deliveryReason('mail.bounced', { response }),
          'delivery.response': response,
        },
      },
      { session },
    );
  }

  /**
   * Whether a message of another mailing has reached the address since its last temporary failure, so that this failure is the first in a
   * row.
   */
  private async deliveredSinceFailure({ owner, recipient }: Located): Promise<boolean> {
    const known: MailAddressDoc | null = await this.addresses.find(owner.addressKey);
    if (!known?.softBounceAt) return false;
    const since = known.softBounceAt;
    const others = await this.mailings
      .find({
        'sending.startedAt': { $gt: since },
        _id: { $nin: [recipient?.mailingId ?? '', known.softBounceMailingId ?? ''] },
      })
      .project<{ _id: string }>({ _id: 1 })
      .limit(MAX_MAILINGS)
      .toArray();
    if (others.length === 0) return false;
    const reached = await this.recipients.documents.findOne({
      mailingId: { $in: others.map(({ _id }) => _id) },
      addressKey: owner.addressKey,
      'delivery.state': 'sent',
    });
    return reached !== null;
  }

  private byId(id: string | undefined): Promise<RecipientDoc | null> {
    return id === undefined
      ? Promise.resolve(null)
      : this.recipients.documents.findOne({ _id: id, email: { $ne: '' } });
  }

  /** Our Message-IDs begin with the id of the recipient. Only the id of a message that was really sent is accepted. */
  private async byMessageIds(messageIds: readonly string[]): Promise<RecipientDoc | null> {
    for (const messageId of messageIds) {
      const [exact = ''] = /<[^<>\s]+>/.exec(messageId) ?? [`<${messageId.trim()}>`];
      const [, id] = /^<([0-9a-f]{24})\.\d+@/.exec(exact) ?? [];
      const recipient = await this.byId(id);
      if (recipient?.delivery?.messageId === exact) return recipient;
    }
    return null;
  }
}

const located = (recipient: RecipientDoc): Located => ({
  owner: { addressKey: addressKey(recipient.email), contactId: recipient.contactId },
  recipient,
});
