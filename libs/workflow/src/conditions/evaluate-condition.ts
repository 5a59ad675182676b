import type { Condition, ConditionTrace } from '@linkflow/contracts';

/** How a condition came out, and why. */
export interface Evaluation {
  result: boolean;
  trace: ConditionTrace;
}

/**
 * Evaluates a condition over facts. Never rejects: what can't be told is unknown, and an unknown condition is false.
 * @param facts by name (`contact.country`); an absent or undefined fact is unknown, `null` is known to be empty
 * @param now for `withinLastDays` and `olderThanDays`
 */
export function evaluateCondition(
  condition: Condition,
  facts: Readonly<Record<string, unknown>>,
  now: Date,
): Promise<Evaluation> {
  throw new Error(`not there yet: ${JSON.stringify([condition, facts, now])}`);
}
