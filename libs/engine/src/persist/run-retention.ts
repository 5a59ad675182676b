import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { RunStatus } from '@linkflow/contracts';
import {
  collectionOf,
  lastOf,
  lowestIdAt,
  transaction,
  type DeletedPage,
  type RetentionPage,
} from '@linkflow/platform';
import { isFinalRun } from '@linkflow/workflow';
import { BULKS, type StoredBulk } from '../bulk/bulks';
import type { CountsByKey } from '../funnel/run-counts';
import { RunCounter, RunTotals } from '../funnel/run-totals';
import { RUNS, type StoredRun } from './run.schema';

type OldRun = Pick<StoredRun, '_id' | 'status' | 'endedAt' | 'rerunBy' | 'bulkIds'>;

/**
 * Deletes runs that ended long ago. Kept are:
 *
 * - runs that have not ended, however old, and runs that ended less long ago than they started;
 * - the original of a re-run as long as the re-run exists: the re-run asks it which steps are done (EffectLedger);
 * - all claims (`effects`), so that a step that happens once per recipient stays done.
 *
 * Bulks count their runs from the runs, so the deleted ones are added to the bulk in the same transaction. Funnels keep counting them.
 */
@Injectable()
export class RunRetention {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly counter: RunCounter,
    private readonly totals: RunTotals,
  ) {}

  async deletePage({ before, after, limit }: RetentionPage): Promise<DeletedPage> {
    const runs = collectionOf<StoredRun>(this.connection, RUNS);
    const page = await runs
      .find<OldRun>(
        { _id: { $gt: after, $lt: lowestIdAt(before.getTime()) } },
        { projection: { status: 1, endedAt: 1, rerunBy: 1, bulkIds: 1 } },
      )
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
    const ended = page.filter(({ status, endedAt }) => isFinalRun(status) && endedAt && endedAt < before);
    const reruns = ended.flatMap(({ rerunBy }) => (rerunBy === undefined ? [] : [rerunBy]));
    const existing = await runs.find({ _id: { $in: reruns } }, { projection: { _id: 1 } }).toArray();
    const needed = new Set(existing.map(({ _id }) => _id));
    const old = ended.filter(({ rerunBy }) => rerunBy === undefined || !needed.has(rerunBy));
    return { deleted: await this.delete(old, before), last: lastOf(page, limit) };
  }

  /** Deletes these runs, except those that a person has retried or run again since they were read. */
  private async delete(old: readonly OldRun[], before: Date): Promise<number> {
    if (old.length === 0) return 0;
    const runs = collectionOf<StoredRun>(this.connection, RUNS);
    return transaction(this.connection, async (session) => {
      const where: mongo.Filter<StoredRun> = {
        _id: { $in: old.map(({ _id }) => _id) },
        endedAt: { $lt: before },
        pendingRerun: { $exists: false },
      };
      const projection = { status: 1, rerunBy: 1, bulkIds: 1 };
      const current = await runs.find<OldRun>(where, { session, projection }).toArray();
      const rerunAsRead = new Map(old.map(({ _id, rerunBy }) => [_id, rerunBy]));
      const going = current.filter(
        ({ _id, status, rerunBy }) => isFinalRun(status) && rerunBy === rerunAsRead.get(_id),
      );
      await this.addToBulks(going, session);
      const ids = going.map(({ _id }) => _id);
      const counted = new Map<string, CountsByKey>();
      await this.counter.count({ _id: { $in: ids } }, { into: counted, session });
      await this.totals.leave(counted, session);
      const { deletedCount } = await runs.deleteMany({ _id: { $in: ids } }, { session });
      return deletedCount;
    });
  }

  private async addToBulks(going: readonly OldRun[], session: mongo.ClientSession): Promise<void> {
    const counts = new Map<string, Partial<Record<RunStatus, number>>>();
    for (const { bulkIds = [], status } of going) {
      for (const id of bulkIds) {
        const count = counts.get(id) ?? {};
        counts.set(id, { ...count, [status]: (count[status] ?? 0) + 1 });
      }
    }
    if (counts.size === 0) return;
    await collectionOf<StoredBulk>(this.connection, BULKS).bulkWrite(
      [...counts].map(([_id, count]) => ({
        updateOne: {
          filter: { _id },
          update: {
            $inc: {
              // The raised revision makes a worker that processes the bulk read it again.
              rev: 1,
              ...Object.fromEntries(Object.entries(count).map(([status, n]) => [`deletedRuns.${status}`, n])),
            },
          },
        },
      })),
      { session },
    );
  }
}
