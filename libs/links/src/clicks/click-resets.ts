import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { BatchLoader, Clock, LiveEvents, collectionOf, newId } from '@linkflow/platform';
import type { Author } from '../library/links.repository';
import { recipientOnLinkKey, type ClickerDoc, type RecipientOnLink } from './click-documents';
import { ClicksRepository } from './clicks.repository';
import type { ResetPair } from './reset-plan';
import { ResetWriter } from './reset-writer';

/** Collection `click_resets`: the counters of a link were set to zero. States: `running → done`. Never deleted. */
export interface ClickResetDoc {
  _id: string;
  linkId: string;
  /** Only the clicks from this mailing; null: from all mailings. */
  mailingId: string | null;
  /** Clicks before this time do not count. */
  at: Date;
  by: Author;
  state: 'running' | 'done';
  /** Number of clickers that were taken off the lists so far. */
  clickers: number;
  /** The mailings from which these clickers came. Absent in resets of an early release: they may be from any. */
  mailings?: string[];
}

/** What the recorder needs to know about clicks that it has stored. */
export interface ResetsOfClicks {
  /** Recipients of whom clicks were left out of the counts. New clicks of them are judged together with those. */
  recipients: Set<string>;
  /** Clicks that happened before a reset and were recorded after it began. */
  late: LatePair[];
}

/** A late click and its reset. */
interface LatePair extends ResetPair {
  mailingId: string;
}

/** A click that was stored, as the recorder knows it. */
export interface StoredClick extends RecipientOnLink {
  mailingId: string;
  /** Epoch ms. */
  at: number;
}

/** A clicker that a reset finds. */
type ResetClicker = Pick<ClickerDoc, '_id' | 'recipientId' | 'mailingId'>;

/** Time of one round of the worker, ms. */
const ROUND_MS = 30_000;
/** Clickers in one transaction. */
const PAGE_SIZE = 100;

/**
 * Sets the counters of a link to zero, for all mailings or for one. The clicks stay stored, with their verdicts and runs; they get the id of
 * the reset (`ClickDoc.reset`), and every count and list of clickers leaves them out. Each page of clickers is one transaction of
 * `ResetWriter`, so that counts are exact at any moment and after a crash. A reset that was interrupted is completed by the worker.
 *
 * A late click, which happened before the reset and is recorded after it, is left out by its recorder: the recorder reads the resets after it
 * has stored click and clicker, and the reset is stored before the clickers are read, so one of the two sees the other.
 */
@Injectable()
export class ClickResets {
  readonly documents: mongo.Collection<ClickResetDoc>;
  /** The clicks of each job. */
  private readonly resetsOf = new BatchLoader<readonly StoredClick[], ResetsOfClicks>((jobs) =>
    this.readAffecting(jobs),
  );

  constructor(
    @InjectConnection() connection: Connection,
    private readonly repository: ClicksRepository,
    private readonly writer: ResetWriter,
    private readonly clock: Clock,
    private readonly live: LiveEvents,
  ) {
    this.documents = collectionOf(connection, 'click_resets');
  }

  async createIndexes(): Promise<void> {
    await this.documents.createIndexes([
      { key: { linkId: 1, at: -1 } },
      { key: { state: 1 }, partialFilterExpression: { state: 'running' } },
    ]);
  }

  /** Stores a reset. From now on late clicks do not count; `advance` leaves out those that are recorded. */
  async start(of: { linkId: string; mailingId: string | null }, by: Author): Promise<ClickResetDoc> {
    const { linkId, mailingId } = of;
    const reset: ClickResetDoc = {
      _id: newId(),
      linkId,
      mailingId,
      at: this.clock.now(),
      by,
      state: 'running',
      clickers: 0,
    };
    await this.documents.insertOne(reset, { writeConcern: { w: 'majority' } });
    return reset;
  }

  /** The resets of a link, the newest first. */
  list(linkId: string): Promise<ClickResetDoc[]> {
    return this.documents.find({ linkId }).sort({ at: -1 }).limit(50).toArray();
  }

  /** Those of the links whose clicks from a mailing were reset after a time, and that anybody had clicked before. */
  linksResetSince(
    since: Date,
    { linkIds, mailingId }: { linkIds: readonly string[]; mailingId: string },
  ): Promise<string[]> {
    return this.documents.distinct('linkId', resetsSince(since, { linkIds, mailingId }));
  }

  /** The newest reset since a time of each of these links, for a mailing or for all mailings. Only those that took a clicker off the lists. */
  newestSince(
    since: Date,
    { linkIds, mailingId }: { linkIds: readonly string[]; mailingId: string },
  ): Promise<Pick<ClickResetDoc, 'linkId' | 'at' | 'by'>[]> {
    return this.documents
      .aggregate<Pick<ClickResetDoc, 'linkId' | 'at' | 'by'>>([
        { $match: resetsSince(since, { linkIds, mailingId }) },
        { $sort: { linkId: 1, at: -1 } },
        { $group: { _id: '$linkId', at: { $first: '$at' }, by: { $first: '$by' } } },
        { $project: { _id: 0, linkId: '$_id', at: 1, by: 1 } },
        { $sort: { at: -1 } },
      ])
      .toArray();
  }

  /** Continues resets that were interrupted, for some time or until all are done or `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    await this.writer.finish();
    const stop = AbortSignal.any([signal, AbortSignal.timeout(ROUND_MS)]);
    while (!stop.aborted) {
      const reset = await this.documents.findOne({ state: 'running' });
      if (!reset) return;
      await this.advance(reset, stop);
    }
  }

  /**
   * Takes clickers off the lists until none is left or `signal` is aborted, and tells the pages that show the counts. Repeating it changes
   * nothing.
   */
  async advance(reset: ClickResetDoc, signal: AbortSignal): Promise<ClickResetDoc> {
    const { _id, linkId, mailingId, at } = reset;
    const mailings = new Set<string>();
    const end = `${linkId};`; // The character after the colon of the ids.
    for (let after = recipientOnLinkKey({ linkId, recipientId: '' }); !signal.aborted;) {
      const page: ResetClicker[] = await this.repository.clickers
        .find({ _id: { $gt: after, $lt: end }, firstAt: { $lt: at }, ...(mailingId && { mailingId }) })
        .project<ResetClicker>({ recipientId: 1, mailingId: 1 })
        .sort({ _id: 1 })
        .limit(PAGE_SIZE)
        .toArray();
      const last = page.at(-1);
      if (last) {
        await this.writer.leaveOut(
          page.map(({ recipientId }) => ({ linkId, recipientId, reset: _id, at, withArchived: true })),
          async (left, session) => {
            const found = page.map((clicker) => clicker.mailingId);
            await this.documents.updateOne({ _id }, leftOut(left.length, found), { session });
          },
        );
        for (const clicker of page) mailings.add(clicker.mailingId);
        after = last._id;
      }
      if (!last || page.length < PAGE_SIZE) {
        await this.documents.updateOne({ _id }, { $set: { state: 'done' } });
        break;
      }
    }
    this.announce(reset, mailings);
    return (await this.documents.findOne({ _id })) ?? reset;
  }

  /** Tells the open pages of the link and of these mailings that their counts have changed. */
  private announce({ linkId, by }: ClickResetDoc, mailingIds: ReadonlySet<string>): void {
    const at = this.clock.now().toISOString();
    this.live.announce(() => ({ type: 'link', linkId, change: 'reset', byUserId: by.id, at }));
    for (const mailingId of mailingIds) this.live.announce(() => ({ type: 'mailing', mailingId, at }));
  }

  /** Leaves out late clicks. They belong to their reset, as if they had been recorded before it. */
  async leaveOut(late: readonly LatePair[]): Promise<void> {
    await this.writer.leaveOut(late, async (left, session) => {
      const resets = left.flatMap(({ clicks }) => [...clicks.keys()]);
      for (const [_id, pairs] of Map.groupBy(late, ({ reset }) => reset)) {
        const clickers = resets.filter((reset) => reset === _id).length;
        const from = pairs.map(({ mailingId }) => mailingId);
        if (clickers > 0) await this.documents.updateOne({ _id }, leftOut(clickers, from), { session });
      }
    });
  }

  /** See `ResetsOfClicks`. Concurrent jobs share two reads of small collections. */
  affecting(clicks: readonly StoredClick[]): Promise<ResetsOfClicks> {
    return this.resetsOf.load(clicks);
  }

  private async readAffecting(jobs: readonly (readonly StoredClick[])[]): Promise<ResetsOfClicks[]> {
    const clicks = jobs.flat();
    if (clicks.length === 0) return jobs.map(() => ({ recipients: new Set(), late: [] }));
    const oldest = new Date(clicks.reduce((least, { at }) => Math.min(least, at), Infinity));
    const [resets, found] = await Promise.all([
      this.documents
        .find({ linkId: { $in: [...new Set(clicks.map(({ linkId }) => linkId))] }, at: { $gt: oldest } })
        .sort({ at: -1 })
        .toArray(),
      this.repository.resetClickers
        .find({ recipientId: { $in: [...new Set(clicks.map(({ recipientId }) => recipientId))] } })
        .project<{ recipientId: string }>({ _id: 0, recipientId: 1 })
        .toArray(),
    ]);
    const withReset = new Set(found.map(({ recipientId }) => recipientId));
    return jobs.map((job) => ({
      recipients: new Set(job.flatMap(({ recipientId }) => (withReset.has(recipientId) ? recipientId : []))),
      late: latePairs(job, resets),
    }));
  }
}

/** Adds clickers, who came from these mailings, to a reset. */
const leftOut = (clickers: number, mailings: readonly string[]): mongo.UpdateFilter<ClickResetDoc> => ({
  $inc: { clickers },
  $addToSet: { mailings: { $each: [...new Set(mailings)] } },
});

/** The resets of clicks from a mailing that took a clicker off the lists. */
const resetsSince = (
  since: Date,
  { linkIds, mailingId }: { linkIds: readonly string[]; mailingId: string },
): mongo.Filter<ClickResetDoc> => ({
  linkId: { $in: [...linkIds] },
  at: { $gt: since },
  clickers: { $gt: 0 },
  $or: [{ mailings: mailingId }, { mailings: { $exists: false }, mailingId: { $in: [null, mailingId] } }],
});

/** The pairs of a job whose clicks are older than a reset of their link. */
function latePairs(clicks: readonly StoredClick[], resets: readonly ClickResetDoc[]): LatePair[] {
  const late = new Map<string, LatePair>();
  for (const { linkId, recipientId, mailingId, at } of clicks) {
    const reset = resets.find(
      (one) =>
        one.linkId === linkId &&
        (one.mailingId === null || one.mailingId === mailingId) &&
        one.at.getTime() > at,
    );
    if (!reset) continue;
    const pair = { linkId, recipientId, mailingId, reset: reset._id, at: reset.at, withArchived: false };
    late.set(recipientOnLinkKey(pair), pair);
  }
  return [...late.values()];
}
