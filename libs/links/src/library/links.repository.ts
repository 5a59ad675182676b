import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { LinkQuery, WorkflowDocument, WorkflowLayout } from '@linkflow/contracts';
import { collectionOf, type Batcher } from '@linkflow/platform';
import { NAME_ORDER, containing, type Sorting } from '../list-query';

/** A user who changed something. The name is stored as well, so that lists need no look-up. */
export interface Author {
  id: string;
  name: string;
}

/** The draft of a link. */
export interface DraftDoc {
  /** Incremented by each save. */
  revision: number;
  url: string;
  document: WorkflowDocument;
  layout: WorkflowLayout;
  /** Hash of the behaviour, without labels and layout. Compared with the live version's to detect changes. */
  hash: string;
  savedAt: Date;
  savedBy: Author;
}

/** Collection `links`. */
export interface LinkDoc {
  _id: string;
  name: string;
  folderId: string | null;
  /** Set for a local link, which belongs to this mailing. */
  mailingId: string | null;
  draft: DraftDoc;
  /** Number of the newest version, which is the live one; null: none is published. */
  liveVersion: number | null;
  liveHash: string | null;
  /** Hidden from lists and pickers. Its links in mails keep working. */
  deletedAt: Date | null;
  createdAt: Date;
  createdBy: Author;
  updatedAt: Date;
  updatedBy: Author;
}

/** A link without the graph of its draft, for lists. */
export type LinkRow = Omit<LinkDoc, 'draft'> & { draft: Pick<DraftDoc, 'url' | 'hash' | 'revision'> };

/** Stored fields by which links can be sorted. */
export const LINK_SORTS = ['name', 'updatedAt', 'createdAt'] as const;

const NAME = 'links';
const ROW = { 'draft.document': 0, 'draft.layout': 0 } as const;

/** What a click needs of a link. */
export type LinkHead = Pick<LinkDoc, '_id' | 'name' | 'mailingId' | 'liveVersion'> & {
  draft: Pick<DraftDoc, 'url'>;
};

@Injectable()
export class LinksRepository {
  readonly links: mongo.Collection<LinkDoc>;

  constructor(@InjectConnection() connection: Connection) {
    this.links = collectionOf(connection, NAME);
  }

  async createIndexes(): Promise<void> {
    await this.links.createIndexes([
      { key: { deletedAt: 1, updatedAt: -1 } },
      { key: { folderId: 1, deletedAt: 1 } },
      { key: { mailingId: 1, deletedAt: 1 } },
      { key: { name: 1 }, collation: NAME_ORDER },
    ]);
  }

  async insert(link: LinkDoc): Promise<void> {
    await this.links.insertOne(link);
  }

  /** Finds deleted links too. */
  find(id: string, session?: mongo.ClientSession): Promise<LinkDoc | null> {
    return this.links.findOne({ _id: id }, { session });
  }

  /** Finds deleted links too. */
  head(id: string): Promise<LinkHead | null> {
    const projection = { name: 1, mailingId: 1, liveVersion: 1, 'draft.url': 1 };
    return this.links.findOne<LinkHead>({ _id: id }, { projection });
  }

  /** Finds deleted links too, which may still be in use. */
  rows(ids: readonly string[]): Promise<LinkRow[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.links
      .find({ _id: { $in: [...ids] } })
      .project<LinkRow>(ROW)
      .toArray();
  }

  /** Library links, or the local links of the mailing in the query. */
  async page(
    query: LinkQuery,
    { field, direction }: Sorting<(typeof LINK_SORTS)[number]>,
  ): Promise<{ rows: LinkRow[]; total: number }> {
    const filter = filterOf(query);
    const [rows, total] = await Promise.all([
      this.links
        .find(filter)
        .project<LinkRow>(ROW)
        .collation(NAME_ORDER)
        .sort({ [field]: direction, _id: 1 })
        .skip((query.page - 1) * query.pageSize)
        .limit(query.pageSize)
        .toArray(),
      this.links.countDocuments(filter),
    ]);
    return { rows, total };
  }

  /** Ids of all links that match a query, sorted by name. */
  async ids(query: LinkQuery): Promise<string[]> {
    const found = await this.links
      .find(filterOf(query))
      .project<{ _id: string }>({ _id: 1 })
      .collation(NAME_ORDER)
      .sort({ name: 1, _id: 1 })
      .toArray();
    return found.map(({ _id }) => _id);
  }

  /** Null: no link has this id and matches `where`. */
  update(
    id: string,
    change: Partial<Omit<LinkDoc, '_id' | 'draft'>>,
    where: mongo.Filter<LinkDoc> = { deletedAt: null },
  ): Promise<LinkDoc | null> {
    return this.links.findOneAndUpdate({ ...where, _id: id }, { $set: change }, { returnDocument: 'after' });
  }

  /** Replaces the draft if its revision is the one before the new draft's; else null. */
  replaceDraft(id: string, draft: DraftDoc): Promise<LinkDoc | null> {
    return this.links.findOneAndUpdate(
      { _id: id, deletedAt: null, 'draft.revision': draft.revision - 1 },
      { $set: { draft, updatedAt: draft.savedAt, updatedBy: draft.savedBy } },
      { returnDocument: 'after' },
    );
  }

  async setLive(
    id: string,
    version: { number: number; hash: string; publishedAt: Date; publishedBy: Author },
    session: mongo.ClientSession,
  ): Promise<void> {
    const { number, hash, publishedAt, publishedBy } = version;
    await this.links.updateOne(
      { _id: id },
      { $set: { liveVersion: number, liveHash: hash, updatedAt: publishedAt, updatedBy: publishedBy } },
      { session },
    );
  }

  /** Number of links in each folder. A folder without links is absent. */
  async countByFolder(): Promise<Map<string, number>> {
    const groups = await this.links
      .aggregate<{ _id: string; links: number }>([
        { $match: { deletedAt: null, mailingId: null, folderId: { $ne: null } } },
        { $group: { _id: '$folderId', links: { $sum: 1 } } },
      ])
      .toArray();
    return new Map(groups.map((group) => [group._id, group.links]));
  }

  /** Whether a folder contains links that are not deleted. */
  async isAnyIn(folderId: string, session: mongo.ClientSession): Promise<boolean> {
    const link = await this.links.findOne({ folderId, deletedAt: null }, { session, projection: { _id: 1 } });
    return link !== null;
  }

  /** Moves all links of a folder, deleted ones too, to no folder. */
  async clearFolder(folderId: string, session: mongo.ClientSession): Promise<void> {
    await this.links.updateMany({ folderId }, { $set: { folderId: null } }, { session });
  }
}

function filterOf(query: LinkQuery): mongo.Filter<LinkDoc> {
  const filter: mongo.Filter<LinkDoc> = { deletedAt: null, mailingId: query.mailingId ?? null };
  if (query.folderId) filter.folderId = query.folderId === 'none' ? null : query.folderId;
  if (query.q) filter.name = containing(query.q);
  return filter;
}

/** Reads a link, also a deleted one, with the reads of other callers in the same event-loop turn. */
export const readLink = (batcher: Batcher, id: string): Promise<LinkDoc | null> =>
  batcher.read<LinkDoc>(NAME, id);
