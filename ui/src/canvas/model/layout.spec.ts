import { describe, expect, it } from 'vitest';
import type { WorkflowDocument } from '@linkflow/contracts';
import { type Diagram, estimatedSize, isTidy, RANK_GAP, tidyPositions, UNLABELLED_GAP } from './layout';

const node = (id: string) => ({ id, type: id, params: {} });
const edge = (from: string, port: string, to: string) => ({
  id: `${from}-${to}`,
  from: { node: from, port },
  to,
});
const PORTS: Record<string, string[]> = { click: ['respond', 'then'], if: ['yes', 'no'] };
const portOrder = (id: string) => PORTS[id] ?? ['next'];
const sizeOf = () => estimatedSize(1);
const graph: WorkflowDocument = {
  schemaVersion: 1,
  nodes: ['click', 'no-1', 'if', 'yes-1', 'text', 'yes-2'].map(node),
  // The edges are deliberately not in the order of the ports: the layout must use the order of the ports.
  edges: [
    edge('if', 'no', 'no-1'),
    edge('click', 'then', 'if'),
    edge('yes-1', 'next', 'yes-2'),
    edge('if', 'yes', 'yes-1'),
    edge('click', 'respond', 'text'),
  ],
};

const diagram = (positions: Diagram['positions'] = {}): Diagram => ({
  document: graph,
  positions,
  sizeOf,
  portOrder,
});

describe('tidy layout', () => {
  it('places successors below their predecessors', () => {
    const at = tidyPositions(diagram());
    for (const { from, to } of graph.edges) expect(at[to]!.y).toBeGreaterThan(at[from.node]!.y);
  });

  it('orders branches from left to right like their ports', () => {
    const at = tidyPositions(diagram());
    expect(at['text']!.x).toBeLessThan(at['if']!.x);
    expect(at['yes-1']!.x).toBeLessThan(at['no-1']!.x);
  });

  it('keeps the position of the trigger', () => {
    expect(tidyPositions(diagram({ click: { x: 340, y: -20 } }))['click']).toEqual({ x: 340, y: -20 });
  });

  it('never overlaps nodes, unconnected ones included', () => {
    const unconnected: WorkflowDocument = {
      ...graph,
      nodes: [...graph.nodes, node('free-1'), node('free-2')],
    };
    const at = Object.values(tidyPositions({ ...diagram(), document: unconnected }));
    expect(at).toHaveLength(8);
    for (const [index, a] of at.entries()) {
      for (const b of at.slice(index + 1)) {
        expect(Math.abs(a.x - b.x) >= sizeOf().width || Math.abs(a.y - b.y) >= sizeOf().height).toBe(true);
      }
    }
  });

  it('recognises a tidy layout even after a card has grown', () => {
    const at = tidyPositions(diagram());
    expect(isTidy(diagram(at))).toBe(true);
    expect(isTidy({ ...diagram(at), sizeOf: () => ({ ...sizeOf(), height: 90 }) })).toBe(true);
    expect(isTidy(diagram({ ...at, 'yes-1': { x: at['yes-1']!.x + 40, y: at['yes-1']!.y } }))).toBe(false);
    expect(isTidy(diagram())).toBe(false);
  });

  it('spaces rows by card height and adds room for port labels', () => {
    const height: Record<string, number> = { click: 75, text: 94, if: 57, 'yes-1': 57 };
    const tall = { ...diagram(), sizeOf: (id: string) => ({ width: 272, height: height[id] ?? 57 }) };
    const at = tidyPositions(tall);
    expect(at['if']!.y).toBe(75 + RANK_GAP);
    expect(at['text']!.y).toBe(at['if']!.y);
    expect(at['yes-1']!.y).toBe(at['if']!.y + 94 + RANK_GAP);
    expect(at['yes-2']!.y).toBe(at['yes-1']!.y + 57 + UNLABELLED_GAP);
  });

  it('aligns a chain of nodes vertically', () => {
    const at = tidyPositions(diagram());
    expect(at['yes-2']!.x).toBe(at['yes-1']!.x);
  });
});
