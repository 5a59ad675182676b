import type { BulkVerb, BulkView, RunStatus } from '@linkflow/contracts';

/** Where a cancel is what was asked for, it is a good end. */
const isGood = (verb: BulkVerb, status: RunStatus): boolean =>
  status === 'succeeded' || (verb === 'cancel' && status === 'cancelled');
const isBad = (verb: BulkVerb, status: RunStatus): boolean =>
  status === 'failed' || status === 'needs-review' || (verb !== 'cancel' && status === 'cancelled');

/** What has become of a bulk so far. */
export interface BulkTally {
  /** Runs that have had their turn, whether it was done to them or not. */
  touched: number;
  left: number;
  /** Of those that it was done to. */
  good: number;
  bad: number;
  working: number;
}

export function tallyOf({
  verb,
  total,
  done,
  passed,
  outcome,
}: Pick<BulkView, 'verb' | 'total' | 'done' | 'passed' | 'outcome'>): BulkTally {
  const tally = {
    touched: done + passed,
    left: Math.max(0, total - done - passed),
    good: 0,
    bad: 0,
    working: 0,
  };
  for (const [status, count] of Object.entries(outcome) as [RunStatus, number][]) {
    // Object.entries forgets the type of the keys.
    if (isGood(verb, status)) tally.good += count;
    else if (isBad(verb, status)) tally.bad += count;
    else tally.working += count;
  }
  return tally;
}
