import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { ErrorGroup, ErrorQuery } from '@linkflow/contracts';
import { idRange, retryOnDroppedIndex, runFilterQuery } from './run-queries';
import { RUNS, type StoredFailure, type StoredRun } from './run.schema';

const MAX_GROUPS = 100;

/** Maximum lengths of the parts of an error key, in characters. They keep a key short enough for the filter `RunFilter.error`. */
const MAX_KEY_PART = 30;
const HASH_DIGITS = 12;

/**
 * Key of the error group of a failure: action type, reason code and a hash of the names of the reason's parameters. The values of the
 * parameters and the messages of external systems do not matter: an id in a message would make each run a group of its own. Reasons that
 * release 0.1 stored have a complete text (`message`) instead of the parameter `detail`.
 */
export function errorKey({ type, reason }: Pick<StoredFailure, 'type' | 'reason'>): string {
  const names = reason.message ? ['detail'] : Object.keys(reason.params ?? {}).sort();
  const hash = createHash('sha256').update(names.join(',')).digest('hex');
  return [type.slice(0, MAX_KEY_PART), reason.code.slice(0, MAX_KEY_PART), hash.slice(0, HASH_DIGITS)].join(
    ':',
  );
}

/** The first and the last run of a group, in the order of their events. */
interface GroupEnds<T = string> {
  key: string;
  first: T;
  last: T;
}

/** The fields of a run that describe its group. */
type GroupRun = Pick<StoredRun, '_id' | 'failure' | 'trigger' | 'endedAt'>;
const GROUP_RUN = { _id: '$_id', failure: '$failure', trigger: '$trigger', endedAt: '$endedAt' } as const;

/** Like `ErrorGroup`, but with the reason in its stored form. */
interface StoredErrorGroup extends Omit<ErrorGroup, 'reason'> {
  reason: StoredFailure['reason'];
}

/** Groups failed runs by error. Reads only the first and the last run of each group; the indexes on error keys answer the rest. */
@Injectable()
export class ErrorGroups {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** Returns at most 100 groups, the most recently seen first. */
  list(filter: ErrorQuery): Promise<StoredErrorGroup[]> {
    return retryOnDroppedIndex(() => this.read(filter));
  }

  private async read(filter: ErrorQuery): Promise<StoredErrorGroup[]> {
    const where = runFilterQuery(filter);
    const { _id: _time, ...anyTime } = where;
    const ends = await this.endsInTime(await this.endsOfAll(anyTime), where, filter);
    ends.sort(byLast);
    const shown = ends.slice(0, MAX_GROUPS);
    const keys = shown.map((end) => end.key);
    const [counts, runs] = await Promise.all([
      this.forEachGroup<number>(keys, where, (key) => [{ $group: { _id: key, value: { $sum: 1 } } }]),
      this.runsOf(shown, where),
    ]);
    return runs.sort(byLast).flatMap(({ key, first, last }): StoredErrorGroup[] => {
      const count = counts.get(key) ?? 0;
      // Skips a group whose runs were all repaired after its key was read.
      if (count === 0 || !last.failure) return [];
      const { type, reason } = last.failure;
      return [{ key, type, reason, runs: count, firstSeen: seenAt(first), lastSeen: seenAt(last) }];
    });
  }

  /** Finds the first and the last run of every group, each with one index scan that skips from group to group. */
  private async endsOfAll(where: mongo.Filter<StoredRun>): Promise<GroupEnds[]> {
    const scan = async (order: 1 | -1): Promise<Map<string, string>> => {
      const fixed = Object.fromEntries(Object.keys(where).map((field) => [field, order]));
      const found = await this.runs
        .aggregate<{ _id: string; id: string }>([
          { $match: { ...where, 'failure.key': { $gt: '' } } },
          { $sort: { ...fixed, 'failure.key': order, _id: order === 1 ? -1 : 1 } },
          { $group: { _id: '$failure.key', id: { $first: '$_id' } } },
        ])
        .toArray();
      return new Map(found.map((one) => [one._id, one.id]));
    };
    const [lasts, firsts] = await Promise.all([scan(1), scan(-1)]);
    return [...lasts].flatMap(([key, last]) => {
      const first = firsts.get(key);
      return first === undefined ? [] : [{ key, first, last }];
    });
  }

  /**
   * Finds the first and the last run of each group within the filter's time range. Only groups that also have runs outside the range
   * need a query.
   */
  private async endsInTime(
    all: readonly GroupEnds[],
    where: mongo.Filter<StoredRun>,
    filter: ErrorQuery,
  ): Promise<GroupEnds[]> {
    const { $gte: from = '', $lt: to = AFTER_ALL_IDS } = idRange(filter);
    const overlapping = all.filter(({ first, last }) => last >= from && first < to);
    const end = (order: 1 | -1) => (key: string) => endOf(key, order, '$_id');
    const keysOf = (some: GroupEnds[]): string[] => some.map(({ key }) => key);
    const [firsts, lasts] = await Promise.all([
      this.forEachGroup<string>(keysOf(overlapping.filter(({ first }) => first < from)), where, end(1)),
      this.forEachGroup<string>(keysOf(overlapping.filter(({ last }) => last >= to)), where, end(-1)),
    ]);
    return overlapping.flatMap((group) => {
      const first = group.first < from ? firsts.get(group.key) : group.first;
      const last = group.last >= to ? lasts.get(group.key) : group.last;
      return first !== undefined && last !== undefined ? [{ key: group.key, first, last }] : [];
    });
  }

  /** Executes a pipeline for each group, up to 100 groups per round trip. Returns the results by group key. */
  private async forEachGroup<T>(
    keys: readonly string[],
    where: mongo.Filter<StoredRun>,
    pipelineOf: (key: string) => Record<string, unknown>[],
  ): Promise<Map<string, T>> {
    const values = new Map<string, T>();
    for (let from = 0; from < keys.length; from += MAX_GROUPS) {
      const [one = [], ...others] = keys
        .slice(from, from + MAX_GROUPS)
        .map((key) => [{ $match: { ...where, 'failure.key': key } }, ...pipelineOf(key)]);
      const union = others.map((pipeline) => ({ $unionWith: { coll: RUNS, pipeline } }));
      const found = this.runs.aggregate<{ _id: string; value: T }>([...one, ...union]);
      for await (const { _id, value } of found) values.set(_id, value);
    }
    return values;
  }

  /**
   * Reads the first and the last run of each group. If one of them was repaired meanwhile and no longer has the error, the nearest run
   * that still has it takes its place.
   */
  private async runsOf(
    shown: readonly GroupEnds[],
    where: mongo.Filter<StoredRun>,
  ): Promise<GroupEnds<GroupRun>[]> {
    const ids = shown.flatMap(({ first, last }) => [first, last]);
    const found = await this.runs
      .find<GroupRun>({ _id: { $in: ids } }, { projection: GROUP_RUN })
      .map((run): [string, GroupRun] => [run._id, run])
      .toArray();
    const runs = new Map(found);
    const unchanged = (key: string, id: string): GroupRun | undefined => {
      const run = runs.get(id);
      return run?.failure?.key === key ? run : undefined;
    };
    const changed = shown.filter(({ key, first, last }) => !unchanged(key, first) || !unchanged(key, last));
    const keys = changed.map(({ key }) => key);
    const end = (order: 1 | -1) => (key: string) => endOf(key, order, GROUP_RUN);
    const [firsts, lasts] = await Promise.all([
      this.forEachGroup<GroupRun>(keys, where, end(1)),
      this.forEachGroup<GroupRun>(keys, where, end(-1)),
    ]);
    return shown.flatMap((ends) => {
      const { key } = ends;
      const first = firsts.get(key) ?? unchanged(key, ends.first);
      const last = lasts.get(key) ?? unchanged(key, ends.last);
      return first && last ? [{ key, first, last }] : [];
    });
  }

  private get runs(): mongo.Collection<StoredRun> {
    return this.connection.collection<StoredRun>(RUNS);
  }
}

/** Sorts after every id, because ids are hexadecimal. */
const AFTER_ALL_IDS = 'g';

const seenAt = (run: GroupRun): string => (run.endedAt ?? run.trigger.at).toISOString();

const idOf = (run: string | GroupRun): string => (typeof run === 'string' ? run : run._id);
const byLast = (a: GroupEnds<string | GroupRun>, b: GroupEnds<string | GroupRun>): number =>
  idOf(a.last) < idOf(b.last) ? 1 : -1;

/** Pipeline stages: the oldest (`order` 1) or newest (-1) matched run of a group, or only its id, as `value`, with `key` as `_id`. */
const endOf = (key: string, order: 1 | -1, value: '$_id' | typeof GROUP_RUN): Record<string, unknown>[] => [
  { $sort: { _id: order } },
  { $limit: 1 },
  { $project: { _id: { $literal: key }, value } },
];
