import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { Clock, collectionOf, lowestIdAt, readSnapshot } from '@linkflow/platform';
import type { Counts } from '../list-query';
import { ClicksRepository } from './clicks.repository';
import { SLICES, rangesOf, type IdRange } from './slices';

/** Clicks without the buttons of confirm pages, and the recipients who made them, of one link or mailing. */
export interface ClickCounts {
  clicks: number;
  clickers: number;
}

/** Collection `click_totals`: the sums of all slices that are rolled up. `_id` is the id of a link or of a mailing. */
export interface TotalDoc extends ClickCounts {
  _id: string;
}

/** Collection `click_slices`; see slices.ts for its states. */
export interface SliceDoc {
  _id: string;
  /** When a worker last announced writes. Absent once the slice is rolled up. */
  touchedAt?: Date;
  /** What the totals contain of this slice. Absent until it is rolled up for the first time. */
  counts?: (ClickCounts & { of: string })[];
}

/** Collection `click_rollup`, one document: whether the totals can be used. Deleting it makes the next roll-up recount everything. */
export interface RollupDoc {
  _id: 'clicks';
  /** False before the first recount and during one. Readers count the clicks themselves then. */
  ready: boolean;
  /** Identifies the recount in progress. */
  token: string;
  /** Slices before this one are summed up and deleted. A click in one of them makes a recount necessary. */
  sealedBefore: string;
  /** Incremented by each roll-up and recount, so that their transactions conflict. */
  rolls: number;
}

const NO_CLICKS: ClickCounts = { clicks: 0, clickers: 0 };

/** With more dirty slices than this, counting only their clicks is hardly cheaper than counting all. */
const MAX_DIRTY_SLICES = 300;

/** What must be counted from the clicks themselves, because the totals may not contain it yet. */
interface DirtyState {
  /** Null: everything; the totals must not be used. */
  ranges: IdRange[] | null;
  /** What the totals contain of these ranges, to be subtracted. */
  counted: (ClickCounts & { of: string })[];
}

const EVERYTHING: DirtyState = { ranges: null, counted: [] };

/** The collections of roll-ups: `click_totals`, `click_slices`, `click_rollup`. */
@Injectable()
export class TotalsRepository {
  readonly totals: mongo.Collection<TotalDoc>;
  readonly slices: mongo.Collection<SliceDoc>;
  readonly rollup: mongo.Collection<RollupDoc>;

  constructor(@InjectConnection() connection: Connection) {
    this.totals = collectionOf(connection, 'click_totals');
    this.slices = collectionOf(connection, SLICES);
    this.rollup = collectionOf(connection, 'click_rollup');
  }

  async createIndexes(): Promise<void> {
    await this.slices.createIndexes([
      { key: { touchedAt: 1 }, partialFilterExpression: { touchedAt: { $exists: true } } },
    ]);
  }

  /** One round trip. */
  async dirtyState(session: mongo.ClientSession): Promise<DirtyState> {
    const found = await this.slices
      .aggregate<SliceDoc | RollupDoc>(
        [
          { $match: { touchedAt: { $exists: true } } },
          { $limit: MAX_DIRTY_SLICES + 1 },
          { $unionWith: { coll: this.rollup.collectionName } },
        ],
        { session },
      )
      .toArray();
    const rollup = found.find((one) => 'ready' in one);
    const slices = found.filter((one): one is SliceDoc => !('ready' in one));
    if (!rollup?.ready || slices.length > MAX_DIRTY_SLICES) return EVERYTHING;
    // The counts of a sealed slice are gone, so they cannot be subtracted.
    if (slices.some((slice) => slice._id < rollup.sealedBefore)) return EVERYTHING;
    return {
      ranges: rangesOf(slices.map((slice) => slice._id)),
      counted: slices.flatMap((slice) => slice.counts ?? []),
    };
  }
}

/**
 * Counts clicks and clickers, exactly at any moment: the totals of the slices that are rolled up, plus the clicks themselves in
 * dirty slices. No counter is kept that a crash could falsify; totals derive from the clicks and can be recomputed.
 */
@Injectable()
export class ClickCounter {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly totals: TotalsRepository,
    private readonly clicks: ClicksRepository,
  ) {}

  /** For one page of links or mailings, in two round trips. A recipient who clicked two links of a mailing is one of its clickers. */
  async of(field: 'linkId' | 'mailingId', ids: readonly string[]): Promise<(id: string) => ClickCounts> {
    const counts = await this.count(field, ids, ['clicks', 'clickers']);
    return (id) => counts.get(id) ?? NO_CLICKS;
  }

  /** For sorting a list of links or mailings by the counts. */
  sortsBy(field: 'linkId' | 'mailingId'): Record<keyof ClickCounts, Counts[string]> {
    const sortBy = (kind: keyof ClickCounts) => async (ids: readonly string[]) => {
      const countsOf = await this.of(field, ids);
      return (id: string) => countsOf(id)[kind];
    };
    return { clicks: sortBy('clicks'), clickers: sortBy('clickers') };
  }

  /** Clicks of each link, for the fact `link.hits`. A link without clicks is absent. */
  async hitsOf(linkIds: readonly string[]): Promise<Map<string, number>> {
    const counts = await this.count('linkId', linkIds, ['clicks']);
    return new Map([...counts].flatMap(([id, { clicks }]) => (clicks > 0 ? [[id, clicks]] : [])));
  }

  private async count(
    field: 'linkId' | 'mailingId',
    ids: readonly string[],
    kinds: readonly (keyof ClickCounts)[],
  ): Promise<Map<string, ClickCounts>> {
    if (ids.length === 0) return new Map();
    const wanted = new Set(ids);
    return readSnapshot(this.connection, async (session) => {
      const dirty = await this.totals.dirtyState(session);
      const parts = await this.totals.totals
        .aggregate<TotalDoc>(this.pipeline({ field, ids: [...wanted], kinds, dirty }), { session })
        .toArray();
      const sums = new Map<string, ClickCounts>();
      for (const { _id, clicks, clickers } of parts) if (wanted.has(_id)) sums.set(_id, { clicks, clickers });
      for (const { of, clicks, clickers } of dirty.counted) {
        const sum = sums.get(of);
        if (!sum) continue;
        sum.clicks -= clicks;
        sum.clickers -= clickers;
      }
      return sums;
    });
  }

  /** The totals of the ids, united with the counts of dirty slices. */
  private pipeline(options: {
    field: 'linkId' | 'mailingId';
    ids: string[];
    kinds: readonly (keyof ClickCounts)[];
    dirty: DirtyState;
  }): Record<string, unknown>[] {
    const { field, ids, kinds } = options;
    const { ranges } = options.dirty;
    const ofIds = { [field]: { $in: ids } };
    const counted = (coll: string, match: Record<string, unknown>, kind: keyof ClickCounts) => ({
      $unionWith: {
        coll,
        pipeline: [{ $match: match }, { $group: { _id: `$${field}`, [kind]: { $sum: 1 } } }],
      },
    });
    const clicks = inRanges(ranges, '_id', {
      kind: 'click',
      ...((ranges === null || field === 'linkId') && ofIds),
    });
    // Not filtered by the ids: dirty slices are small, and with the ids MongoDB may choose the index of links, which is slower.
    const clickers = inRanges(ranges, 'createdByClick', {
      ...(ranges === null && ofIds),
      // A recipient has one clicker per link, but counts once in a mailing.
      ...(field === 'mailingId' && { first: true }),
    });
    const isClean = ranges?.length === 0;
    return [
      { $match: { _id: { $in: ranges === null ? [] : ids } } },
      ...(isClean || !kinds.includes('clicks')
        ? []
        : [counted(this.clicks.clicks.collectionName, clicks, 'clicks')]),
      ...(isClean || !kinds.includes('clickers')
        ? []
        : [counted(this.clicks.clickers.collectionName, clickers, 'clickers')]),
      { $group: { _id: '$_id', clicks: { $sum: '$clicks' }, clickers: { $sum: '$clickers' } } },
    ];
  }
}

/** Filter of documents whose `key` lies in one of the ranges (null: any). Each range repeats the other conditions, so that MongoDB finds an index for it. */
export function inRanges(
  ranges: readonly IdRange[] | null,
  key: '_id' | 'createdByClick',
  others: Record<string, unknown>,
): Record<string, unknown> {
  if (ranges === null) return others;
  const [only] = ranges;
  if (ranges.length === 1 && only) return { ...others, [key]: only };
  return { $or: ranges.map((range) => ({ ...others, [key]: range })) };
}

const MINUTE_MS = 60_000;

interface MinuteOfClicks {
  /** When the minute begins. */
  minute: Date;
  clicks: number;
}

interface CachedCount {
  clicks: number;
  /** Age of the minute when it was counted, in ms since its beginning. */
  age: number;
}

/**
 * Accepted clicks per minute. Ids begin with the second of the click, so a minute is a range of ids, counted from the id index. A
 * past minute changes only by late clicks: it is counted again each time its age has doubled, so that one call costs two or three
 * short counts.
 */
@Injectable()
export class ClickRate {
  private readonly cache = new Map<number, CachedCount>();

  constructor(
    private readonly clicks: ClicksRepository,
    private readonly clock: Clock,
  ) {}

  /** The last `count` minutes, oldest first. The last one is the current, incomplete minute. */
  async lastMinutes(count: number): Promise<MinuteOfClicks[]> {
    const now = this.clock.now().getTime();
    const current = now - (now % MINUTE_MS);
    const minutes = Array.from({ length: count }, (_, index) => current - (count - 1 - index) * MINUTE_MS);
    const counts = await Promise.all(minutes.map((minute) => this.count(minute, now - minute)));
    for (const minute of this.cache.keys()) if (minute < (minutes[0] ?? now)) this.cache.delete(minute);
    return minutes.map((minute, index) => ({ minute: new Date(minute), clicks: counts[index] ?? 0 }));
  }

  private async count(minute: number, age: number): Promise<number> {
    const cached = this.cache.get(minute);
    if (cached && cached.age > MINUTE_MS && age < cached.age * 2) return cached.clicks;
    const { clicks } = this.clicks;
    const _id = { $gte: lowestIdAt(minute), $lt: lowestIdAt(minute + MINUTE_MS) };
    // The plain command counts from the index alone; countDocuments groups the documents.
    const { n } = await clicks.db.command({ count: clicks.collectionName, query: { _id } });
    this.cache.set(minute, { clicks: Number(n), age });
    return Number(n);
  }
}
