import { Injectable } from '@nestjs/common';
import type { PageQuery } from '@linkflow/contracts';
import { containing, type Sorting } from '@linkflow/links';
import type { mongo } from 'mongoose';
import type { MailingDoc } from '../store/documents';
import { MailingStore } from '../store/mailing-store';

/** A mailing without its content, which lists have no use for. */
export type MailingRow = Omit<MailingDoc, 'html'>;

/** What a list of mailings can be sorted by in the database. */
export const MAILING_SORTS = ['name', 'subject', 'updatedAt', 'createdAt'] as const;
export type MailingSorting = Sorting<(typeof MAILING_SORTS)[number]>;
const NAME_ORDER = { locale: 'nb', strength: 2 } as const;

/** Reads and writes the collection `mailings`. */
@Injectable()
export class MailingsRepository {
  constructor(private readonly store: MailingStore) {}

  async insert(mailing: MailingDoc): Promise<void> {
    await this.store.mailings.insertOne(mailing);
  }

  /** Deleted ones too. */
  find(id: string): Promise<MailingDoc | null> {
    return this.store.mailings.findOne({ _id: id });
  }

  async page(query: PageQuery, sort: MailingSorting): Promise<{ rows: MailingRow[]; total: number }> {
    const filter = filterOf(query);
    const [rows, total] = await Promise.all([
      this.store.mailings
        .find(filter)
        .project<MailingRow>({ html: 0 })
        .collation(NAME_ORDER)
        .sort({ [sort.field]: sort.direction, _id: 1 })
        .skip((query.page - 1) * query.pageSize)
        .limit(query.pageSize)
        .toArray(),
      this.store.mailings.countDocuments(filter),
    ]);
    return { rows, total };
  }

  /** Ids of all that a query finds, by name. */
  async ids(query: PageQuery): Promise<string[]> {
    const found = await this.store.mailings
      .find(filterOf(query))
      .project<{ _id: string }>({ _id: 1 })
      .collation(NAME_ORDER)
      .sort({ name: 1, _id: 1 })
      .toArray();
    return found.map(({ _id }) => _id);
  }

  rows(ids: readonly string[]): Promise<MailingRow[]> {
    return this.store.mailings
      .find({ _id: { $in: [...ids] } })
      .project<MailingRow>({ html: 0 })
      .toArray();
  }

  /** Changes it when it still has the revision that the change was built on; else null. */
  replace(
    id: string,
    revision: number,
    change: Partial<Pick<MailingDoc, 'name' | 'subject' | 'html' | 'linkIds' | 'linkCount'>> &
      Pick<MailingDoc, 'updatedAt' | 'updatedBy'>,
  ): Promise<MailingDoc | null> {
    return this.store.mailings.findOneAndUpdate(
      { _id: id, deletedAt: null, revision },
      { $set: { ...change, revision: revision + 1 } },
      { returnDocument: 'after' },
    );
  }

  async remove(id: string, at: Date): Promise<boolean> {
    const { matchedCount } = await this.store.mailings.updateOne(
      { _id: id, deletedAt: null },
      { $set: { deletedAt: at } },
    );
    return matchedCount === 1;
  }

  /** Names by id, of deleted ones too. */
  async names(ids: readonly string[]): Promise<Map<string, { name: string; deleted: boolean }>> {
    if (ids.length === 0) return new Map();
    const found = await this.store.mailings
      .find({ _id: { $in: [...ids] } })
      .project<Pick<MailingDoc, '_id' | 'name' | 'deletedAt'>>({ name: 1, deletedAt: 1 })
      .toArray();
    return new Map(found.map(({ _id, name, deletedAt }) => [_id, { name, deleted: deletedAt !== null }]));
  }

  /** The mailings in whose content a link stands. */
  usedIn(linkId: string): Promise<Pick<MailingDoc, '_id' | 'name'>[]> {
    return this.store.mailings
      .find({ linkIds: linkId, deletedAt: null })
      .project<Pick<MailingDoc, '_id' | 'name'>>({ name: 1 })
      .collation(NAME_ORDER)
      .sort({ name: 1 })
      .toArray();
  }
}

function filterOf(query: PageQuery): mongo.Filter<MailingDoc> {
  const filter: mongo.Filter<MailingDoc> = { deletedAt: null };
  if (query.q) filter.$or = [{ name: containing(query.q) }, { subject: containing(query.q) }];
  return filter;
}
