import { Injectable } from '@nestjs/common';
import { mongo } from 'mongoose';
import { Clock } from '@linkflow/platform';
import type { RollupDoc, SliceDoc } from '../store/documents';
import { LinkStore } from '../store/link-store';
import { ClickFacts, addTo, type Tallies } from './click-facts';
import { ClickRecount } from './click-recount';
import { SETTLE_MS } from './slice-marks';
import { rangesOf, sliceAt } from './slices';

/** Slices rolled in one transaction, and transactions of one round: enough for a backlog, and the end of each comes soon. */
const AT_ONCE = 12;
const AT_MOST = 50;
/** Rolled slices are kept so long, to know what the totals hold of them when a late click comes. */
const KEPT_MS = 30 * 86_400_000;
/** They are forgotten many at a time. */
const SEAL_EVERY_MS = 86_400_000;

/**
 * Rolls slices of clicks up into totals, once nobody has written to them for a while.
 *
 * A slice is counted anew each time, and what it has come to is put beside what the totals held of it, in one transaction:
 * however often, by whomever, and after whatever crash it is rolled, the totals hold it once.
 */
@Injectable()
export class ClickRoller {
  constructor(
    private readonly store: LinkStore,
    private readonly facts: ClickFacts,
    private readonly recount: ClickRecount,
    private readonly clock: Clock,
  ) {}

  /** Rolls what can be. Returns the number of slices. */
  async round(): Promise<number> {
    if (await this.recount.isNeeded()) await this.recount.run();
    let rolled = 0;
    for (let n = 0; n < AT_MOST; n += 1) {
      const slices = await this.rollSome();
      rolled += slices;
      if (slices < AT_ONCE) break;
    }
    await this.seal();
    return rolled;
  }

  private rollSome(): Promise<number> {
    return this.store.transaction(async (session) => {
      const settled = await this.store.slices
        .find(
          {
            touchedAt: { $exists: true },
            $expr: { $lte: ['$touchedAt', { $subtract: ['$$NOW', SETTLE_MS] }] },
          },
          { session },
        )
        .sort({ touchedAt: 1 })
        .limit(AT_ONCE)
        .toArray();
      if (settled.length === 0) return 0;
      // A write, so that this and a recount exclude each other.
      const rollup = await this.store.rollup.findOneAndUpdate(READY, { $inc: { rolls: 1 } }, { session });
      if (!rollup) return 0;
      const slices = settled.filter((slice) => slice._id >= rollup.sealedBefore);
      if (slices.length === 0) return 0;
      const now = await this.facts.inSlices(rangesOf(slices.map((slice) => slice._id)), session);
      await this.write(slices, now, session);
      return slices.length;
    });
  }

  /** A worker that marks one of the slices meanwhile makes the transaction begin again. */
  private async write(
    slices: readonly SliceDoc[],
    now: ReadonlyMap<string, Tallies>,
    session: mongo.ClientSession,
  ): Promise<void> {
    const changes: Tallies = new Map();
    for (const { _id, counts = [] } of slices) {
      for (const { of, clicks, clickers } of counts)
        addTo(changes, of, { clicks: -clicks, clickers: -clickers });
      for (const [of, tally] of now.get(_id) ?? []) addTo(changes, of, tally);
    }
    await this.store.slices.bulkWrite(
      slices.map(({ _id }) => ({
        updateOne: {
          filter: { _id },
          update: {
            $set: { counts: [...(now.get(_id) ?? [])].map(([of, tally]) => ({ of, ...tally })) },
            $unset: { touchedAt: '' },
          },
        },
      })),
      { session },
    );
    const totals = [...changes].filter(([, { clicks, clickers }]) => clicks !== 0 || clickers !== 0);
    if (totals.length === 0) return;
    await this.store.totals.bulkWrite(
      totals.map(([_id, { clicks, clickers }]) => ({
        updateOne: { filter: { _id }, update: { $inc: { clicks, clickers } }, upsert: true },
      })),
      { session },
    );
  }

  /** Forgets slices that are long past. What they came to stays in the totals. */
  private async seal(): Promise<void> {
    const now = this.clock.now().getTime();
    const rollup = await this.store.rollup.findOne(READY);
    if (!rollup || rollup.sealedBefore >= sliceAt(new Date(now - KEPT_MS - SEAL_EVERY_MS))) return;
    const before = sliceAt(new Date(now - KEPT_MS));
    await this.store.transaction(async (session) => {
      const past = { _id: { $lt: before } };
      if (await this.store.slices.findOne({ ...past, touchedAt: { $exists: true } }, { session })) return;
      const { matchedCount } = await this.store.rollup.updateOne(
        READY,
        { $set: { sealedBefore: before }, $inc: { rolls: 1 } },
        { session },
      );
      if (matchedCount === 1) await this.store.slices.deleteMany(past, { session });
    });
  }
}

const READY: mongo.Filter<RollupDoc> = { _id: 'clicks', ready: true };
