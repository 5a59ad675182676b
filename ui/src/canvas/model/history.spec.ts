import { describe, expect, it } from 'vitest';
import { EMPTY_HISTORY, MERGE_WINDOW_MS } from '../../shared/undo-history';
import { type Inverse, record } from './history';

const params = (value: string): Inverse => ({ op: 'set-params', nodeId: 'n1', params: { title: value } });

describe('undo history', () => {
  it('merges a burst of typing into one undo step', () => {
    let history = record(EMPTY_HISTORY, { inverse: params(''), mergeKey: 'params:n1:title', at: 0 });
    history = record(history, { inverse: params('H'), mergeKey: 'params:n1:title', at: 200 });
    history = record(history, { inverse: params('He'), mergeKey: 'params:n1:title', at: 1_100 });
    expect(history.undo.map(({ inverse }) => inverse)).toEqual([params('')]);
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
    history = record(history, { inverse: params('y'), at: 20 });
    history = record(history, { inverse: params('z'), at: 30 });
    expect(history.undo).toHaveLength(4);
  });

  it('clears the redo stack on a new change', () => {
    const undone = { undo: [], redo: [{ inverse: params('b') }] };
    expect(record(undone, { inverse: params('c'), at: 10 }).redo).toEqual([]);
  });
});
