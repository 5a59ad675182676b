import type { FieldValue } from '@linkflow/contracts';
import type { ContactDoc } from './contact.schema';

/** Who decides, and as of when: the click's time for a run, now for a person. */
export interface Decision {
  key: string;
  at: Date;
}

const LONG_AGO = new Date(0);

/**
 * An expression: does this decision stand against what was decided before? A later one does; of the same moment, every one
 * that has not been carried out yet, so that steps of one click follow each other and a repeated step changes nothing.
 */
export function stands({ key, at }: Decision, setAt: string, setByKeys: string): object {
  return {
    $or: [
      { $lt: [{ $ifNull: [setAt, LONG_AGO] }, at] },
      { $and: [{ $eq: [setAt, at] }, { $not: [{ $in: [key, { $ifNull: [setByKeys, []] }] }] }] },
    ],
  };
}

/** The list of who decided at `setAt`, with this one: begun anew for a later moment, grown for the same one. */
export function setByWith(entry: unknown, { at }: Decision, setAt: string, setBy: string): object {
  return { $cond: [{ $eq: [setAt, at] }, { $concatArrays: [{ $ifNull: [setBy, []] }, [entry]] }, [entry]] };
}

/** The update of a contact that sets one extra field, unless a newer click or a person has decided already. */
export function fieldUpdate(
  fieldKey: string,
  value: FieldValue,
  decision: Decision,
  now: Date,
): Record<string, unknown>[] {
  const [current, setAt, setBy] = [
    `$fields.${fieldKey}`,
    `$fieldSetAt.${fieldKey}`,
    `$fieldSetBy.${fieldKey}`,
  ];
  const wins = stands(decision, setAt, `${setBy}.key`);
  const entry = { key: { $literal: decision.key }, previous: { $ifNull: [current, null] } };
  const unlessOlder = (then: unknown, otherwise: string) => ({ $cond: [wins, then, otherwise] });
  return [
    {
      $set: {
        [`fields.${fieldKey}`]: unlessOlder({ $literal: value }, current),
        [`fieldSetAt.${fieldKey}`]: unlessOlder(decision.at, setAt),
        [`fieldSetBy.${fieldKey}`]: unlessOlder(setByWith(entry, decision, setAt, setBy), setBy),
        updatedAt: unlessOlder(now, '$updatedAt'),
      },
    },
  ];
}

/** What came of it, read from the contact afterwards. */
export function fieldOutcome(
  contact: ContactDoc,
  fieldKey: string,
  key: string,
): { applied: boolean; previous: FieldValue } {
  const mine = contact.fieldSetBy?.[fieldKey]?.find((setter) => setter.key === key);
  return mine
    ? { applied: true, previous: mine.previous }
    : { applied: false, previous: contact.fields[fieldKey] ?? null };
}
