import { describe, expect, it } from 'vitest';
import type { WorkflowDocument } from '@linkflow/contracts';
import type { Picture } from './placement';
import { assumedSize, RANK_GAP, WORDLESS_GAP } from './sizes';
import { isTidy, tidyPositions } from './tidy';

const node = (id: string) => ({ id, type: id, params: {} });
const edge = (from: string, port: string, to: string) => ({
  id: `${from}-${to}`,
  from: { node: from, port },
  to,
});
const PORTS: Record<string, string[]> = { click: ['respond', 'then'], if: ['yes', 'no'] };
const portOrder = (id: string) => PORTS[id] ?? ['next'];
const sizeOf = () => assumedSize(1);
const graph: WorkflowDocument = {
  schemaVersion: 1,
  nodes: ['click', 'no-1', 'if', 'yes-1', 'text', 'yes-2'].map(node),
  // Written in an order that says nothing about left and right.
  edges: [
    edge('if', 'no', 'no-1'),
    edge('click', 'then', 'if'),
    edge('yes-1', 'next', 'yes-2'),
    edge('if', 'yes', 'yes-1'),
    edge('click', 'respond', 'text'),
  ],
};

const picture = (positions: Picture['positions'] = {}): Picture => ({
  document: graph,
  positions,
  sizeOf,
  portOrder,
});

describe('a tidied picture', () => {
  it('runs from top to bottom', () => {
    const at = tidyPositions(picture());
    for (const { from, to } of graph.edges) expect(at[to]!.y).toBeGreaterThan(at[from.node]!.y);
  });

  it('has the outlets of a node from left to right in their own order', () => {
    const at = tidyPositions(picture());
    expect(at['text']!.x).toBeLessThan(at['if']!.x);
    expect(at['yes-1']!.x).toBeLessThan(at['no-1']!.x);
  });

  it('keeps the trigger where it was', () => {
    expect(tidyPositions(picture({ click: { x: 340, y: -20 } }))['click']).toEqual({ x: 340, y: -20 });
  });

  it('puts no two nodes on top of each other, loose ones included', () => {
    const loose: WorkflowDocument = { ...graph, nodes: [...graph.nodes, node('loose-1'), node('loose-2')] };
    const at = Object.values(tidyPositions({ ...picture(), document: loose }));
    expect(at).toHaveLength(8);
    for (const [index, a] of at.entries()) {
      for (const b of at.slice(index + 1)) {
        expect(Math.abs(a.x - b.x) >= sizeOf().width || Math.abs(a.y - b.y) >= sizeOf().height).toBe(true);
      }
    }
  });

  it('knows itself again, also when a card has grown in the meantime', () => {
    const at = tidyPositions(picture());
    expect(isTidy(picture(at))).toBe(true);
    expect(isTidy({ ...picture(at), sizeOf: () => ({ ...sizeOf(), height: 90 }) })).toBe(true);
    expect(isTidy(picture({ ...at, 'yes-1': { x: at['yes-1']!.x + 40, y: at['yes-1']!.y } }))).toBe(false);
    expect(isTidy(picture())).toBe(false);
  });

  it('gives each row the height of its cards, and room for words where a line has some', () => {
    const height: Record<string, number> = { click: 75, text: 94, if: 57, 'yes-1': 57 };
    const tall = { ...picture(), sizeOf: (id: string) => ({ width: 272, height: height[id] ?? 57 }) };
    const at = tidyPositions(tall);
    expect(at['if']!.y).toBe(75 + RANK_GAP);
    expect(at['text']!.y).toBe(at['if']!.y);
    expect(at['yes-1']!.y).toBe(at['if']!.y + 94 + RANK_GAP);
    expect(at['yes-2']!.y).toBe(at['yes-1']!.y + 57 + WORDLESS_GAP);
  });

  it('keeps a straight line straight', () => {
    const at = tidyPositions(picture());
    expect(at['yes-2']!.x).toBe(at['yes-1']!.x);
  });
});
