import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { AudienceKind, CodedReason, SourceCounts, UnknownAddresses } from '@linkflow/contracts';
import type { Author } from '@linkflow/links';
import { collectionOf, newId } from '@linkflow/platform';
import { mongo, type Connection } from 'mongoose';
import type { FileFormat } from './recipient-file';

/*
 * A source of the recipients of a mailing. States:
 *
 * - waiting: is to be read, from `cursor` on.
 * - running: a process reads it and holds the lease. After the lease another process continues at `cursor`.
 * - done: everything was read.
 * - failed: cannot be read; `problem` says why.
 *
 * Each batch is written in one transaction with `cursor` and `counts`, so nothing is counted or added twice.
 */

/** Collection `audience_sources`. */
export interface AudienceSourceDoc {
  _id: string;
  mailingId: string;
  kind: AudienceKind;
  /** The selection, project or company. */
  targetId?: string;
  /** For the kind `contacts`. */
  contactIds?: string[];
  file?: { name: string; unknown: UnknownAddresses; format: FileFormat };
  state: 'waiting' | 'running' | 'done' | 'failed';
  /** Whether members that have left the group since are removed: it was read before. */
  updates: boolean;
  /** The last contact id that was read, or the number of rows of the file. */
  cursor: string | null;
  counts: SourceCounts;
  total: number | null;
  problem?: CodedReason;
  /** The first bad rows of a file. The rows themselves are not stored. */
  badRows?: { line: number; reason: CodedReason }[];
  lease?: { token: string; until: Date };
  addedAt: Date;
  addedBy: Author;
}

/** Collection `audiences`; `_id` is the id of the mailing. */
interface AudienceDoc {
  _id: string;
  updateAtSending: boolean;
}

const LEASE_MS = 30_000;
export const NO_COUNTS: SourceCounts = { read: 0, added: 0, already: 0, blocked: 0, badRows: 0 };
const GROUPS: AudienceKind[] = ['selection', 'project', 'company'];

@Injectable()
export class AudienceSources {
  readonly documents: mongo.Collection<AudienceSourceDoc>;
  readonly files: mongo.GridFSBucket;
  private readonly audiences: mongo.Collection<AudienceDoc>;

  constructor(@InjectConnection() connection: Connection) {
    this.documents = collectionOf(connection, 'audience_sources');
    this.audiences = collectionOf(connection, 'audiences');
    if (!connection.db) throw new Error('The audience was used before MongoDB was connected.');
    this.files = new mongo.GridFSBucket(connection.db, { bucketName: 'recipient_files' });
  }

  async createIndexes(): Promise<void> {
    await this.documents.createIndexes([
      { key: { mailingId: 1, addedAt: 1 } },
      { key: { state: 1 }, partialFilterExpression: { state: { $in: ['waiting', 'running'] } } },
    ]);
  }

  async updatesAtSending(mailingId: string): Promise<boolean> {
    return (await this.audiences.findOne({ _id: mailingId }))?.updateAtSending ?? false;
  }

  async setUpdatesAtSending(mailingId: string, updateAtSending: boolean): Promise<void> {
    await this.audiences.updateOne({ _id: mailingId }, { $set: { updateAtSending } }, { upsert: true });
  }

  ofMailing(mailingId: string): Promise<AudienceSourceDoc[]> {
    return this.documents
      .find({ mailingId }, { projection: { badRows: 0 } })
      .sort({ addedAt: 1, _id: 1 })
      .toArray();
  }

  find(mailingId: string, id: string): Promise<AudienceSourceDoc | null> {
    return this.documents.findOne({ _id: id, mailingId });
  }

  /**
   * Adds a source that waits. A selection, project or company that the mailing has already is read again.
   * @returns its id
   */
  async add(
    source: Pick<
      AudienceSourceDoc,
      'mailingId' | 'kind' | 'targetId' | 'contactIds' | 'file' | 'addedAt' | 'addedBy'
    > & { _id?: string },
  ): Promise<string> {
    if (source.targetId !== undefined) {
      const { mailingId, kind, targetId } = source;
      const again = await this.documents.findOneAndUpdate(
        { mailingId, kind, targetId, state: { $in: ['done', 'failed'] } },
        {
          $set: { state: 'waiting', cursor: null, counts: NO_COUNTS, updates: true },
          $unset: { problem: '' },
        },
      );
      if (again) return again._id;
    }
    const document: AudienceSourceDoc = {
      ...source,
      _id: source._id ?? newId(),
      state: 'waiting',
      updates: false,
      cursor: null,
      counts: NO_COUNTS,
      total: source.contactIds?.length ?? null,
    };
    await this.documents.insertOne(document);
    return document._id;
  }

  /** Has the groups of a mailing read again. Returns the ids of the sources. */
  async refresh(mailingId: string): Promise<string[]> {
    const filter = { mailingId, kind: { $in: GROUPS } };
    await this.documents.updateMany(
      { ...filter, state: { $in: ['done', 'failed'] } },
      { $set: { state: 'waiting', cursor: null, counts: NO_COUNTS, updates: true }, $unset: { problem: '' } },
    );
    const found = await this.documents
      .find({ ...filter, state: 'waiting' })
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    return found.map(({ _id }) => _id);
  }

  /** Takes the lease of an unfinished source; null if it is finished or another process has the lease. */
  claim(id: string, token: string): Promise<AudienceSourceDoc | null> {
    return this.documents.findOneAndUpdate(
      {
        _id: id,
        state: { $in: ['waiting', 'running'] },
        $or: [{ lease: { $exists: false } }, { $expr: { $lte: ['$lease.until', '$$NOW'] } }],
      },
      [{ $set: { state: 'running', lease: { token, until: { $add: ['$$NOW', LEASE_MS] } } } }],
      { returnDocument: 'after' },
    );
  }

  /**
   * Stores a batch. With a session, it fails the transaction if the lease was lost.
   * @throws LeaseLost
   */
  async advance(
    id: string,
    token: string,
    change: {
      cursor?: string;
      counts?: Partial<SourceCounts>;
      total?: number;
      badRows?: AudienceSourceDoc['badRows'];
      maxBadRows?: number;
    },
    session?: mongo.ClientSession,
  ): Promise<void> {
    const added = Object.entries(change.counts ?? {}).map(([name, n]): [string, unknown] => [
      `counts.${name}`,
      { $add: [`$counts.${name}`, n] },
    ]);
    const { badRows = [], maxBadRows = 0 } = change;
    const { matchedCount } = await this.documents.updateOne(
      { _id: id, 'lease.token': token },
      [
        {
          $set: {
            'lease.until': { $add: ['$$NOW', LEASE_MS] },
            ...Object.fromEntries(added),
            ...(change.cursor !== undefined && { cursor: { $literal: change.cursor } }),
            ...(change.total !== undefined && { total: change.total }),
            ...(badRows.length > 0 && {
              badRows: {
                $slice: [
                  { $concatArrays: [{ $ifNull: ['$badRows', []] }, { $literal: badRows }] },
                  maxBadRows,
                ],
              },
            }),
          },
        },
      ],
      { session },
    );
    if (matchedCount === 0) throw new LeaseLost();
  }

  /** Gives up the lease; the source is finished if `state` says so. */
  async release(
    id: string,
    token: string,
    change: Pick<AudienceSourceDoc, 'state'> & Partial<Pick<AudienceSourceDoc, 'problem'>>,
  ): Promise<void> {
    await this.documents.updateOne(
      { _id: id, 'lease.token': token },
      { $set: change, $unset: { lease: '' } },
    );
  }

  /** Ids of sources that nobody reads. */
  async unfinished(limit: number): Promise<string[]> {
    const found = await this.documents
      .find({
        state: { $in: ['waiting', 'running'] },
        $or: [{ lease: { $exists: false } }, { $expr: { $lte: ['$lease.until', '$$NOW'] } }],
      })
      .limit(limit)
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    return found.map(({ _id }) => _id);
  }

  /** Ids of the sources of a mailing that are not read to their end. */
  async unfinishedOf(mailingId: string): Promise<string[]> {
    const found = await this.documents
      .find({ mailingId, state: { $in: ['waiting', 'running'] } })
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    return found.map(({ _id }) => _id);
  }

  async remove(id: string): Promise<void> {
    await this.documents.deleteOne({ _id: id });
    await this.removeFile(id);
  }

  /** The file of a source is stored under the id of the source. */
  async removeFile(id: string): Promise<void> {
    for await (const { _id } of this.files.find({ filename: id })) await this.files.delete(_id);
  }
}

/** Another process reads the source now. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}
