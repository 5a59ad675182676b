import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { RUNS_COUNTED, RunStatus, type Page, type RunAttention, type RunFilter } from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import { whereOf } from './run-where';
import { steadyRead } from './steady-read';
import { RUNS, type StoredRun } from './stored-run';

const STATUSES = RunStatus.options;

/** Looks runs up for people. Newest click first, always, as ids are ordered by it. */
@Injectable()
export class RunQueries {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /**
   * `total` stops at RUNS_COUNTED, and so do the pages.
   * @throws AppError validation.failed
   */
  async page(filter: RunFilter, page: number, pageSize: number): Promise<Page<StoredRun>> {
    const skip = (page - 1) * pageSize;
    if (skip >= RUNS_COUNTED) throw tooDeep();
    const where = forIndexes(whereOf(filter));
    if (where === null) return { items: [], total: 0, page, pageSize };
    const [items, total] = await steadyRead(() =>
      Promise.all([
        this.runs
          .find(where, { projection: { steps: 0 } })
          .sort({ _id: -1 })
          .skip(skip)
          .limit(pageSize)
          .toArray(),
        this.count(where),
      ]),
    );
    return { items, total, page, pageSize };
  }

  async attention(): Promise<RunAttention> {
    const [failed, needsReview] = await Promise.all([
      this.count({ status: 'failed' }),
      this.count({ status: 'needs-review' }),
    ]);
    return { failed, needsReview };
  }

  private async count(where: mongo.Filter<StoredRun>): Promise<number> {
    if (Object.keys(where).length > 0) return this.runs.countDocuments(where, { limit: RUNS_COUNTED });
    return Math.min(RUNS_COUNTED, await this.runs.estimatedDocumentCount());
  }

  private get runs(): mongo.Collection<StoredRun> {
    return this.connection.collection<StoredRun>(RUNS);
  }
}

/**
 * The same runs, asked for so that an index gives them in their order. Null: there are none.
 *
 * The indexes of link, of mailing and of bulk carry the status before the id, so that one failed run of a link is found among a
 * million others. Without a status all of them are named, and MongoDB merges the ranges. An error says by itself that the
 * run has failed, and every run that has failed has one: what failed of a link in one mailing is counted in their index of errors.
 */
export function forIndexes(where: mongo.Filter<StoredRun>): mongo.Filter<StoredRun> | null {
  const { status, ...rest } = where;
  if (rest['failure.key'] !== undefined) {
    return status === undefined || namesFailed(status) ? rest : null;
  }
  const { linkId, mailingId, contactId, bulkIds } = rest;
  if (namesFailed(status, 1) && linkId !== undefined && mailingId !== undefined) {
    return { ...rest, 'failure.key': { $gt: '' } };
  }
  const narrowing = [linkId, mailingId, bulkIds].filter((one) => one !== undefined);
  const hasOne = narrowing.length === 1;
  if (status !== undefined || !hasOne || contactId !== undefined) return where;
  return { ...rest, status: { $in: STATUSES } };
}

/** `most`: among no more than so many. */
const namesFailed = (status: unknown, most = STATUSES.length): boolean =>
  typeof status === 'object' &&
  status !== null &&
  '$in' in status &&
  Array.isArray(status.$in) &&
  status.$in.length <= most &&
  status.$in.includes('failed');

const tooDeep = (): AppError =>
  new AppError('validation.failed', `Only the newest ${RUNS_COUNTED} runs can be leafed through`, {
    issues: [
      {
        code: 'page.too-deep',
        path: 'page',
        message: {
          en: 'Narrow the list down to see older runs',
          nb: 'Avgrens listen for å se eldre kjøringer',
        },
      },
    ],
  });
