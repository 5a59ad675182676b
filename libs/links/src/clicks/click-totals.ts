import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { collectionOf, rangesOf, readSnapshot, type IdRange } from '@linkflow/platform';
import type { Counts } from '../list-query';
import {
  ARCHIVED_SUMS,
  COUNT_FIELDS,
  NO_CLICKS,
  addCounts,
  countsBy,
  countsIn,
  type ClickCounts,
} from './click-counts';
import { COUNTED_CLICKS } from './click-documents';
import { ClicksRepository } from './clicks.repository';
import { SLICES } from './slices';

/** Collection `click_totals`: the sums of all rolled-up slices for one key; see total-keys.ts. */
export interface TotalDoc extends ClickCounts {
  _id: string;
}

/** Collection `click_slices`; see slices.ts for its states. */
export interface SliceDoc {
  _id: string;
  /** When a worker last announced writes. Absent once the slice is rolled up. */
  touchedAt?: Date;
  /**
   * The counts of this slice that the totals contain, by their keys (`of`). Absent until the slice is rolled up for the first
   * time.
   */
  counts?: (ClickCounts & { of: string })[];
}

/** Collection `click_rollup`, one document: whether the totals can be used. Deleting it makes the next roll-up recount everything. */
export interface RollupDoc {
  _id: 'clicks';
  /** False before the first recount and during a recount. Readers then count the clicks instead of using the totals. */
  ready: boolean;
  /** Identifies the recount in progress, so that an earlier recount that is still running cannot store its result. */
  token: string;
  /**
   * Id of a slice. All slices before it are sealed: the totals contain them, and their documents are deleted. A click in a sealed slice
   * makes a recount necessary.
   */
  sealedBefore: string;
  /** Incremented by each roll-up and recount, so that their transactions conflict. */
  rolls: number;
}

/** If more slices than this are dirty, a reader counts all clicks: counting only those in the dirty slices is hardly cheaper. */
const MAX_DIRTY_SLICES = 300;

/** With more ids than this, a reader counts the clicks of all links or mailings in the dirty slices. */
const MANY_IDS = 200;

/** Which documents a count is a count of. */
const KIND_OF: Readonly<Record<keyof ClickCounts, 'clicks' | 'clickers'>> = {
  clicks: 'clicks',
  humanClicks: 'clicks',
  suspectClicks: 'clicks',
  clickers: 'clickers',
  humanClickers: 'clickers',
  suspectClickers: 'clickers',
};

/** The clicks that a reader must count itself instead of using the totals, because the totals may not contain them yet. */
interface DirtyState {
  /** Id ranges of these clicks. Null: the totals must not be used, and all clicks must be counted. */
  ranges: IdRange[] | null;
  /** The slices in these ranges. */
  slices: string[];
  /** The counts of these ranges that the totals contain. The reader must subtract them. */
  counted: (ClickCounts & { of: string })[];
}

const EVERYTHING: DirtyState = { ranges: null, slices: [], counted: [] };

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

  /** Adds these differences to the totals, in the transaction of the session. */
  async add(changes: ReadonlyMap<string, ClickCounts>, session: mongo.ClientSession): Promise<void> {
    const totals = [...changes].filter(([, counts]) => COUNT_FIELDS.some((field) => counts[field] !== 0));
    if (totals.length === 0) return;
    await this.totals.bulkWrite(
      totals.map(([_id, counts]) => ({
        updateOne: { filter: { _id }, update: { $inc: { ...counts } }, upsert: true },
      })),
      { session },
    );
  }

  async createIndexes(): Promise<void> {
    await this.slices.createIndexes([
      { key: { touchedAt: 1 }, partialFilterExpression: { touchedAt: { $exists: true } } },
    ]);
  }

  /** Reads, in one round trip, which clicks the reader must count itself. */
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
    // The counts of a sealed slice were deleted, so they cannot be subtracted from the totals.
    if (slices.some((slice) => slice._id < rollup.sealedBefore)) return EVERYTHING;
    const ids = slices.map((slice) => slice._id);
    return {
      ranges: rangesOf(ids),
      slices: ids,
      counted: slices.flatMap((slice) => slice.counts ?? []),
    };
  }
}

/**
 * Counts clicks and clickers. The result is exact at any moment: the totals of the rolled-up slices plus a count of the clicks in the
 * dirty slices. The totals derive from the clicks and can be recomputed, so a crash cannot make them wrong.
 */
@Injectable()
export class ClickCounter {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly totals: TotalsRepository,
    private readonly clicks: ClicksRepository,
  ) {}

  /**
   * Reads the counts of the links or mailings with these ids, in two round trips. Returns a function that gives the counts of one id. A
   * recipient who clicked several links of a mailing counts once as its clicker.
   */
  async of(field: 'linkId' | 'mailingId', ids: readonly string[]): Promise<(id: string) => ClickCounts> {
    const counts = await this.count(field, ids, ['clicks', 'clickers']);
    return (id) => counts.get(id) ?? NO_CLICKS;
  }

  /** The functions by which a list of links or mailings is sorted by clicks or by clickers. */
  sortsBy(field: 'linkId' | 'mailingId'): Record<keyof ClickCounts, Counts[string]> {
    const sortBy = (count: keyof ClickCounts) => async (ids: readonly string[]) => {
      const counts = await this.single(field, ids, count);
      return (id: string) => counts.get(id) ?? 0;
    };
    return Object.fromEntries(COUNT_FIELDS.map((kind) => [kind, sortBy(kind)])) as Record<
      keyof ClickCounts,
      Counts[string]
    >;
  }

  /** Number of clicks of each link, for the fact `link.hits`. A link without clicks is absent. */
  async hitsOf(linkIds: readonly string[]): Promise<Map<string, number>> {
    const counts = await this.count('linkId', linkIds, ['clicks']);
    return new Map([...counts].flatMap(([id, { clicks }]) => (clicks > 0 ? [[id, clicks]] : [])));
  }

  /** Number of clicks of people on each link, for the fact `click.people`. */
  async peopleOf(linkIds: readonly string[]): Promise<Map<string, number>> {
    const counts = await this.count('linkId', linkIds, ['clicks']);
    return new Map([...counts].map(([id, { humanClicks }]) => [id, humanClicks]));
  }

  private async count(
    field: 'linkId' | 'mailingId',
    ids: readonly string[],
    kinds: readonly ('clicks' | 'clickers')[],
  ): Promise<Map<string, ClickCounts>> {
    if (ids.length === 0) return new Map();
    const wanted = new Set(ids);
    return readSnapshot(this.connection, async (session) => {
      const dirty = await this.totals.dirtyState(session);
      const parts = await this.totals.totals
        .aggregate<TotalDoc>(this.pipeline({ field, ids: [...wanted], kinds, dirty }), { session })
        .toArray();
      const sums = new Map<string, ClickCounts>();
      for (const part of parts) {
        if (!wanted.has(part._id)) continue;
        const sum = sums.get(part._id);
        if (sum) addCounts(sum, part);
        else sums.set(part._id, countsIn(part));
      }
      for (const { of, ...counts } of dirty.counted) {
        const sum = sums.get(of);
        if (sum) addCounts(sum, counts, -1);
      }
      return sums;
    });
  }

  /** One of the counts of many links or mailings. MongoDB answers with one document, not with one for each of them. */
  private async single(
    field: 'linkId' | 'mailingId',
    ids: readonly string[],
    count: keyof ClickCounts,
  ): Promise<Map<string, number>> {
    if (ids.length === 0) return new Map();
    return readSnapshot(this.connection, async (session) => {
      const sums = new Map(ids.map((id) => [id, 0]));
      const add = (id: string, n: number): void => {
        const sum = sums.get(id);
        if (sum !== undefined) sums.set(id, sum + n);
      };
      const dirty = await this.totals.dirtyState(session);
      const packed = { ids: { $push: '$_id' }, counts: { $push: { $ifNull: [`$${count}`, 0] } } };
      const [found] = await this.totals.totals
        .aggregate<{ ids: string[]; counts: number[] }>(
          [
            ...this.pipeline({ field, ids: [...sums.keys()], kinds: [KIND_OF[count]], dirty }),
            { $group: { _id: null, ...packed } },
          ],
          { session },
        )
        .toArray();
      for (const [index, id] of (found?.ids ?? []).entries()) add(id, found?.counts[index] ?? 0);
      for (const { of, ...counts } of dirty.counted) add(of, -counts[count]);
      return sums;
    });
  }

  /** Aggregation on `click_totals`: the totals of the ids, then the clicks and clickers counted in dirty slices. */
  private pipeline(options: {
    field: 'linkId' | 'mailingId';
    ids: string[];
    kinds: readonly ('clicks' | 'clickers')[];
    dirty: DirtyState;
  }): Record<string, unknown>[] {
    const { field, ids, kinds } = options;
    const { ranges } = options.dirty;
    const ofIds = { [field]: { $in: ids } };
    const counted = (
      coll: string,
      match: Record<string, unknown>,
      of: Parameters<typeof countsBy>[1],
    ): Record<string, unknown> => ({
      $unionWith: { coll, pipeline: [{ $match: match }, ...countsBy(field, of)] },
    });
    // Dirty slices are small. With many ids, MongoDB would search the index for each of them in each slice.
    const clicks = inRanges(ranges, '_id', {
      ...COUNTED_CLICKS,
      ...((ranges === null || ids.length <= MANY_IDS) && ofIds),
    });
    // Clickers in slices are never filtered by the ids, with which MongoDB may choose the index of links, which is slower.
    const clickers = inRanges(ranges, 'createdByClick', {
      ...(ranges === null && ofIds),
      // A recipient has one clicker per link, but counts once in a mailing.
      ...(field === 'mailingId' && { first: true }),
    });
    const verdict = field === 'mailingId' ? 'mailingVerdict' : 'verdict';
    const isClean = ranges?.length === 0;
    // The totals contain the deleted clicks. Without totals they are added up from the clickers.
    const archived = {
      $unionWith: {
        coll: this.clicks.clickers.collectionName,
        pipeline: [
          { $match: { ...ofIds, archivedClicks: { $gt: 0 } } },
          { $group: { _id: `$${field}`, ...ARCHIVED_SUMS } },
        ],
      },
    };
    return [
      { $match: { _id: { $in: ranges === null ? [] : ids } } },
      ...(isClean || !kinds.includes('clicks')
        ? []
        : [
            counted(this.clicks.clicks.collectionName, clicks, { what: 'clicks', verdict: 'verdict' }),
            ...(ranges === null ? [archived] : []),
          ]),
      ...(isClean || !kinds.includes('clickers')
        ? []
        : [counted(this.clicks.clickers.collectionName, clickers, { what: 'clickers', verdict })]),
    ];
  }
}

/**
 * Filter for documents whose `key` lies in one of the ranges (null: any `key`) and that match `others`. Each range repeats `others`, so
 * that MongoDB can use an index for it.
 */
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
