import { describe, expect, it } from 'vitest';
import { BURST_MS, EMPTY_HISTORY, record, takeRedo, takeUndo, undone, type Inverse } from './history';

const params = (value: string): Inverse => ({
  kind: 'edit',
  edit: { op: 'set-params', nodeId: 'n1', params: { title: value } },
});
const move = (positions: Record<string, { x: number; y: number }>): Inverse => ({
  kind: 'edit',
  edit: { op: 'move', positions },
});

describe('the way back', () => {
  it('takes a typing burst back in one step, to what stood before it', () => {
    let history = record(EMPTY_HISTORY, params(''), 'params:n1:title', 0);
    history = record(history, params('H'), 'params:n1:title', 200);
    history = record(history, params('He'), 'params:n1:title', 900);
    expect(history.undo).toHaveLength(1);
    expect(takeUndo(history)?.inverse).toEqual(params(''));
  });

  it('starts a new step after a pause', () => {
    let history = record(EMPTY_HISTORY, params(''), 'params:n1:title', 0);
    history = record(history, params('Hello'), 'params:n1:title', BURST_MS + 1);
    expect(history.undo).toHaveLength(2);
  });

  it('starts a new step for another field, and for a change outside any burst', () => {
    let history = record(EMPTY_HISTORY, params(''), 'params:n1:title', 0);
    history = record(history, params('x'), 'params:n1:body', 10);
    history = record(history, params('y'), null, 20);
    history = record(history, params('z'), null, 30);
    expect(history.undo).toHaveLength(4);
  });

  it('keeps both ways back when the older one does not restore everything', () => {
    let history = record(EMPTY_HISTORY, move({ a: { x: 0, y: 0 } }), 'nudge', 0);
    history = record(history, move({ b: { x: 5, y: 5 } }), 'nudge', 10);
    expect(takeUndo(history)?.inverse).toEqual({
      kind: 'edit',
      edit: {
        op: 'batch',
        edits: [
          { op: 'move', positions: { b: { x: 5, y: 5 } } },
          { op: 'move', positions: { a: { x: 0, y: 0 } } },
        ],
      },
    });
  });

  it('forgets what could be done again once something new is done', () => {
    const first = record(EMPTY_HISTORY, params('a'), null, 0);
    const taken = takeUndo(first);
    const back = undone(taken?.rest ?? EMPTY_HISTORY, params('b'));
    expect(takeRedo(back)?.inverse).toEqual(params('b'));
    expect(takeRedo(record(back, params('c'), null, 10))).toBeNull();
  });

  it('has nothing to take back in the beginning', () => {
    expect(takeUndo(EMPTY_HISTORY)).toBeNull();
    expect(takeRedo(EMPTY_HISTORY)).toBeNull();
  });
});
