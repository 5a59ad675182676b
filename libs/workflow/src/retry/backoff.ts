import type { ResolvedPolicy, Text } from '@linkflow/contracts';

type RetryPolicy = Pick<ResolvedPolicy, 'attempts' | 'backoff'>;

/**
 * How long to wait after the given attempt (counted from 1) has failed: anything from 0 to a ceiling that doubles with
 * every attempt and is capped. Full jitter, so that a thousand steps that failed together don't come back together.
 * @param random01 a random number from 0 up to, not including, 1
 * @returns whole milliseconds
 */
export function backoffMs(
  policy: Pick<ResolvedPolicy, 'backoff'>,
  attempt: number,
  random01: number,
): number {
  return Math.floor(ceilingMs(policy, attempt) * random01);
}

/** One wait before a further attempt. */
export interface RetryWait {
  /** The attempt that follows the wait: 2 for the first retry. */
  attempt: number;
  /** The mean of what the jitter gives. */
  expectedMs: number;
  maxMs: number;
}

/** The waits that a policy brings, one for each attempt after the first. */
export function retrySchedule(policy: RetryPolicy): RetryWait[] {
  return Array.from({ length: Math.max(0, policy.attempts - 1) }, (_, index) => {
    const maxMs = ceilingMs(policy, index + 1);
    return { attempt: index + 2, expectedMs: maxMs / 2, maxMs };
  });
}

/** The schedule as a sentence for the inspector: "Tries again after about 5 s, 10 s, 20 s". */
export function describeRetries(policy: RetryPolicy): Text {
  const waits = retrySchedule(policy).map((wait) => wait.expectedMs);
  if (waits.length === 0) return { en: 'Tries once', nb: 'Prøver én gang' };
  const shown = waits.slice(0, 6);
  const more = waits.length - shown.length;
  return {
    en: `Tries again after about ${shown.map((ms) => duration(ms, 'h')).join(', ')}${more > 0 ? ` and ${more} more times` : ''}`,
    nb: `Prøver igjen etter ca. ${shown.map((ms) => duration(ms, 't')).join(', ')}${more > 0 ? ` og ${more} ganger til` : ''}`,
  };
}

function ceilingMs(policy: Pick<ResolvedPolicy, 'backoff'>, attempt: number): number {
  const { baseMs, capMs } = policy.backoff;
  return Math.min(capMs, baseMs * 2 ** (Math.max(1, attempt) - 1));
}

function duration(ms: number, hour: string): string {
  if (ms < 1_000) return `${round(ms)} ms`;
  if (ms < 60_000) return `${round(ms / 1_000)} s`;
  if (ms < 3_600_000) return `${round(ms / 60_000)} min`;
  return `${round(ms / 3_600_000)} ${hour}`;
}

/** Two figures are enough for "about". */
function round(value: number): number {
  return value >= 10 ? Math.round(value) : Math.round(value * 2) / 2;
}
