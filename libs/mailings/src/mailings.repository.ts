import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { PageQuery } from '@linkflow/contracts';
import { NAME_ORDER, containing, type Author, type Sorting } from '@linkflow/links';
import { collectionOf } from '@linkflow/platform';

/** Collection `mailings`. */
export interface MailingDoc {
  _id: string;
  name: string;
  subject: string;
  /** Sanitised. Tracked links are placeholders. */
  html: string;
  /** The tracked links in the HTML, each once. */
  linkIds: string[];
  /** Number of links in the HTML, tracked or not. Absent in mailings that were last saved by an early release. */
  linkCount?: number;
  /** Incremented by each save. */
  revision: number;
  /** Hidden from lists. Messages that were sent can still be viewed, and their links clicked. */
  deletedAt: Date | null;
  createdAt: Date;
  createdBy: Author;
  updatedAt: Date;
  updatedBy: Author;
}

/** A mailing without its content, for lists. */
export type MailingRow = Omit<MailingDoc, 'html'>;

/** Stored fields by which mailings can be sorted. */
export const MAILING_SORTS = ['name', 'subject', 'updatedAt', 'createdAt'] as const;

@Injectable()
export class MailingsRepository {
  private readonly mailings: mongo.Collection<MailingDoc>;

  constructor(@InjectConnection() connection: Connection) {
    this.mailings = collectionOf(connection, 'mailings');
  }

  async createIndexes(): Promise<void> {
    await this.mailings.createIndexes([{ key: { deletedAt: 1, updatedAt: -1 } }, { key: { linkIds: 1 } }]);
  }

  async insert(mailing: MailingDoc): Promise<void> {
    await this.mailings.insertOne(mailing);
  }

  /** Finds deleted mailings too. */
  find(id: string): Promise<MailingDoc | null> {
    return this.mailings.findOne({ _id: id });
  }

  async page(
    query: PageQuery,
    { field, direction }: Sorting<(typeof MAILING_SORTS)[number]>,
  ): Promise<{ rows: MailingRow[]; total: number }> {
    const filter = filterOf(query);
    const [rows, total] = await Promise.all([
      this.mailings
        .find(filter)
        .project<MailingRow>({ html: 0 })
        .collation(NAME_ORDER)
        .sort({ [field]: direction, _id: 1 })
        .skip((query.page - 1) * query.pageSize)
        .limit(query.pageSize)
        .toArray(),
      this.mailings.countDocuments(filter),
    ]);
    return { rows, total };
  }

  /** Ids of all mailings that match a query, sorted by name. */
  async ids(query: PageQuery): Promise<string[]> {
    const found = await this.mailings
      .find(filterOf(query))
      .project<{ _id: string }>({ _id: 1 })
      .collation(NAME_ORDER)
      .sort({ name: 1, _id: 1 })
      .toArray();
    return found.map(({ _id }) => _id);
  }

  rows(ids: readonly string[]): Promise<MailingRow[]> {
    return this.mailings
      .find({ _id: { $in: [...ids] } })
      .project<MailingRow>({ html: 0 })
      .toArray();
  }

  /** Changes a mailing if it still has this revision; else null. */
  replace(
    id: string,
    revision: number,
    change: Partial<Pick<MailingDoc, 'name' | 'subject' | 'html' | 'linkIds' | 'linkCount'>> &
      Pick<MailingDoc, 'updatedAt' | 'updatedBy'>,
  ): Promise<MailingDoc | null> {
    return this.mailings.findOneAndUpdate(
      { _id: id, deletedAt: null, revision },
      { $set: { ...change, revision: revision + 1 } },
      { returnDocument: 'after' },
    );
  }

  async remove(id: string, at: Date): Promise<boolean> {
    const { matchedCount } = await this.mailings.updateOne(
      { _id: id, deletedAt: null },
      { $set: { deletedAt: at } },
    );
    return matchedCount === 1;
  }

  /** Names by id, of deleted mailings too. */
  async names(ids: readonly string[]): Promise<Map<string, { name: string; deleted: boolean }>> {
    if (ids.length === 0) return new Map();
    const found = await this.mailings
      .find({ _id: { $in: [...ids] } })
      .project<Pick<MailingDoc, '_id' | 'name' | 'deletedAt'>>({ name: 1, deletedAt: 1 })
      .toArray();
    return new Map(found.map(({ _id, name, deletedAt }) => [_id, { name, deleted: deletedAt !== null }]));
  }

  /** The mailings whose content contains this tracked link. */
  usedIn(linkId: string): Promise<Pick<MailingDoc, '_id' | 'name'>[]> {
    return this.mailings
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
