import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import {
  MAX_COUNTED_RUNS,
  RUN_CONTEXT_FILTERS,
  RunStatus,
  type Page,
  type RunAttention,
  type RunFilter,
} from '@linkflow/contracts';
import { AppError, CachedValue, Clock, retryRead } from '@linkflow/platform';
import { HELD_BY_GATE, RUNS, type StoredRun } from './run.schema';

const STATUSES = RunStatus.options;

/** Lists and counts runs. Lists are sorted by id descending, so the newest event comes first. */
@Injectable()
export class RunQueries {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /**
   * Returns one page of the runs that match the filter. Only the newest MAX_COUNTED_RUNS of them can be listed, and `total` is at most
   * this number.
   * @throws AppError validation.failed for a page beyond this limit or an unknown status
   */
  async page(filter: RunFilter, page: number, pageSize: number): Promise<Page<StoredRun>> {
    const skip = (page - 1) * pageSize;
    if (skip >= MAX_COUNTED_RUNS) throw tooDeep();
    const where = indexableQuery(runFilterQuery(filter));
    if (where === null) return { items: [], total: 0, page, pageSize };
    const [items, total] = await retryOnDroppedIndex(() =>
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
    const [failed, needsReview, held] = await Promise.all([
      this.count({ status: 'failed' }),
      this.count({ status: 'needs-review' }),
      this.count({ heldBy: HELD_BY_GATE }),
    ]);
    return { failed, needsReview, held };
  }

  private async count(where: mongo.Filter<StoredRun>): Promise<number> {
    if (Object.keys(where).length > 0) return this.runs.countDocuments(where, { limit: MAX_COUNTED_RUNS });
    return Math.min(MAX_COUNTED_RUNS, await this.runs.estimatedDocumentCount());
  }

  private get runs(): mongo.Collection<StoredRun> {
    return this.connection.collection<StoredRun>(RUNS);
  }
}

type StatusCounts = Partial<Record<RunStatus, number>>;

/** The statuses that RunCounts counts. Succeeded and cancelled runs are too many to count, and they need no attention. */
const COUNTED_STATUSES = RunStatus.options.filter(
  (status) => status !== 'succeeded' && status !== 'cancelled',
);

/**
 * Ages of the cached counts, ms: when they are counted again in the background, and when a reader must wait for that. They are cached
 * because counting 100,000 runs takes about 20 ms and any number of clients may request the counts.
 */
const FRESH_MS = 2_000;
const STALE_MS = 30_000;

/** A run that was due for longer than this counts as overdue, ms. Longer than every interval at which due runs are looked for. */
const OVERDUE_AFTER_MS = 60_000;
/** Overdue runs are counted up to this number. */
const MAX_OVERDUE = 10_000;

/** Number of runs in progress or in need of attention, by status. A status without runs is absent. */
@Injectable()
export class RunCounts {
  private readonly counts = new CachedValue(() => this.count(), { freshMs: FRESH_MS, staleMs: STALE_MS });
  private readonly overdueRuns = new CachedValue(() => this.countOverdue(), {
    freshMs: FRESH_MS,
    staleMs: STALE_MS,
  });

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly clock: Clock,
  ) {}

  read(): Promise<StatusCounts> {
    return this.counts.get();
  }

  /**
   * Number of runs that were due more than a minute ago and that no worker has continued, at most `MAX_OVERDUE`. There are none while a
   * worker is up and keeps pace.
   */
  async overdue(): Promise<number> {
    return (await this.overdueRuns.get()).runs;
  }

  private async countOverdue(): Promise<{ runs: number }> {
    const before = new Date(this.clock.now().getTime() - OVERDUE_AFTER_MS);
    const runs = this.connection.collection<StoredRun>(RUNS);
    return { runs: await runs.countDocuments({ dueAt: { $lte: before } }, { limit: MAX_OVERDUE }) };
  }

  private async count(): Promise<StatusCounts> {
    const { db } = this.connection;
    if (!db) throw new Error('Runs were counted before MongoDB was connected.');
    const counts = await Promise.all(
      COUNTED_STATUSES.map(async (status): Promise<[RunStatus, number]> => {
        // The `count` command reads only the index; countDocuments would use an aggregation, which is slower.
        const { n } = await db.command({ count: RUNS, query: { status } });
        return [status, Number(n)];
      }),
    );
    return Object.fromEntries(counts.filter(([, runs]) => runs > 0));
  }
}

/** Condition for runs without `verdict`. MongoDB evaluates it with an index alone, which it does not do for `$exists: false` and null. */
const BY_PEOPLE: mongo.Condition<StoredRun['verdict']> = { $nin: ['suspect', 'bot'] };

/**
 * Converts a filter to a MongoDB query. Lists, counts and bulks all use it, so that they select the same runs.
 * @throws AppError validation.failed for an unknown status
 */
export function runFilterQuery(filter: RunFilter): mongo.Filter<StoredRun> {
  const { status, contactId, error, bulk, held, verdict } = filter;
  const ids = idRange(filter);
  return {
    ...(status && { status: { $in: readStatuses(status) } }),
    ...Object.fromEntries(
      RUN_CONTEXT_FILTERS.flatMap((key) => (filter[key] ? [[`context.${key}`, filter[key]]] : [])),
    ),
    ...(contactId && { 'subject.contactId': contactId }),
    ...(error && { 'failure.key': error }),
    ...(bulk && { bulkIds: bulk }),
    ...(held && { heldBy: HELD_BY_GATE }),
    ...(verdict && { verdict: verdict === 'human' ? BY_PEOPLE : verdict }),
    ...(Object.keys(ids).length > 0 && { _id: ids }),
  };
}

/** Range of run ids for the filter's time range. Ids start with the time of the event, so no index on the time is needed. */
export const idRange = ({ from, to }: Pick<RunFilter, 'from' | 'to'>): { $gte?: string; $lt?: string } => ({
  ...(from && { $gte: firstIdAt(new Date(from)) }),
  ...(to && { $lt: firstIdAt(new Date(to)) }),
});

/** The lowest possible id of an event in the same second as `time`. An id starts with the Unix time in s, as 8 hexadecimal digits. */
export function firstIdAt(time: Date): string {
  const seconds = Math.max(0, Math.floor(time.getTime() / 1_000));
  return seconds.toString(16).padStart(8, '0') + '0'.repeat(16);
}

/**
 * Returns an equivalent query that an index can answer in sorted order, or null if no run can match. Uses that every failed run, and no
 * other run, has an error key (`failure.key`):
 *
 * - A query by error key needs no status.
 * - A query for failed runs by several context keys selects by "has an error key" instead of the status, to use the indexes on two
 *   context keys and the error key.
 * - A query by one context key or bulk and without a status lists all statuses. The indexes on these fields have the status before the
 *   id, so that one failed run is found among a million others with the same key; MongoDB merges the index ranges of the statuses.
 * - So does a query for the runs of people alone. The runs of machines have an index of their own.
 */
export function indexableQuery(where: mongo.Filter<StoredRun>): mongo.Filter<StoredRun> | null {
  const { status, ...rest } = where;
  if (rest['failure.key'] !== undefined) {
    return status === undefined || includesFailed(status) ? rest : null;
  }
  const inContext = Object.keys(rest).filter((field) => field.startsWith('context.')).length;
  if (includesFailed(status, 1) && inContext > 1) return { ...rest, 'failure.key': { $gt: '' } };
  const isOfPeople =
    rest.verdict === BY_PEOPLE && Object.keys(rest).every((field) => field === 'verdict' || field === '_id');
  const narrowing = inContext + (rest.bulkIds === undefined ? 0 : 1) + (isOfPeople ? 1 : 0);
  if (status !== undefined || narrowing !== 1 || rest['subject.contactId'] !== undefined) return where;
  return { ...rest, status: { $in: STATUSES } };
}

/** Whether a status condition (`{ $in: […] }`) contains `failed` and has at most `max` statuses. */
const includesFailed = (status: unknown, max = STATUSES.length): boolean =>
  typeof status === 'object' &&
  status !== null &&
  '$in' in status &&
  Array.isArray(status.$in) &&
  status.$in.length <= max &&
  status.$in.includes('failed');

/** MongoDB aborts a query with this code if an index is dropped that its planner considered, even if the query does not use the index. */
const QUERY_PLAN_KILLED = 175;

/** Repeats a read that failed because an index was dropped. An upgrade drops indexes while processes of the old version still read. */
export const retryOnDroppedIndex = <T>(read: () => Promise<T>): Promise<T> =>
  retryRead(QUERY_PLAN_KILLED, read);

/** @throws AppError validation.failed */
function readStatuses(list: string): RunStatus[] {
  return list.split(',').map((text) => {
    const status = RunStatus.safeParse(text.trim());
    if (status.success) return status.data;
    throw new AppError('validation.failed', `There is no run status "${text.slice(0, 40)}"`, {
      issues: [
        {
          code: 'status.unknown',
          path: 'status',
          message: { en: 'There is no such run status', nb: 'Det finnes ingen slik status for kjøringer' },
        },
      ],
    });
  });
}

const tooDeep = (): AppError =>
  new AppError('validation.failed', `Only the newest ${MAX_COUNTED_RUNS} runs can be listed`, {
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
