import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { NOT_STARTED, type SendingState } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { MailingsRepository, type MailingDoc } from '../mailings.repository';
import type { Sending } from './sending-state';

/** The states in which workers have something to do. */
const ACTIVE: SendingState[] = ['populating', 'sending'];
/** For how long after a stop recipients may come to wait again, ms. Messages that are being handed over are answered within minutes. */
const STOPPING_MS = 24 * 3_600_000;

/** A change of a sending in one of the states `from`. */
export interface SendingChange {
  from: readonly (SendingState | null)[];
  /** The new state; undefined leaves it. */
  to?: SendingState;
  set?: Partial<Omit<Sending, 'state'>>;
  unset?: (keyof Sending)[];
  revision?: number;
  /** All recipients of the mailing are to be judged again (`MailingDoc.recheck`). */
  recheck?: boolean;
}

/** The field `sending` of mailings; the others belong to the repository of mailings. Each change names the states in which it may happen. */
@Injectable()
export class SendingsRepository {
  readonly documents: mongo.Collection<MailingDoc>;

  constructor(mailings: MailingsRepository) {
    this.documents = mailings.documents;
  }

  async createIndexes(): Promise<void> {
    await this.documents.createIndexes([
      { key: { 'sending.state': 1 }, partialFilterExpression: { 'sending.state': { $exists: true } } },
    ]);
  }

  find(id: string): Promise<MailingDoc | null> {
    return this.documents.findOne({ _id: id });
  }

  /** The state of a sending alone; null if the mailing was deleted. */
  async stateOf(id: string): Promise<SendingState | null> {
    const found = await this.documents.findOne(
      { _id: id, deletedAt: null },
      { projection: { 'sending.state': 1 } },
    );
    return found?.sending?.state ?? null;
  }

  /** Changes the state, if it is one of `from` (null: not started). Returns the mailing, or null if it is in another state. */
  change(
    id: string,
    { from, to, set = {}, unset = [], revision, recheck = false }: SendingChange,
  ): Promise<MailingDoc | null> {
    const states = from.filter((state) => state !== null);
    const values: Record<string, unknown> = to === undefined ? {} : { 'sending.state': to };
    for (const [name, value] of Object.entries(set)) values[`sending.${name}`] = value;
    if (recheck) values.recheck = newId();
    const filter: mongo.Filter<MailingDoc> = {
      _id: id,
      deletedAt: null,
      ...(revision !== undefined && { revision }),
      $or: [
        { 'sending.state': { $in: states } },
        ...(from.includes(null) ? [{ sending: { $exists: false } }] : []),
      ],
    };
    return this.documents.findOneAndUpdate(
      filter,
      {
        $set: values,
        ...(unset.length > 0 && { $unset: Object.fromEntries(unset.map((name) => [`sending.${name}`, ''])) }),
      },
      { returnDocument: 'after' },
    );
  }

  /** Makes a mailing that is scheduled, or was refused, a draft again. */
  cancel(id: string): Promise<MailingDoc | null> {
    return this.documents.findOneAndUpdate(
      { _id: id, deletedAt: null, 'sending.state': { $in: [...NOT_STARTED] } },
      { $unset: { sending: '' } },
      { returnDocument: 'after' },
    );
  }

  /** Mailings in which workers have something to do. */
  async active(): Promise<{ _id: string; state: SendingState; isOpen: boolean }[]> {
    const found = await this.documents
      .find({ 'sending.state': { $in: ACTIVE }, deletedAt: null })
      .project<{ _id: string; sending: Sending }>({ 'sending.state': 1, 'sending.openForWorkflows': 1 })
      .toArray();
    return found.map(({ _id, sending: { state, openForWorkflows = false } }) => ({
      _id,
      state,
      isOpen: openForWorkflows,
    }));
  }

  /** Mailings that were stopped recently, with the time of the database. */
  stoppedRecently(): Promise<{ _id: string; now: Date }[]> {
    const isRecent = { $gte: ['$sending.finishedAt', { $subtract: ['$$NOW', STOPPING_MS] }] };
    return this.documents
      .aggregate<{ _id: string; now: Date }>([
        { $match: { 'sending.state': 'stopped', $expr: isRecent } },
        { $project: { now: '$$NOW' } },
      ])
      .toArray();
  }

  /** Starts the scheduled sendings whose time has come. */
  async startDue(): Promise<void> {
    await this.documents.updateMany(
      { 'sending.state': 'scheduled', deletedAt: null, $expr: { $lte: ['$sending.scheduledAt', '$$NOW'] } },
      [{ $set: { 'sending.state': 'populating', 'sending.startedAt': '$$NOW' } }],
    );
  }
}
