import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import {
  NOT_STARTED,
  type Analytics,
  type BlockDocument,
  type Mailbox,
  type MailingQuery,
} from '@linkflow/contracts';
import { FolderedRepository, NAME_ORDER, type Author } from '@linkflow/links';
import { containing, newId } from '@linkflow/platform';
import { UNDER_WAY, type Sending } from './sending/sending-state';

/** Collection `mailings`. */
export interface MailingDoc {
  _id: string;
  name: string;
  subject: string;
  /** The line that inboxes show after the subject. Absent in mailings that an early release saved. */
  preheader?: string;
  /**
   * The document of the author, byte for byte, with a placeholder in place of the URL of each tracked link. For a mailing of blocks, what is
   * rendered from them.
   */
  html: string;
  /** Null or absent if the author writes HTML. */
  blocks?: BlockDocument | null;
  /** For a mailing of blocks: the block of each link in the HTML, by occurrence. */
  linkBlocks?: string[] | null;
  /** The tracked links in the HTML, each once. */
  linkIds: string[];
  /** Number of links in the HTML, tracked or not. Absent in mailings that were last saved by an early release. */
  linkCount?: number;
  /** Absent in mailings that an early release saved: nothing is added. */
  analytics?: Analytics;
  /** The subscription type of the mailing; null or absent if it has none. */
  typeId?: string | null;
  /** The mailing's own sender; null or absent: that of the installation. */
  from?: Mailbox | null;
  /** Where answers go; null or absent: to the sender. */
  replyTo?: Mailbox | null;
  /** Whether selections, projects and companies are read again when the mailing is sent. Absent: no. */
  updateAtSending?: boolean;
  /**
   * Set to a new value when all recipients must be judged again, until they are (`RecheckTasks`): the mailing has got another subscription
   * type, the type asks for consent from now on, or no longer, or the mailing comes out of the trash.
   */
  recheck?: string;
  /** Null or absent: in no folder. */
  folderId?: string | null;
  /** Incremented by each save. */
  revision: number;
  /**
   * When the mailing was deleted (soft delete); null if it is not. A deleted mailing is hidden from lists, but messages that were sent
   * can still be viewed, and their links clicked.
   */
  deletedAt: Date | null;
  /** Absent until the sending is started or scheduled. */
  sending?: Sending;
  createdAt: Date;
  createdBy: Author;
  updatedAt: Date;
  updatedBy: Author;
}

type ContentField =
  | 'name'
  | 'subject'
  | 'preheader'
  | 'typeId'
  | 'recheck'
  | 'from'
  | 'replyTo'
  | 'html'
  | 'blocks'
  | 'linkBlocks'
  | 'linkIds'
  | 'linkCount'
  | 'analytics';

/** See sending-state.ts: until the sending starts, the content can be changed. */
const IS_EDITABLE: mongo.Filter<MailingDoc> = { 'sending.state': { $in: [null, ...NOT_STARTED] } };

/** A mailing without its content, for lists. */
export type MailingRow = Omit<MailingDoc, 'html' | 'blocks' | 'linkBlocks'>;

/** `mine`: id of the user who has created them. `since`: when they were changed at the earliest. `started`: only those whose sending has started. */
export type ListedMailings = MailingQuery & { mine?: string; since?: Date; started?: boolean };

@Injectable()
export class MailingsRepository extends FolderedRepository<MailingDoc, MailingRow, ListedMailings> {
  constructor(@InjectConnection() connection: Connection) {
    super(connection, 'mailings', {
      sorts: ['name', 'subject', 'updatedAt', 'createdAt'],
      texts: ['subject'],
      standard: { field: 'updatedAt', direction: -1 },
      projection: { html: 0, blocks: 0, linkBlocks: 0 },
    });
  }

  async createIndexes(): Promise<void> {
    await this.documents.createIndexes([
      { key: { deletedAt: 1, updatedAt: -1, _id: -1 } },
      { key: { linkIds: 1 } },
      { key: { folderId: 1, deletedAt: 1 } },
      { key: { deletedAt: 1, 'sending.state': 1 } },
      { key: { recheck: 1 }, partialFilterExpression: { recheck: { $type: 'string' } } },
    ]);
  }

  async insert(mailing: MailingDoc, session?: mongo.ClientSession): Promise<void> {
    await this.documents.insertOne(mailing, { session });
  }

  /** Finds deleted mailings too. */
  find(id: string): Promise<MailingDoc | null> {
    return this.documents.findOne({ _id: id });
  }

  /**
   * Changes a mailing if it still has this revision; else returns null. After the start of the sending, only the name can be changed: recipients
   * who get their message later must get the same one.
   */
  replace(
    id: string,
    revision: number,
    change: Partial<Pick<MailingDoc, ContentField>> & Pick<MailingDoc, 'updatedAt' | 'updatedBy'>,
    session?: mongo.ClientSession,
  ): Promise<MailingDoc | null> {
    const { name: _name, updatedAt: _at, updatedBy: _by, ...content } = change;
    const isContent = Object.keys(content).length > 0;
    return this.documents.findOneAndUpdate(
      { _id: id, deletedAt: null, revision, ...(isContent && IS_EDITABLE) },
      { $set: { ...change, revision: revision + 1 } },
      { returnDocument: 'after', session },
    );
  }

  /** Not part of the content: the revision stays. */
  async setUpdateAtSending(id: string, updateAtSending: boolean): Promise<void> {
    await this.documents.updateOne({ _id: id }, { $set: { updateAtSending } });
  }

  /** Ids of the mailings that are not sent yet. */
  async notStarted(): Promise<string[]> {
    const found = await this.documents
      .find({ deletedAt: null, ...IS_EDITABLE })
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    return found.map(({ _id }) => _id);
  }

  /** Has the recipients of all mailings of a type judged again that are not sent yet. */
  async recheckOfType(typeId: string, session: mongo.ClientSession): Promise<void> {
    await this.documents.updateMany(
      { typeId, deletedAt: null, ...IS_EDITABLE },
      { $set: { recheck: newId() } },
      { session },
    );
  }

  /** The mailings whose recipients are to be judged again, each with the value that `rechecked` needs. */
  toRecheck({
    limit,
    without,
  }: {
    limit: number;
    without: readonly string[];
  }): Promise<Pick<MailingDoc, '_id' | 'recheck'>[]> {
    return this.documents
      .find({ recheck: { $type: 'string' }, _id: { $nin: [...without] } })
      .project<Pick<MailingDoc, '_id' | 'recheck'>>({ recheck: 1 })
      .limit(limit)
      .toArray();
  }

  /** All recipients of a mailing are to be judged again. */
  async markForRecheck(id: string): Promise<void> {
    await this.documents.updateOne({ _id: id }, { $set: { recheck: newId() } });
  }

  /** All recipients are judged, unless they must be once more since `recheck` was read. */
  async rechecked({ _id, recheck }: Pick<MailingDoc, '_id' | 'recheck'>): Promise<void> {
    await this.documents.updateOne({ _id, recheck }, { $unset: { recheck: '' } });
  }

  /** Puts a mailing into the trash, unless its sending is under way. */
  async remove(id: string, { at, by }: { at: Date; by: Author }): Promise<boolean> {
    const { matchedCount } = await this.documents.updateOne(
      { _id: id, deletedAt: null, 'sending.state': { $nin: [...UNDER_WAY] } },
      { $set: { deletedAt: at, updatedAt: at, updatedBy: by } },
    );
    return matchedCount === 1;
  }

  /** Takes a mailing out of the trash; null if it is not there. Its recipients were not judged there. */
  restore(id: string, { at, by }: { at: Date; by: Author }): Promise<MailingDoc | null> {
    return this.documents.findOneAndUpdate(
      { _id: id, deletedAt: { $ne: null } },
      { $set: { deletedAt: null, updatedAt: at, updatedBy: by, recheck: newId() } },
      { returnDocument: 'after' },
    );
  }

  /** What a mailing adds to the URLs of its links; undefined if the mailing does not exist or adds nothing. */
  async analyticsOf(id: string): Promise<Analytics | undefined> {
    const found = await this.documents.findOne({ _id: id }, { projection: { analytics: 1 } });
    return found?.analytics;
  }

  /** The subscription type of a mailing: null if it has none, undefined if the mailing does not exist. */
  async typeOf(id: string): Promise<string | null | undefined> {
    const found = await this.documents.findOne({ _id: id }, { projection: { typeId: 1 } });
    return found ? (found.typeId ?? null) : undefined;
  }

  /** The mailings whose content contains this tracked link. */
  usedIn(linkId: string): Promise<Pick<MailingDoc, '_id' | 'name'>[]> {
    return this.documents
      .find({ linkIds: linkId, deletedAt: null })
      .project<Pick<MailingDoc, '_id' | 'name'>>({ name: 1 })
      .collation(NAME_ORDER)
      .sort({ name: 1 })
      .toArray();
  }

  usesOf(linkIds: readonly string[]): Promise<Pick<MailingDoc, '_id' | 'name' | 'linkIds' | 'sending'>[]> {
    return this.documents
      .find({ linkIds: { $in: [...linkIds] }, deletedAt: null })
      .project<Pick<MailingDoc, '_id' | 'name' | 'linkIds' | 'sending'>>({ name: 1, linkIds: 1, sending: 1 })
      .sort({ _id: -1 })
      .toArray();
  }

  protected filterOf({ q, folderId, view, mine, since, started }: ListedMailings): mongo.Filter<MailingDoc> {
    const filter: mongo.Filter<MailingDoc> = { deletedAt: view === 'trash' ? { $ne: null } : null };
    if (folderId) filter.folderId = folderId === 'none' ? null : folderId;
    if (mine !== undefined) filter['createdBy.id'] = mine;
    if (since) filter.updatedAt = { $gte: since };
    if (started) filter['sending.state'] = { $nin: [null, ...NOT_STARTED] };
    if (q) filter.$or = [{ name: containing(q) }, { subject: containing(q) }];
    return filter;
  }
}
