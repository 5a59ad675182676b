import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { mongo, type Connection } from 'mongoose';
import { newId, transaction } from '@linkflow/platform';
import { ClickSums, type SumsById } from './click-sums';
import { TotalsRepository } from './click-totals';
import { ClicksRepository, type ClickerDoc } from './clicks.repository';
import { SETTLED_AFTER_MS, sliceAt } from './slices';

/** Everything older is summed up at once. Newer slices are rolled up one by one, because late clicks are likely. */
const RECENT_MS = 86_400_000;
const EPOCH = new Date(0);
const CLICKERS_PER_BULK = 1_000;
const DUPLICATE_KEY = 11_000;

/**
 * Recomputes the totals from all clicks: at the first start, when a click is recorded in a sealed slice, and when the document of
 * `click_rollup` was deleted. Workers keep recording meanwhile, and readers count the clicks themselves. The result is stored in one
 * transaction, so a recount that crashes has no effect and is repeated.
 *
 * States of `click_rollup`: none | ready → counting (`ready: false`, a new `token`) → ready (only by the recount with that token).
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
    await transaction(this.connection, (session) => this.store({ token, from, settledUntil, sums, session }));
  }

  /**
   * Replaces the totals by the sums of everything before `from`. A slice before it that was touched after `settledUntil` may contain
   * clicks that the sums lack: it stays dirty, which makes the next run recount again.
   */
  private async store(options: {
    token: string;
    from: string;
    settledUntil: Date;
    sums: SumsById;
    session: mongo.ClientSession;
  }): Promise<void> {
    const { token, from, settledUntil, sums, session } = options;
    const { rollup, totals, slices } = this.totals;
    const { matchedCount } = await rollup.updateOne(
      { _id: 'clicks', ready: false, token },
      { $set: { ready: true, sealedBefore: from }, $inc: { rolls: 1 } },
      { session },
    );
    // Another process has started a recount meanwhile.
    if (matchedCount === 0) return;
    await totals.deleteMany({}, { session });
    if (sums.size > 0) {
      await totals.insertMany(
        [...sums].map(([_id, counts]) => ({ _id, ...counts })),
        { session },
      );
    }
    await slices.deleteMany({ _id: { $lt: from }, touchedAt: { $not: { $gt: settledUntil } } }, { session });
    // The slices from `from` on become dirty, as if they had never been rolled up.
    await slices.updateMany({}, { $unset: { counts: '' } }, { session });
    await slices.updateMany({ touchedAt: { $exists: false } }, { $set: { touchedAt: EPOCH } }, { session });
    const withClicks = await this.sums.slicesFrom(from, session);
    if (withClicks.size === 0) return;
    await slices.bulkWrite(
      [...withClicks].map((_id) => ({
        updateOne: { filter: { _id }, update: { $setOnInsert: { touchedAt: EPOCH } }, upsert: true },
      })),
      { session },
    );
  }

  /** Clickers of early releases lack `createdByClick` and `first`. Any id of the second of their first click serves. */
  private async completeOldClickers(): Promise<void> {
    const idAtFirstClick = (clicker: ClickerDoc): string =>
      Math.floor(clicker.firstAt.getTime() / 1_000)
        .toString(16)
        .padStart(8, '0') + '0'.repeat(16);
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
                update: { $set: { createdByClick: idAtFirstClick(clicker), first } },
              },
            })),
            { ordered: false },
          )
          .catch((error: unknown) => {
            // The unique index refused a second `first` of a recipient. The other updates of the bulk are done.
            if (!(error instanceof mongo.MongoBulkWriteError) || error.code !== DUPLICATE_KEY) throw error;
          });
      }
    }
  }

  /** `touchedAt` is set by the database's clock. */
  private async databaseTime(): Promise<Date> {
    const [found] = await this.totals.rollup
      .aggregate<{ now: Date }>([{ $match: { _id: 'clicks' } }, { $project: { now: '$$NOW' } }])
      .toArray();
    if (!found) throw new Error('The document of click_rollup was deleted during a recount.');
    return found.now;
  }
}
