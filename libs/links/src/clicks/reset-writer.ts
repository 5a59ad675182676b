import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { transaction } from '@linkflow/platform';
import { NOT_RESET, recipientOnLinkKey, type ClickerDoc } from './click-documents';
import { addTo, type SumsById } from './click-sums';
import { READY } from './click-rollup';
import { TotalsRepository } from './click-totals';
import { ClicksRepository } from './clicks.repository';
import {
  ARCHIVED,
  changedCounts,
  planReset,
  type CountedClick,
  type ResetPair,
  type ResetPlan,
} from './reset-plan';

type AlsoWrite = (left: readonly ResetPlan[], session: mongo.ClientSession) => Promise<void>;

const FIELDS = { linkId: 1, mailingId: 1, recipientId: 1, kind: 1, at: 1, verdict: 1, reset: 1 } as const;
/** Recipients that `finish` checks at a time. */
const PAGE_SIZE = 100;

/**
 * Leaves clicks out of all counts. Clicks, clickers and totals change in one transaction, so that counts are exact at any moment.
 *
 * A transaction that removes the clicker by which a recipient counts in the mailing (`ClickerDoc.first`) does not see a clicker on another
 * link that a recorder adds at the same time, and that recorder still found the removed one. So the reset looks again after its transaction,
 * and the recorder after it has stored the clicker: one of the two sees what the other wrote. `ResetClickerDoc.firstUnchecked` makes the
 * worker look if the process crashes in between.
 */
@Injectable()
export class ResetWriter {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly repository: ClicksRepository,
    private readonly totals: TotalsRepository,
  ) {}

  /**
   * Leaves the clicks of these pairs out of all counts.
   * @param alsoWrite writes more in the transaction; `left`: the plans, one for each recipient of whom something is left out
   */
  async leaveOut(pairs: readonly ResetPair[], alsoWrite?: AlsoWrite): Promise<void> {
    if (pairs.length === 0) return;
    const byRecipient = Map.groupBy(pairs, ({ recipientId }) => recipientId);
    const plans = await this.write(byRecipient, alsoWrite);
    const unchecked = plans.flatMap(({ removed }) => removed.filter(({ first }) => first));
    await this.ensureFirst(unchecked.map(({ recipientId }) => recipientId));
  }

  /** Completes what processes that crashed after a transaction have not looked at. */
  async finish(): Promise<void> {
    for (;;) {
      const unchecked = await this.repository.resetClickers
        .find({ firstUnchecked: true }, { projection: { recipientId: 1 } })
        .limit(PAGE_SIZE)
        .toArray();
      if (unchecked.length === 0) return;
      await this.ensureFirst(unchecked.map(({ recipientId }) => recipientId));
    }
  }

  /** Gives `first` to a clicker of each of these recipients who has clickers, and none with it. */
  async ensureFirst(recipientIds: readonly string[]): Promise<void> {
    if (recipientIds.length === 0) return;
    const { clicks, clickers, resetClickers } = this.repository;
    const ofRecipients = { recipientId: { $in: [...new Set(recipientIds)] } };
    const [counted, clicked, archived] = await Promise.all([
      clickers.distinct('recipientId', { ...ofRecipients, first: true }),
      clicks.distinct('recipientId', { ...ofRecipients, reset: NOT_RESET }),
      clickers.distinct('recipientId', { ...ofRecipients, archivedClicks: { $gt: 0 } }),
    ]);
    const isCounted = new Set(counted);
    const missing = [...clicked, ...archived].filter((id) => !isCounted.has(id));
    if (missing.length > 0) await this.write(new Map(missing.map((id) => [id, []])));
    await resetClickers.updateMany(
      { ...ofRecipients, firstUnchecked: true },
      { $unset: { firstUnchecked: '' } },
    );
  }

  /** Makes the changes that `planReset` plans for these recipients. */
  private write(
    pairs: ReadonlyMap<string, readonly ResetPair[]>,
    alsoWrite?: AlsoWrite,
  ): Promise<ResetPlan[]> {
    return transaction(this.connection, async (session) => {
      const [clicks, stored] = await this.read(pairs, session);
      const plans = [...pairs].map(([recipientId, ofRecipient]) =>
        planReset(
          { clicks: clicks.get(recipientId) ?? [], clickers: stored.get(recipientId) ?? [] },
          ofRecipient,
        ),
      );
      await this.writeClicks(plans, session);
      await this.writeClickers(plans, session);
      await this.writeCounts(plans, session);
      const left = plans.filter(({ clicks: ids, removed }) => ids.size > 0 || removed.length > 0);
      if (left.length > 0) await alsoWrite?.(left, session);
      return plans;
    });
  }

  private async read(
    pairs: ReadonlyMap<string, readonly ResetPair[]>,
    session: mongo.ClientSession,
  ): Promise<[Map<string, CountedClick[]>, Map<string, ClickerDoc[]>]> {
    const { clicks, clickers } = this.repository;
    const ofRecipients = { recipientId: { $in: [...pairs.keys()] } };
    const found = await clicks.find<CountedClick>(ofRecipients, { session, projection: FIELDS }).toArray();
    const keys = [...[...pairs.values()].flat(), ...found].map(recipientOnLinkKey);
    const ofDeleted = { ...ofRecipients, archivedClicks: { $gt: 0 } };
    const foundClickers = await clickers
      .find({ $or: [{ _id: { $in: [...new Set(keys)] } }, ofDeleted] }, { session })
      .toArray();
    return [
      Map.groupBy(found, ({ recipientId }) => recipientId),
      Map.groupBy(foundClickers, ({ recipientId }) => recipientId),
    ];
  }

  private async writeClicks(plans: readonly ResetPlan[], session: mongo.ClientSession): Promise<void> {
    const byReset = new Map<string, string[]>();
    for (const { clicks } of plans)
      for (const [reset, ids] of clicks) byReset.set(reset, [...(byReset.get(reset) ?? []), ...ids]);
    for (const [reset, ids] of byReset)
      await this.repository.clicks.updateMany({ _id: { $in: ids } }, { $set: { reset } }, { session });
  }

  private async writeClickers(plans: readonly ResetPlan[], session: mongo.ClientSession): Promise<void> {
    const { clickers, resetClickers } = this.repository;
    const gone = plans.flatMap(({ removed, withoutArchived }) => [...removed, ...withoutArchived]);
    if (gone.length > 0)
      await resetClickers.bulkWrite(
        gone.map((clicker) => ({
          updateOne: { filter: { _id: clicker._id }, update: remainderOf(clicker), upsert: true },
        })),
        { session },
      );
    // Before the updates, one of which may give `first` to another clicker of the recipient.
    const removed = plans.flatMap((plan) => plan.removed.map(({ _id }) => _id));
    if (removed.length > 0) await clickers.deleteMany({ _id: { $in: removed } }, { session });
    const withoutArchived = new Set(plans.flatMap((plan) => plan.withoutArchived.map(({ _id }) => _id)));
    const updates = plans.flatMap(({ updated }) => updated);
    if (updates.length > 0)
      await clickers.bulkWrite(
        updates.map(({ id, set }) => ({
          updateOne: {
            filter: { _id: id },
            update: { $set: set, ...(withoutArchived.has(id) && { $unset: ARCHIVED_FIELDS }) },
          },
        })),
        { session },
      );
  }

  /**
   * Subtracts what no longer counts. A rolled-up slice and the totals change together. A slice that workers write to is only marked, and
   * counted anew by the next roll-up. During a recount all slices are marked, which makes it run again.
   */
  private async writeCounts(plans: readonly ResetPlan[], session: mongo.ClientSession): Promise<void> {
    const bySlice = new Map<string, SumsById>();
    for (const { changes } of plans) {
      for (const [slice, sums] of changes) {
        const sum = bySlice.get(slice) ?? new Map();
        bySlice.set(slice, sum);
        for (const [id, counts] of sums) addTo(sum, id, counts);
      }
    }
    for (const [slice, sums] of bySlice) if (![...sums.values()].some(isChange)) bySlice.delete(slice);
    if (bySlice.size === 0) return;
    const { slices, rollup } = this.totals;
    const ready = await rollup.findOneAndUpdate(READY, { $inc: { rolls: 1 } }, { session });
    const stored = await slices.find({ _id: { $in: [...bySlice.keys()] } }, { session }).toArray();
    const rolledUp = new Map(
      stored.flatMap(({ _id, touchedAt, counts }) => (touchedAt || !counts ? [] : [[_id, counts] as const])),
    );
    const totals: SumsById = new Map();
    const writes: mongo.AnyBulkWriteOperation<SliceWrite>[] = [];
    for (const [slice, sums] of bySlice) {
      const counts = rolledUp.get(slice);
      const isSealed = ready !== null && (slice === ARCHIVED || slice < ready.sealedBefore);
      if (isSealed || (ready && counts)) {
        for (const [id, change] of sums) addTo(totals, id, change);
        if (counts)
          writes.push({
            updateOne: { filter: { _id: slice }, update: { $set: { counts: changedCounts(counts, sums) } } },
          });
      } else if (slice !== ARCHIVED)
        writes.push({
          updateOne: { filter: { _id: slice }, update: { $currentDate: { touchedAt: true } }, upsert: true },
        });
    }
    if (writes.length > 0) await slices.bulkWrite(writes, { session });
    await this.totals.add(totals, session);
  }
}

type SliceWrite =
  TotalsRepository['slices'] extends mongo.Collection<infer Doc extends mongo.Document> ? Doc : never;

const ARCHIVED_FIELDS = {
  archivedClicks: '',
  archivedSuspects: '',
  archivedBots: '',
  firstRunClick: '',
} as const;

const isChange = (counts: object): boolean => Object.values(counts).some((n) => n !== 0);

/** The update of `reset_clickers` for a clicker. */
function remainderOf({ linkId, recipientId, mailingId, first, firstRunClick, ...clicker }: ClickerDoc) {
  const { archivedClicks = 0, archivedSuspects = 0, archivedBots = 0 } = clicker;
  return {
    $setOnInsert: { linkId, recipientId, mailingId },
    ...(archivedClicks > 0 && { $inc: { archivedClicks, archivedSuspects, archivedBots } }),
    ...(firstRunClick && { $min: { firstRunClick } }),
    ...(first && { $set: { firstUnchecked: true as const } }),
  };
}
