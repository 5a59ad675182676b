import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import {
  Log,
  deleteOldPage,
  lastOf,
  lowestIdAt,
  transaction,
  type DeletedPage,
  type RetentionPage,
} from '@linkflow/platform';
import { recipientOnLinkKey, type ClickDoc, type ClickerDoc } from './click-documents';
import { TotalsRepository } from './click-totals';
import { ClicksRepository } from './clicks.repository';

const FIELDS = {
  linkId: 1,
  mailingId: 1,
  recipientId: 1,
  kind: 1,
  run: 1,
  at: 1,
  verdict: 1,
  reset: 1,
} as const;
type OldClick = Pick<ClickDoc, '_id' | keyof typeof FIELDS>;

/** What a clicker keeps of its deleted clicks. */
interface Archived {
  clicks: number;
  suspects: number;
  bots: number;
  firstRunClick: { at: Date; id: string } | undefined;
}

const NOTHING: Readonly<Archived> = { clicks: 0, suspects: 0, bots: 0, firstRunClick: undefined };

/**
 * Deletes old clicks without changing any count. In one transaction it adds the deleted clicks to their clickers (`archivedClicks`,
 * `firstRunClick`) and deletes them. Totals contain them already: only clicks in sealed slices are deleted. A recount adds up what is
 * archived and what is left. It conflicts with this transaction through the document of `click_rollup`, so no click is counted twice or
 * left out. The set-aside clicks have no counts and are only deleted.
 */
@Injectable()
export class ClickArchive {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly repository: ClicksRepository,
    private readonly totals: TotalsRepository,
    private readonly log: Log,
  ) {}

  async deletePage({ before, after, limit }: RetentionPage): Promise<DeletedPage> {
    const oldest = await this.repository.clicks.findOne({
      _id: { $gt: after, $lt: lowestIdAt(before.getTime()) },
    });
    if (!oldest) return { deleted: 0, last: null };
    return transaction(this.connection, (session) => this.archivePage({ before, after, limit }, session));
  }

  deleteSetAside(page: RetentionPage): Promise<DeletedPage> {
    return deleteOldPage(this.repository.aside, page);
  }

  private async archivePage(
    { before, after, limit }: RetentionPage,
    session: mongo.ClientSession,
  ): Promise<DeletedPage> {
    // Does nothing during a recount, which counts outside of a transaction. The next round continues.
    const ready = { _id: 'clicks', ready: true } as const;
    const rollup = await this.totals.rollup.findOneAndUpdate(ready, { $inc: { rolls: 1 } }, { session });
    if (!rollup) return { deleted: 0, last: null };
    const limitId = lowestIdAt(before.getTime());
    const $lt = rollup.sealedBefore < limitId ? rollup.sealedBefore : limitId;
    const page = await this.repository.clicks
      .find<OldClick>({ _id: { $gt: after, $lt } }, { session, projection: FIELDS })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
    // Clicks before a reset of the counters are not counted, so they need no clicker.
    const [counted, uncounted] = [page.filter(({ reset }) => !reset), page.filter(({ reset }) => reset)];
    const withClicker = await this.withClicker(counted, session);
    await this.addToClickers(withClicker, session);
    await this.addToResetClickers(uncounted, session);
    const ids = [...withClicker, ...uncounted].map(({ _id }) => _id);
    if (ids.length > 0) await this.repository.clicks.deleteMany({ _id: { $in: ids } }, { session });
    return { deleted: ids.length, last: lastOf(page, limit) };
  }

  /** The clicks that have a clicker, which keeps their counts. The others are not deleted, and the reconciliation report shows them. */
  private async withClicker(page: readonly OldClick[], session: mongo.ClientSession): Promise<OldClick[]> {
    const keys = [...new Set(page.map(recipientOnLinkKey))];
    const found = await this.repository.clickers
      .find({ _id: { $in: keys } }, { session, projection: { _id: 1 } })
      .toArray();
    const existing = new Set(found.map(({ _id }) => _id));
    const kept = page.filter((click) => existing.has(recipientOnLinkKey(click)));
    if (kept.length < page.length)
      this.log.warn({ clicks: page.length - kept.length }, 'old clicks without a clicker are kept');
    return kept;
  }

  private async addToResetClickers(clicks: readonly OldClick[], session: mongo.ClientSession): Promise<void> {
    const first = new Map<string, OldClick>();
    for (const click of clicks) {
      const key = recipientOnLinkKey(click);
      const earlier = first.get(key);
      if (click.run && (!earlier || click.at < earlier.at)) first.set(key, click);
    }
    if (first.size === 0) return;
    await this.repository.resetClickers.bulkWrite(
      [...first].map(([_id, { linkId, recipientId, mailingId, at, _id: id }]) => ({
        updateOne: {
          filter: { _id },
          update: {
            $setOnInsert: { linkId, recipientId, mailingId },
            $min: { firstRunClick: { at, id } },
          },
          upsert: true,
        },
      })),
      { session },
    );
  }

  private async addToClickers(clicks: readonly OldClick[], session: mongo.ClientSession): Promise<void> {
    const byClicker = new Map<string, Archived>();
    for (const click of clicks) {
      const key = recipientOnLinkKey(click);
      const archived = byClicker.get(key) ?? { ...NOTHING };
      byClicker.set(key, archived);
      if (click.kind === 'click') {
        archived.clicks += 1;
        if (click.verdict === 'suspect') archived.suspects += 1;
        if (click.verdict === 'bot') archived.bots += 1;
      }
      const { firstRunClick: first } = archived;
      // The page is in the order of ids, and so in the order of times up to a second.
      if (click.run && (!first || click.at < first.at))
        archived.firstRunClick = { at: click.at, id: click._id };
    }
    if (byClicker.size === 0) return;
    await this.repository.clickers.bulkWrite(
      [...byClicker].map(([_id, { clicks: n, suspects, bots, firstRunClick }]) => ({
        updateOne: {
          filter: { _id },
          update: {
            $inc: {
              archivedClicks: n,
              ...(suspects > 0 && { archivedSuspects: suspects }),
              ...(bots > 0 && { archivedBots: bots }),
            },
            // MongoDB compares these documents by their fields in order: by time, then by id.
            ...(firstRunClick && { $min: { firstRunClick } }),
          } satisfies mongo.UpdateFilter<ClickerDoc>,
        },
      })),
      { session },
    );
  }
}
