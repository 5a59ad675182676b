import { Injectable } from '@nestjs/common';
import type { LinkQuery } from '@linkflow/contracts';
import type { mongo } from 'mongoose';
import type { DraftDoc, LinkDoc } from '../store/documents';
import { containing, type Sorting } from '../lists/sorting';
import { LinkStore, NAME_ORDER } from '../store/link-store';

/** A link without its draft's graph, which lists have no use for. */
export type LinkRow = Omit<LinkDoc, 'draft'> & { draft: Pick<DraftDoc, 'url' | 'hash' | 'revision'> };

/** What a list of links can be sorted by in the database. */
export const LINK_SORTS = ['name', 'updatedAt', 'createdAt'] as const;
export type LinkSorting = Sorting<(typeof LINK_SORTS)[number]>;

const ROW = { 'draft.document': 0, 'draft.layout': 0 } as const;

/** Reads and writes the collection `links`. */
@Injectable()
export class LinksRepository {
  constructor(private readonly store: LinkStore) {}

  async insert(link: LinkDoc): Promise<void> {
    await this.store.links.insertOne(link);
  }

  /** Deleted ones too. */
  find(id: string, session?: mongo.ClientSession): Promise<LinkDoc | null> {
    return this.store.links.findOne({ _id: id }, { session });
  }

  /** Deleted ones too: what was deleted may still be used. */
  rows(ids: readonly string[]): Promise<LinkRow[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.store.links
      .find({ _id: { $in: [...ids] } })
      .project<LinkRow>(ROW)
      .toArray();
  }

  /** Library links, or the local ones of a mailing when one is named. */
  async page(query: LinkQuery, sort: LinkSorting): Promise<{ rows: LinkRow[]; total: number }> {
    const filter = filterOf(query);
    const [rows, total] = await Promise.all([
      this.store.links
        .find(filter)
        .project<LinkRow>(ROW)
        .collation(NAME_ORDER)
        .sort({ [sort.field]: sort.direction, _id: 1 })
        .skip((query.page - 1) * query.pageSize)
        .limit(query.pageSize)
        .toArray(),
      this.store.links.countDocuments(filter),
    ]);
    return { rows, total };
  }

  /** Ids of all that a query finds, by name. */
  async ids(query: LinkQuery): Promise<string[]> {
    const found = await this.store.links
      .find(filterOf(query))
      .project<{ _id: string }>({ _id: 1 })
      .collation(NAME_ORDER)
      .sort({ name: 1, _id: 1 })
      .toArray();
    return found.map(({ _id }) => _id);
  }

  /** Changes a link that is not deleted; null when there is none. */
  update(
    id: string,
    change: Partial<Omit<LinkDoc, '_id' | 'draft'>>,
    where: mongo.Filter<LinkDoc> = { deletedAt: null },
  ): Promise<LinkDoc | null> {
    return this.store.links.findOneAndUpdate(
      { ...where, _id: id },
      { $set: change },
      { returnDocument: 'after' },
    );
  }

  /** Replaces the draft when it still has the revision that the new one was built on; else null. */
  replaceDraft(id: string, draft: DraftDoc): Promise<LinkDoc | null> {
    return this.store.links.findOneAndUpdate(
      { _id: id, deletedAt: null, 'draft.revision': draft.revision - 1 },
      { $set: { draft, updatedAt: draft.savedAt, updatedBy: draft.savedBy } },
      { returnDocument: 'after' },
    );
  }

  /** How many links lie in each folder. */
  async countByFolder(): Promise<Map<string, number>> {
    const groups = await this.store.links
      .aggregate<{ _id: string; links: number }>([
        { $match: { deletedAt: null, mailingId: null, folderId: { $ne: null } } },
        { $group: { _id: '$folderId', links: { $sum: 1 } } },
      ])
      .toArray();
    return new Map(groups.map((group) => [group._id, group.links]));
  }
}

function filterOf(query: LinkQuery): mongo.Filter<LinkDoc> {
  const filter: mongo.Filter<LinkDoc> = { deletedAt: null, mailingId: query.mailingId ?? null };
  if (query.folderId) filter.folderId = query.folderId === 'none' ? null : query.folderId;
  if (query.q) filter.name = containing(query.q);
  return filter;
}
