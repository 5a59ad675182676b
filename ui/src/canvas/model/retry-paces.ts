import type { ResolvedPolicy } from '@linkflow/contracts';
import { retrySchedule } from '@linkflow/workflow';

export const PACES = ['quick', 'patient', 'slow'] as const;
export type Pace = (typeof PACES)[number];

/** Ways to wait between attempts, for people who don't think in milliseconds. */
export const BACKOFFS: Record<Pace, ResolvedPolicy['backoff']> = {
  quick: { baseMs: 5_000, capMs: 600_000 },
  patient: { baseMs: 120_000, capMs: 7_200_000 },
  slow: { baseMs: 1_800_000, capMs: 86_400_000 },
};

/** The pace that a backoff is, or null for one that was set otherwise. */
export function paceOf(backoff: ResolvedPolicy['backoff']): Pace | null {
  return (
    PACES.find(
      (pace) => BACKOFFS[pace].baseMs === backoff.baseMs && BACKOFFS[pace].capMs === backoff.capMs,
    ) ?? null
  );
}

/** How many waits are spelled out before the rest is counted. */
const SPELLED = 5;

export interface SpelledSchedule {
  /** Expected waits in ms, as many as are spelled out. */
  waits: number[];
  more: number;
  totalMs: number;
}

/** The waits that a policy brings, ready to be put in words. */
export function spelledSchedule(policy: Pick<ResolvedPolicy, 'attempts' | 'backoff'>): SpelledSchedule {
  const all = retrySchedule(policy).map((wait) => wait.expectedMs);
  return {
    waits: all.slice(0, SPELLED),
    more: Math.max(0, all.length - SPELLED),
    totalMs: all.reduce((sum, wait) => sum + wait, 0),
  };
}
