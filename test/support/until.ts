import { setTimeout as sleep } from 'node:timers/promises';

export interface UntilOptions {
  /** Time after which `until` gives up, ms. */
  deadlineMs?: number;
  /** Time between two polls, ms. */
  everyMs?: number;
  /** What is awaited, for the error message, e.g. 'the saved draft'. */
  what?: string;
}

/**
 * Calls `poll` until its result is not `undefined`, `null` or `false`, and returns that result. If `poll` throws, it is called again.
 * Throws after the deadline; the cause is the error of the last call, if it threw one.
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
