import { setTimeout as sleep } from 'node:timers/promises';

export interface UntilOptions {
  /** How long to keep asking. */
  deadlineMs?: number;
  /** Pause between two questions. */
  everyMs?: number;
  /** What is waited for, for the error. */
  what?: string;
}

/**
 * Asks again and again until the answer is there: anything but `undefined`, `null` or `false`. An error thrown by `ask` counts as
 * "not yet", and the last one is the cause of the error when the deadline passes.
 */
export async function until<T>(
  ask: () => T | Promise<T>,
  { deadlineMs = 15_000, everyMs = 25, what = 'the expected state' }: UntilOptions = {},
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = Date.now() + deadlineMs;
  let cause: unknown;
  do {
    try {
      const answer = await ask();
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
