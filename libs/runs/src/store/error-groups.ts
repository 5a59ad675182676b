import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { ErrorGroup, ErrorQuery } from '@linkflow/contracts';
import { whereOf } from './run-where';
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
    const { _id: born, ...within } = whereOf(filter);
    const all = await this.ends(within);
    const ends = born === undefined ? all : await this.endsIn(all, within, born);
    ends.sort((a, b) => (a.last < b.last ? 1 : -1));
    const shown = ends.slice(0, SHOWN);
    const [counts, runs] = await Promise.all([
      Promise.all(
        shown.map(({ key }) =>
          this.runs.countDocuments({
            ...within,
            'failure.key': key,
            ...(born !== undefined && { _id: born }),
          }),
        ),
      ),
      this.runsOf(shown),
    ]);
    return shown.flatMap(({ key, first, last }, n): ErrorGroup[] => {
      const [earliest, latest] = [runs.get(first), runs.get(last)];
      // Somebody has mended it meanwhile.
      if (!earliest || !latest?.failure) return [];
      const { type, reason } = latest.failure;
      const [firstSeen, lastSeen] = [seenAt(earliest), seenAt(latest)];
      return [{ key, type, reason, runs: counts[n] ?? 0, firstSeen, lastSeen }];
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

  /** The ends within a time, of those groups that reach into it. */
  private async endsIn(
    all: readonly Ends[],
    within: mongo.Filter<StoredRun>,
    born: mongo.Condition<string>,
  ): Promise<Ends[]> {
    const found = await Promise.all(
      all.map(async ({ key }): Promise<Ends | null> => {
        const where = { ...within, 'failure.key': key, _id: born };
        const end = (order: 1 | -1) =>
          this.runs.findOne(where, { sort: { _id: order }, projection: { _id: 1 } });
        const [first, last] = await Promise.all([end(1), end(-1)]);
        return first && last && { key, first: first._id, last: last._id };
      }),
    );
    return found.filter((one) => one !== null);
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

const seenAt = (run: StoredRun): string => (run.endedAt ?? run.clickedAt).toISOString();
