import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Schema, type Connection, type mongo } from 'mongoose';
import { collectionOf, rangesOf, sliceOf, type IdRange } from '@linkflow/platform';
import type { CompiledWorkflow } from '@linkflow/workflow';
import { RUNS, type StoredRun } from '../persist/run.schema';
import { Versions } from '../ports';
import {
  COUNTED_FIELDS,
  addCounts,
  addRun,
  countsIn,
  keyOf,
  type CountedRun,
  type Counts,
  type CountsByKey,
} from './run-counts';
import { RUN_SLICES, type RunSlice } from './run-slices';

/**
 * Collections `run_totals`: what funnels show, by key (`keysOf`), and `run_counts`: the part of it that comes from the stored runs of one
 * slice; its `_id` is `<slice>:<key>`. A total minus the parts of all slices is what deleted runs have left in it.
 */
export interface StoredCounts {
  _id: string;
  counts: Record<string, number>;
}

const RUN_TOTALS = 'run_totals';
const RUN_COUNTS = 'run_counts';

// Both are declared so that they exist before the first transaction writes to them. Their counts have free keys.
export const RunTotalsSchema = new Schema<StoredCounts>(
  { _id: { type: String, required: true } },
  { collection: RUN_TOTALS, strict: false, versionKey: false },
);
export const RunCountsSchema = new Schema<StoredCounts>(
  { _id: { type: String, required: true } },
  { collection: RUN_COUNTS, strict: false, versionKey: false },
);

/** Runs per round trip. Between two of them the worker walks runs. */
const RUNS_PER_READ = 500;

/** Counts runs from their documents. */
@Injectable()
export class RunCounter {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly versions: Versions,
  ) {}

  /** The number of runs that match the filter, at most `limit`, from the keys of an index. */
  countUpTo(
    limit: number,
    filter: mongo.Filter<StoredRun>,
    options: { hint: string; session: mongo.ClientSession },
  ): Promise<number> {
    return collectionOf<StoredRun>(this.connection, RUNS).countDocuments(filter, { ...options, limit });
  }

  /** Counts the runs that match the filter, in the order of their ids, each slice for itself. Returns how many there were. */
  async count(
    filter: mongo.Filter<StoredRun>,
    {
      into,
      session,
      ...options
    }: { into: Map<string, CountsByKey>; session?: mongo.ClientSession; limit?: number; hint?: string },
  ): Promise<number> {
    const runs = collectionOf<StoredRun>(this.connection, RUNS).find<CountedRun>(filter, {
      ...options,
      ...(session && { session }),
      sort: { _id: 1 },
      projection: COUNTED_FIELDS,
      batchSize: RUNS_PER_READ,
    });
    const load = this.versionLoader();
    let n = 0;
    for await (const run of runs) {
      const workflow = load(run);
      const slice = sliceOf(run._id);
      const ofSlice = into.get(slice) ?? new Map<string, Counts>();
      into.set(slice, ofSlice);
      addRun(countsIn(ofSlice, keyOf(run)), run, workflow instanceof Promise ? await workflow : workflow);
      n += 1;
    }
    return n;
  }

  /** Loads each version once. Promises are awaited only for the first run of a version. */
  private versionLoader(): (
    run: CountedRun,
  ) => CompiledWorkflow | undefined | Promise<CompiledWorkflow | undefined> {
    const loaded = new Map<string, CompiledWorkflow | undefined>();
    const load = async (
      key: string,
      owner: string,
      version: number,
    ): Promise<CompiledWorkflow | undefined> => {
      const workflow = (await this.versions.load(owner, version))?.workflow;
      loaded.set(key, workflow);
      return workflow;
    };
    return ({ workflow: { owner, version } }) => {
      const key = `${owner}:${version}`;
      return loaded.has(key) ? loaded.get(key) : load(key, owner, version);
    };
  }
}

/** The roll-up of runs: totals, the parts of slices, and the marks of dirty slices. All writes are in the transaction of a session. */
@Injectable()
export class RunTotals {
  readonly totals: mongo.Collection<StoredCounts>;
  readonly parts: mongo.Collection<StoredCounts>;
  readonly slices: mongo.Collection<RunSlice>;

  constructor(@InjectConnection() connection: Connection) {
    this.totals = collectionOf(connection, RUN_TOTALS);
    this.parts = collectionOf(connection, RUN_COUNTS);
    this.slices = collectionOf(connection, RUN_SLICES);
  }

  /** Replaces the parts of these slices, and changes the totals by the difference. */
  async replaceParts(
    slices: readonly string[],
    counted: ReadonlyMap<string, CountsByKey>,
    session: mongo.ClientSession,
  ): Promise<void> {
    const changes: CountsByKey = new Map();
    const next = new Map<string, Counts>();
    for (const slice of slices) {
      for (const [key, counts] of counted.get(slice) ?? []) {
        next.set(partOf(slice, key), counts);
        addCounts(countsIn(changes, key), counts);
      }
    }
    const before = await this.partsIn(rangesOf(slices), session);
    for (const { _id, counts } of before)
      addCounts(countsIn(changes, keyInPart(_id)), Object.entries(counts), -1);
    const writes: mongo.AnyBulkWriteOperation<StoredCounts>[] = [];
    for (const { _id, counts } of before) {
      const now = next.get(_id);
      if (!now) writes.push({ deleteOne: { filter: { _id } } });
      else if (isEqual(now, counts)) next.delete(_id);
    }
    for (const [_id, counts] of next) {
      const replacement = { counts: Object.fromEntries(counts) };
      writes.push({ replaceOne: { filter: { _id }, replacement, upsert: true } });
    }
    if (writes.length > 0) await this.parts.bulkWrite(writes, { session, ordered: false });
    await this.add(changes, session);
  }

  /**
   * Takes runs that are about to be deleted out of the parts of their slices. The totals keep what the runs are at their end: the next
   * roll-up of a slice adds the difference between its part and its remaining runs.
   */
  async leave(going: ReadonlyMap<string, CountsByKey>, session: mongo.ClientSession): Promise<void> {
    const leaving = new Map(
      [...going].flatMap(([slice, counted]) =>
        [...counted].map(([key, counts]): [string, Counts] => [partOf(slice, key), counts]),
      ),
    );
    if (leaving.size === 0) return;
    const stored = await this.parts.find({ _id: { $in: [...leaving.keys()] } }, { session }).toArray();
    const parts = new Map(stored.map(({ _id, counts }) => [_id, counts]));
    await this.parts.bulkWrite(
      [...leaving].map(([_id, counts]): mongo.AnyBulkWriteOperation<StoredCounts> => {
        const left: Counts = new Map();
        addCounts(left, Object.entries(parts.get(_id) ?? {}));
        addCounts(left, counts, -1);
        if (left.size === 0) return { deleteOne: { filter: { _id } } };
        return {
          replaceOne: { filter: { _id }, replacement: { counts: Object.fromEntries(left) }, upsert: true },
        };
      }),
      { session, ordered: false },
    );
  }

  private partsIn(ranges: readonly IdRange[], session: mongo.ClientSession): Promise<StoredCounts[]> {
    return this.parts.find({ $or: ranges.map((_id) => ({ _id })) }, { session }).toArray();
  }

  private async add(changes: CountsByKey, session: mongo.ClientSession): Promise<void> {
    const writes = [...changes].flatMap(([_id, counts]) => {
      const $inc = Object.fromEntries([...counts].map(([key, n]) => [`counts.${key}`, n]));
      return counts.size === 0 ? [] : [{ updateOne: { filter: { _id }, update: { $inc }, upsert: true } }];
    });
    if (writes.length > 0) await this.totals.bulkWrite(writes, { session, ordered: false });
  }
}

export const partOf = (slice: string, key: string): string => `${slice}:${key}`;
const keyInPart = (id: string): string => id.slice(id.indexOf(':') + 1);

const isEqual = (counts: Counts, stored: Readonly<Record<string, number>>): boolean =>
  Object.keys(stored).length === counts.size && [...counts].every(([key, n]) => stored[key] === n);
