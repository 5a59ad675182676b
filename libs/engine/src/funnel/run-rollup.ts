import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { SETTLED_AFTER_MS, rangesOf, transaction } from '@linkflow/platform';
import type { CountsByKey } from './run-counts';
import type { RunSlice } from './run-slices';
import { RunCounter, RunTotals } from './run-totals';

/** Time after which a round takes no further slices, ms. */
const ROUND_MS = 10_000;
const SLICES_PER_TRANSACTION = 100;
/** A transaction reads this many runs, or one slice. */
const RUNS_PER_TRANSACTION = 5_000;
/** A slice whose runs are written all the time, as during the outage of a system that steps call, is counted this often, ms. */
const BUSY_EVERY_MS = 60_000;
const MAX_BUSY_SLICES = 500;

/**
 * Keeps the totals of runs (`run_totals`) up to date. It counts the runs of dirty slices again and replaces what the totals contain of
 * them, in one transaction. So the totals contain each run once, as it was when its slice was counted last. A crash changes nothing.
 *
 * - settled (no writes were announced for `SETTLED_AFTER_MS`): counted, and the mark is removed
 * - busy: counted once a minute, and the mark stays, because a write may be in progress that the count lacks
 */
@Injectable()
export class RunRollup {
  /** Slices that were busy, and when this process has seen or counted them last, in epoch ms of the database's clock. */
  private busy = new Map<string, number>();

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly totals: RunTotals,
    private readonly counter: RunCounter,
  ) {}

  /** Counts settled slices until none is left or the round is over, then busy ones. Returns the number of slices that were counted. */
  async run(signal?: AbortSignal): Promise<number> {
    const until = performance.now() + ROUND_MS;
    let counted = 0;
    while (!signal?.aborted && performance.now() < until) {
      const slices = await this.countSettled();
      if (slices === 0) break;
      counted += slices;
    }
    return counted + (await this.countBusy());
  }

  private countSettled(): Promise<number> {
    return transaction(this.connection, async (session) => {
      const settled = await this.totals.slices
        .find(isSettled(true), { session })
        .sort({ touchedAt: 1, _id: 1 })
        .limit(SLICES_PER_TRANSACTION)
        .toArray();
      const counted = await this.count(
        settled.map(({ _id }) => _id),
        session,
      );
      // If a process announces writes to one of the slices meanwhile, this write conflicts, and the driver repeats the transaction.
      await this.totals.slices.deleteMany({ _id: { $in: counted } }, { session });
      return counted.length;
    });
  }

  private async countBusy(): Promise<number> {
    const [slices, now] = await this.busySlices();
    const seen = this.busy;
    this.busy = new Map(slices.map(({ _id }) => [_id, seen.get(_id) ?? now]));
    const due = [...this.busy].filter(([, at]) => now - at >= BUSY_EVERY_MS).map(([slice]) => slice);
    if (due.length === 0) return 0;
    const counted = await transaction(this.connection, (session) => this.count(due, session));
    for (const slice of counted) this.busy.set(slice, now);
    return counted.length;
  }

  private async busySlices(): Promise<[RunSlice[], number]> {
    const slices = await this.totals.slices
      .aggregate<RunSlice & { now: Date }>([
        { $match: isSettled(false) },
        { $limit: MAX_BUSY_SLICES },
        { $set: { now: '$$NOW' } },
      ])
      .toArray();
    return [slices, slices[0]?.now.getTime() ?? 0];
  }

  /**
   * Counts slices, the oldest first, until RUNS_PER_TRANSACTION runs are read, and returns those that were counted. A slice that has more
   * is counted alone.
   */
  private async count(slices: readonly string[], session: mongo.ClientSession): Promise<string[]> {
    if (slices.length === 0) return [];
    const counts = new Map<string, CountsByKey>();
    const $or = rangesOf(slices).map((_id) => ({ _id }));
    const read = await this.counter.count({ $or }, { into: counts, session, limit: RUNS_PER_TRANSACTION });
    let done = [...slices];
    if (read === RUNS_PER_TRANSACTION) {
      // The runs come in the order of their ids, so that all slices before the last one are complete.
      const last = [...counts.keys()].at(-1) ?? '';
      counts.delete(last);
      done = slices.filter((slice) => slice < last);
      if (done.length === 0) {
        const [whole] = rangesOf([last]);
        if (whole) await this.counter.count({ _id: whole }, { into: counts, session });
        done = [last];
      }
    }
    await this.totals.replaceParts(done, counts, session);
    return done;
  }
}

const isSettled = (settled: boolean): mongo.Filter<RunSlice> => ({
  $expr: { [settled ? '$lte' : '$gt']: ['$touchedAt', { $subtract: ['$$NOW', SETTLED_AFTER_MS] }] },
});
