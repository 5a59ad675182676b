import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type {
  FormConsent,
  FormValues,
  Language,
  SpamReason,
  StoredReason,
  SubmissionQuery,
  SubmissionStatus,
  Utm,
} from '@linkflow/contracts';
import { collectionOf, containing, isDuplicateKey, newId, transaction } from '@linkflow/platform';
import { WebhookEvents, type ReportedEvent } from '@linkflow/webhooks';

/** Collection `form_submissions`: what people have answered, stored before anything is done with it. */
export interface SubmissionDoc {
  _id: string;
  formId: string;
  /** The version of the questions that the person saw. */
  version: number;
  at: Date;
  status: SubmissionStatus;
  values: FormValues;
  consents: FormConsent[];
  /** The address in the answers, as it was written; null if there is none. */
  address: string | null;
  /** The same in the form of `addressKey`. */
  addressKey: string | null;
  contactId: string | null;
  language: Language;
  utm: Utm;
  spam: SpamReason[];
  /** The captcha could not be checked, and no colleague has decided yet: it is held. */
  unchecked?: true;
  /** The recipient whose mail led to the form, with its mailing and the link there. */
  recipientId?: string;
  mailingId?: string;
  linkId?: string;
  /** The website in which the form stood, such as `https://example.no`. */
  site?: string;
  /** Of a submission that is confirmed by a link in a mail. */
  confirmation?: Confirmation;
  /** What a person has decided: whose it is (null: a new contact's). */
  decision?: { contactId: string | null };
  failure?: StoredReason;
  runId?: string;
  /** When it is to be processed; absent if nothing is left to do. A worker that processes it moves this ahead, as its lease. */
  dueAt?: Date;
  attempts: number;
}

export interface Confirmation {
  /** When the mail server took the mail. */
  sentAt?: Date;
  /** When the button was pressed. */
  confirmedAt?: Date;
  /** Why the mail could not be sent. */
  problem?: string;
}

/** Statuses of answers that count: they are neither spam nor refused. */
const COUNTED = { $nin: ['spam', 'rejected', 'duplicate'] satisfies SubmissionStatus[] };

/** Statuses of a new submission of which other systems are told. */
const ACCEPTED: readonly SubmissionStatus[] = ['received', 'awaiting-confirmation'];

const eventOf = (
  type: 'submission.received' | 'submission.processed',
  { _id: factId, formId, linkId, mailingId, recipientId, contactId, addressKey }: SubmissionDoc,
  at: Date,
): ReportedEvent => ({ type, factId, at, formId, linkId, mailingId, recipientId, contactId, addressKey });

/** Collection `form_contacts`: the id that the contact of a new address gets, so that two submissions make one contact. */
interface NewContactDoc {
  _id: string;
  contactId: string;
  at: Date;
}

const KEEP_NEW_CONTACTS_SECONDS = 3_600;
/** Most websites of a form that are listed. */
const MAX_SITES = 50;

export interface SubmissionCounts {
  submissions: number;
  held: number;
}

@Injectable()
export class SubmissionsRepository {
  readonly documents: mongo.Collection<SubmissionDoc>;
  private readonly newContacts: mongo.Collection<NewContactDoc>;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly webhooks: WebhookEvents,
  ) {
    this.documents = collectionOf(connection, 'form_submissions');
    this.newContacts = collectionOf(connection, 'form_contacts');
  }

  async createIndexes(): Promise<void> {
    await this.documents.createIndexes([
      { key: { formId: 1, at: -1, _id: -1 } },
      { key: { formId: 1, status: 1, at: -1, _id: -1 } },
      { key: { formId: 1, addressKey: 1 } },
      { key: { contactId: 1 } },
      { key: { addressKey: 1 } },
      { key: { formId: 1, site: 1 }, partialFilterExpression: { site: { $type: 'string' } } },
      { key: { recipientId: 1 }, partialFilterExpression: { recipientId: { $type: 'string' } } },
      { key: { dueAt: 1 }, partialFilterExpression: { dueAt: { $type: 'date' } } },
    ]);
    await this.newContacts.createIndexes([
      { key: { at: 1 }, expireAfterSeconds: KEEP_NEW_CONTACTS_SECONDS },
      { key: { contactId: 1 } },
    ]);
  }

  /** Stores a submission, once, and tells other systems if it is accepted. Returns false if it is stored already. */
  async insert(submission: SubmissionDoc): Promise<boolean> {
    try {
      if (ACCEPTED.includes(submission.status) && (await this.webhooks.wants('submission.received'))) {
        await transaction(this.connection, async (session) => {
          await this.documents.insertOne(submission, { session });
          await this.webhooks.record([eventOf('submission.received', submission, submission.at)], session);
        });
      } else await this.documents.insertOne(submission);
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return false;
    }
  }

  find(id: string): Promise<SubmissionDoc | null> {
    return this.documents.findOne({ _id: id });
  }

  findMany(ids: readonly string[]): Promise<SubmissionDoc[]> {
    return this.documents.find({ _id: { $in: [...ids] } }).toArray();
  }

  /** Whether the address has answered the form before this submission. */
  async isRepeated({
    _id,
    formId,
    addressKey,
  }: Pick<SubmissionDoc, '_id' | 'formId' | 'addressKey'>): Promise<boolean> {
    if (addressKey === null) return false;
    const earlier = await this.documents.findOne(
      { formId, addressKey, _id: { $ne: _id }, status: COUNTED },
      { projection: { _id: 1 } },
    );
    return earlier !== null;
  }

  /** Takes a due submission for this worker until `leaseUntil`. Null if it is not due, or another worker has it. */
  claim(id: string, now: Date, leaseUntil: Date): Promise<SubmissionDoc | null> {
    return this.documents.findOneAndUpdate(
      { _id: id, dueAt: { $lte: now } },
      { $set: { dueAt: leaseUntil }, $inc: { attempts: 1 } },
      { returnDocument: 'after' },
    );
  }

  /** Ids of submissions that are due, the longest first. */
  async due(now: Date, limit: number): Promise<string[]> {
    const found = await this.documents
      .find({ dueAt: { $lte: now } })
      .sort({ dueAt: 1 })
      .limit(limit)
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    return found.map(({ _id }) => _id);
  }

  /** Changes a submission that has one of these statuses. Null if it has not. */
  change(
    id: string,
    from: readonly SubmissionStatus[],
    update: mongo.UpdateFilter<SubmissionDoc>,
  ): Promise<SubmissionDoc | null> {
    return this.documents.findOneAndUpdate({ _id: id, status: { $in: [...from] } }, update, {
      returnDocument: 'after',
    });
  }

  /** Stores that a submission was processed, and tells other systems. Does nothing if it has not the status `from`. */
  async complete(
    id: string,
    from: SubmissionStatus,
    { set, at }: { set: Partial<SubmissionDoc>; at: Date },
  ): Promise<void> {
    const filter = { _id: id, status: from };
    const update = {
      $set: { ...set, status: 'processed' as const, attempts: 0 },
      $unset: { dueAt: '' as const, failure: '' as const },
    };
    if (!(await this.webhooks.wants('submission.processed'))) {
      await this.documents.updateOne(filter, update);
      return;
    }
    await transaction(this.connection, async (session) => {
      const options = { returnDocument: 'after', session } as const;
      const completed = await this.documents.findOneAndUpdate(filter, update, options);
      if (completed) await this.webhooks.record([eventOf('submission.processed', completed, at)], session);
    });
  }

  /** The id of the contact that is made for an address: the same one for submissions at the same time. */
  async contactIdFor(addressKey: string, now: Date): Promise<string> {
    const _id = createHash('sha256').update(addressKey).digest('hex');
    const reserve = () =>
      this.newContacts.findOneAndUpdate(
        { _id },
        { $setOnInsert: { contactId: newId(), at: now } },
        { upsert: true, returnDocument: 'after' },
      );
    // Two upserts at the same moment: the second one fails, and then finds the document of the first.
    const reserved = await reserve().catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
      return reserve();
    });
    if (!reserved) throw new Error('The id of a new contact could not be reserved');
    return reserved.contactId;
  }

  async page(
    formId: string,
    { status, q, page, pageSize }: SubmissionQuery,
  ): Promise<{ rows: SubmissionDoc[]; total: number }> {
    const filter: mongo.Filter<SubmissionDoc> = {
      formId,
      ...(status && { status }),
      ...(q && { address: containing(q) }),
    };
    const [rows, total] = await Promise.all([
      this.documents
        .find(filter)
        .sort({ at: -1, _id: -1 })
        .skip((page - 1) * pageSize)
        .limit(pageSize)
        .toArray(),
      this.documents.countDocuments(filter),
    ]);
    return { rows, total };
  }

  /** All submissions of a form, the newest first, in batches. */
  async *all(
    formId: string,
    status: SubmissionStatus | undefined,
    size = 500,
  ): AsyncGenerator<SubmissionDoc[]> {
    const cursor = this.documents
      .find({ formId, ...(status && { status }) })
      .sort({ at: -1, _id: -1 })
      .batchSize(size);
    let batch: SubmissionDoc[] = [];
    for await (const submission of cursor) {
      batch.push(submission);
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  /** Number of answers that count, and of those that wait for a person, by form. A form without submissions is absent. */
  async counts(formIds: readonly string[]): Promise<Map<string, SubmissionCounts>> {
    if (formIds.length === 0) return new Map();
    const groups = await this.documents
      .aggregate<SubmissionCounts & { _id: string }>([
        { $match: { formId: { $in: [...formIds] }, status: COUNTED } },
        {
          $group: {
            _id: '$formId',
            submissions: { $sum: 1 },
            held: { $sum: { $cond: [{ $eq: ['$status', 'held'] }, 1, 0] } },
          },
        },
      ])
      .toArray();
    return new Map(groups.map(({ _id, ...counts }) => [_id, counts]));
  }

  /** The websites in which a form stood when it was submitted, in alphabetical order. */
  async sitesOf(formId: string): Promise<string[]> {
    const groups = await this.documents
      .aggregate<{ _id: string }>([
        { $match: { formId, site: { $type: 'string' }, status: COUNTED } },
        { $group: { _id: '$site' } },
        { $sort: { _id: 1 } },
        { $limit: MAX_SITES },
      ])
      .toArray();
    return groups.map(({ _id }) => _id);
  }

  /** Deletes submissions and the events about them. Returns their ids. */
  async remove(filter: mongo.Filter<SubmissionDoc>): Promise<string[]> {
    const found = await this.documents.find(filter).project<{ _id: string }>({ _id: 1 }).toArray();
    const ids = found.map(({ _id }) => _id);
    // The events first: without the submissions, a repeat would not find them.
    await this.webhooks.forget(ids);
    if (ids.length > 0) await this.documents.deleteMany({ _id: { $in: ids } });
    return ids;
  }

  /** Frees the ids that were reserved for a contact. */
  async forgetContact(contactId: string): Promise<void> {
    await this.newContacts.deleteMany({ contactId });
  }
}
