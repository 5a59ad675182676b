import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { ErrorGroup, ErrorQuery } from '@linkflow/contracts';
import { idsWithin, whereOf } from './run-where';
import { steadyRead } from './steady-read';
import { RUNS, type StoredRun } from './stored-run';

/** Groups shown: who has more has one problem with many names. */
const SHOWN = 100;

/** The first and the last run of a group, by their clicks. */
interface Ends<T = string> {
  key: string;
  first: T;
  last: T;
}

/** Of a run, what tells of its group. */
type SeenRun = Pick<StoredRun, '_id' | 'failure' | 'clickedAt' | 'endedAt'>;
const SEEN = { _id: '$_id', failure: '$failure', clickedAt: '$clickedAt', endedAt: '$endedAt' } as const;

/** What runs fail of, and how many. Answered from the indexes of failed runs alone, but for two runs of each group. */
@Injectable()
export class ErrorGroups {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** Last seen first. */
  list(filter: ErrorQuery): Promise<ErrorGroup[]> {
    return steadyRead(() => this.read(filter));
  }

  private async read(filter: ErrorQuery): Promise<ErrorGroup[]> {
    const where = whereOf(filter);
    const { _id: _time, ...within } = where;
    const ends = await this.inTime(await this.ends(within), where, filter);
    ends.sort(byLast);
    const shown = ends.slice(0, SHOWN);
    const keys = shown.map((end) => end.key);
    const [counts, runs] = await Promise.all([
      this.ofEach<number>(keys, where, (key) => [{ $group: { _id: key, value: { $sum: 1 } } }]),
      this.runsOf(shown, where),
    ]);
    return runs.sort(byLast).flatMap(({ key, first, last }): ErrorGroup[] => {
      const count = counts.get(key) ?? 0;
      // Somebody has mended all of it meanwhile.
      if (count === 0 || !last.failure) return [];
      const { type, reason } = last.failure;
      return [{ key, type, reason, runs: count, firstSeen: seenAt(first), lastSeen: seenAt(last) }];
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
    const end = (order: 1 | -1) => (key: string) => endOf(key, order, '$_id');
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

  /** Their ends as runs. Where one was mended or fails of something else by now, who is the end of its group instead. */
  private async runsOf(shown: readonly Ends[], where: mongo.Filter<StoredRun>): Promise<Ends<SeenRun>[]> {
    const ids = shown.flatMap(({ first, last }) => [first, last]);
    const found = await this.runs
      .find<SeenRun>({ _id: { $in: ids } }, { projection: SEEN })
      .map((run): [string, SeenRun] => [run._id, run])
      .toArray();
    const runs = new Map(found);
    const standing = (key: string, id: string): SeenRun | undefined => {
      const run = runs.get(id);
      return run?.failure?.key === key ? run : undefined;
    };
    const moved = shown.filter(({ key, first, last }) => !standing(key, first) || !standing(key, last));
    const keys = moved.map(({ key }) => key);
    const end = (order: 1 | -1) => (key: string) => endOf(key, order, SEEN);
    const [firsts, lasts] = await Promise.all([
      this.ofEach<SeenRun>(keys, where, end(1)),
      this.ofEach<SeenRun>(keys, where, end(-1)),
    ]);
    return shown.flatMap((ends) => {
      const { key } = ends;
      const first = firsts.get(key) ?? standing(key, ends.first);
      const last = lasts.get(key) ?? standing(key, ends.last);
      return first && last ? [{ key, first, last }] : [];
    });
  }

  private get runs(): mongo.Collection<StoredRun> {
    return this.connection.collection<StoredRun>(RUNS);
  }
}

/** Higher than every id. */
const AFTER_ALL = 'g';

const seenAt = (run: SeenRun): string => (run.endedAt ?? run.clickedAt).toISOString();

const idOf = (run: string | SeenRun): string => (typeof run === 'string' ? run : run._id);
const byLast = (a: Ends<string | SeenRun>, b: Ends<string | SeenRun>): number =>
  idOf(a.last) < idOf(b.last) ? 1 : -1;

/** The oldest or the newest run of what was matched, or one field of it, under the key of its group. */
const endOf = (key: string, order: 1 | -1, value: '$_id' | typeof SEEN): Record<string, unknown>[] => [
  { $sort: { _id: order } },
  { $limit: 1 },
  { $project: { _id: { $literal: key }, value } },
];
