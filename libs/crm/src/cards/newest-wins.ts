import type { FieldValue } from '@linkflow/contracts';
import type { UndoneEffect } from '@linkflow/crm-port';

/**
 * Of several decisions about the same extra field or membership, the newest wins. The comparison is part of the MongoDB update, so
 * concurrent writers need no lock. A decision by a step has the time of its click; a user's change has the time of the change. Each field
 * and membership stores `setAt`, the time of the newest decision, and `setBy`, all decisions at exactly that time, each with its effect key
 * and the value before it. There are four cases for a decision:
 *
 * - newer than `setAt`: applied. `setBy` then contains only this decision.
 * - at the same time, and its key is not in `setBy` (another step for the same click): applied, and added to `setBy`.
 * - at the same time, and its key is in `setBy` (the step is repeated): not applied; nothing changes.
 * - older than `setAt`: not applied; nothing changes.
 *
 * A decision that takes an earlier one back has the time of the earlier one. It is applied only if `setBy` contains the earlier one, and all
 * decisions behind that are of the same event. Two events can have the same time, so comparing times would not be enough.
 */

/**
 * A decision about a field or a membership. `key` is the effect key; `at` determines which of two decisions is newer. `undoes`: the decision
 * that it takes back.
 */
export interface Decision {
  key: string;
  at: Date;
  undoes?: UndoneEffect | undefined;
}

const EPOCH = new Date(0);

/**
 * Aggregation expression: true if the decision is applied. `setAt` and `setByKeys` are the paths of the stored times and keys: `$setAt`,
 * `$setBy.key`.
 */
export function wins({ key, at, undoes }: Decision, setAt: string, setByKeys: string): object {
  const isNewHere = {
    $and: [{ $eq: [setAt, at] }, { $not: [{ $in: [key, { $ifNull: [setByKeys, []] }] }] }],
  };
  if (undoes) return { $and: [isNewHere, isStillOf(undoes, setByKeys)] };
  return { $or: [{ $lt: [{ $ifNull: [setAt, EPOCH] }, at] }, isNewHere] };
}

/** Aggregation expression: whether the decision is stored, and all later ones at its time are of the same runs. */
function isStillOf({ key, runIds }: UndoneEffect, setByKeys: string): object {
  const runOf = { $arrayElemAt: [{ $split: ['$$later', ':'] }, 0] };
  return {
    $let: {
      vars: { keys: { $ifNull: [setByKeys, []] } },
      in: {
        $let: {
          vars: { place: { $indexOfArray: ['$$keys', { $literal: key }] } },
          in: {
            $and: [
              { $gte: ['$$place', 0] },
              {
                $allElementsTrue: {
                  $map: {
                    input: {
                      $slice: ['$$keys', { $max: ['$$place', 0] }, { $max: [{ $size: '$$keys' }, 1] }],
                    },
                    as: 'later',
                    in: { $in: [runOf, { $literal: runIds }] },
                  },
                },
              },
            ],
          },
        },
      },
    },
  };
}

/**
 * Aggregation expression: the value of `setBy` after a decision was applied. `entry` describes the decision; `setAt` and `setBy` are paths.
 */
export function setByWith(entry: unknown, { at }: Decision, setAt: string, setBy: string): object {
  return { $cond: [{ $eq: [setAt, at] }, { $concatArrays: [{ $ifNull: [setBy, []] }, [entry]] }, [entry]] };
}

interface NewValue {
  /** Where the contact has the value. */
  path: string;
  /** Name of the value in `fieldSetAt` and `fieldSetBy`. */
  key: string;
  value: FieldValue;
  decision: Decision;
  now: Date;
}

/** Update pipeline that sets a value of a contact if the decision is applied (see `wins`), and otherwise changes nothing. */
export function newestValueUpdate({ path, key, value, decision, now }: NewValue): Record<string, unknown>[] {
  const current = `$${path}`;
  const setAt = `$fieldSetAt.${key}`;
  const setBy = `$fieldSetBy.${key}`;
  const applied = wins(decision, setAt, `${setBy}.key`);
  const entry = { key: { $literal: decision.key }, previous: { $ifNull: [current, null] } };
  const ifApplied = (then: unknown, otherwise: string) => ({ $cond: [applied, then, otherwise] });
  return [
    {
      $set: {
        [path]: ifApplied({ $literal: value }, current),
        [`fieldSetAt.${key}`]: ifApplied(decision.at, setAt),
        [`fieldSetBy.${key}`]: ifApplied(setByWith(entry, decision, setAt, setBy), setBy),
        updatedAt: ifApplied(now, '$updatedAt'),
      },
    },
  ];
}
