import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { BulkAbout, BulkState, BulkVerb, Page, RunFilter, RunStatus } from '@linkflow/contracts';
import { firstIdOf, whereOf } from '../store/run-where';
import { RUNS, type StoredRun } from '../store/stored-run';
import { fitting } from './bulk-fit';
import { BULKS, type StoredBulk } from './stored-bulk';

/** States in which a bulk is worked on. */
const AT_WORK: BulkState[] = ['canary', 'rest'];

/** How the runs stand that a bulk was done to. */
export type BulkOutcome = Partial<Record<RunStatus, number>>;

/** The bulks in MongoDB, and the runs they come to. Each write of a bulk is a compare-and-set on its revision. */
@Injectable()
export class BulkStore {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  async insert(bulk: StoredBulk): Promise<void> {
    await this.bulks.insertOne(bulk);
  }

  get(id: string): Promise<StoredBulk | null> {
    return this.bulks.findOne({ _id: id });
  }

  /** Those of the ids that are there. */
  some(ids: readonly string[]): Promise<StoredBulk[]> {
    return this.bulks.find({ _id: { $in: [...ids] } }).toArray();
  }

  /** False: it has moved on meanwhile, and nothing was written. */
  async replace(seen: StoredBulk, next: StoredBulk): Promise<boolean> {
    const where = { _id: seen._id, rev: seen.rev };
    const { matchedCount } = await this.bulks.replaceOne(where, { ...next, rev: seen.rev + 1 });
    return matchedCount === 1;
  }

  async page(page: number, pageSize: number): Promise<Page<StoredBulk>> {
    const [items, total] = await Promise.all([
      this.bulks
        .find()
        .sort({ _id: -1 })
        .skip((page - 1) * pageSize)
        .limit(pageSize)
        .toArray(),
      this.bulks.countDocuments(),
    ]);
    return { items, total, page, pageSize };
  }

  /** Ids of bulks that somebody should be working on. */
  async atWork(): Promise<string[]> {
    const bulks = await this.bulks.find({ state: { $in: AT_WORK } }, { projection: { _id: 1 } }).toArray();
    return bulks.map((bulk) => bulk._id);
  }

  /** How many runs match, and how many of them stand so that the verb can be done to them. */
  async count(verb: BulkVerb, filter: RunFilter): Promise<{ all: number; fit: number }> {
    const where = whereOf(filter);
    const [all, fit] = await Promise.all([
      Object.keys(where).length === 0 ? this.runs.estimatedDocumentCount() : this.runs.countDocuments(where),
      this.runs.countDocuments(fitting(verb, filter)),
    ]);
    return { all, fit };
  }

  /** What the error of a filter says, told by the newest of its runs that stands failed with it. */
  async errorOf(filter: RunFilter): Promise<BulkAbout['error']> {
    if (filter.error === undefined) return undefined;
    const run = await this.runs.findOne(whereOf({ ...filter, status: undefined }), {
      sort: { _id: -1 },
      projection: { failure: 1 },
    });
    return run?.failure && { type: run.failure.type, reason: run.failure.reason };
  }

  /**
   * The next runs it should be done to. None that is younger than the bulk, or it might never end: to the second, as within
   * one the ids of several processes have no order. And none that carries its mark: that one it was done to before,
   * whatever has become of it, or it made that one itself.
   */
  next({ _id, verb, filter, cursor, at }: StoredBulk, limit: number): Promise<StoredRun[]> {
    const younger = firstIdOf(new Date(at.getTime() + 1_000));
    return this.runs
      .find({
        $and: [fitting(verb, filter), { _id: { $gt: cursor, $lt: younger } }],
        bulkIds: { $ne: _id },
      })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
  }

  /** Whether runs are still to be made that it asked for. */
  async awaitsBirths(id: string): Promise<boolean> {
    return (await this.runs.findOne({ unborn: { $exists: true }, 'unborn.bulkId': id })) !== null;
  }

  /** Counted from the runs, so it is exact after any crash. */
  async outcome(id: string): Promise<BulkOutcome> {
    const groups = await this.runs
      .aggregate<{ _id: RunStatus; n: number }>([
        { $match: { bulkIds: id } },
        { $group: { _id: '$status', n: { $sum: 1 } } },
      ])
      .toArray();
    return Object.fromEntries(groups.map(({ _id, n }) => [_id, n]));
  }

  private get bulks(): mongo.Collection<StoredBulk> {
    return this.connection.collection<StoredBulk>(BULKS);
  }

  private get runs(): mongo.Collection<StoredRun> {
    return this.connection.collection<StoredRun>(RUNS);
  }
}

export const doneOf = (outcome: BulkOutcome): number =>
  Object.values(outcome).reduce((sum, runs) => sum + runs, 0);
