import { describe, expect, it } from 'vitest';
import { answerMark, runOverlay } from './run-overlay';
import type { StepMark } from './run-reveal';
import { aCatalogue, aDocument, anEdge, aNode } from './testing';

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
const done = (port = 'next'): StepMark => ({ status: 'succeeded', port, attempts: 1 });
const running: StepMark = { status: 'running', attempts: 1 };

describe('a run on its workflow', () => {
  it('has gone along the arrows whose outlets were taken, and no others into the same step', () => {
    const { taken } = runOverlay(document, { if: done('no'), no: done(), both: done() }, true);
    expect([...taken]).toEqual(['click-then-if', 'if-no-no', 'no-next-both']);
  });

  it('passes the other way by as soon as a condition has decided', () => {
    const { passed } = runOverlay(document, { if: done('yes'), yes: running }, false);
    expect([...passed]).toEqual(['no', 'if-no-no', 'no-next-both']);
  });

  it('leaves what is still ahead as it is', () => {
    expect([...runOverlay(document, {}, false).passed]).toEqual([]);
    expect([...runOverlay(document, { if: running }, false).passed]).toEqual([]);
  });

  it('will not come to anything more once it is over', () => {
    const { passed } = runOverlay(
      document,
      { if: done('yes'), yes: { status: 'failed', attempts: 5 } },
      true,
    );
    expect([...passed]).toEqual(['both', 'no', 'if-no-no', 'yes-next-both', 'no-next-both']);
  });

  it('never fades the answer, which is given elsewhere, and marks it where there is only one', () => {
    expect(runOverlay(document, { if: done('yes') }, true).passed.has('text')).toBe(false);
    expect(answerMark(document, aCatalogue(), '2027-01-01T09:00:00Z')).toHaveProperty(
      'text.status',
      'succeeded',
    );
    expect(answerMark(aDocument(), aCatalogue(), '2027-01-01T09:00:00Z')).toEqual({});
  });
});
