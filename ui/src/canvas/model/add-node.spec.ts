import { describe, expect, it } from 'vitest';
import type { WorkflowDocument, WorkflowEdit, WorkflowProblem } from '@linkflow/contracts';
import { applyEdit } from '@linkflow/workflow';
import { addNodeEdit, diagramOf, type DiagramState, keepTidy, tidyEdit } from './add-node';
import { connectionRejection, defaultTarget, fitsLanes, type InsertTarget, lanesAt } from './lanes';
import { estimatedSize, isTidy, tidyPositions } from './layout';
import { descriptorsOf } from './nodes';
import { aCatalogue, aDocument, anEdge, aNode } from './testing';

const catalogue = aCatalogue();
function aDiagram(document: WorkflowDocument): DiagramState {
  const state: DiagramState = { document, layout: { positions: {}, notes: [] }, catalogue, measured: {} };
  return { ...state, layout: { ...state.layout, positions: tidyPositions(diagramOf(state)) } };
}
function after(state: DiagramState, edit: WorkflowEdit): DiagramState {
  const result = applyEdit(state, edit, catalogue);
  if (!result.ok) throw new Error(result.problem.message.en);
  return { ...state, document: result.document, layout: result.layout };
}
const connections = ({ document }: DiagramState) =>
  document.edges.map(({ from, to }) => `${from.node}.${from.port}>${to}`).toSorted();
const step = (type: string) => {
  const found = descriptorsOf(catalogue).get(type);
  if (!found) throw new Error(`no ${type}`);
  return found;
};

const line = aDocument(
  [aNode('text', 'show-text'), aNode('a', 'set-interest'), aNode('b', 'set-interest')],
  [anEdge('click', 'respond', 'text'), anEdge('click', 'then', 'a'), anEdge('a', 'next', 'b')],
);

describe('adding a node', () => {
  it('inserts a node into an edge and keeps a tidy layout tidy', () => {
    const state = aDiagram(line);
    const next = after(
      state,
      addNodeEdit(state, aNode('if', 'condition'), { kind: 'edge', edgeId: 'a-next-b' }),
    );
    expect(connections(next)).toEqual(['a.next>if', 'click.respond>text', 'click.then>a', 'if.yes>b']);
    expect(isTidy(diagramOf(next))).toBe(true);
  });

  it('moves only overlapping nodes in a manually arranged layout', () => {
    const state = aDiagram(line);
    state.layout = { ...state.layout, positions: { ...state.layout.positions, a: { x: 900, y: 200 } } };
    const next = after(
      state,
      addNodeEdit(state, aNode('c', 'set-interest'), { kind: 'port', node: 'a', port: 'next' }),
    );
    expect(next.layout.positions.a).toEqual({ x: 900, y: 200 });
    expect(next.layout.positions.text).toEqual(state.layout.positions.text);
    const { c, b } = next.layout.positions;
    expect(c && b && b.y > c.y).toBe(true);
  });

  it('leaves every card where it is when a step is added to a free outlet, one after the other', () => {
    let state = aDiagram(aDocument([aNode('if', 'condition')], [anEdge('click', 'then', 'if')]));
    for (const [id, type, node, port] of [
      ['y', 'set-interest', 'if', 'yes'],
      ['n', 'set-interest', 'if', 'no'],
      ['to', 'redirect', 'click', 'respond'],
      ['y2', 'condition', 'y', 'next'],
      ['n2', 'set-interest', 'n', 'next'],
      ['y3', 'set-interest', 'y2', 'no'],
    ] as const) {
      const next = after(state, addNodeEdit(state, aNode(id, type), { kind: 'port', node, port }));
      expect({ ...next.layout.positions, ...state.layout.positions }).toEqual(next.layout.positions);
      state = next;
    }
    const cards = Object.values(state.layout.positions);
    const { width, height } = estimatedSize(1);
    for (const [index, a] of cards.entries()) {
      for (const b of cards.slice(index + 1))
        expect(Math.abs(a.x - b.x) >= width || Math.abs(a.y - b.y) >= height).toBe(true);
    }
  });

  it('makes room in a tidy layout if a new step would lie far away, around the step before it', () => {
    const cases = ['p1', 'p2', 'p3', 'p4', 'p5'].map((id) => ({ id, label: id }));
    // All outlets lead to a step, except the middle one.
    const taken = ['p1', 'p2', 'p4', 'p5', 'otherwise'];
    const state = aDiagram(
      aDocument(
        [aNode('by', 'choose', { cases }), ...taken.map((port) => aNode(`after-${port}`, 'set-interest'))],
        [anEdge('click', 'then', 'by'), ...taken.map((port) => anEdge('by', port, `after-${port}`))],
      ),
    );
    const target = { kind: 'port', node: 'by', port: 'p3' } as const;
    const next = after(state, addNodeEdit(state, aNode('x', 'set-interest'), target));
    expect(isTidy(diagramOf(next))).toBe(true);
    expect(next.layout.positions.by).toEqual(state.layout.positions.by);
    const row = ['after-p2', 'x', 'after-p4'].map((id) => next.layout.positions[id]!.x);
    expect(row).toEqual(row.toSorted((one, other) => one - other));
  });

  it('replaces the present response by the new one', () => {
    const state = aDiagram(line);
    const next = after(
      state,
      addNodeEdit(state, aNode('to', 'redirect'), { kind: 'port', node: 'click', port: 'respond' }),
    );
    expect(connections(next)).toEqual(['a.next>b', 'click.respond>to', 'click.then>a']);
    expect(next.document.nodes.some(({ id }) => id === 'text')).toBe(false);
  });

  it('keeps room for the problems of the step before, which are hidden until the next one is added', () => {
    const shown = aDiagram(line);
    const measured = { b: { width: 272, height: 60 } };
    const under = (state: DiagramState): number | undefined => {
      const target = { kind: 'port', node: 'b', port: 'next' } as const;
      return after(state, addNodeEdit(state, aNode('c', 'set-interest'), target)).layout.positions.c?.y;
    };
    const without = under({ ...shown, measured }) ?? NaN;
    const problems: WorkflowProblem[] = [
      { severity: 'error', code: 'params.missing', nodeId: 'b', message: { en: 'Choose', nb: 'Velg' } },
    ];
    expect(under({ ...shown, measured, newNode: 'b', problems })).toBe(without + 35);
    expect(under({ ...shown, measured, newNode: 'a', problems })).toBe(without);
  });

  it('places an unconnected node beside the existing ones', () => {
    const state = aDiagram(line);
    const at = state.layout.positions.b ?? { x: 0, y: 0 };
    const next = after(state, addNodeEdit(state, aNode('c', 'set-interest'), { kind: 'canvas', at }));
    expect(next.layout.positions.c).not.toEqual(at);
    expect(next.document.edges).toEqual(line.edges);
  });

  it('chooses the position after the selected node if allowed, otherwise the end of the lane', () => {
    const workflow = { document: line, catalogue };
    expect(defaultTarget(workflow, step('set-interest'), 'a')).toEqual({
      kind: 'port',
      node: 'a',
      port: 'next',
    });
    expect(defaultTarget(workflow, step('set-interest'), 'text')).toEqual({
      kind: 'port',
      node: 'b',
      port: 'next',
    });
    expect(defaultTarget(workflow, step('redirect'), 'a')).toEqual({
      kind: 'port',
      node: 'click',
      port: 'respond',
    });
    expect(defaultTarget({ document: aDocument(), catalogue }, step('set-interest'), undefined)).toEqual({
      kind: 'port',
      node: 'click',
      port: 'then',
    });
  });

  it('allows no background step in the response lane and no response in the background lane', () => {
    const respond: InsertTarget = { kind: 'port', node: 'click', port: 'respond' };
    expect(fitsLanes(step('set-interest'), lanesAt(line, respond))).toBe(false);
    expect(fitsLanes(step('redirect'), lanesAt(line, { kind: 'edge', edgeId: 'a-next-b' }))).toBe(false);
    expect(fitsLanes(step('condition'), lanesAt(line, respond))).toBe(true);
  });
});

describe('tidying the layout', () => {
  it('returns no edit for a tidy layout', () => {
    const state = aDiagram(line);
    expect(tidyEdit(state)).toBeNull();
  });

  it('is combined with an edit only if the layout was tidy before', () => {
    const state = aDiagram(line);
    const removal: WorkflowEdit = { op: 'remove-node', nodeId: 'text' };
    expect(isTidy(diagramOf(after(state, keepTidy(state, removal))))).toBe(true);
    state.layout = { ...state.layout, positions: { ...state.layout.positions, a: { x: 900, y: 200 } } };
    expect(keepTidy(state, removal)).toBe(removal);
  });
});

describe('connecting nodes', () => {
  it.each([
    ['that would create a cycle', { node: 'b', port: 'next' }, 'a', 'cycle'],
    ['from a port that is already connected', { node: 'a', port: 'next' }, 'b', 'portTaken'],
    ['to the trigger', { node: 'b', port: 'next' }, 'click', 'intoTrigger'],
    ['from the background lane to a response', { node: 'b', port: 'next' }, 'text', 'wrongLane'],
  ])('rejects a connection %s', (_what, from, to, reason) => {
    expect(connectionRejection({ document: line, catalogue }, { from, to })).toMatchObject({ reason });
  });

  it("accepts a valid connection, and one that moves the port's own edge", () => {
    const document = aDocument([...line.nodes.slice(1), aNode('c', 'set-interest')], [...line.edges]);
    const workflow = { document, catalogue };
    expect(connectionRejection(workflow, { from: { node: 'b', port: 'next' }, to: 'c' })).toBeNull();
    expect(
      connectionRejection(workflow, { from: { node: 'a', port: 'next' }, to: 'c', movedEdge: 'a-next-b' }),
    ).toBeNull();
  });
});
