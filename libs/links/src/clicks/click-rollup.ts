import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { Clock, SETTLED_AFTER_MS, rangesOf, sliceAt, transaction } from '@linkflow/platform';
import { ClickRecount } from './click-recount';
import { ClickSums, addTo, type SumsById } from './click-sums';
import { TotalsRepository, type RollupDoc, type SliceDoc } from './click-totals';

const SLICES_PER_TRANSACTION = 12;
const MAX_TRANSACTIONS = 50;
/**
 * Rolled-up slices are kept for this long after the time of their clicks, so that a late click can be added to the totals without a
 * recount.
 */
const KEEP_SLICES_MS = 30 * 86_400_000;
/** Minimum time between two seals. Each seal covers the slices of about a day. */
const SEAL_EVERY_MS = 86_400_000;

export const READY: mongo.Filter<RollupDoc> = { _id: 'clicks', ready: true };

/**
 * Rolls a dirty slice up into the totals when no worker has announced writes to it for `SETTLED_AFTER_MS`. A roll-up counts the clicks
 * of the slice again and replaces the earlier counts of the slice in the totals, in one transaction. The totals therefore contain each
 * slice exactly once, even after a crash or a repeated roll-up.
 */
@Injectable()
export class ClickRollup {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly totals: TotalsRepository,
    private readonly sums: ClickSums,
    private readonly recount: ClickRecount,
    private readonly clock: Clock,
  ) {}

  /** Recounts all totals if necessary, rolls up dirty slices and seals old ones. Returns the number of slices that were rolled up. */
  async run(): Promise<number> {
    if (await this.recount.isNeeded()) await this.recount.run();
    let rolled = 0;
    for (let n = 0; n < MAX_TRANSACTIONS; n += 1) {
      const slices = await this.rollUpSome();
      rolled += slices;
      if (slices < SLICES_PER_TRANSACTION) break;
    }
    await this.seal();
    return rolled;
  }

  private rollUpSome(): Promise<number> {
    return transaction(this.connection, async (session) => {
      const settled = await this.totals.slices
        .find(
          {
            touchedAt: { $exists: true },
            $expr: { $lte: ['$touchedAt', { $subtract: ['$$NOW', SETTLED_AFTER_MS] }] },
          },
          { session },
        )
        .sort({ touchedAt: 1 })
        .limit(SLICES_PER_TRANSACTION)
        .toArray();
      if (settled.length === 0) return 0;
      // Writes to `click_rollup` instead of only reading it, so that this transaction conflicts with that of a concurrent recount.
      const rollup = await this.totals.rollup.findOneAndUpdate(READY, { $inc: { rolls: 1 } }, { session });
      if (!rollup) return 0;
      const slices = settled.filter((slice) => slice._id >= rollup.sealedBefore);
      if (slices.length === 0) return 0;
      const counted = await this.sums.bySlice(rangesOf(slices.map((slice) => slice._id)), session);
      await this.write(slices, counted, session);
      return slices.length;
    });
  }

  /**
   * Stores the new counts of the slices and adds the differences to the totals. If a worker marks one of the slices as dirty meanwhile,
   * a write conflict makes the driver repeat the transaction.
   */
  private async write(
    slices: readonly SliceDoc[],
    counted: ReadonlyMap<string, SumsById>,
    session: mongo.ClientSession,
  ): Promise<void> {
    const changes: SumsById = new Map();
    for (const { _id, counts = [] } of slices) {
      for (const { of, ...before } of counts) addTo(changes, of, before, -1);
      for (const [of, counts] of counted.get(_id) ?? []) addTo(changes, of, counts);
    }
    await this.totals.slices.bulkWrite(
      slices.map(({ _id }) => ({
        updateOne: {
          filter: { _id },
          update: {
            $set: { counts: [...(counted.get(_id) ?? [])].map(([of, counts]) => ({ of, ...counts })) },
            $unset: { touchedAt: '' },
          },
        },
      })),
      { session },
    );
    await this.totals.add(changes, session);
  }

  /** Deletes old slices that are rolled up; their sums stay in the totals. Does nothing while one of the old slices is dirty. */
  private async seal(): Promise<void> {
    const now = this.clock.now().getTime();
    const rollup = await this.totals.rollup.findOne(READY);
    if (!rollup || rollup.sealedBefore >= sliceAt(new Date(now - KEEP_SLICES_MS - SEAL_EVERY_MS))) return;
    const before = sliceAt(new Date(now - KEEP_SLICES_MS));
    await transaction(this.connection, async (session) => {
      const old = { _id: { $lt: before } };
      if (await this.totals.slices.findOne({ ...old, touchedAt: { $exists: true } }, { session })) return;
      const { matchedCount } = await this.totals.rollup.updateOne(
        READY,
        { $set: { sealedBefore: before }, $inc: { rolls: 1 } },
        { session },
      );
      if (matchedCount === 1) await this.totals.slices.deleteMany(old, { session });
    });
  }
}
