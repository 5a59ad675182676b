import { describe, expect, it } from 'vitest';
import type { WorkflowDocument } from '@linkflow/contracts';
import { summarizeChange } from './change-summary';
import { aDocument, anEdge, aNode } from './testing';

const a = aNode('a', 'set-interest');
const b = aNode('b', 'set-interest');
const toA = anEdge('click', 'then', 'a');
const toB = anEdge('a', 'next', 'b');
const document = aDocument([a, b], [toA, toB]);
const at = (positions: Record<string, { x: number; y: number }>) => ({ positions, notes: [] });
const layout = at({ a: { x: 0, y: 140 }, b: { x: 0, y: 280 } });
const changedTo = (after: WorkflowDocument, positions = layout) =>
  summarizeChange({ document, layout }, { document: after, layout: positions });

describe('the summary of a change', () => {
  it('names the steps that were added, not their arrows and what was moved for them', () => {
    const c = aNode('c', 'set-interest');
    const after = aDocument([a, b, c], [toA, anEdge('a', 'next', 'c'), anEdge('c', 'next', 'b')]);
    expect(changedTo(after, at({ ...layout.positions, b: { x: 0, y: 420 } }))).toEqual({
      kind: 'added',
      nodes: ['c'],
    });
  });

  it('names the steps that were deleted', () => {
    expect(changedTo(aDocument([], []))).toEqual({ kind: 'deleted', nodes: ['a', 'b'] });
  });

  it('names both ends of an arrow that was drawn, moved or removed', () => {
    expect(changedTo(aDocument([a, b], [toA, toB, anEdge('click', 'respond', 'b')]))).toEqual({
      kind: 'connected',
      from: 'click',
      to: 'b',
    });
    expect(changedTo(aDocument([a, b], [{ ...toA, to: 'b' }, toB]))).toEqual({
      kind: 'connected',
      from: 'click',
      to: 'b',
    });
    expect(changedTo(aDocument([a, b], [toA]))).toEqual({ kind: 'disconnected', from: 'a', to: 'b' });
  });

  it('tells steps that were turned off or on from those with other settings', () => {
    const off = { ...a, disabled: true };
    expect(changedTo(aDocument([off, b], [toA, toB]))).toEqual({ kind: 'disabled', nodes: ['a'] });
    expect(
      summarizeChange({ document: aDocument([off, b], [toA, toB]), layout }, { document, layout }),
    ).toEqual({ kind: 'enabled', nodes: ['a'] });
    const other = { ...a, params: { interestId: 'i' } };
    expect(changedTo(aDocument([other, b], [toA, toB]))).toEqual({ kind: 'changed', nodes: ['a'] });
  });

  it('names the steps that were moved, and nothing if nothing is different', () => {
    expect(changedTo(document, at({ ...layout.positions, b: { x: 8, y: 280 } }))).toEqual({
      kind: 'moved',
      nodes: ['b'],
    });
    expect(changedTo(document)).toBeNull();
  });
});
