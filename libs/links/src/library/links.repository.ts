import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { LinkQuery, LinkTrust, Ref, SaveDraft } from '@linkflow/contracts';
import { AppError, containing, type Batcher } from '@linkflow/platform';
import { NAME_ORDER } from '../list-query';
import { FolderedRepository } from './folder-contents';

/** A user who changed something. The name is stored as well, so that lists need no look-up. */
export interface Author {
  id: string;
  name: string;
}

/** The draft of a link. Each save increments its revision. */
export interface DraftDoc extends SaveDraft {
  /** Hash of the behaviour, without labels and layout. Compared with the hash of the live version to detect unpublished changes. */
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
  /** Set once a mailing that adds parameters to the addresses of its links uses the link. */
  analytics?: true;
  /** How its clicks are treated; absent: as the installation says. */
  trust?: LinkTrust;
  /** Number of the newest version, which is the live one; null if no version is published. */
  liveVersion: number | null;
  liveHash: string | null;
  /**
   * When the link was deleted (soft delete); null if it is not. A deleted link is hidden from lists and pickers, but its tracked URLs in
   * sent mails keep working.
   */
  deletedAt: Date | null;
  createdAt: Date;
  createdBy: Author;
  updatedAt: Date;
  updatedBy: Author;
}

/** A link without the graph of its draft, for lists. */
export type LinkRow = Omit<LinkDoc, 'draft'> & { draft: Pick<DraftDoc, 'url' | 'hash' | 'revision'> };

export const LINKS = 'links';

/** The fields of a link that a click needs. */
export type LinkHead = Pick<LinkDoc, '_id' | 'name' | 'mailingId' | 'liveVersion' | 'analytics'> & {
  draft: Pick<DraftDoc, 'url'>;
};

/** Most links that are listed as opening a form, or as sending a mailing. */
const MAX_REFS = 100;

/** `locals`: also the local links of all mailings. `mine`: id of the user who has created them. `since`: when they were changed at the earliest. */
export type ListedLinks = LinkQuery & { locals?: boolean; mine?: string; since?: Date };

@Injectable()
export class LinksRepository extends FolderedRepository<LinkDoc, LinkRow, ListedLinks> {
  constructor(@InjectConnection() connection: Connection) {
    super(connection, LINKS, {
      sorts: ['name', 'updatedAt', 'createdAt'],
      standard: { field: 'updatedAt', direction: -1 },
      projection: { 'draft.document': 0, 'draft.layout': 0 },
    });
  }

  async createIndexes(): Promise<void> {
    await this.documents.createIndexes([
      { key: { deletedAt: 1, updatedAt: -1 } },
      { key: { folderId: 1, deletedAt: 1 } },
      // For the library and for the links of a mailing, in the order of the last change, and in that of the names. A search reads the names
      // in the first index only.
      { key: { mailingId: 1, deletedAt: 1, updatedAt: -1, _id: -1, name: 1 } },
      { key: { mailingId: 1, deletedAt: 1, name: 1, _id: 1 }, collation: NAME_ORDER },
      { key: { 'createdBy.id': 1, mailingId: 1, deletedAt: 1, updatedAt: -1, _id: -1 } },
      // For lookups, which find local links too.
      { key: { name: 1 }, collation: NAME_ORDER },
      // Which links open a form or run a script. Few nodes have such a parameter.
      { key: { 'draft.document.nodes.params.formId': 1 }, sparse: true },
      { key: { 'draft.document.nodes.params.scriptId': 1 }, sparse: true },
      // Which links lead to the page of a form.
      { key: { 'draft.url': 1 } },
      // Which links send a mailing.
      { key: { 'draft.document.nodes.params.mailingId': 1 }, sparse: true },
    ]);
  }

  async insert(link: LinkDoc, session: mongo.ClientSession): Promise<void> {
    await this.documents.insertOne(link, { session });
  }

  /** Finds deleted links too. */
  find(id: string, session?: mongo.ClientSession): Promise<LinkDoc | null> {
    return this.documents.findOne({ _id: id }, { session });
  }

  /** @throws AppError not-found, also for a deleted link */
  async get(id: string, session?: mongo.ClientSession): Promise<LinkDoc> {
    const link = await this.find(id, session);
    if (!link || link.deletedAt) throw noSuchLink(link?.mailingId === null);
    return link;
  }

  /** Finds deleted links too. */
  head(id: string): Promise<LinkHead | null> {
    const projection = { name: 1, mailingId: 1, liveVersion: 1, analytics: 1, 'draft.url': 1 };
    return this.documents.findOne<LinkHead>({ _id: id }, { projection });
  }

  /** Changes a link. Returns null if no link has this id and matches `where`. */
  update(
    id: string,
    change: Partial<Omit<LinkDoc, '_id' | 'draft'>>,
    {
      where = { deletedAt: null },
      session,
    }: { where?: mongo.Filter<LinkDoc>; session?: mongo.ClientSession } = {},
  ): Promise<LinkDoc | null> {
    return this.documents.findOneAndUpdate(
      { ...where, _id: id },
      { $set: change },
      { returnDocument: 'after', session },
    );
  }

  /** Replaces the draft if the stored revision is the one before that of the new draft; else returns null. */
  replaceDraft(id: string, draft: DraftDoc): Promise<LinkDoc | null> {
    return this.documents.findOneAndUpdate(
      { _id: id, deletedAt: null, 'draft.revision': draft.revision - 1 },
      { $set: { draft, updatedAt: draft.savedAt, updatedBy: draft.savedBy } },
      { returnDocument: 'after' },
    );
  }

  /** Those of the links that are not marked: no mailing adds parameters to their addresses. */
  async withoutAnalytics(ids: readonly string[]): Promise<string[]> {
    const found = await this.documents
      .find({ _id: { $in: [...ids] }, analytics: { $exists: false } })
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    return found.map(({ _id }) => _id);
  }

  /** Marks a link whose address gets parameters of a mailing. */
  async markAnalytics(id: string): Promise<void> {
    await this.documents.updateOne({ _id: id }, { $set: { analytics: true } });
  }

  /**
   * The links, of the library and of mailings, whose drafts open a form or have its address, and those with one of these live versions.
   * @param url of the page of the form
   */
  async opening(
    { formId, url }: { formId: string; url: string },
    live: readonly { _id: string; liveVersion: number }[],
  ): Promise<Ref[]> {
    const filter = {
      deletedAt: null,
      $or: [
        { 'draft.document.nodes.params.formId': formId },
        { 'draft.url': url },
        // Followed by a path, a query or a fragment.
        ...['/', '?', '#'].map((sign) => ({ 'draft.url': { $gte: url + sign, $lt: url + after(sign) } })),
        ...live,
      ],
    };
    return this.refs(filter, MAX_REFS);
  }

  /** The links whose drafts send one of these mailings. */
  async sending(mailingIds: readonly string[]): Promise<Ref[]> {
    if (mailingIds.length === 0) return [];
    const filter = { deletedAt: null, 'draft.document.nodes.params.mailingId': { $in: [...mailingIds] } };
    return this.refs(filter, MAX_REFS);
  }

  async setLive(
    id: string,
    version: { number: number; hash: string; publishedAt: Date; publishedBy: Author },
    session: mongo.ClientSession,
  ): Promise<void> {
    const { number, hash, publishedAt, publishedBy } = version;
    await this.documents.updateOne(
      { _id: id },
      { $set: { liveVersion: number, liveHash: hash, updatedAt: publishedAt, updatedBy: publishedBy } },
      { session },
    );
  }

  /** Local links are in no list of a folder, so they are not counted. */
  override countByFolder(): Promise<Map<string, number>> {
    return super.countByFolder({ mailingId: null });
  }

  /** Filter for the library links or, if the query names a mailing, for the local links of that mailing. */
  protected filterOf(query: ListedLinks): mongo.Filter<LinkDoc> {
    const filter: mongo.Filter<LinkDoc> = { deletedAt: query.view === 'trash' ? { $ne: null } : null };
    if (query.mine !== undefined) filter['createdBy.id'] = query.mine;
    if (query.since) filter.updatedAt = { $gte: query.since };
    if (!query.locals) filter.mailingId = query.mailingId ?? null;
    if (query.folderId) filter.folderId = query.folderId === 'none' ? null : query.folderId;
    if (query.q) filter.name = containing(query.q);
    return filter;
  }
}

/** @param isInTrash pages then say so */
export const noSuchLink = (isInTrash = false): AppError =>
  isInTrash
    ? new AppError('not-found', 'The link is deleted. It is in the trash.', { details: { inTrash: true } })
    : new AppError('not-found', 'The link does not exist.');

/** The next character. */
const after = (sign: string): string => String.fromCharCode(sign.charCodeAt(0) + 1);

/** Reads a link, also a deleted one. All reads of one event-loop turn share a round trip. */
export const readLink = (batcher: Batcher, id: string): Promise<LinkDoc | null> =>
  batcher.read<LinkDoc>(LINKS, id);
