import { Injectable } from '@nestjs/common';
import { mongo } from 'mongoose';
import { newId } from '@linkflow/platform';
import type { ClickerDoc } from '../store/documents';
import { LinkStore } from '../store/link-store';
import { ClickFacts, type Tallies } from './click-facts';
import { SETTLE_MS } from './slice-marks';
import { sliceAt, sliceIn } from './slices';

/** What is older than this is summed up at once; what is younger goes by slices, as late clicks may come to it. */
const RECENT_MS = 86_400_000;
const LONG_AGO = new Date(0);
const BIRTHS_AT_ONCE = 1_000;

/**
 * Makes the totals anew from all clicks: at the first start, when a click comes to a slice that was sealed, and whenever
 * somebody deletes the one document of `click_rollup`. Lists count the clicks themselves until it is done, and workers go on
 * recording. One that dies in the middle has changed nothing, and another begins again.
 */
@Injectable()
export class ClickRecount {
  constructor(
    private readonly store: LinkStore,
    private readonly facts: ClickFacts,
  ) {}

  async isNeeded(): Promise<boolean> {
    const rollup = await this.store.rollup.findOne({ _id: 'clicks' });
    if (!rollup?.ready) return true;
    const late = { touchedAt: { $exists: true }, _id: { $lt: rollup.sealedBefore } };
    return (await this.store.slices.findOne(late)) !== null;
  }

  async run(): Promise<void> {
    const token = newId();
    await this.store.rollup.updateOne(
      { _id: 'clicks' },
      { $set: { ready: false, token }, $setOnInsert: { sealedBefore: '', rolls: 0 } },
      { upsert: true },
    );
    await this.giveBirths();
    const now = await this.now();
    const settled = new Date(now.getTime() - SETTLE_MS);
    const [busy] = await this.store.slices
      .find({ touchedAt: { $gt: settled } })
      .sort({ _id: 1 })
      .limit(1)
      .toArray();
    const recent = sliceAt(new Date(now.getTime() - RECENT_MS));
    const from = busy && busy._id < recent ? busy._id : recent;
    const sums = await this.facts.before(from);
    await this.store.transaction((session) => this.put(token, from, settled, sums, session));
  }

  /** `settled`: a mark set later than this stands for clicks that the sums may be without. It stays, and asks for another recount. */
  private async put(
    token: string,
    from: string,
    settled: Date,
    sums: Tallies,
    session: mongo.ClientSession,
  ): Promise<void> {
    const { rollup, totals, slices } = this.store;
    const { matchedCount } = await rollup.updateOne(
      { _id: 'clicks', ready: false, token },
      { $set: { ready: true, sealedBefore: from }, $inc: { rolls: 1 } },
      { session },
    );
    // Another process has begun one meanwhile.
    if (matchedCount === 0) return;
    await totals.deleteMany({}, { session });
    if (sums.size > 0) {
      await totals.insertMany(
        [...sums].map(([_id, tally]) => ({ _id, ...tally })),
        { session },
      );
    }
    await slices.deleteMany({ _id: { $lt: from }, touchedAt: { $not: { $gt: settled } } }, { session });
    // The rest is rolled as if for the first time.
    await slices.updateMany({}, { $unset: { counts: '' } }, { session });
    await slices.updateMany(
      { touchedAt: { $exists: false } },
      { $set: { touchedAt: LONG_AGO } },
      { session },
    );
    const held = await this.slicesFrom(from, session);
    if (held.length === 0) return;
    await slices.bulkWrite(
      held.map((_id) => ({
        updateOne: { filter: { _id }, update: { $setOnInsert: { touchedAt: LONG_AGO } }, upsert: true },
      })),
      { session },
    );
  }

  /** The slices that hold clicks or clickers, from this one on. */
  private async slicesFrom(from: string, session: mongo.ClientSession): Promise<string[]> {
    const clicks = this.store.clicks.aggregate<{ _id: string }>(
      [{ $match: { _id: { $gte: from } } }, { $group: { _id: sliceIn('$_id') } }],
      { session },
    );
    const slices = new Set((await clicks.toArray()).map((group) => group._id));
    const clickers = this.store.clickers.aggregate<{ _id: string }>(
      [{ $match: { born: { $gte: from } } }, { $group: { _id: sliceIn('$born') } }],
      { session },
    );
    for (const { _id } of await clickers.toArray()) slices.add(_id);
    return [...slices];
  }

  /** Clickers of an earlier release do not tell the click that they were made with. Any id of their first time will do. */
  private async giveBirths(): Promise<void> {
    const born = (clicker: ClickerDoc): string =>
      Math.floor(clicker.firstAt.getTime() / 1_000)
        .toString(16)
        .padStart(8, '0') + '0'.repeat(16);
    for (;;) {
      const clickers = await this.store.clickers
        .find({ born: { $exists: false } })
        .limit(BIRTHS_AT_ONCE)
        .toArray();
      if (clickers.length === 0) return;
      for (const first of [true, false]) {
        await this.store.clickers
          .bulkWrite(
            clickers.map((clicker) => ({
              updateOne: {
                filter: { _id: clicker._id, born: { $exists: false } },
                update: { $set: { born: born(clicker), first } },
              },
            })),
            { ordered: false },
          )
          .catch((error: unknown) => {
            // The recipient has its first already; the others of the bulk are written.
            if (!(error instanceof mongo.MongoBulkWriteError) || error.code !== DUPLICATE_KEY) throw error;
          });
      }
    }
  }

  /** By the clock that the marks are set by. */
  private async now(): Promise<Date> {
    const [found] = await this.store.rollup
      .aggregate<{ now: Date }>([{ $match: { _id: 'clicks' } }, { $project: { now: '$$NOW' } }])
      .toArray();
    if (!found) throw new Error('The recount was deleted while it was under way');
    return found.now;
  }
}

const DUPLICATE_KEY = 11_000;
