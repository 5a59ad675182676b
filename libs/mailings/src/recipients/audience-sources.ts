import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import {
  MAX_BAD_ROWS,
  type AudienceKind,
  type CodedReason,
  type PeopleAbout,
  type PeopleFilter,
  type SourceCounts,
  type UnknownAddresses,
} from '@linkflow/contracts';
import type { Author } from '@linkflow/links';
import { collectionOf, isDuplicateKey, newId } from '@linkflow/platform';
import type { Connection, mongo } from 'mongoose';
import type { FileFormat } from './recipient-file';

/*
 * A source of the recipients of a mailing. States:
 *
 * - waiting: is to be read, from `cursor` on, from `retryAt` on.
 * - running: a process reads it and holds the lease. After the lease another process continues at `cursor`.
 * - done: everything was read.
 * - failed: cannot be read; `problem` says why.
 * - removing: its recipients are being removed, then the source itself. `counts.read` of `total` are removed.
 *
 * waiting → running → done | failed, or waiting again after an error; done | failed → waiting when it is read again; any → removing.
 * Each batch is written in one transaction with `cursor` and `counts`, so nothing is counted or added twice.
 */

/** Collection `audience_sources`. */
export interface AudienceSourceDoc {
  _id: string;
  mailingId: string;
  kind: AudienceKind;
  /** The selection, project or company. */
  targetId?: string;
  /** What the source contains: the group, or a hash of the chosen contacts. A mailing has each once. Absent in files. */
  key?: string;
  /** For the kind `people`: which people, with the names at that time. They are read once. */
  people?: { filter: PeopleFilter; about: PeopleAbout };
  /** For the kind `contacts`, until they are read. */
  contactIds?: string[];
  file?: { name: string; unknown: UnknownAddresses; format: FileFormat };
  state: 'waiting' | 'running' | 'done' | 'failed' | 'removing';
  /** Whether members that have left the group since are removed: it was read before. */
  updates: boolean;
  /** The last contact id that was read, the number of rows of the file, or the position among people. */
  cursor: string | null;
  counts: SourceCounts;
  total: number | null;
  problem?: CodedReason;
  /** Number of errors in a row. */
  attempts?: number;
  /** After an error: when it is tried again. */
  retryAt?: Date;
  /** The first bad rows of a file. The rows themselves are not stored. */
  badRows?: { line: number; reason: CodedReason }[];
  lease?: { token: string; until: Date };
  addedAt: Date;
  addedBy: Author;
}

export const LEASE_MS = 30_000;
export const NO_COUNTS: SourceCounts = { read: 0, added: 0, already: 0, blocked: 0, badRows: 0 };
const GROUPS: AudienceKind[] = ['selection', 'project', 'company'];
const UNFINISHED: AudienceSourceDoc['state'][] = ['waiting', 'running', 'removing'];
export const isUnfinished = ({ state }: Pick<AudienceSourceDoc, 'state'>): boolean =>
  UNFINISHED.includes(state);
const READ_AGAIN = { state: 'waiting', cursor: null, counts: NO_COUNTS, total: null } as const;
/** Removes the text by which people were found, which may be a name or an address. */
const NO_SEARCH = { 'people.filter.q': '' } as const;
const NO_ERRORS = { problem: '', attempts: '', retryAt: '' } as const;

type NewSource = Pick<AudienceSourceDoc, 'mailingId' | 'kind' | 'addedAt' | 'addedBy'> &
  Partial<Pick<AudienceSourceDoc, '_id' | 'targetId' | 'contactIds' | 'file' | 'people'>>;

@Injectable()
export class AudienceSources {
  readonly documents: mongo.Collection<AudienceSourceDoc>;

  constructor(@InjectConnection() connection: Connection) {
    this.documents = collectionOf(connection, 'audience_sources');
  }

  async createIndexes(): Promise<void> {
    await this.documents.createIndexes([
      { key: { mailingId: 1, addedAt: 1 } },
      {
        key: { mailingId: 1, kind: 1, key: 1 },
        unique: true,
        partialFilterExpression: { key: { $type: 'string' } },
      },
      {
        key: { state: 1 },
        name: 'unfinished',
        partialFilterExpression: { state: { $in: UNFINISHED } },
      },
    ]);
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
   * Adds a source that waits. What the mailing has already is read again.
   * @returns its id
   */
  async add(source: NewSource): Promise<string> {
    const { mailingId, kind, contactIds } = source;
    const key = keyOf(source);
    const document: AudienceSourceDoc = {
      ...source,
      _id: source._id ?? newId(),
      ...(key !== undefined && { key }),
      state: 'waiting',
      updates: false,
      cursor: null,
      counts: NO_COUNTS,
      total: contactIds?.length ?? null,
    };
    try {
      await this.documents.insertOne(document);
      return document._id;
    } catch (error) {
      if (key === undefined || !isDuplicateKey(error)) throw error;
    }
    return this.addAgain({ mailingId, kind, key }, contactIds);
  }

  private async addAgain(
    which: Required<Pick<AudienceSourceDoc, 'mailingId' | 'kind' | 'key'>>,
    contactIds: string[] | undefined,
  ): Promise<string> {
    const read = { ...READ_AGAIN, ...(contactIds && { contactIds, total: contactIds.length }) };
    for (const [state, updates] of [
      [['done', 'failed'], contactIds === undefined],
      // Without its lease, the process that removes the source stops. Reading the source adds the removed recipients back.
      [['removing'], false],
    ] as const) {
      const again = await this.documents.findOneAndUpdate(
        { ...which, state: { $in: [...state] } },
        { $set: { ...read, updates }, $unset: { ...NO_ERRORS, lease: '' } },
      );
      if (again) return again._id;
    }
    // It is being read or waits; after an error it need not wait longer.
    const unfinished = await this.documents.findOneAndUpdate(which, {
      $unset: { retryAt: '', attempts: '' },
    });
    if (!unfinished) throw new Error('A source was removed while it was added again.');
    return unfinished._id;
  }

  /** Has the groups of a mailing read again. Returns the ids of the sources. */
  async refresh(mailingId: string): Promise<string[]> {
    const filter = { mailingId, kind: { $in: GROUPS } };
    await this.documents.updateMany(
      { ...filter, state: { $in: ['done', 'failed'] } },
      { $set: { ...READ_AGAIN, updates: true }, $unset: NO_ERRORS },
    );
    return this.ids({ ...filter, state: 'waiting' });
  }

  /** Takes the lease of an unfinished source; null if it is finished, not due, or another process has the lease. */
  claim(id: string, token: string): Promise<AudienceSourceDoc | null> {
    return this.documents.findOneAndUpdate(
      { _id: id, ...DUE },
      [
        {
          $set: {
            state: { $cond: [{ $eq: ['$state', 'removing'] }, 'removing', 'running'] },
            lease: { token, until: { $add: ['$$NOW', LEASE_MS] } },
          },
        },
      ],
      { returnDocument: 'after' },
    );
  }

  async renew(id: string, token: string): Promise<void> {
    await this.documents.updateOne({ _id: id, 'lease.token': token }, [
      { $set: { 'lease.until': { $add: ['$$NOW', LEASE_MS] } } },
    ]);
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
    },
    session?: mongo.ClientSession,
  ): Promise<void> {
    const { cursor, counts = {}, total, badRows = [] } = change;
    const set = { ...(cursor !== undefined && { cursor }), ...(total !== undefined && { total }) };
    const added = Object.entries(counts).map(([name, n]): [string, number] => [`counts.${name}`, n]);
    const { matchedCount } = await this.documents.updateOne(
      { _id: id, 'lease.token': token },
      {
        $inc: Object.fromEntries(added),
        $set: set,
        $unset: { attempts: '' },
        ...(badRows.length > 0 && { $push: { badRows: { $each: badRows, $slice: MAX_BAD_ROWS } } }),
      },
      { session },
    );
    if (matchedCount === 0) throw new LeaseLost();
  }

  /** Everything was read. Chosen contacts are in the recipients by now, and people are not searched again. */
  async finish(id: string, token: string): Promise<void> {
    await this.end(id, token, {
      $set: { state: 'done' },
      $unset: { ...NO_ERRORS, ...NO_SEARCH, contactIds: '', lease: '' },
    });
  }

  /** It cannot be read. */
  async fail(id: string, token: string, problem: CodedReason): Promise<void> {
    await this.end(id, token, {
      $set: { state: 'failed', problem },
      $unset: { ...NO_SEARCH, attempts: '', retryAt: '', lease: '' },
    });
  }

  /** Gives up the lease, so that another process continues. */
  async giveUp(id: string, token: string): Promise<void> {
    await this.end(id, token, { $unset: { lease: '', attempts: '' } });
  }

  /** Gives up the lease after an error. It is tried again after the delay. */
  async postpone(
    id: string,
    token: string,
    { attempts, delayMs }: { attempts: number; delayMs: number },
  ): Promise<void> {
    await this.documents.updateOne({ _id: id, 'lease.token': token }, [
      { $set: { attempts, retryAt: { $add: ['$$NOW', delayMs] } } },
      { $unset: 'lease' },
    ]);
  }

  /** Ids of sources that are due and that nobody reads. */
  unfinished(limit: number): Promise<string[]> {
    return this.ids(DUE, limit);
  }

  /** Ids of the sources of a mailing that are not read to their end, or not removed yet. */
  unfinishedOf(mailingId: string): Promise<string[]> {
    return this.ids({ mailingId, state: { $in: UNFINISHED } });
  }

  /** How many of these sources are not read to their end, or not removed yet. */
  countUnfinished(ids: readonly string[]): Promise<number> {
    return this.documents.countDocuments({ _id: { $in: [...ids] }, state: { $in: UNFINISHED } });
  }

  /** Ids of the mailings of which a source is not read to its end, or not removed yet. */
  unfinishedMailings(): Promise<string[]> {
    return this.documents.distinct('mailingId', { state: { $in: UNFINISHED } });
  }

  async isUnfinished(id: string): Promise<boolean> {
    return (await this.countUnfinished([id])) > 0;
  }

  /** Has the recipients of a source removed, `total` of them. A process that reads it loses the lease. */
  async startRemoving(id: string, total: number): Promise<void> {
    await this.documents.updateOne(
      { _id: id, state: { $ne: 'removing' } },
      { $set: { state: 'removing', total, counts: NO_COUNTS }, $unset: { ...NO_ERRORS, lease: '' } },
    );
  }

  /** Removes a source without recipients, if this process has its lease. */
  async remove(id: string, token: string): Promise<void> {
    await this.documents.deleteOne({ _id: id, 'lease.token': token });
  }

  private async end(id: string, token: string, update: mongo.UpdateFilter<AudienceSourceDoc>): Promise<void> {
    await this.documents.updateOne({ _id: id, 'lease.token': token }, update);
  }

  private async ids(filter: mongo.Filter<AudienceSourceDoc>, limit = 0): Promise<string[]> {
    const found = await this.documents
      .find(filter)
      .limit(limit)
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    return found.map(({ _id }) => _id);
  }
}

const DUE: mongo.Filter<AudienceSourceDoc> = {
  state: { $in: UNFINISHED },
  $and: [
    { $or: [{ lease: { $exists: false } }, { $expr: { $lte: ['$lease.until', '$$NOW'] } }] },
    { $or: [{ retryAt: { $exists: false } }, { $expr: { $lte: ['$retryAt', '$$NOW'] } }] },
  ],
};

function keyOf({ targetId, contactIds }: NewSource): string | undefined {
  return contactIds
    ? createHash('sha256')
        .update([...contactIds].sort().join())
        .digest('hex')
    : targetId;
}

/** Another process reads the source now. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}
