import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { mongo, type Connection } from 'mongoose';
import { SETTLED_AFTER_MS, lowestIdAt, newId, sliceAt, transaction } from '@linkflow/platform';
import { ClickSums, type SumsById } from './click-sums';
import { TotalsRepository } from './click-totals';
import { ClicksRepository } from './clicks.repository';

/**
 * A recount sums up everything older than this in one pass. Newer slices are left to the roll-up, one by one, because late clicks are
 * likely there.
 */
const RECENT_MS = 86_400_000;
const EPOCH = new Date(0);
/** Totals in one transaction. There are some hundred thousand, and MongoDB aborts a transaction after a minute. */
const TOTALS_PER_TRANSACTION = 5_000;
const CLICKERS_PER_BULK = 1_000;
const DUPLICATE_KEY = 11_000;

/**
 * Recomputes the totals from all clicks, the deleted ones included. Runs at the first start, after a click was recorded in a sealed slice,
 * after the document of `click_rollup` was deleted, and after a recount that did not finish. During a recount, workers keep recording
 * clicks, and readers count the clicks instead of using the totals. Nobody else writes totals meanwhile, so they are replaced in several
 * transactions; the last one makes them ready. A recount that crashes is repeated.
 *
 * States of `click_rollup`: none | ready → counting (`ready: false`, a new `token`) → ready (set only by the recount with that token).
 */
@Injectable()
export class ClickRecount {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly totals: TotalsRepository,
    private readonly clicks: ClicksRepository,
    private readonly sums: ClickSums,
  ) {}

  async isNeeded(): Promise<boolean> {
    const rollup = await this.totals.rollup.findOne({ _id: 'clicks' });
    if (!rollup?.ready) return true;
    const late = { touchedAt: { $exists: true }, _id: { $lt: rollup.sealedBefore } };
    return (await this.totals.slices.findOne(late)) !== null;
  }

  async run(): Promise<void> {
    const token = newId();
    await this.totals.rollup.updateOne(
      { _id: 'clicks' },
      { $set: { ready: false, token }, $setOnInsert: { sealedBefore: '', rolls: 0 } },
      { upsert: true },
    );
    await this.completeOldClickers();
    const now = await this.databaseTime();
    const settledUntil = new Date(now.getTime() - SETTLED_AFTER_MS);
    const [busy] = await this.totals.slices
      .find({ touchedAt: { $gt: settledUntil } })
      .sort({ _id: 1 })
      .limit(1)
      .toArray();
    const recent = sliceAt(new Date(now.getTime() - RECENT_MS));
    const from = busy && busy._id < recent ? busy._id : recent;
    const sums = await this.sums.before(from);
    if (!(await this.replaceTotals(token, sums))) return;
    const isStored = await this.whileMine(token, (session) =>
      this.makeReady({ from, settledUntil }, session),
    );
    if (isStored) await this.totals.slices.deleteMany({ _id: { $lt: from }, touchedAt: { $exists: false } });
  }

  /**
   * Makes changes in a transaction, unless another process has started a recount since. Returns whether the changes were made.
   */
  private whileMine(
    token: string,
    change: (session: mongo.ClientSession) => Promise<void>,
  ): Promise<boolean> {
    return transaction(this.connection, async (session) => {
      const mine = { _id: 'clicks', ready: false, token } as const;
      const { matchedCount } = await this.totals.rollup.updateOne(mine, { $inc: { rolls: 1 } }, { session });
      if (matchedCount === 0) return false;
      await change(session);
      return true;
    });
  }

  /** Replaces all totals by `sums`. Returns false if another process has started a recount meanwhile. */
  private async replaceTotals(token: string, sums: SumsById): Promise<boolean> {
    const { totals } = this.totals;
    for (;;) {
      const old = await totals
        .find({}, { projection: { _id: 1 } })
        .limit(TOTALS_PER_TRANSACTION)
        .toArray();
      if (old.length === 0) break;
      const ids = old.map(({ _id }) => _id);
      const isMine = await this.whileMine(token, async (session) => {
        await totals.deleteMany({ _id: { $in: ids } }, { session });
      });
      if (!isMine) return false;
    }
    const documents = [...sums].map(([_id, counts]) => ({ _id, ...counts }));
    for (let at = 0; at < documents.length; at += TOTALS_PER_TRANSACTION) {
      const page = documents.slice(at, at + TOTALS_PER_TRANSACTION);
      const isMine = await this.whileMine(token, async (session) => {
        await totals.insertMany(page, { session });
      });
      if (!isMine) return false;
    }
    return true;
  }

  /**
   * Lets readers use the totals, which contain everything before the slice `from`. A slice before `from` that was touched after
   * `settledUntil` may contain clicks that they lack. It stays dirty, which makes the next run recount again.
   */
  private async makeReady(
    { from, settledUntil }: { from: string; settledUntil: Date },
    session: mongo.ClientSession,
  ): Promise<void> {
    const { rollup, slices } = this.totals;
    await rollup.updateOne({ _id: 'clicks' }, { $set: { ready: true, sealedBefore: from } }, { session });
    await slices.deleteMany({ _id: { $lt: from }, touchedAt: { $lte: settledUntil } }, { session });
    // The slices from `from` on become dirty, as if they had never been rolled up.
    const recent = { _id: { $gte: from } };
    await slices.updateMany(recent, { $unset: { counts: '' } }, { session });
    await slices.updateMany(
      { ...recent, touchedAt: { $exists: false } },
      { $set: { touchedAt: EPOCH } },
      { session },
    );
    const withClicks = await this.sums.slicesFrom(from, session);
    if (withClicks.size === 0) return;
    await slices.bulkWrite(
      [...withClicks].map((_id) => ({
        updateOne: { filter: { _id }, update: { $setOnInsert: { touchedAt: EPOCH } }, upsert: true },
      })),
      { session },
    );
  }

  /**
   * Adds `createdByClick` and `first` to clickers of early releases, which lack these fields. `createdByClick` only has to lie in the
   * right slice, so it becomes the lowest id of the second in which the clicker first clicked.
   */
  private async completeOldClickers(): Promise<void> {
    for (;;) {
      const incomplete = await this.clicks.clickers
        .find({ createdByClick: { $exists: false } })
        .limit(CLICKERS_PER_BULK)
        .toArray();
      if (incomplete.length === 0) return;
      for (const first of [true, false]) {
        await this.clicks.clickers
          .bulkWrite(
            incomplete.map((clicker) => ({
              updateOne: {
                filter: { _id: clicker._id, createdByClick: { $exists: false } },
                update: { $set: { createdByClick: lowestIdAt(clicker.firstAt.getTime()), first } },
              },
            })),
            { ordered: false },
          )
          .catch((error: unknown) => {
            // The unique index refused `first: true`, because the recipient has such a clicker already. The next pass stores
            // `first: false`. The other updates of the bulk were made.
            if (!(error instanceof mongo.MongoBulkWriteError) || error.code !== DUPLICATE_KEY) throw error;
          });
      }
    }
  }

  /** The current time by the database's clock, which also sets `touchedAt`. */
  private async databaseTime(): Promise<Date> {
    const [found] = await this.totals.rollup
      .aggregate<{ now: Date }>([{ $match: { _id: 'clicks' } }, { $project: { now: '$$NOW' } }])
      .toArray();
    if (!found) throw new Error('The document of click_rollup was deleted during a recount.');
    return found.now;
  }
}
