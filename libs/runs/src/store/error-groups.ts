import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { ErrorGroup, ErrorQuery } from '@linkflow/contracts';
import { idsWithin, whereOf } from './run-where';
import { RUNS, type StoredRun } from './stored-run';

/** Groups shown: who has more has one problem with many names. */
const SHOWN = 100;

/** The first and the last run of a group, by their clicks. */
interface Ends {
  key: string;
  first: string;
  last: string;
}

/** What runs fail of, and how many. Answered from the indexes of failed runs alone, but for two runs of each group. */
@Injectable()
export class ErrorGroups {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** Last seen first. */
  async list(filter: ErrorQuery): Promise<ErrorGroup[]> {
    const where = whereOf(filter);
    const { _id: _time, ...within } = where;
    const ends = await this.inTime(await this.ends(within), where, filter);
    ends.sort((a, b) => (a.last < b.last ? 1 : -1));
    const shown = ends.slice(0, SHOWN);
    const keys = shown.map((end) => end.key);
    const [counts, runs] = await Promise.all([
      this.ofEach<number>(keys, where, (key) => [{ $group: { _id: key, value: { $sum: 1 } } }]),
      this.runsOf(shown),
    ]);
    return shown.flatMap(({ key, first, last }): ErrorGroup[] => {
      const [earliest, latest] = [runs.get(first), runs.get(last)];
      // Somebody has mended it meanwhile.
      if (!earliest || !latest?.failure) return [];
      const { type, reason } = latest.failure;
      const [firstSeen, lastSeen] = [seenAt(earliest), seenAt(latest)];
      return [{ key, type, reason, runs: counts.get(key) ?? 0, firstSeen, lastSeen }];
    });
  }

  /** Jumps in the index from group to group, once from either side. */
  private async ends(within: mongo.Filter<StoredRun>): Promise<Ends[]> {
    const side = async (order: 1 | -1): Promise<Map<string, string>> => {
      const fixed = Object.fromEntries(Object.keys(within).map((field) => [field, order]));
      const found = await this.runs
        .aggregate<{ _id: string; id: string }>([
          { $match: { ...within, 'failure.key': { $gt: '' } } },
          { $sort: { ...fixed, 'failure.key': order, _id: order === 1 ? -1 : 1 } },
          { $group: { _id: '$failure.key', id: { $first: '$_id' } } },
        ])
        .toArray();
      return new Map(found.map((one) => [one._id, one.id]));
    };
    const [lasts, firsts] = await Promise.all([side(1), side(-1)]);
    return [...lasts].flatMap(([key, last]) => {
      const first = firsts.get(key);
      return first === undefined ? [] : [{ key, first, last }];
    });
  }

  /** Of the groups that reach into the time, the ends in it. Most are known, as what fails goes on failing. */
  private async inTime(
    all: readonly Ends[],
    where: mongo.Filter<StoredRun>,
    filter: ErrorQuery,
  ): Promise<Ends[]> {
    const { $gte: from = '', $lt: to = AFTER_ALL } = idsWithin(filter);
    const within = all.filter(({ first, last }) => last >= from && first < to);
    const end = (order: 1 | -1) => (key: string) => [
      { $sort: { _id: order } },
      { $limit: 1 },
      { $project: { _id: { $literal: key }, value: '$_id' } },
    ];
    const keysOf = (some: Ends[]): string[] => some.map(({ key }) => key);
    const [firsts, lasts] = await Promise.all([
      this.ofEach<string>(keysOf(within.filter(({ first }) => first < from)), where, end(1)),
      this.ofEach<string>(keysOf(within.filter(({ last }) => last >= to)), where, end(-1)),
    ]);
    return within.flatMap((known) => {
      const first = known.first < from ? firsts.get(known.key) : known.first;
      const last = known.last >= to ? lasts.get(known.key) : known.last;
      return first !== undefined && last !== undefined ? [{ key: known.key, first, last }] : [];
    });
  }

  /** Asks the same of each group, in one round trip for many of them. */
  private async ofEach<T>(
    keys: readonly string[],
    where: mongo.Filter<StoredRun>,
    question: (key: string) => Record<string, unknown>[],
  ): Promise<Map<string, T>> {
    const answers = new Map<string, T>();
    for (let from = 0; from < keys.length; from += SHOWN) {
      const [one = [], ...others] = keys
        .slice(from, from + SHOWN)
        .map((key) => [{ $match: { ...where, 'failure.key': key } }, ...question(key)]);
      const union = others.map((pipeline) => ({ $unionWith: { coll: RUNS, pipeline } }));
      const found = this.runs.aggregate<{ _id: string; value: T }>([...one, ...union]);
      for await (const { _id, value } of found) answers.set(_id, value);
    }
    return answers;
  }

  private async runsOf(ends: readonly Ends[]): Promise<Map<string, StoredRun>> {
    const runs = await this.runs
      .find({ _id: { $in: ends.flatMap(({ first, last }) => [first, last]) } }, { projection: { steps: 0 } })
      .toArray();
    return new Map(runs.map((run) => [run._id, run]));
  }

  private get runs(): mongo.Collection<StoredRun> {
    return this.connection.collection<StoredRun>(RUNS);
  }
}

/** Higher than every id. */
const AFTER_ALL = 'g';

const seenAt = (run: StoredRun): string => (run.endedAt ?? run.clickedAt).toISOString();
