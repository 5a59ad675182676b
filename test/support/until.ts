import { setTimeout as sleep } from 'node:timers/promises';

export interface UntilOptions {
  /** Deadline, ms. */
  deadlineMs?: number;
  /** Time between two polls, ms. */
  everyMs?: number;
  /** Description of the awaited state, for the error message. */
  what?: string;
}

/**
 * Polls until the result is anything but `undefined`, `null` or `false`. An error thrown by the poll counts as "not yet"; the last one is
 * the cause of the error when the deadline passes.
 */
export async function until<T>(
  poll: () => T | Promise<T>,
  { deadlineMs = 15_000, everyMs = 25, what = 'the expected state' }: UntilOptions = {},
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = Date.now() + deadlineMs;
  let cause: unknown;
  do {
    try {
      const answer = await poll();
      cause = undefined;
      if (isThere(answer)) return answer;
    } catch (error) {
      cause = error;
    }
    await sleep(everyMs);
  } while (Date.now() < deadline);
  throw new Error(`${what} did not come within ${deadlineMs} ms`, { cause });
}

function isThere<T>(answer: T): answer is Exclude<T, undefined | null | false> {
  return answer !== undefined && answer !== null && answer !== false;
}
