import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { WEBHOOK_EVENT_FILTERS, type Verdict, type WebhookEventType } from '@linkflow/contracts';
import { Batcher, Clock } from '@linkflow/platform';
import {
  WEBHOOK_DELIVERIES,
  WebhookDeliveries,
  deliveryId,
  type WebhookDeliveryDoc,
} from './webhook-deliveries';
import { WebhookSubscriptions, type WebhookSubscriptionDoc } from './webhook-subscriptions';

/** Something that has happened, or is about to be stored. */
export interface ReportedEvent {
  type: WebhookEventType;
  /** Id of the click, submission or change. Begins with its time. */
  factId: string;
  at: Date;
  linkId?: string | undefined;
  mailingId?: string | undefined;
  formId?: string | undefined;
  contactId: string | null;
  recipientId?: string | undefined;
  addressKey?: string | null | undefined;
  /** Not sent before; by default at once. */
  notBefore?: Date;
}

/** A fact that has changed after it was reported. */
export interface ReportedChange extends ReportedEvent {
  /** Number of the change, among those of the fact. */
  nth: number;
  /** Sent besides what the fact says by then. */
  details: Readonly<Record<string, string>>;
  /** The verdicts that the click had and has. A subscription that wants neither is not told. */
  verdicts: readonly Verdict[];
}

/**
 * Keeps events for the systems that have subscribed to them. An event that no subscription wants costs one look at a cached list.
 *
 * Each delivery is stored before or together with its fact, so that no fact is without it; the worker that sends it reads the fact, and
 * drops the delivery of a fact that was never stored. Its id follows from the fact, so that reporting twice changes nothing.
 */
@Injectable()
export class WebhookEvents {
  constructor(
    private readonly subscriptions: WebhookSubscriptions,
    private readonly deliveries: WebhookDeliveries,
    private readonly batcher: Batcher,
    private readonly clock: Clock,
  ) {}

  /** Whether an active subscription may want an event of one of these types. @throws if MongoDB is unreachable */
  async wants(...types: readonly WebhookEventType[]): Promise<boolean> {
    const active = await this.subscriptions.active();
    return active.some((one) => types.some((type) => one.types.includes(type)));
  }

  /** Keeps an event whose fact is stored after this. Calls of one turn of the event loop share a round trip. */
  async announce(event: ReportedEvent): Promise<void> {
    const wanted = await this.deliveriesOf([event]);
    await Promise.all(wanted.map((delivery) => this.batcher.insertOnce(WEBHOOK_DELIVERIES, delivery)));
  }

  /** Keeps events together with their facts, as part of a transaction. */
  async record(events: readonly ReportedEvent[], session: mongo.ClientSession): Promise<void> {
    await this.deliveries.keep(await this.deliveriesOf(events), session);
  }

  /**
   * Keeps changes of facts that were reported by events of the type `first`. A subscription that is still to be told the fact itself is told how
   * it is then, and not that it has changed. Safe to repeat.
   */
  async recordChanges(changes: readonly ReportedChange[], first: WebhookEventType): Promise<void> {
    const active = await this.subscriptions.active();
    const now = this.clock.now();
    const wanted = changes.flatMap((change) =>
      active
        .filter((one) => isWanted(one, change) && change.verdicts.some((each) => one.verdicts.includes(each)))
        .map(({ _id: subscriptionId }) => ({ change, subscriptionId })),
    );
    const firstOf = ({ change: { factId }, subscriptionId }: (typeof wanted)[number]): string =>
      deliveryId({ factId, type: first, subscriptionId });
    const unprepared = await this.deliveries.unprepared(wanted.map(firstOf));
    await this.deliveries.keep(
      wanted
        .filter((one) => !unprepared.has(firstOf(one)))
        .map(({ change, subscriptionId }) => ({
          ...deliveryOf(change, subscriptionId, now),
          _id: deliveryId({ ...change, subscriptionId }, change.nth),
          details: change.details,
        })),
    );
  }

  /** Deletes the deliveries of facts that are deleted. */
  async forget(factIds: readonly string[]): Promise<void> {
    if (factIds.length === 0) return;
    // Ids begin with the id of the fact; `.` follows `-`.
    await this.deliveries.documents.deleteMany({
      $or: factIds.map((id) => ({ _id: { $gte: `${id}-`, $lt: `${id}.` } })),
    });
  }

  /** Deletes the deliveries of events of recipients without a contact. */
  async forgetRecipients(recipientIds: readonly string[]): Promise<void> {
    await this.deliveries.documents.deleteMany({ recipientId: { $in: [...recipientIds] } });
  }

  private async deliveriesOf(events: readonly ReportedEvent[]): Promise<WebhookDeliveryDoc[]> {
    const active = await this.subscriptions.active();
    const now = this.clock.now();
    return events.flatMap((event) =>
      active.filter((one) => isWanted(one, event)).map(({ _id }) => deliveryOf(event, _id, now)),
    );
  }
}

/** Whether a subscription wants an event, as far as this is known before it is sent: the verdict of a click is not. */
function isWanted({ types, filter }: WebhookSubscriptionDoc, event: ReportedEvent): boolean {
  if (!types.includes(event.type)) return false;
  if (!filter) return true;
  const { linkId, mailingId, formId } = event;
  const about = { link: linkId, mailing: mailingId, form: formId }[filter.kind];
  return about === filter.id && WEBHOOK_EVENT_FILTERS[event.type].includes(filter.kind);
}

function deliveryOf(event: ReportedEvent, subscriptionId: string, now: Date): WebhookDeliveryDoc {
  const { type, factId, at, contactId, recipientId, addressKey, notBefore } = event;
  return {
    _id: deliveryId({ factId, type, subscriptionId }),
    subscriptionId,
    type,
    factId,
    at,
    keptAt: now,
    state: 'pending',
    dueAt: notBefore && notBefore > now ? notBefore : now,
    tries: 0,
    replays: 0,
    attempts: [],
    contactId,
    ...(contactId === null && recipientId !== undefined && { recipientId }),
    ...(contactId === null && addressKey && { addressKey }),
  };
}
