import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { Clock, collectionOf, lowestIdAt, rangesOf, readSnapshot, type IdRange } from '@linkflow/platform';
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

/** The clicks that a reader must count itself instead of using the totals, because the totals may not contain them yet. */
interface DirtyState {
  /** Id ranges of these clicks. Null: the totals must not be used, and all clicks must be counted. */
  ranges: IdRange[] | null;
  /** The counts of these ranges that the totals contain. The reader must subtract them. */
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
    return {
      ranges: rangesOf(slices.map((slice) => slice._id)),
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
    const sortBy = (kind: keyof ClickCounts) => async (ids: readonly string[]) => {
      const countsOf = await this.of(field, ids);
      return (id: string) => countsOf(id)[kind];
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
      for (const part of parts) if (wanted.has(part._id)) sums.set(part._id, countsIn(part));
      for (const { of, ...counts } of dirty.counted) {
        const sum = sums.get(of);
        if (sum) addCounts(sum, counts, -1);
      }
      return sums;
    });
  }

  /** Aggregation on `click_totals`: the totals of the ids plus the clicks and clickers counted in dirty slices. */
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
    const clicks = inRanges(ranges, '_id', {
      ...COUNTED_CLICKS,
      ...ofIds,
    });
    // Within ranges, clickers are not filtered by the ids: dirty slices are small, and with the ids MongoDB may choose the index of
    // links, which is slower.
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
      {
        $group: {
          _id: '$_id',
          ...Object.fromEntries(COUNT_FIELDS.map((count) => [count, { $sum: `$${count}` }])),
        },
      },
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

const MINUTE_MS = 60_000;

type CountsOfMinute = Pick<ClickCounts, 'clicks' | 'humanClicks' | 'suspectClicks'>;

interface MinuteOfClicks extends CountsOfMinute {
  /** When the minute begins. */
  minute: Date;
}

interface CachedCount {
  counts: CountsOfMinute;
  /** How long after the beginning of the minute it was counted, in ms. */
  age: number;
}

/**
 * Numbers of recorded clicks per minute. Ids begin with the second of the click, so the clicks of a minute are a range of ids and are
 * counted with the index of `_id`, those that are suspect or of machines with a partial index. The counts of a past minute are cached,
 * because only late clicks and verdicts can change them; they are read again each time the age of the minute has doubled. A call therefore
 * counts only two or three minutes.
 */
@Injectable()
export class ClickRate {
  private readonly cache = new Map<number, CachedCount>();

  constructor(
    private readonly clicks: ClicksRepository,
    private readonly clock: Clock,
  ) {}

  /** Counts of the last `count` minutes, oldest first. The last one is that of the current, incomplete minute. */
  async lastMinutes(count: number): Promise<MinuteOfClicks[]> {
    const now = this.clock.now().getTime();
    const current = now - (now % MINUTE_MS);
    const minutes = Array.from({ length: count }, (_, index) => current - (count - 1 - index) * MINUTE_MS);
    const counts = await Promise.all(minutes.map((minute) => this.count(minute, now - minute)));
    for (const minute of this.cache.keys()) if (minute < (minutes[0] ?? now)) this.cache.delete(minute);
    return minutes.map((minute, index) => ({ minute: new Date(minute), ...(counts[index] ?? NO_MINUTE) }));
  }

  private async count(minute: number, age: number): Promise<CountsOfMinute> {
    const cached = this.cache.get(minute);
    if (cached && cached.age > MINUTE_MS && age < cached.age * 2) return cached.counts;
    const _id = { $gte: lowestIdAt(minute), $lt: lowestIdAt(minute + MINUTE_MS) };
    const [clicks, suspectClicks, bots] = await Promise.all([
      this.number({ _id }),
      this.number({ _id, verdict: 'suspect' }),
      this.number({ _id, verdict: 'bot' }),
    ]);
    const counts = { clicks, suspectClicks, humanClicks: Math.max(0, clicks - suspectClicks - bots) };
    this.cache.set(minute, { counts, age });
    return counts;
  }

  /** The `count` command reads only an index; `countDocuments` would run an aggregation that groups the documents. */
  private async number(query: Record<string, unknown>): Promise<number> {
    const { clicks } = this.clicks;
    return Number((await clicks.db.command({ count: clicks.collectionName, query })).n);
  }
}

const NO_MINUTE: CountsOfMinute = { clicks: 0, humanClicks: 0, suspectClicks: 0 };
