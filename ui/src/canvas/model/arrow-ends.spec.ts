import { describe, expect, it } from 'vitest';
import { applyEdit } from '@linkflow/workflow';
import type { DiagramState } from './add-node';
import {
  type ArrowPlace,
  moveEndEdit,
  offersForEnd,
  offersForStep,
  offersFromPort,
  placeAt,
} from './arrow-ends';
import { aCatalogue, aDocument, anEdge, aNode } from './testing';

const catalogue = aCatalogue();
const document = aDocument(
  [
    aNode('text', 'show-text'),
    aNode('if', 'condition'),
    aNode('a', 'set-interest'),
    aNode('b', 'set-interest'),
  ],
  [anEdge('click', 'respond', 'text'), anEdge('click', 'then', 'if'), anEdge('if', 'yes', 'a')],
);
const positions = {
  click: { x: 0, y: 0 },
  text: { x: -320, y: 140 },
  if: { x: 0, y: 140 },
  a: { x: 0, y: 300 },
  b: { x: 320, y: 300 },
};
const state: DiagramState = {
  document,
  catalogue,
  layout: { positions, notes: [] },
  measured: Object.fromEntries(document.nodes.map(({ id }) => [id, { width: 272, height: 64 }])),
};
const head = { edgeId: 'if-yes-a', end: 'to' } as const;
const tail = { edgeId: 'if-yes-a', end: 'from' } as const;
const moved = (end: typeof head | typeof tail, place: ArrowPlace) => {
  const edit = moveEndEdit(state, end, place);
  return edit && applyEdit(state, edit, catalogue);
};

describe('the ends of an arrow', () => {
  it('may be moved wherever a new arrow could go, its own outlet and step included', () => {
    expect([...offersForEnd(state, head).nodes]).toEqual(['a', 'b']);
    expect([...offersForEnd(state, tail).ports]).toEqual(['if yes', 'if no', 'b next']);
  });

  it('move without changing the rest, and undo brings the arrow back', () => {
    for (const [end, place, expected] of [
      [head, { kind: 'node', node: 'b' }, 'if.yes>b'],
      [tail, { kind: 'port', node: 'b', port: 'next' }, 'b.next>a'],
    ] as const) {
      const result = moved(end, place);
      if (!result?.ok) throw new Error('the edit was refused');
      const edge = result.document.edges.find(({ id }) => id === 'if-yes-a')!;
      expect(`${edge.from.node}.${edge.from.port}>${edge.to}`).toBe(expected);
      expect(result.document.edges).toHaveLength(3);
      const undone = applyEdit(
        { ...state, document: result.document, layout: result.layout },
        result.inverse,
      );
      expect(undone.ok && undone.document).toEqual(document);
    }
  });

  it('stay where they are without an edit', () => {
    expect(moved(head, { kind: 'node', node: 'a' })).toBeNull();
    expect(moved(tail, { kind: 'port', node: 'if', port: 'yes' })).toBeNull();
  });

  it('are attached to the card under the pointer or to a place nearby, if it is offered', () => {
    const at = (x: number, y: number, end: typeof head | typeof tail = head) =>
      placeAt(state, offersForEnd(state, end), { at: { x, y }, zoom: 1 });
    expect(at(580, 350)).toEqual({ kind: 'node', node: 'b' });
    expect(at(456, 270)).toEqual({ kind: 'node', node: 'b' });
    expect(at(456, 240)).toBeNull();
    expect(at(-200, 170)).toBeNull();
    expect(at(210, 160, tail)).toEqual({ kind: 'port', node: 'if', port: 'no' });
    expect(at(456, 390, tail)).toEqual({ kind: 'port', node: 'b', port: 'next' });
  });
});

describe('legal targets', () => {
  it('of a new arrow from an occupied outlet are those of the arrow that it replaces', () => {
    expect([...offersFromPort(state, { node: 'if', port: 'yes' }).nodes]).toEqual(['a', 'b']);
    expect([...offersFromPort(state, { node: 'a', port: 'next' }).nodes]).toEqual(['b']);
  });

  it('of a dragged step are the unconnected outlets of its lane', () => {
    expect([...offersForStep(state, 'set-interest').ports]).toEqual(['if no', 'a next', 'b next']);
    expect([...offersForStep(state, 'redirect').ports]).toEqual(['b next']);
  });
});
