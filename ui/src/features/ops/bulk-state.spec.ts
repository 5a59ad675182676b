import { describe, expect, it } from 'vitest';
import { tallyOf } from './bulk-state';

describe('tally of a bulk', () => {
  it('counts succeeded, failed and working runs of a bulk', () => {
    const outcome = { succeeded: 3, failed: 1, 'needs-review': 1, running: 2, queued: 1 };
    expect(tallyOf({ verb: 'retry', total: 20, done: 8, ineligible: 2, outcome })).toEqual({
      touched: 10,
      left: 10,
      good: 3,
      bad: 2,
      working: 3,
    });
  });

  it('counts a cancelled run as a success only for the verb cancel', () => {
    const counts = { total: 2, done: 2, ineligible: 0, outcome: { cancelled: 2 } };
    expect(tallyOf({ verb: 'cancel', ...counts })).toMatchObject({ good: 2, bad: 0 });
    expect(tallyOf({ verb: 'retry', ...counts })).toMatchObject({ good: 0, bad: 2 });
  });

  it('never reports a negative number of remaining runs', () => {
    expect(tallyOf({ verb: 'rerun', total: 1, done: 1, ineligible: 1, outcome: {} }).left).toBe(0);
  });
});
