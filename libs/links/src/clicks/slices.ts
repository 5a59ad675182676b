/**
 * Clicks are rolled up by slices of time. A slice is all clicks whose ids begin with the same seven digits: ids begin with
 * their second, so that is sixteen seconds of clicks.
 */
const SLICE_DIGITS = 7;
const SLICE_SECONDS = 16;

/** The slice that a click belongs to, whenever it is recorded. */
export const sliceOf = (clickId: string): string => clickId.slice(0, SLICE_DIGITS);

/** The slice of the clicks that are accepted at this time. */
export const sliceAt = (at: Date): string => nth(Math.floor(at.getTime() / 1_000 / SLICE_SECONDS));

/** The same in an aggregation: the slice of the id in `field`. */
export const sliceIn = (field: string): Record<string, unknown> => ({
  $substrBytes: [field, 0, SLICE_DIGITS],
});

/** Ids from the first to just before the second. Prefixes of ids stand for ids here, as text sorts that way. */
export interface IdRange {
  $gte: string;
  $lt: string;
}

/** The ids of the slices, those of neighbours in one range. */
export function rangesOf(slices: readonly string[]): IdRange[] {
  const ranges: IdRange[] = [];
  for (const slice of [...new Set(slices)].sort()) {
    const last = ranges.at(-1);
    if (last?.$lt === slice) last.$lt = after(slice);
    else ranges.push({ $gte: slice, $lt: after(slice) });
  }
  return ranges;
}

const after = (slice: string): string => nth(Number.parseInt(slice, 16) + 1);
const nth = (n: number): string => n.toString(16).padStart(SLICE_DIGITS, '0');
