import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { LRUCache } from 'lru-cache';
import type { Connection, mongo } from 'mongoose';
import type {
  BlockReason,
  RecipientQuery as Query,
  RecipientState,
  RecipientTotals,
} from '@linkflow/contracts';
import {
  ListRepository,
  NAME_ORDER,
  type RowPage,
  type LinkRecipient,
  type MailFacts,
  type Recipients,
} from '@linkflow/links';
import { Batcher, containingSearchable, searchable } from '@linkflow/platform';
import { DELIVERED, type Delivery } from '../sending/delivery';

/**
 * Collection `recipients`: one address in one mailing. A blocked recipient is in the list with its reason; the mailing is not sent to it and it
 * is not counted.
 */
export interface RecipientDoc extends LinkRecipient {
  /**
   * The address in a form that is equal for all spellings of one address, see `addressKey`. No two recipients of a mailing that are not
   * removed have the same one. Absent in recipients without a usable address, in duplicates of another recipient's address, and in people
   * who have left their company: their address may be another person's now.
   */
  addressKey?: string;
  /** What a search looks at, see `searchTextOf`. Absent in tests, which are in no list. */
  searchText?: string;
  addedAt: Date;
  /** When the recipient was removed from the mailing; null if it was not. The tracked links that it received stay valid. */
  removedAt: Date | null;
  /** Ids of the sources of the mailing's audience that contain the recipient. Absent in recipients that an early release added. */
  sources?: string[];
  /** Why the mailing is not sent to the recipient. */
  blocked?: { code: BlockReason; at: Date };
  /** The message to the recipient; absent before the mailing is sent. */
  delivery?: Delivery;
  /** What the last report about the message says. */
  bounce?: { kind: 'hard' | 'soft' | 'complaint'; code: string; text: string; at: Date };
  /** For a test message, which counts as removed from the beginning: the recipient whose values fill the merge fields. */
  asRecipientId?: string;
}

const NAME = 'recipients';

/** Address and name in one text, so that a search reads one index once. */
export const searchTextOf = ({ email, name }: Pick<RecipientDoc, 'email' | 'name'>): string =>
  searchable(`${email}\n${name}`);

/** The index that a search reads. */
const SEARCH_INDEX = { mailingId: 1, removedAt: 1, searchText: 1 } as const;
/**
 * Up to this many recipients that a search finds are read and sorted. If it finds more, the list is read in its order until a page is full:
 * of 100,000 recipients, 2,000 for 50 of 2,500.
 */
const FEW = 2_500;
/** How long facts about a mailing are used before they are read again, ms. */
const MAIL_FRESH_MS = 10_000;

export type RecipientQuery = Omit<Query, 'linkId' | 'clicked'> & {
  mailingId: string;
  /** Only these. */
  among?: readonly string[];
};
/** Which recipients of a mailing. */
export type RecipientFilter = Pick<RecipientQuery, 'mailingId' | 'q' | 'state' | 'sourceId' | 'among'>;

/** Recipients that are read at a time when all are. */
const BATCH = 500;

@Injectable()
export class RecipientsRepository
  extends ListRepository<RecipientDoc, RecipientDoc, RecipientQuery>
  implements Recipients
{
  /** Facts about mailings that are clicked. A mailing that has been sent keeps its links. */
  private readonly mails = new LRUCache<string, MailFacts>({ max: 2_000, ttl: MAIL_FRESH_MS });

  constructor(
    @InjectConnection() private readonly connected: Connection,
    private readonly batcher: Batcher,
  ) {
    super(connected, NAME, {
      sorts: ['name', 'email', 'addedAt'],
      standard: { field: 'name', direction: 1 },
    });
  }

  async createIndexes(): Promise<void> {
    await this.documents.createIndexes([
      {
        key: { mailingId: 1, contactId: 1 },
        unique: true,
        partialFilterExpression: { contactId: { $type: 'string' } },
      },
      // For the list in its three orders.
      { key: { mailingId: 1, removedAt: 1, name: 1, _id: 1 }, collation: NAME_ORDER },
      { key: { mailingId: 1, removedAt: 1, email: 1, _id: 1 } },
      { key: { mailingId: 1, removedAt: 1, addedAt: 1, _id: 1 } },
      { key: SEARCH_INDEX },
      { key: { contactId: 1 } },
      // For the erasure of an address.
      { key: { addressKey: 1 }, partialFilterExpression: { contactId: { $eq: null } } },
      {
        key: { mailingId: 1, addressKey: 1 },
        partialFilterExpression: { addressKey: { $type: 'string' } },
      },
      {
        key: { mailingId: 1, 'blocked.code': 1 },
        partialFilterExpression: { 'blocked.code': { $type: 'string' } },
      },
      { key: { sources: 1, contactId: 1 }, partialFilterExpression: { sources: { $exists: true } } },
      { key: { mailingId: 1, erasedAt: 1 }, partialFilterExpression: { erasedAt: { $exists: true } } },
    ]);
  }

  /** As in every list. A search finds and counts in one pass over the keys of an index. */
  override async page({ among, ...query }: RecipientQuery): Promise<RowPage<RecipientDoc>> {
    if (among) return this.pageAmong(among, query);
    if (!query.q) return super.page(query);
    const [found] = await this.documents
      .aggregate<{ total: number; first: string[] }>(
        [
          { $match: this.filterOf(query) },
          {
            $group: {
              _id: null,
              total: { $sum: 1 },
              first: { $firstN: { n: FEW, input: '$_id' } },
            },
          },
        ],
        { hint: SEARCH_INDEX },
      )
      .toArray();
    const { total, first } = found ?? { total: 0, first: [] };
    return total > FEW ? { rows: await this.pageRows(query), total } : this.pageAmong(first, query);
  }

  /** All recipients of a mailing that match, in the order in which they were added, in batches. */
  async *all(query: RecipientFilter): AsyncGenerator<RecipientDoc[]> {
    const filter = this.filterOf(query);
    for (let after = ''; ;) {
      const batch = await this.documents
        .find({ ...filter, _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(BATCH)
        .toArray();
      if (batch.length > 0) yield batch;
      const last = batch.at(-1);
      if (!last || batch.length < BATCH) return;
      after = last._id;
    }
  }

  /** Ids of the recipients who are removed from a mailing, and of its tests. */
  async removedFrom(mailingId: string): Promise<string[]> {
    const found = await this.documents
      .find({ mailingId, removedAt: { $gt: new Date(0) } })
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    return found.map(({ _id }) => _id);
  }

  /** The condition that the recipients of a mailing meet, of those who are not removed. */
  matching(filter: RecipientFilter): mongo.Filter<RecipientDoc> {
    return this.filterOf(filter);
  }

  /** Ids of the recipients with this address that belong to no contact. */
  async withoutContact(addressKey: string): Promise<string[]> {
    const found = await this.documents
      .find({ addressKey, contactId: null })
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    return found.map(({ _id }) => _id);
  }

  /** A recipient by id, also a removed one. All look-ups of one event-loop turn share a round trip. */
  find(id: string): Promise<RecipientDoc | null> {
    return this.batcher.read<RecipientDoc>(NAME, id);
  }

  findMany(ids: readonly string[]): Promise<RecipientDoc[]> {
    return this.rows(ids);
  }

  mailOf(mailingId: string): MailFacts | Promise<MailFacts> {
    return this.mails.get(mailingId) ?? this.loadMail(mailingId);
  }

  private async loadMail(mailingId: string): Promise<MailFacts> {
    const mailing = await this.connected
      .collection<{ _id: string; linkIds?: string[] }>('mailings')
      .findOne({ _id: mailingId }, { projection: { linkIds: 1 } });
    const facts = { links: mailing?.linkIds?.length ?? 0 };
    this.mails.set(mailingId, facts);
    return facts;
  }

  /** The recipient of a mailing with the greatest contact id below this one; empty if there is none. */
  async contactBefore(mailingId: string, contactId: string): Promise<string> {
    const found = await this.documents.findOne(
      { mailingId, contactId: { $lt: contactId, $type: 'string' } },
      { sort: { contactId: -1 }, projection: { contactId: 1 } },
    );
    return found?.contactId ?? '';
  }

  async idsOfContact(contactId: string): Promise<string[]> {
    const found = await this.documents.find({ contactId }, { projection: { _id: 1 } }).toArray();
    return found.map(({ _id }) => _id);
  }

  /** The first recipient of a mailing who is neither removed nor blocked. */
  first(mailingId: string): Promise<RecipientDoc | null> {
    return this.documents.findOne(
      { mailingId, removedAt: null, blocked: { $exists: false } },
      { sort: { addedAt: 1, _id: 1 } },
    );
  }

  /** Ids of the recipients with one of these addresses or contacts, by mailing. */
  async ofPeople(
    { addressKeys, contactIds }: { addressKeys: readonly string[]; contactIds: readonly string[] },
    mailingIds: readonly string[],
  ): Promise<Map<string, string[]>> {
    const read = (filter: mongo.Filter<RecipientDoc>): Promise<Pick<RecipientDoc, '_id' | 'mailingId'>[]> =>
      this.documents
        .find({ mailingId: { $in: [...mailingIds] }, ...filter })
        .project<Pick<RecipientDoc, '_id' | 'mailingId'>>({ mailingId: 1 })
        .toArray();
    // With the conditions on the type, MongoDB uses the partial indexes.
    const found = await Promise.all([
      read({ addressKey: { $in: [...addressKeys], $type: 'string' } }),
      read({ contactId: { $in: [...contactIds], $type: 'string' } }),
    ]);
    const mailingOf = new Map(found.flat().map(({ _id, mailingId }) => [_id, mailingId]));
    const byMailing = new Map<string, string[]>();
    for (const [id, mailingId] of mailingOf)
      byMailing.set(mailingId, [...(byMailing.get(mailingId) ?? []), id]);
    return byMailing;
  }

  /** The recipients of a contact whose message was not sent yet. */
  notSentTo(contactId: string): Promise<RecipientDoc[]> {
    return this.documents
      .find({ contactId, removedAt: null, ...NOT_ERASED, 'delivery.state': { $nin: [...DELIVERED] } })
      .toArray();
  }

  /** Removes a recipient from its mailing. Returns it as it was; null if there is no such recipient, or if it was removed before. */
  remove(
    mailingId: string,
    id: string,
    options: { at: Date; session: mongo.ClientSession },
  ): Promise<RecipientDoc | null> {
    return this.documents.findOneAndUpdate(
      { _id: id, mailingId, removedAt: null },
      { $set: { removedAt: options.at } },
      { session: options.session, returnDocument: 'before' },
    );
  }

  /** Number of recipients of each mailing that are neither removed nor blocked. A mailing without recipients is absent. */
  async countByMailing(mailingIds: readonly string[]): Promise<Map<string, number>> {
    if (mailingIds.length === 0) return new Map();
    const count = async (filter: mongo.Filter<RecipientDoc>): Promise<Map<string, number>> => {
      const groups = await this.documents
        .aggregate<{ _id: string; n: number }>([
          { $match: { mailingId: { $in: [...mailingIds] }, ...filter } },
          { $group: { _id: '$mailingId', n: { $sum: 1 } } },
        ])
        .toArray();
      return new Map(groups.map((group) => [group._id, group.n]));
    };
    // The large counts use only an index; a filter for `removedAt: null` would fetch every document.
    const [all, removed, blocked, both] = await Promise.all([
      count({}),
      count(REMOVED),
      count(BLOCKED),
      count({ ...REMOVED, ...BLOCKED }),
    ]);
    const of = (counts: Map<string, number>, id: string): number => counts.get(id) ?? 0;
    return new Map([...all].map(([id, n]) => [id, n - of(removed, id) - of(blocked, id) + of(both, id)]));
  }

  /** Who gets a mailing and who does not, counted anew. */
  async totals(mailingId: string): Promise<RecipientTotals> {
    const [all, removed, { blocked }] = await Promise.all([
      this.documents.countDocuments({ mailingId }),
      this.documents.countDocuments({ mailingId, ...REMOVED }),
      this.countBlocked(mailingId),
    ]);
    const left = Object.values(blocked).reduce((sum, n) => sum + n, 0);
    return { ready: all - removed - left, blocked };
  }

  /** Number of recipients of a mailing who do not get it, by reason. `onlyErased`: those with no other reason, who are in its stored count. */
  async countBlocked(
    mailingId: string,
  ): Promise<{ blocked: RecipientTotals['blocked']; onlyErased: number }> {
    const byReason = (filter: mongo.Filter<RecipientDoc>) =>
      this.documents
        .aggregate<{ _id: BlockReason; n: number }>([
          { $match: { mailingId, ...BLOCKED, ...filter } },
          { $group: { _id: '$blocked.code', n: { $sum: 1 } } },
        ])
        .toArray();
    // As in `countByMailing`: the first count, which may be large, uses only an index.
    const [all, removed, blockedErased, erased, onlyErased] = await Promise.all([
      byReason({}),
      byReason(REMOVED),
      byReason({ removedAt: null, ...ERASED }),
      this.documents.countDocuments({ mailingId, removedAt: null, ...ERASED }),
      this.documents.countDocuments({ mailingId, removedAt: null, blocked: { $exists: false }, ...ERASED }),
    ]);
    const left = new Map(all.map(({ _id, n }) => [_id, n]));
    for (const { _id, n } of [...removed, ...blockedErased]) left.set(_id, (left.get(_id) ?? 0) - n);
    const blocked = Object.fromEntries([...left].filter(([, n]) => n > 0));
    return { blocked: { ...blocked, ...(erased > 0 && { erased }) }, onlyErased };
  }

  /** The recipients of a mailing who are not removed. */
  protected filterOf({ mailingId, q, state, sourceId, among }: RecipientFilter): mongo.Filter<RecipientDoc> {
    return {
      mailingId,
      removedAt: null,
      ...(sourceId && { sources: sourceId }),
      $and: [
        ...(state === undefined ? [] : [inState(state)]),
        ...(among ? [{ _id: { $in: [...among] } }] : []),
        ...(q ? [{ searchText: containingSearchable(q) }] : []),
        {},
      ],
    };
  }
}

const REMOVED: mongo.Filter<RecipientDoc> = { removedAt: { $gt: new Date(0) } };
const BLOCKED: mongo.Filter<RecipientDoc> = { 'blocked.code': { $type: 'string' } };
const ERASED: mongo.Filter<RecipientDoc> = { erasedAt: { $exists: true } };
const NOT_ERASED: mongo.Filter<RecipientDoc> = { erasedAt: { $exists: false } };

/** Recipients in a state as it is shown: one whose data was erased does not get the mailing, whatever else is stored. */
function inState(state: RecipientState): mongo.Filter<RecipientDoc> {
  switch (state) {
    case 'ready':
      return { blocked: { $exists: false }, ...NOT_ERASED };
    case 'blocked':
      return { $or: [{ 'blocked.code': { $type: 'string' } }, ERASED] };
    case 'returned':
      return { 'bounce.kind': { $in: ['hard', 'soft'] } };
    case 'erased':
      return ERASED;
    default:
      return { 'blocked.code': state, ...NOT_ERASED };
  }
}
