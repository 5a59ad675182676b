import { inTime } from '../in-time';

const PROBE_MS = 1_000;

/** Whether something answers, and soon. Never rejects. */
export async function answers(probe: () => Promise<unknown>): Promise<boolean> {
  try {
    return Boolean(await inTime(PROBE_MS, probe));
  } catch {
    return false;
  }
}
