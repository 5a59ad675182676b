import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { deliveryReason, type MailEvent, type MailEventResult } from '@linkflow/contracts';
import type { Author } from '@linkflow/links';
import { Clock, collectionOf, isDuplicateKey, transaction } from '@linkflow/platform';
import { RecipientsRepository } from '../recipients/recipients.repository';
import { MailAddresses, type AddressOwner, type MailAddressDoc } from '../subscriptions/mail-addresses';
import { Subscriptions, eventOf } from '../subscriptions/subscriptions';
import type { BounceReport } from './bounce-report';
import { ReportedMessages, type ReportedMessage } from './reported-messages';

/** Collection `mail_events`: the ids of events that were handled, so that a repeated one changes nothing. */
interface MailEventDoc {
  _id: string;
  at: Date;
}

/** How long ids are kept. Providers repeat a webhook for a few days at most. */
const KEEP_S = 60 * 24 * 3_600;
/** Mailings that are looked through for a message that arrived since the last temporary failure. */
const MAX_MAILINGS = 50;

type ReportedEvent = Pick<MailEvent, 'id' | 'kind' | 'permanent' | 'code' | 'text'>;

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
    private readonly messages: ReportedMessages,
    private readonly clock: Clock,
  ) {
    this.handled = collectionOf(connection, 'mail_events');
    this.mailings = collectionOf(connection, 'mailings');
  }

  async createIndexes(): Promise<void> {
    await this.handled.createIndex({ at: 1 }, { expireAfterSeconds: KEEP_S });
  }

  /**
   * Handles a report that arrived by mail. A message fails once, so a second report of it that says the same changes nothing.
   * @param sentTo the addresses to which the report was sent
   */
  async report(report: BounceReport, sentTo: readonly string[]): Promise<MailEventResult['result']> {
    const { kind, isPermanent, code, text, senders, messageIds } = report;
    const message = await this.messages.byNames([...sentTo, ...senders], messageIds);
    if (!message?.recipient) return 'unknown';
    const { recipient, round } = message;
    const id = ['mail', recipient._id, round, kind, isPermanent ? 'permanent' : 'temporary'].join(':');
    return this.handle({ id, kind, permanent: isPermanent, code, text }, message);
  }

  /** Handles an event that a provider reported by its webhook. */
  async receive(event: MailEvent): Promise<MailEventResult['result']> {
    const message = await this.messages.ofEvent(event);
    return message ? this.handle({ ...event, id: `event:${event.id}` }, message) : 'unknown';
  }

  /**
   * Lets mail go to an address again after a user has checked it. Returns whether mail to it had come back.
   * @param key identifies the change: a repeated call with the same key changes nothing and returns the same
   */
  clear(
    owner: AddressOwner,
    by: Author,
    { text, key }: { text?: string | undefined; key?: string } = {},
  ): Promise<boolean> {
    return transaction(this.connection, async (session) => {
      if (key !== undefined && (await this.subscriptions.events.findOne({ _id: key }, { session })))
        return true;
      const known = await this.addresses.known([owner.addressKey], [], session);
      if (!known.some(({ bounce, softBounces }) => bounce !== undefined || softBounces > 0)) return false;
      await this.addresses.changeStored(
        { _id: { $in: known.map(({ _id }) => _id) } },
        { $unset: { bounce: '' }, $set: { softBounces: 0 } },
        session,
      );
      const event = { kind: 'bounce-cleared', typeId: null, at: this.clock.now() } as const;
      const origin = { source: 'colleague', by, ...(text !== undefined && { text }) } as const;
      await this.subscriptions.events.insertOne(
        { ...eventOf(owner, event, origin), ...(key !== undefined && { _id: key }) },
        { session },
      );
      return true;
    });
  }

  private async handle(event: ReportedEvent, message: ReportedMessage): Promise<MailEventResult['result']> {
    const now = this.clock.now();
    const wasDelivered = await this.deliveredSinceFailure(message);
    try {
      await transaction(this.connection, async (session) => {
        await this.handled.insertOne({ _id: event.id, at: now }, { session });
        await this.apply(event, message, { now, wasDelivered, session });
      });
      return 'accepted';
    } catch (error) {
      if (isDuplicateKey(error)) return 'repeated';
      throw error;
    }
  }

  private async apply(
    event: ReportedEvent,
    message: ReportedMessage,
    { now, wasDelivered, session }: { now: Date; wasDelivered: boolean; session: mongo.ClientSession },
  ): Promise<void> {
    const { owner, recipient } = message;
    const about = recipient ? { mailingId: recipient.mailingId } : {};
    const { kind, permanent, code, text } = event;
    if (kind === 'delivered') {
      // An address of which nothing is known stays unknown.
      await this.addresses.changeStored(
        { _id: owner.addressKey, softBounces: { $gt: 0 } },
        { $set: { softBounces: 0 } },
        session,
      );
      return;
    }
    await this.note(message, event, session);
    if (kind === 'complained') {
      const origin = { source: 'complaint', ...about } as const;
      const change = { complainedAt: now, unsubscribedAll: { at: now, ...origin } };
      await this.subscriptions.withdrawConsents(owner, origin, session);
      await this.addresses.change(owner, { $set: change }, session);
      const line = eventOf(owner, { kind, typeId: null, at: now }, origin);
      await this.subscriptions.addEvents([line], session);
      return;
    }
    if (permanent) {
      await this.addresses.change(owner, { $set: { bounce: { at: now, code, text, ...about } } }, session);
      const line = eventOf(
        owner,
        { kind, typeId: null, at: now, code },
        { source: 'bounce', ...about, text },
      );
      await this.subscriptions.events.insertOne(line, { session });
      return;
    }
    const set = { softBounceAt: now, ...(recipient && { softBounceMailingId: recipient.mailingId }) };
    await this.addresses.change(
      owner,
      wasDelivered ? { $set: { ...set, softBounces: 1 } } : { $set: set, $inc: { softBounces: 1 } },
      session,
    );
  }

  /** Stores at the recipient what became of its message. A report about an earlier round says nothing about the message of the current one. */
  private async note(
    { recipient, round }: ReportedMessage,
    { kind, permanent, code, text }: ReportedEvent,
    session: mongo.ClientSession,
  ): Promise<void> {
    if (!recipient || round !== (recipient.delivery?.round ?? 1)) return;
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
      { _id: recipient._id, 'delivery.round': round, 'delivery.state': { $in: ['sent', 'uncertain'] } },
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
  private async deliveredSinceFailure({ owner, recipient }: ReportedMessage): Promise<boolean> {
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
}
