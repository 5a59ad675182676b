import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { Page, RunAttention, RunFilter } from '@linkflow/contracts';
import { whereOf } from './run-where';
import { RUNS, type StoredRun } from './stored-run';

/** Looks runs up for people. Newest click first, always, as ids are ordered by it. */
@Injectable()
export class RunQueries {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  async page(filter: RunFilter, page: number, pageSize: number): Promise<Page<StoredRun>> {
    const where = whereOf(filter);
    const [items, total] = await Promise.all([
      this.runs
        .find(where, { projection: { steps: 0 } })
        .sort({ _id: -1 })
        .skip((page - 1) * pageSize)
        .limit(pageSize)
        .toArray(),
      Object.keys(where).length === 0 ? this.runs.estimatedDocumentCount() : this.runs.countDocuments(where),
    ]);
    return { items, total, page, pageSize };
  }

  async attention(): Promise<RunAttention> {
    const [failed, needsReview] = await Promise.all([
      this.runs.countDocuments({ status: 'failed' }),
      this.runs.countDocuments({ status: 'needs-review' }),
    ]);
    return { failed, needsReview };
  }

  private get runs(): mongo.Collection<StoredRun> {
    return this.connection.collection<StoredRun>(RUNS);
  }
}
