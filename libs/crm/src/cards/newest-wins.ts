/**
 * The newest decision wins, decided inside the MongoDB update. A decision is older or newer by the time of its click, or by the current
 * time for a person's change. Each field and membership stores `setAt` (time of the last decision) and `setBy` (the effect keys that
 * decided at that time, each with the value before it):
 *
 * - newer than `setAt`: applied; `setBy` holds only this key.
 * - the same time, key not in `setBy` (another step of the same click): applied; the key is added to `setBy`.
 * - the same time, key in `setBy` (the step is repeated): nothing changes.
 * - older: nothing changes.
 */

/** Who decides (effect key) and as of when. */
export interface Decision {
  key: string;
  at: Date;
}

const EPOCH = new Date(0);

/** Aggregation expression: whether the decision is applied over the stored one. The arguments are paths. */
export function wins({ key, at }: Decision, setAt: string, setByKeys: string): object {
  return {
    $or: [
      { $lt: [{ $ifNull: [setAt, EPOCH] }, at] },
      { $and: [{ $eq: [setAt, at] }, { $not: [{ $in: [key, { $ifNull: [setByKeys, []] }] }] }] },
    ],
  };
}

/** Aggregation expression: the new `setBy` of a decision that is applied. */
export function setByWith(entry: unknown, { at }: Decision, setAt: string, setBy: string): object {
  return { $cond: [{ $eq: [setAt, at] }, { $concatArrays: [{ $ifNull: [setBy, []] }, [entry]] }, [entry]] };
}
