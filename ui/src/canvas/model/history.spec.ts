import { describe, expect, it } from 'vitest';
import { EMPTY_HISTORY, type Inverse, MERGE_WINDOW_MS, popRedo, popUndo, pushRedo, record } from './history';

const params = (value: string): Inverse => ({
  kind: 'edit',
  edit: { op: 'set-params', nodeId: 'n1', params: { title: value } },
});
const move = (positions: Record<string, { x: number; y: number }>): Inverse => ({
  kind: 'edit',
  edit: { op: 'move', positions },
});

describe('undo history', () => {
  it('merges a burst of typing into one undo step', () => {
    let history = record(EMPTY_HISTORY, { inverse: params(''), mergeKey: 'params:n1:title', at: 0 });
    history = record(history, { inverse: params('H'), mergeKey: 'params:n1:title', at: 200 });
    history = record(history, { inverse: params('He'), mergeKey: 'params:n1:title', at: 900 });
    expect(history.undo).toHaveLength(1);
    expect(popUndo(history)?.inverse).toEqual(params(''));
  });

  it('starts a new undo step after a pause', () => {
    let history = record(EMPTY_HISTORY, { inverse: params(''), mergeKey: 'params:n1:title', at: 0 });
    history = record(history, {
      inverse: params('Hello'),
      mergeKey: 'params:n1:title',
      at: MERGE_WINDOW_MS + 1,
    });
    expect(history.undo).toHaveLength(2);
  });

  it('starts a new undo step for another merge key or none', () => {
    let history = record(EMPTY_HISTORY, { inverse: params(''), mergeKey: 'params:n1:title', at: 0 });
    history = record(history, { inverse: params('x'), mergeKey: 'params:n1:body', at: 10 });
    history = record(history, { inverse: params('y'), mergeKey: null, at: 20 });
    history = record(history, { inverse: params('z'), mergeKey: null, at: 30 });
    expect(history.undo).toHaveLength(4);
  });

  it('combines both inverses when the older one does not restore everything', () => {
    let history = record(EMPTY_HISTORY, { inverse: move({ a: { x: 0, y: 0 } }), mergeKey: 'nudge', at: 0 });
    history = record(history, { inverse: move({ b: { x: 5, y: 5 } }), mergeKey: 'nudge', at: 10 });
    expect(popUndo(history)?.inverse).toEqual({
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

  it('clears the redo stack on a new change', () => {
    const first = record(EMPTY_HISTORY, { inverse: params('a'), mergeKey: null, at: 0 });
    const taken = popUndo(first);
    const back = pushRedo(taken?.rest ?? EMPTY_HISTORY, params('b'));
    expect(popRedo(back)?.inverse).toEqual(params('b'));
    expect(popRedo(record(back, { inverse: params('c'), mergeKey: null, at: 10 }))).toBeNull();
  });

  it('has nothing to undo or redo at first', () => {
    expect(popUndo(EMPTY_HISTORY)).toBeNull();
    expect(popRedo(EMPTY_HISTORY)).toBeNull();
  });
});
