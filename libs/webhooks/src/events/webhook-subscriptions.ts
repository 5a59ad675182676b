import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type {
  CreateWebhookSubscription,
  UpdateWebhookSubscription,
  Verdict,
  WebhookEventType,
  WebhookFilter,
} from '@linkflow/contracts';
import { AppError, CachedValue, Clock, collectionOf, newId } from '@linkflow/platform';

/**
 * Collection `webhook_subscriptions`: another system that receives events. States: active ⇄ paused, by a user or because the receiver is
 * gone → deleted. A deleted one stays until its deliveries are deleted.
 */
export interface WebhookSubscriptionDoc {
  _id: string;
  name: string;
  url: string;
  types: WebhookEventType[];
  verdicts: Verdict[];
  filter: WebhookFilter | null;
  secretId: string;
  state: 'active' | 'paused';
  /** Set if it was paused because the receiver answered that it is gone. */
  gone?: true;
  /** Until when its server is not called, as the breaker said. */
  pausedUntil?: Date;
  lastDeliveredAt?: Date;
  createdAt: Date;
  createdBy: { id: string; name: string };
  deletedAt: Date | null;
}

const MAX_SUBSCRIPTIONS = 50;
/** How long processes use the active subscriptions before they read them again, ms. */
const FRESH_MS = 2_000;

@Injectable()
export class WebhookSubscriptions {
  private readonly documents: mongo.Collection<WebhookSubscriptionDoc>;
  private readonly cached: CachedValue<WebhookSubscriptionDoc[]>;

  constructor(
    @InjectConnection() connection: Connection,
    private readonly clock: Clock,
  ) {
    this.documents = collectionOf(connection, 'webhook_subscriptions');
    this.cached = new CachedValue(() => this.readActive(), { freshMs: FRESH_MS, staleMs: FRESH_MS });
  }

  /**
   * The subscriptions for which events are kept, as they were at most `FRESH_MS` ago, with the changes of this process. Rejects if MongoDB is
   * unreachable.
   */
  active(): Promise<readonly WebhookSubscriptionDoc[]> {
    return this.cached.get();
  }

  private readActive(): Promise<WebhookSubscriptionDoc[]> {
    return this.documents.find({ state: 'active', deletedAt: null }).toArray();
  }

  list(): Promise<WebhookSubscriptionDoc[]> {
    return this.documents.find({ deletedAt: null }).sort({ name: 1, _id: 1 }).toArray();
  }

  deleted(): Promise<WebhookSubscriptionDoc[]> {
    return this.documents.find({ deletedAt: { $ne: null } }).toArray();
  }

  /** Null if it does not exist or is deleted. */
  find(id: string): Promise<WebhookSubscriptionDoc | null> {
    return this.documents.findOne({ _id: id, deletedAt: null });
  }

  /** @throws AppError not-found */
  async get(id: string): Promise<WebhookSubscriptionDoc> {
    const found = await this.find(id);
    if (!found) throw notFound();
    return found;
  }

  /** @throws AppError limit.reached */
  async create(
    given: CreateWebhookSubscription,
    createdBy: WebhookSubscriptionDoc['createdBy'],
  ): Promise<WebhookSubscriptionDoc> {
    if ((await this.documents.countDocuments({ deletedAt: null })) >= MAX_SUBSCRIPTIONS)
      throw new AppError('limit.reached', `There can be at most ${MAX_SUBSCRIPTIONS} subscriptions.`);
    const subscription = {
      _id: newId(),
      ...given,
      createdAt: this.clock.now(),
      createdBy,
      deletedAt: null,
    };
    await this.documents.insertOne(subscription);
    this.cached.outdate();
    return subscription;
  }

  /** A new address or a new state ends the pause of the server. @throws AppError not-found */
  async update(id: string, changes: UpdateWebhookSubscription): Promise<WebhookSubscriptionDoc> {
    const endsPause = changes.url !== undefined || changes.state !== undefined;
    const set = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    if (Object.keys(set).length === 0) return this.get(id);
    const changed = await this.documents.findOneAndUpdate(
      { _id: id, deletedAt: null },
      { $set: set, ...(endsPause && { $unset: { gone: '', pausedUntil: '' } }) },
      { returnDocument: 'after' },
    );
    if (!changed) throw notFound();
    this.cached.outdate();
    return changed;
  }

  /** Nothing is sent from now on. The deliveries are deleted later. @throws AppError not-found */
  async remove(id: string): Promise<void> {
    const { matchedCount } = await this.documents.updateOne(
      { _id: id, deletedAt: null },
      { $set: { deletedAt: this.clock.now(), state: 'paused' } },
    );
    if (matchedCount === 0) throw notFound();
    this.cached.outdate();
  }

  /** Removes a deleted subscription whose deliveries are deleted. */
  async forget(id: string): Promise<void> {
    await this.documents.deleteOne({ _id: id, deletedAt: { $ne: null } });
  }

  /** Stores the results of a batch of calls. `pausedUntil` null: the server answers; undefined: it was not called. */
  async storeResults(
    id: string,
    { deliveredAt, pausedUntil }: { deliveredAt: Date | null; pausedUntil: Date | null | undefined },
  ): Promise<void> {
    if (!deliveredAt && pausedUntil === undefined) return;
    await this.documents.updateOne(
      { _id: id },
      {
        ...(deliveredAt && { $max: { lastDeliveredAt: deliveredAt } }),
        ...(pausedUntil && { $set: { pausedUntil } }),
        ...(pausedUntil === null && { $unset: { pausedUntil: '' } }),
      },
    );
  }

  /** Pauses a subscription whose receiver has answered that it is gone. */
  async markGone(id: string): Promise<void> {
    await this.documents.updateOne({ _id: id, deletedAt: null }, { $set: { state: 'paused', gone: true } });
  }
}

const notFound = (): AppError => new AppError('not-found', 'There is no subscription with this id.');
