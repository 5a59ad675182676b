import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { deliveryReason, type CodedReason, type DeliveryState } from '@linkflow/contracts';
import { addressKey } from '@linkflow/crm-port';
import { BatchLoader } from '@linkflow/platform';
import { RecipientsRepository, type RecipientDoc } from '../recipients/recipients.repository';
import { TRANSITIONS, type AttemptEnd, type Delivery } from './delivery';

/** A recipient that this process may send to until its lease ends. */
export type Claimed = RecipientDoc & { delivery: Delivery & { claim: string } };

type Pipeline = mongo.Document[];

/** The end of an attempt of one recipient. */
interface Finish {
  recipient: Claimed;
  end: AttemptEnd;
  messageId: string;
}

const WAITING: DeliveryState[] = ['queued', 'deferred'];
const QUEUED = { state: 'queued', attempts: 0, dueAt: '$$NOW', at: '$$NOW' } as const;
/** Recipients who would get the mailing and have no message yet. */
export const WITHOUT_DELIVERY: mongo.Filter<RecipientDoc> = {
  removedAt: null,
  erasedAt: { $exists: false },
  blocked: { $exists: false },
  'delivery.state': { $exists: false },
};
/** Changes of several thousand documents at a time keep their locks short. */
const CHUNK = 2_000;
/** Earlier rounds that are kept of a recipient. */
const MAX_EARLIER_ROUNDS = 20;

/** The field `delivery` of recipients; the others belong to the repository of recipients. All times in conditions and leases are the database's. */
@Injectable()
export class DeliveriesRepository {
  /** Content marks of concurrent messages share a round trip. */
  private readonly contents = new BatchLoader<{ recipient: Claimed; leaseMs: number }, boolean>((items) =>
    this.markContents(items),
  );
  private readonly ends = new BatchLoader<Finish, void>((items) => this.writeEnds(items));
  readonly documents: mongo.Collection<RecipientDoc>;

  constructor(recipients: RecipientsRepository) {
    this.documents = recipients.documents;
  }

  async createIndexes(): Promise<void> {
    await this.documents.createIndexes([
      {
        key: { mailingId: 1, 'delivery.state': 1, 'delivery.at': 1, _id: 1 },
        partialFilterExpression: { 'delivery.state': { $exists: true } },
      },
      {
        key: { mailingId: 1, 'delivery.dueAt': 1 },
        partialFilterExpression: { 'delivery.dueAt': { $exists: true } },
      },
      { key: { 'delivery.dueAt': 1 }, partialFilterExpression: { 'delivery.state': 'sending' } },
      { key: { test: 1, mailingId: 1, 'delivery.dueAt': 1 }, partialFilterExpression: { test: true } },
    ]);
  }

  /** Makes all recipients that have no delivery yet wait to be sent to. May be repeated after an interruption. */
  async queueAll(mailingId: string, signal?: AbortSignal): Promise<void> {
    await this.inChunks(
      { mailingId, ...WITHOUT_DELIVERY, addressKey: { $type: 'string' } },
      [{ $set: { delivery: { ...QUEUED, round: 1 } } }],
      signal,
    );
  }

  /** Makes a recipient that has no delivery wait to be sent to, for each step of a run. Returns whether there was one. */
  async queueSteps(steps: readonly { filter: mongo.Filter<RecipientDoc>; step: string }[]): Promise<boolean> {
    if (steps.length === 0) return false;
    const { modifiedCount } = await this.documents.bulkWrite(
      steps.map(({ filter, step }) => ({
        updateOne: {
          filter: { ...filter, ...WITHOUT_DELIVERY },
          update: [{ $set: { delivery: { ...QUEUED, round: 1, step: { $literal: step } } } }],
        },
      })),
      { ordered: false },
    );
    return modifiedCount > 0;
  }

  /** Makes recipients of these states, or with these ids, wait again, in a further round. Returns how many. */
  requeue(
    mailingId: string,
    which: { states: readonly DeliveryState[] } | { ids: readonly string[] },
  ): Promise<number> {
    const states = 'states' in which ? which.states : TRANSITIONS.resend.from;
    const filter: mongo.Filter<RecipientDoc> = {
      mailingId,
      removedAt: null,
      erasedAt: { $exists: false },
      blocked: { $exists: false },
      'delivery.state': { $in: [...states] },
      ...('ids' in which && { _id: { $in: [...which.ids] } }),
    };
    // The earlier delivery is replaced: a claim of its worker, if there is one, is not valid any more. Reports about its message may still
    // arrive, so the address that it was sent to is kept.
    const last = { round: '$last.round', sentTo: '$last.sentTo' };
    const rounds = { $concatArrays: [{ $ifNull: ['$last.earlier', []] }, [last]] };
    return this.inChunks(filter, [
      { $set: { last: '$delivery' } },
      { $unset: 'delivery' },
      {
        $set: {
          delivery: {
            ...QUEUED,
            round: { $add: [last.round, 1] },
            sentTo: last.sentTo,
            earlier: { $slice: [rounds, -MAX_EARLIER_ROUNDS] },
          },
        },
      },
      { $unset: 'last' },
    ]);
  }

  /** Claims recipients that are due: no other process gets them until the lease ends. The earliest come first. */
  async claim(
    which: mongo.Filter<RecipientDoc>,
    { limit, token, leaseMs }: { limit: number; token: string; leaseMs: number },
  ): Promise<Claimed[]> {
    const due: mongo.Filter<RecipientDoc> = {
      ...which,
      'delivery.state': { $in: WAITING },
      $expr: { $lte: ['$delivery.dueAt', '$$NOW'] },
    };
    const found = await this.documents
      .find({ ...due, 'delivery.dueAt': { $exists: true } })
      .sort({ 'delivery.dueAt': 1 })
      .limit(limit)
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    if (found.length === 0) return [];
    const _id = { $in: found.map((one) => one._id) };
    await this.documents.updateMany({ ...due, _id }, [
      { $set: { 'delivery.claim': token, 'delivery.dueAt': { $add: ['$$NOW', leaseMs] } } },
    ]);
    const claimed = await this.documents.find({ _id, 'delivery.claim': token }).toArray();
    return claimed as Claimed[];
  }

  /** Extends the lease of recipients whose content was not begun. */
  async renew(token: string, ids: readonly string[], leaseMs: number): Promise<void> {
    await this.documents.updateMany(
      { _id: { $in: [...ids] }, 'delivery.claim': token, 'delivery.state': { $in: WAITING } },
      [{ $set: { 'delivery.dueAt': { $add: ['$$NOW', leaseMs] } } }],
    );
  }

  /** Gives up the claim of recipients whose content was not begun. They are due again after the delay. */
  async release(token: string, ids: readonly string[], delayMs = 0): Promise<void> {
    if (ids.length === 0) return;
    await this.documents.updateMany(
      { _id: { $in: [...ids] }, 'delivery.claim': token, 'delivery.state': { $in: WAITING } },
      [{ $set: { 'delivery.dueAt': { $add: ['$$NOW', delayMs] } } }, { $unset: 'delivery.claim' }],
    );
  }

  /**
   * Stores that the content is about to be sent. Returns false if the recipient is not claimed by this process any more; then nothing may
   * be sent.
   */
  beginContent(recipient: Claimed, leaseMs: number): Promise<boolean> {
    return this.contents.load({ recipient, leaseMs });
  }

  /** Stores how an attempt ended. Does nothing if the recipient is claimed by another process by now. */
  finish(recipient: Claimed, end: AttemptEnd, messageId: string): Promise<void> {
    return this.ends.load({ recipient, end, messageId });
  }

  /** Leaves out those of these recipients who wait, also those that a worker has claimed, as stopped. Returns how many. */
  skipWaiting(which: mongo.Filter<RecipientDoc>): Promise<number> {
    return this.inChunks({ ...which, 'delivery.state': { $in: WAITING } }, [
      {
        $set: {
          'delivery.state': 'skipped',
          'delivery.at': '$$NOW',
          'delivery.reason': { $literal: deliveryReason('mail.stopped') },
        },
      },
      { $unset: ['delivery.dueAt', 'delivery.claim'] },
    ]);
  }

  /** Makes recipients uncertain whose worker did not store the end of its attempt. Returns their mailings. */
  async endLeases(reason: CodedReason): Promise<string[]> {
    const filter: mongo.Filter<RecipientDoc> = {
      'delivery.state': 'sending',
      'delivery.dueAt': { $exists: true },
      $expr: { $lte: ['$delivery.dueAt', '$$NOW'] },
    };
    // `distinct` does not know the time of the database.
    const groups = await this.documents
      .aggregate<{ _id: string }>([{ $match: filter }, { $group: { _id: '$mailingId' } }])
      .toArray();
    const mailings = groups.map(({ _id }) => _id);
    if (mailings.length === 0) return [];
    await this.documents.updateMany(filter, [
      {
        $set: {
          'delivery.state': 'uncertain',
          'delivery.at': '$$NOW',
          'delivery.reason': { $literal: reason },
        },
      },
      // The claim stays, because the answer may still arrive.
      { $unset: 'delivery.dueAt' },
    ]);
    return mailings;
  }

  /** Whether a recipient of the mailing is due now. */
  async hasDue(mailingId: string): Promise<boolean> {
    const due = await this.documents.findOne(
      {
        mailingId,
        'delivery.dueAt': { $exists: true },
        'delivery.state': { $in: WAITING },
        $expr: { $lte: ['$delivery.dueAt', '$$NOW'] },
      },
      { projection: { _id: 1 } },
    );
    return due !== null;
  }

  /** Mailings with test messages that are due. */
  mailingsWithDueTests(now: Date): Promise<string[]> {
    return this.documents.distinct('mailingId', { test: true, 'delivery.dueAt': { $lte: now } });
  }

  private async markContents(items: { recipient: Claimed; leaseMs: number }[]): Promise<boolean[]> {
    const ids = new Map<string, string[]>();
    for (const { recipient } of items) {
      const { claim } = recipient.delivery;
      ids.set(claim, [...(ids.get(claim) ?? []), recipient._id]);
    }
    const leaseMs = Math.max(...items.map((item) => item.leaseMs));
    const result = await this.documents.bulkWrite(
      [...ids].map(([claim, of]) => ({
        updateMany: {
          filter: {
            _id: { $in: of },
            'delivery.claim': claim,
            'delivery.state': { $in: WAITING },
            $expr: { $gt: ['$delivery.dueAt', '$$NOW'] },
          },
          update: [
            {
              $set: {
                'delivery.state': 'sending',
                'delivery.at': '$$NOW',
                'delivery.attempts': { $add: ['$delivery.attempts', 1] },
                'delivery.since': { $ifNull: ['$delivery.since', '$$NOW'] },
                'delivery.dueAt': { $add: ['$$NOW', leaseMs] },
              },
            },
          ],
        },
      })),
      { ordered: false },
    );
    if (result.modifiedCount === items.length) return items.map(() => true);
    // Some are claimed by others by now. A claim is used for one attempt, so `sending` with the claim was stored by this call.
    const marked = await this.documents
      .find({ _id: { $in: items.map(({ recipient }) => recipient._id) }, 'delivery.state': 'sending' })
      .project<{ _id: string; delivery: Delivery }>({ delivery: 1 })
      .toArray();
    const claims = new Map(marked.map(({ _id, delivery }) => [_id, delivery.claim]));
    return items.map(({ recipient }) => claims.get(recipient._id) === recipient.delivery.claim);
  }

  private async writeEnds(items: Finish[]): Promise<void[]> {
    await this.documents.bulkWrite(
      items.map((item) => ({
        updateOne: {
          filter: {
            _id: item.recipient._id,
            'delivery.claim': item.recipient.delivery.claim,
            'delivery.state': { $in: [...TRANSITIONS[item.end.event].from] },
          },
          update: endUpdate(item),
        },
      })),
      { ordered: false },
    );
    return items.map(() => undefined);
  }

  /**
   * Applies an update to all documents that match, some at a time. The update must make them not match any more.
   */
  private async inChunks(
    filter: mongo.Filter<RecipientDoc>,
    update: Pipeline,
    signal?: AbortSignal,
  ): Promise<number> {
    let changed = 0;
    for (;;) {
      const cursor = this.documents.find(filter).project<{ _id: string }>({ _id: 1 }).batchSize(CHUNK);
      const before = changed;
      let ids: string[] = [];
      const apply = async (): Promise<void> => {
        signal?.throwIfAborted();
        if (ids.length === 0) return;
        const page = ids;
        ids = [];
        const { modifiedCount } = await this.documents.updateMany({ ...filter, _id: { $in: page } }, update);
        changed += modifiedCount;
      };
      for await (const { _id } of cursor) if (ids.push(_id) >= CHUNK) await apply();
      await apply();
      // Others may have been added meanwhile.
      if (changed === before) return changed;
    }
  }
}

function endUpdate({ recipient, end, messageId }: Finish): Pipeline {
  const { event, reason, response, delayMs } = end;
  const { to } = TRANSITIONS[event];
  const set: Record<string, unknown> = {
    'delivery.state': to,
    'delivery.at': '$$NOW',
    'delivery.messageId': { $literal: messageId },
    // The stored address may have been corrected since the message was written.
    ...(messageId !== '' && { 'delivery.sentTo': { $literal: addressKey(recipient.email) } }),
    ...(reason && { 'delivery.reason': { $literal: reason } }),
    ...(response !== undefined && { 'delivery.response': { $literal: response } }),
    ...(event === 'taken' && { 'delivery.sentAt': '$$NOW' }),
    ...(event === 'deferred' && { 'delivery.dueAt': { $add: ['$$NOW', delayMs ?? 0] } }),
    // The content was not begun, so this try is not counted yet.
    'delivery.attempts': recipient.delivery.attempts + (event === 'skip' ? 0 : 1),
    'delivery.since': { $ifNull: ['$delivery.since', '$$NOW'] },
  };
  const unset = [
    ...(event === 'deferred' ? [] : ['delivery.dueAt']),
    // An uncertain one keeps its claim, because the answer may still arrive.
    ...(event === 'cut-off' ? [] : ['delivery.claim']),
    ...(reason ? [] : ['delivery.reason']),
    ...(response === undefined ? ['delivery.response'] : []),
  ];
  return unset.length > 0 ? [{ $set: set }, { $unset: unset }] : [{ $set: set }];
}
