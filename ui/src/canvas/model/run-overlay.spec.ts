import { describe, expect, it } from 'vitest';
import {
  applyEvent,
  responseStates,
  revealNext,
  runOverlay,
  type StepState,
  type StepStates,
} from './run-overlay';
import { aCatalogue, aDocument, anEdge, aNode } from './testing';

const doneAt = (port = 'next') => ({
  status: 'succeeded' as const,
  port,
  attempts: 1,
  endedAt: '2027-01-01T00:00:00Z',
});

describe('revealing a run', () => {
  it('shows steps in execution order, each first as running and then as finished', () => {
    const known: StepStates = { a: doneAt(), b: doneAt() };
    const seen: string[] = [];
    for (let shown: StepStates | null = {}; shown; shown = revealNext(shown, known, ['a', 'b'])) {
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

  it('does not show a skipped step as running', () => {
    const known: StepStates = { a: { status: 'skipped', attempts: 0 } };
    expect(revealNext({}, known, ['a'])).toEqual(known);
  });

  it('removes a step that a retry has reset', () => {
    expect(revealNext({ a: doneAt() }, {}, ['a'])).toEqual({});
  });

  it('returns null when shown and known states are equal', () => {
    expect(revealNext({ a: doneAt() }, { a: doneAt() }, ['a'])).toBeNull();
  });

  it('applies a live event', () => {
    const after = applyEvent({}, { nodeId: 'a', status: 'retrying', attempt: 2, at: '2027-01-01T00:00:00Z' });
    expect(after['a']).toMatchObject({ status: 'retrying', attempts: 2 });
  });
});

const document = aDocument(
  [
    aNode('text', 'show-text'),
    aNode('if', 'condition'),
    aNode('yes', 'set-interest'),
    aNode('both', 'set-interest'),
    aNode('no', 'set-interest'),
  ],
  [
    anEdge('click', 'respond', 'text'),
    anEdge('click', 'then', 'if'),
    anEdge('if', 'yes', 'yes'),
    anEdge('if', 'no', 'no'),
    anEdge('yes', 'next', 'both'),
    anEdge('no', 'next', 'both'),
  ],
);
const done = (port = 'next'): StepState => ({ status: 'succeeded', port, attempts: 1 });
const running: StepState = { status: 'running', attempts: 1 };

describe('run overlay', () => {
  it('marks only the edges whose port the run left by as taken', () => {
    const { takenEdges } = runOverlay(document, { if: done('no'), no: done(), both: done() }, true);
    expect([...takenEdges]).toEqual(['click-then-if', 'if-no-no', 'no-next-both']);
  });

  it('marks the other branch as not taken once a condition has finished', () => {
    const { notTaken } = runOverlay(document, { if: done('yes'), yes: running }, false);
    expect([...notTaken]).toEqual(['no', 'if-no-no', 'no-next-both']);
  });

  it('does not mark steps that can still run', () => {
    expect([...runOverlay(document, {}, false).notTaken]).toEqual([]);
    expect([...runOverlay(document, { if: running }, false).notTaken]).toEqual([]);
  });

  it('marks all remaining steps as not taken once the run has ended', () => {
    const { notTaken } = runOverlay(
      document,
      { if: done('yes'), yes: { status: 'failed', attempts: 5 } },
      true,
    );
    expect([...notTaken]).toEqual(['both', 'no', 'if-no-no', 'yes-next-both', 'no-next-both']);
  });

  it('never marks the response as not taken, and derives its state if there is only one', () => {
    expect(runOverlay(document, { if: done('yes') }, true).notTaken.has('text')).toBe(false);
    expect(responseStates({ document, catalogue: aCatalogue(), at: '2027-01-01T09:00:00Z' })).toHaveProperty(
      'text.status',
      'succeeded',
    );
    expect(
      responseStates({ document: aDocument(), catalogue: aCatalogue(), at: '2027-01-01T09:00:00Z' }),
    ).toEqual({});
  });

  it('shows the recorded path of the answer, and a script that gave no address as failed', () => {
    const lane = aDocument(
      [aNode('script', 'redirect'), aNode('to', 'redirect')],
      [anEdge('click', 'respond', 'script'), anEdge('script', 'next', 'to')],
    );
    const states = responseStates({
      document: lane,
      catalogue: aCatalogue(),
      at: '2027-01-01T09:00:00Z',
      answer: { kind: 'redirect', path: ['script', 'to'], scriptProblems: { script: 'timeout' } },
    });
    expect([states.script?.status, states.script?.port, states.to?.status]).toEqual([
      'failed',
      'next',
      'succeeded',
    ]);
    expect([...runOverlay(lane, states, true).takenEdges]).toEqual([
      'click-respond-script',
      'script-next-to',
    ]);
  });
});
