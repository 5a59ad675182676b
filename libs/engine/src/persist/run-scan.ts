import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { collectionOf } from '@linkflow/platform';
import { RUNS, type StoredRun } from './run.schema';

/** The part of a run that a reconciliation compares. */
export type ScannedRun = Pick<
  StoredRun,
  '_id' | 'trigger' | 'subject' | 'status' | 'erasedAt' | 'rerunOf' | 'rerunBy' | 'steps'
>;

const PROJECTION = {
  trigger: 1,
  subject: 1,
  status: 1,
  erasedAt: 1,
  rerunOf: 1,
  rerunBy: 1,
  'steps.nodeId': 1,
  'steps.type': 1,
  'steps.status': 1,
  'steps.output': 1,
};

/** Reads runs page by page, for comparisons with other collections. */
@Injectable()
export class RunScan {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** Up to `limit` runs with `after < id < before`, in the order of their ids. */
  page({ after, before }: { after: string; before: string }, limit: number): Promise<ScannedRun[]> {
    return this.runs
      .find<ScannedRun>({ _id: { $gt: after, $lt: before } }, { projection: PROJECTION })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
  }

  async byIds(ids: readonly string[]): Promise<Map<string, ScannedRun>> {
    const found = await this.runs
      .find<ScannedRun>({ _id: { $in: [...new Set(ids)] } }, { projection: PROJECTION })
      .toArray();
    return new Map(found.map((run) => [run._id, run]));
  }

  /** Which of these runs exist. Reads only the index of ids. */
  async existing(ids: readonly string[]): Promise<Set<string>> {
    const found = await this.runs.find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } }).toArray();
    return new Set(found.map(({ _id }) => _id));
  }

  private get runs(): mongo.Collection<StoredRun> {
    return collectionOf<StoredRun>(this.connection, RUNS);
  }
}
