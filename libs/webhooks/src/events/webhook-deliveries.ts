import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import {
  MAX_COUNTED_DELIVERIES,
  type WEBHOOK_TEST_EVENT,
  type WebhookDeliveryProblem,
  type WebhookDeliveryQuery,
  type WebhookDeliveryState,
  type WebhookEventType,
} from '@linkflow/contracts';
import {
  Clock,
  collectionOf,
  deleteOldPage,
  newId,
  type DeletedPage,
  type RetentionPage,
} from '@linkflow/platform';

/** One attempt to deliver an event. */
export interface AttemptDoc {
  at: Date;
  tookMs: number;
  status: number | null;
  problem: WebhookDeliveryProblem | null;
}

/**
 * Collection `webhook_deliveries`: one event for one subscription. It is written together with the fact that it reports, and is the log
 * afterwards. States: see `WEBHOOK_DELIVERY_STATES`.
 */
export interface WebhookDeliveryDoc {
  /** See `deliveryId`. Also the `webhook-id`. Begins with the time of the fact. */
  _id: string;
  subscriptionId: string;
  type: WebhookEventType | typeof WEBHOOK_TEST_EVENT;
  /** Id of the click, submission or change. */
  factId: string;
  at: Date;
  /** When the delivery was written. */
  keptAt: Date;
  state: WebhookDeliveryState;
  /** When the next attempt is due; absent unless `pending`. A worker that makes it moves this ahead, as its lease. */
  dueAt?: Date;
  /** Names the lease of the worker that has it. */
  lease?: string;
  /** Attempts since the event, or since the last replay. */
  tries: number;
  replays: number;
  /** The last `MAX_ATTEMPTS_KEPT`. */
  attempts: AttemptDoc[];
  /** What is sent, the same in all attempts. Absent until the first. */
  body?: string;
  /** Where the last attempt sent it. */
  url?: string;
  /** The beginning of the last answer. */
  answer?: string;
  /** What the event says besides its fact, such as the verdicts before and after a change. */
  details?: Readonly<Record<string, string>>;
  /** Whose event it is. The other two are stored only without a contact. */
  contactId: string | null;
  recipientId?: string;
  addressKey?: string;
}

export const WEBHOOK_DELIVERIES = 'webhook_deliveries';
const MAX_ATTEMPTS_KEPT = 20;

/**
 * The id of the delivery of a fact to a subscription: the same however often the fact is reported. It has no dot, as a `webhook-id`.
 * @param nth of a fact about which several events of a type are told
 */
export const deliveryId = (
  { factId, type, subscriptionId }: Pick<WebhookDeliveryDoc, 'factId' | 'type' | 'subscriptionId'>,
  nth?: number,
): string => [factId, type.replace('.', '-'), ...(nth === undefined ? [] : [nth]), subscriptionId].join('-');

/** What a worker has found out about a delivery that it holds. */
export type DeliveryResult =
  | { kind: 'delivered' | 'failed'; attempt: AttemptDoc; answer: string | null; url: string }
  | { kind: 'later'; attempt: AttemptDoc; answer: string | null; url: string; dueAt: Date }
  /** It was not sent; that counts as no attempt. */
  | { kind: 'postponed'; dueAt: Date }
  /** The subscription does not want it, or the fact does not exist. */
  | { kind: 'dropped' };

type Held = Pick<WebhookDeliveryDoc, '_id' | 'lease'>;

@Injectable()
export class WebhookDeliveries {
  readonly documents: mongo.Collection<WebhookDeliveryDoc>;

  constructor(
    @InjectConnection() connection: Connection,
    private readonly clock: Clock,
  ) {
    this.documents = collectionOf(connection, WEBHOOK_DELIVERIES);
  }

  async createIndexes(): Promise<void> {
    const strings = (field: string) => ({ partialFilterExpression: { [field]: { $type: 'string' } } });
    await this.documents.createIndexes([
      { key: { subscriptionId: 1, _id: -1 } },
      { key: { subscriptionId: 1, state: 1, _id: -1 } },
      { key: { subscriptionId: 1, dueAt: 1 }, partialFilterExpression: { dueAt: { $type: 'date' } } },
      { key: { contactId: 1 }, ...strings('contactId') },
      { key: { recipientId: 1 }, ...strings('recipientId') },
      { key: { addressKey: 1 }, ...strings('addressKey') },
    ]);
  }

  /** Takes due deliveries of a subscription for this worker until `leaseUntil`, the longest due first. */
  async claim(subscriptionId: string, limit: number, leaseUntil: Date): Promise<WebhookDeliveryDoc[]> {
    const isDue = { subscriptionId, dueAt: { $lte: this.clock.now() } };
    const due = await this.documents
      .find(isDue)
      .sort({ dueAt: 1 })
      .limit(limit)
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    if (due.length === 0) return [];
    const _id = { $in: due.map((one) => one._id) };
    const lease = newId();
    await this.documents.updateMany({ ...isDue, _id }, { $set: { lease, dueAt: leaseUntil } });
    return this.documents.find({ _id, lease }).toArray();
  }

  /**
   * Those of these deliveries whose facts no worker has read yet, so that they will be sent with what is stored now. One that a worker holds is not
   * among them: the worker may have read the fact before its last change.
   */
  async unprepared(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const found = await this.documents
      .find({ _id: { $in: [...ids] }, state: 'pending', body: { $exists: false }, lease: { $exists: false } })
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    return new Set(found.map(({ _id }) => _id));
  }

  /** Stores deliveries; those that are stored already stay as they are. */
  async keep(deliveries: readonly WebhookDeliveryDoc[], session?: mongo.ClientSession): Promise<void> {
    if (deliveries.length === 0) return;
    await this.documents.bulkWrite(
      // An error of a duplicate would end a transaction.
      deliveries.map(({ _id, ...delivery }) => ({
        updateOne: { filter: { _id }, update: { $setOnInsert: delivery }, upsert: true },
      })),
      { session },
    );
  }

  async hasDue(subscriptionId: string): Promise<boolean> {
    const due = await this.documents.findOne(
      { subscriptionId, dueAt: { $lte: this.clock.now() } },
      { projection: { _id: 1 } },
    );
    return due !== null;
  }

  /** Stores what is sent, so that later attempts send the same. */
  async setBodies(bodies: ReadonlyMap<Held, string>): Promise<void> {
    await this.write(
      [...bodies].map(([{ _id, lease }, body]) => ({
        updateOne: { filter: { _id, lease }, update: { $set: { body } } },
      })),
    );
  }

  /** Stores results, each unless another worker holds the delivery by now. */
  async settle(results: ReadonlyMap<Held, DeliveryResult>): Promise<void> {
    await this.write(
      [...results].map(([{ _id, lease }, result]) =>
        result.kind === 'dropped'
          ? { deleteOne: { filter: { _id, lease } } }
          : { updateOne: { filter: { _id, lease }, update: updateOf(result) } },
      ),
    );
  }

  /** Makes a delivery due again. Returns false if there is none, or it is pending. */
  async replay(subscriptionId: string, id: string): Promise<boolean> {
    const { matchedCount } = await this.documents.updateOne(
      { _id: id, subscriptionId, state: { $ne: 'pending' } },
      this.again(),
    );
    return matchedCount > 0;
  }

  /** Makes the failed deliveries of a period due again. Returns their number. */
  async replayFailed(subscriptionId: string, period: Period): Promise<number> {
    const { modifiedCount } = await this.documents.updateMany(
      { subscriptionId, state: 'failed', ...within(period) },
      this.again(),
    );
    return modifiedCount;
  }

  find(subscriptionId: string, id: string): Promise<WebhookDeliveryDoc | null> {
    return this.documents.findOne({ _id: id, subscriptionId });
  }

  /** A page of the log, the newest first, and the cursor of the next one. */
  async page(
    subscriptionId: string,
    { state, type, after, limit, ...period }: WebhookDeliveryQuery,
  ): Promise<{ rows: Omit<WebhookDeliveryDoc, 'body' | 'answer'>[]; next: string | null }> {
    const found = await this.documents
      .find(
        {
          subscriptionId,
          ...(state && { state }),
          ...(type && { type }),
          ...within(period),
          ...(after !== undefined && { _id: { $lt: after } }),
        },
        { projection: { body: 0, answer: 0 } },
      )
      .sort({ _id: -1 })
      .limit(limit + 1)
      .toArray();
    const rows = found.slice(0, limit);
    return { rows, next: found.length > limit ? (rows.at(-1)?._id ?? null) : null };
  }

  /** Number of deliveries in a state, up to `MAX_COUNTED_DELIVERIES`. */
  count(subscriptionId: string, state: WebhookDeliveryState): Promise<number> {
    return this.documents.countDocuments({ subscriptionId, state }, { limit: MAX_COUNTED_DELIVERIES });
  }

  /** Deletes up to `limit` deliveries of a subscription. Returns whether there are more. */
  async removeSome(subscriptionId: string, limit: number): Promise<boolean> {
    const some = await this.documents
      .find({ subscriptionId }, { projection: { _id: 1 } })
      .limit(limit)
      .toArray();
    await this.documents.deleteMany({ _id: { $in: some.map(({ _id }) => _id) } });
    return some.length === limit;
  }

  deletePage(page: RetentionPage): Promise<DeletedPage> {
    return deleteOldPage(this.documents, page);
  }

  private again(): mongo.UpdateFilter<WebhookDeliveryDoc> {
    return {
      $set: { state: 'pending', dueAt: this.clock.now(), tries: 0 },
      $unset: { lease: '' },
      $inc: { replays: 1 },
    };
  }

  private async write(operations: mongo.AnyBulkWriteOperation<WebhookDeliveryDoc>[]): Promise<void> {
    if (operations.length > 0) await this.documents.bulkWrite(operations, { ordered: false });
  }
}

interface Period {
  from?: string | undefined;
  to?: string | undefined;
}

const within = ({ from, to }: Period): mongo.Filter<WebhookDeliveryDoc> =>
  from === undefined && to === undefined
    ? {}
    : {
        at: {
          ...(from !== undefined && { $gte: new Date(from) }),
          ...(to !== undefined && { $lte: new Date(to) }),
        },
      };

function updateOf(
  result: Exclude<DeliveryResult, { kind: 'dropped' }>,
): mongo.UpdateFilter<WebhookDeliveryDoc> {
  if (result.kind === 'postponed') return { $set: { dueAt: result.dueAt }, $unset: { lease: '' } };
  const { kind, attempt, answer, url } = result;
  const isOver = kind !== 'later';
  return {
    $set: {
      state: kind === 'later' ? 'pending' : kind,
      url,
      ...(answer !== null && { answer }),
      ...(!isOver && { dueAt: result.dueAt }),
    },
    $unset: { lease: '', ...(answer === null && { answer: '' }), ...(isOver && { dueAt: '' }) },
    $inc: { tries: 1 },
    $push: { attempts: { $each: [attempt], $slice: -MAX_ATTEMPTS_KEPT } },
  };
}
