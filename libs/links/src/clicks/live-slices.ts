import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import type { RollupDoc, SliceDoc, Tally } from '../store/documents';
import { LinkStore } from '../store/link-store';
import { rangesOf, type IdRange } from './slices';

/** More slices than these are hardly fewer clicks than all. */
const MOST = 300;

/** What of the clicks must be counted from the clicks themselves; the rest is in the totals. */
export interface Live {
  /** Null: everything, and the totals must not be used. */
  ranges: IdRange[] | null;
  /** What the totals hold of the ranges, to be taken off. */
  counted: (Tally & { of: string })[];
}

const EVERYTHING: Live = { ranges: null, counted: [] };

/** Tells which slices are not rolled up at this moment. */
@Injectable()
export class LiveSlices {
  constructor(private readonly store: LinkStore) {}

  /** One round trip. */
  async find(session: mongo.ClientSession): Promise<Live> {
    const found = await this.store.slices
      .aggregate<SliceDoc | RollupDoc>(
        [
          { $match: { touchedAt: { $exists: true } } },
          { $limit: MOST + 1 },
          { $unionWith: { coll: this.store.rollup.collectionName } },
        ],
        { session },
      )
      .toArray();
    const rollup = found.find((one) => 'ready' in one);
    const slices = found.filter((one): one is SliceDoc => !('ready' in one));
    if (!rollup?.ready || slices.length > MOST) return EVERYTHING;
    // What was in such a slice before can't be told any more.
    if (slices.some((slice) => slice._id < rollup.sealedBefore)) return EVERYTHING;
    return {
      ranges: rangesOf(slices.map((slice) => slice._id)),
      counted: slices.flatMap((slice) => slice.counts ?? []),
    };
  }
}

/** A filter of documents whose `key` is in one of the ranges. Each range carries the whole of it, as that is how an index is found for it. */
export function inRanges(
  ranges: readonly IdRange[] | null,
  key: '_id' | 'born',
  rest: Record<string, unknown>,
): Record<string, unknown> {
  if (ranges === null) return rest;
  const [only] = ranges;
  if (ranges.length === 1 && only) return { ...rest, [key]: only };
  return { $or: ranges.map((range) => ({ ...rest, [key]: range })) };
}
