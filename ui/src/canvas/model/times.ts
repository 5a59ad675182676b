import type { ResolvedPolicy } from '@linkflow/contracts';
import { retrySchedule, sameJson } from '@linkflow/workflow';

export const DURATION_UNITS = ['minutes', 'hours', 'days'] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number];

const MINUTES_PER_UNIT: Record<DurationUnit, number> = { minutes: 1, hours: 60, days: 1440 };

/** Converts a duration to another unit. */
export function convertDuration(amount: number, from: DurationUnit, to: DurationUnit): number {
  return (amount * MINUTES_PER_UNIT[from]) / MINUTES_PER_UNIT[to];
}

/** Converts a stored duration to the largest unit in which it is an integer. Zero and null keep the unit `stored`. */
export function splitDuration(
  value: number | null,
  stored: DurationUnit,
): { amount: number | null; unit: DurationUnit } {
  if (!value) return { amount: value, unit: stored };
  const unit =
    [...DURATION_UNITS].reverse().find((one) => Number.isInteger(convertDuration(value, stored, one))) ??
    stored;
  return { amount: convertDuration(value, stored, unit), unit };
}

export const RETRY_PACES = ['quick', 'patient', 'slow'] as const;
type RetryPace = (typeof RETRY_PACES)[number];

/** The backoff settings that users can choose from, so that they need not enter milliseconds. */
export const BACKOFF_BY_PACE: Record<RetryPace, ResolvedPolicy['backoff']> = {
  quick: { baseMs: 5_000, capMs: 600_000 },
  patient: { baseMs: 120_000, capMs: 7_200_000 },
  slow: { baseMs: 1_800_000, capMs: 86_400_000 },
};

/** Returns the name of the preset that equals a backoff setting, or null if none does. */
export function paceOf(backoff: ResolvedPolicy['backoff']): RetryPace | null {
  return RETRY_PACES.find((pace) => sameJson(BACKOFF_BY_PACE[pace], backoff)) ?? null;
}

/** Maximum number of delays that the retry summary lists individually. */
const MAX_LISTED_WAITS = 5;

/**
 * Summarises the retries of a policy for display. `waits`: the expected delays before the first retries, in ms; `more`: the
 * number of further retries; `totalMs`: the sum of all expected delays.
 */
export function retrySummary(policy: Pick<ResolvedPolicy, 'attempts' | 'backoff'>) {
  const all = retrySchedule(policy).map((wait) => wait.expectedMs);
  return {
    waits: all.slice(0, MAX_LISTED_WAITS),
    more: Math.max(0, all.length - MAX_LISTED_WAITS),
    totalMs: all.reduce((sum, wait) => sum + wait, 0),
  };
}
