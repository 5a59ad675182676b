import { describe, expect, it } from 'vitest';
import { tallyOf } from './bulk-tally';

describe('what has become of a bulk', () => {
  it('tells good ends, bad ends and those at work apart', () => {
    const outcome = { succeeded: 3, failed: 1, 'needs-review': 1, running: 2, queued: 1 };
    expect(tallyOf({ verb: 'retry', total: 20, done: 8, passed: 2, outcome })).toEqual({
      touched: 10,
      left: 10,
      good: 3,
      bad: 2,
      working: 3,
    });
  });

  it('takes a cancelled run for a good end only where that was wanted', () => {
    const counts = { total: 2, done: 2, passed: 0, outcome: { cancelled: 2 } };
    expect(tallyOf({ verb: 'cancel', ...counts })).toMatchObject({ good: 2, bad: 0 });
    expect(tallyOf({ verb: 'retry', ...counts })).toMatchObject({ good: 0, bad: 2 });
  });

  it('never has less than nothing left', () => {
    expect(tallyOf({ verb: 'again', total: 1, done: 1, passed: 1, outcome: {} }).left).toBe(0);
  });
});
