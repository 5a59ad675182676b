import { describe, expect, it } from 'vitest';
import { revealNext, withEvent, type Marks } from './run-reveal';

const done = (port = 'next') => ({
  status: 'succeeded' as const,
  port,
  attempts: 1,
  endedAt: '2027-01-01T00:00:00Z',
});

describe('a run shown step by step', () => {
  it('lights the steps in the order of the walk, each first at work and then done', () => {
    const known: Marks = { a: done(), b: done() };
    const seen: string[] = [];
    for (let shown: Marks | null = {}; shown; shown = revealNext(shown, known, ['a', 'b'])) {
      seen.push(
        Object.entries(shown)
          .map(([id, mark]) => `${id} ${mark.status}`)
          .join(', '),
      );
    }
    expect(seen).toEqual([
      '',
      'a running',
      'a succeeded',
      'a succeeded, b running',
      'a succeeded, b succeeded',
    ]);
  });

  it('does not pretend that a skipped step was at work', () => {
    const known: Marks = { a: { status: 'skipped', attempts: 0 } };
    expect(revealNext({}, known, ['a'])).toEqual(known);
  });

  it('forgets a step that a retry has taken back', () => {
    expect(revealNext({ a: done() }, {}, ['a'])).toEqual({});
  });

  it('rests when nothing differs', () => {
    expect(revealNext({ a: done() }, { a: done() }, ['a'])).toBeNull();
  });

  it('takes a live event for what it is until the run is read again', () => {
    const after = withEvent({}, { nodeId: 'a', status: 'retrying', attempt: 2, at: '2027-01-01T00:00:00Z' });
    expect(after['a']).toMatchObject({ status: 'retrying', attempts: 2 });
  });
});
