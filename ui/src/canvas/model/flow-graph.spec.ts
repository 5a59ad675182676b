import { describe, expect, it } from 'vitest';
import { type FlowInput, readNodeChanges, readSelection, toFlowEdges, toFlowNodes } from './flow-graph';
import { aCatalogue, aDocument, aDraft, anEdge, aNode } from './testing';

const catalogue = aCatalogue();
const document = aDocument(
  [aNode('if', 'condition'), aNode('a', 'set-interest'), aNode('x', 'gone-type')],
  [anEdge('click', 'then', 'if'), anEdge('if', 'yes', 'a')],
);
const { positions } = aDraft(document).layout;
const input = (part: Partial<FlowInput> = {}): FlowInput => ({
  document,
  positions,
  transient: {},
  measured: {},
  unmeasured: new Set(),
  selection: { nodes: [], edges: [] },
  catalogue,
  readOnly: false,
  nameOf: (id) => id,
  attributesOf: () => undefined,
  ...part,
});

describe('React Flow conversion', () => {
  it('gives nodes their position and group, and edges their port', () => {
    const nodes = toFlowNodes(input(), []);
    expect(nodes.map(({ id, type, position }) => [id, type, position.y])).toEqual([
      ['click', 'trigger', 0],
      ['if', 'flow', 140],
      ['a', 'data', 280],
      ['x', 'unknown', 420],
    ]);
    expect(
      toFlowEdges(input(), []).map(({ source, sourceHandle, target }) => [source, sourceHandle, target]),
    ).toEqual([
      ['click', 'then', 'if'],
      ['if', 'yes', 'a'],
    ]);
  });

  it('reads positions and sizes back unchanged', () => {
    const nodes = toFlowNodes(input(), []);
    const changed = readNodeChanges(
      nodes.map(({ id, position }) => ({ type: 'position', id, position })),
      [],
    );
    expect(changed.positions).toEqual(positions);
    const { sizes } = readNodeChanges(
      [{ type: 'dimensions', id: 'a', dimensions: { width: 272, height: 80 } }],
      [],
    );
    expect(sizes).toEqual({ a: { width: 272, height: 80 } });
  });

  it('places the dots of a measured card, so that React Flow need not measure it again', () => {
    const measured = { click: { width: 272, height: 60 }, if: { width: 272, height: 80 } };
    const [click, condition, other] = toFlowNodes(input({ measured }), []);
    expect(click?.handles?.map(({ type }) => type)).toEqual(['source', 'source']);
    expect(condition?.handles).toEqual([
      { id: 'yes', type: 'source', position: 'bottom', x: 64, y: 74.5, width: 9, height: 9 },
      { id: 'no', type: 'source', position: 'bottom', x: 199, y: 74.5, width: 9, height: 9 },
      { type: 'target', position: 'top', x: 131.5, y: -3.5, width: 9, height: 9 },
    ]);
    expect(other).not.toHaveProperty('handles');
  });

  it('reuses the objects of unchanged nodes and edges', () => {
    const before = toFlowNodes(input(), []);
    const after = toFlowNodes(input({ transient: { a: { x: 5, y: 5 } } }), before);
    expect(after.map((node, index) => node === before[index])).toEqual([true, true, false, true]);
    const edges = toFlowEdges(input(), []);
    const selected = toFlowEdges(input({ selection: { nodes: [], edges: ['if-yes-a'] } }), edges);
    expect(selected.map((edge, index) => edge === edges[index])).toEqual([true, false]);
  });

  it('distinguishes a changed selection from an unchanged one', () => {
    expect(readSelection([{ type: 'select', id: 'a', selected: true }], ['if'])).toEqual(['if', 'a']);
    expect(readSelection([{ type: 'select', id: 'if', selected: false }], ['if'])).toEqual([]);
    expect(readSelection([{ type: 'remove', id: 'if' }], ['if'])).toBeNull();
  });
});
