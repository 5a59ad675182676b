import { TRIGGER, WorkflowEdit, type WorkflowDocument } from '@linkflow/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCycle, graphOf } from '../graph';
import { anEdge, aWorkflow } from '../testing/builders';
import { CATALOGUE } from '../testing/catalogue';
import { applyEdit } from './apply-edit';
import type { EditProblemCode, WorkflowState } from './edit-result';

const state = (document: WorkflowDocument = aWorkflow(), positions = {}): WorkflowState => ({
  document,
  layout: { positions, notes: [] },
});
const apply = (before: WorkflowState, edit: WorkflowEdit) => {
  const result = applyEdit(before, edit, CATALOGUE);
  if (!result.ok) throw new Error(result.problem.code);
  return result;
};
const refusal = (before: WorkflowState, edit: WorkflowEdit) => {
  const result = applyEdit(before, edit, CATALOGUE);
  return result.ok ? null : result.problem.code;
};
const connect = (arrow: string, id?: string): WorkflowEdit => {
  const edge = anEdge(arrow);
  return { op: 'connect', edge: id === undefined ? edge : { ...edge, id } };
};
const add = (id: string, type = 'wait'): WorkflowEdit => ({ op: 'add-node', node: { id, type, params: {} } });

const shares = (...ids: string[]) => ({ shares: ids.map((id) => ({ id, label: id, weight: 1 })) });
const twoSteps = aWorkflow({ a: 'wait', b: 'wait' }, 'click.then > a', 'a.next > b');
const split = aWorkflow(
  { s: { type: 'split', params: shares('x', 'y', 'z') }, a: 'wait', b: 'wait' },
  'click.then > s',
  's.x > a',
  's.y > b',
  's.z > b',
  'a.next > b',
);

describe('applyEdit refuses', () => {
  it.each<[string, WorkflowState, WorkflowEdit, EditProblemCode]>([
    ['a node with a duplicate id', state(twoSteps), add('a'), 'graph.duplicate-id'],
    ['a second trigger', state(), add('other', 'click'), 'graph.many-triggers'],
    [
      'another node with the id of the trigger',
      state({ schemaVersion: 1, nodes: [], edges: [] }),
      add('click'),
      'graph.many-triggers',
    ],
    ['removal of the trigger', state(), { op: 'remove-node', nodeId: TRIGGER }, 'edit.trigger-stays'],
    ['removal of an unknown node', state(), { op: 'remove-node', nodeId: 'x' }, 'edit.unknown-node'],
    [
      'parameters of an unknown node',
      state(),
      { op: 'set-params', nodeId: 'x', params: {} },
      'edit.unknown-node',
    ],
    ['an edge to an unknown node', state(twoSteps), connect('b.next > x'), 'edit.unknown-node'],
    ['an edge from an unknown node', state(twoSteps), connect('x.next > b'), 'edit.unknown-node'],
    ['an edge into the trigger', state(twoSteps), connect('b.next > click'), 'graph.into-trigger'],
    ['a cycle', state(twoSteps), connect('b.next > a'), 'graph.cycle'],
    ['an edge from a node to itself', state(twoSteps), connect('b.next > b'), 'graph.cycle'],
    ['a second edge from a port', state(twoSteps), connect('click.then > b', 'new'), 'graph.port-taken'],
    [
      'an edge that would close a cycle, from an unknown port',
      state(twoSteps),
      connect('b.sideways > a'),
      'graph.cycle',
    ],
    [
      'an unknown port of the node type',
      state(twoSteps),
      connect('click.sideways > a'),
      'graph.unknown-port',
    ],
    [
      'an error port without the policy branch',
      state(twoSteps),
      connect('a.error > b'),
      'graph.unknown-port',
    ],
    [
      'an edge with a duplicate id',
      state(twoSteps),
      connect('click.respond > b', 'a-next'),
      'graph.duplicate-id',
    ],
    ['removal of an unknown edge', state(), { op: 'disconnect', edgeId: 'x' }, 'edit.unknown-edge'],
    [
      'a move of an unknown node',
      state(),
      { op: 'move', positions: { x: { x: 0, y: 0 } } },
      'edit.unknown-node',
    ],
    ['removal of an unknown note', state(), { op: 'remove-note', noteId: 'x' }, 'edit.unknown-note'],
  ])('%s', (_, before, edit, code) => {
    expect(refusal(before, edit)).toBe(code);
  });

  it('a batch with a refused edit', () => {
    const before = state();
    expect(
      refusal(before, { op: 'batch', edits: [add('a'), connect('click.then > a'), connect('a.next > a')] }),
    ).toBe('graph.cycle');
    expect(before).toEqual(state());
  });
});

describe('applyEdit', () => {
  it('removes a node with its edges and position, and the inverse restores all of them', () => {
    const before = state(split, { s: { x: 1, y: 2 }, a: { x: 3, y: 4 } });
    const after = apply(before, { op: 'remove-node', nodeId: 'a' });
    expect(after.document.nodes.map((node) => node.id)).toEqual(['click', 's', 'b']);
    expect(after.document.edges.map((edge) => edge.id)).toEqual(['click-then', 's-y', 's-z']);
    expect(after.layout.positions).toEqual({ s: { x: 1, y: 2 } });
    const back = apply(after, after.inverse);
    expect({ document: back.document, layout: back.layout }).toEqual(before);
  });

  it('removes an item with the edge of its port, and the inverse restores both', () => {
    const before = state(split);
    const after = apply(before, { op: 'set-params', nodeId: 's', params: shares('x', 'z') });
    expect(after.document.edges.map((edge) => edge.id)).toEqual(['click-then', 's-x', 's-z', 'a-next']);
    expect(apply(after, after.inverse).document).toEqual(split);
  });

  it('removes the edge of the error port when the policy is no longer branch', () => {
    const branching = aWorkflow(
      { a: { type: 'wait', policy: { onError: 'branch' } }, b: 'wait' },
      'click.then > a',
      'a.error > b',
    );
    const after = apply(state(branching), { op: 'set-policy', nodeId: 'a', policy: null });
    expect(after.document.edges.map((edge) => edge.id)).toEqual(['click-then']);
    expect(apply(after, after.inverse).document).toEqual(branching);
  });

  it('shares unchanged parts with the previous state', () => {
    const before = state(split);
    const after = apply(before, { op: 'set-label', nodeId: 'a', label: 'Later' });
    expect(after.document.edges).toBe(before.document.edges);
    expect(after.layout).toBe(before.layout);
    expect(after.document.nodes[1]).toBe(before.document.nodes[1]);
    expect(apply(before, { op: 'move', positions: { a: { x: 1, y: 1 } } }).document).toBe(before.document);
  });

  it('handles node ids that equal inherited property names', () => {
    const before = state();
    const after = apply(before, {
      op: 'batch',
      edits: [add('constructor'), add('__proto__'), connect('click.then > __proto__')],
    });
    const moved = apply(after, {
      op: 'move',
      positions: Object.fromEntries([['__proto__', { x: 1, y: 2 }]]),
    });
    expect(Object.entries(moved.layout.positions)).toEqual([['__proto__', { x: 1, y: 2 }]]);
    const back = apply(apply(moved, moved.inverse), after.inverse);
    expect({ document: back.document, layout: back.layout }).toEqual(before);
  });
});

describe('any sequence of edits', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'click', '__proto__');
  const port = fc.constantFrom('then', 'respond', 'next', 'yes', 'x', 'y', 'error');
  const type = fc.constantFrom('wait', 'split', 'condition', 'stop', 'click');
  const params = fc.subarray(['x', 'y', 'z']).map((ids) => shares(...ids));
  const position = fc.record({ x: fc.integer(), y: fc.integer() });
  const policy = fc.option(fc.record({ onError: fc.constantFrom('stop' as const, 'branch' as const) }));
  const at = fc.option(fc.nat(6), { nil: undefined });
  const node = fc.record({ id, type, params }, { requiredKeys: ['id', 'type', 'params'] });
  const note = fc.record({ id, text: fc.string(), x: fc.integer(), y: fc.integer() });
  const { edit: someEdit } = fc.letrec<{ edit: WorkflowEdit; simple: WorkflowEdit }>((tie) => ({
    simple: fc.oneof(
      fc.record({ op: fc.constant('add-node' as const), node, position, at }),
      fc.record({ op: fc.constant('remove-node' as const), nodeId: id }),
      fc.record({ op: fc.constant('set-params' as const), nodeId: id, params }),
      fc.record({ op: fc.constant('set-label' as const), nodeId: id, label: fc.option(fc.string()) }),
      fc.record({ op: fc.constant('set-disabled' as const), nodeId: id, disabled: fc.boolean() }),
      fc.record({ op: fc.constant('set-policy' as const), nodeId: id, policy }),
      fc.record({
        op: fc.constant('set-repeat' as const),
        nodeId: id,
        repeat: fc.option(fc.constant({ kind: 'every-click' as const })),
      }),
      fc.record({
        op: fc.constant('connect' as const),
        edge: fc.record({
          id: fc.constantFrom('e1', 'e2', 'e3', 'e4', 'e5'),
          from: fc.record({ node: id, port }),
          to: id,
        }),
        at,
      }),
      fc.record({
        op: fc.constant('disconnect' as const),
        edgeId: fc.constantFrom('e1', 'e2', 'e3', 'e4', 'e5'),
      }),
      fc.record({
        op: fc.constant('move' as const),
        positions: fc.dictionary(id, fc.option(position), { maxKeys: 3 }),
      }),
      fc.record({ op: fc.constant('set-note' as const), note, at }),
      fc.record({ op: fc.constant('remove-note' as const), noteId: id }),
    ),
    edit: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      { weight: 6, arbitrary: tie('simple') },
      {
        weight: 1,
        arbitrary: fc.record({
          op: fc.constant('batch' as const),
          edits: fc.array(tie('edit'), { maxLength: 3 }),
        }),
      },
    ),
  }));

  it('is undone by the inverses and keeps the graph valid', () => {
    let applied = 0;
    fc.assert(
      fc.property(fc.array(someEdit, { minLength: 10, maxLength: 40 }), (edits) => {
        let current = state();
        for (const edit of edits) {
          const before = structuredClone(current);
          const result = applyEdit(current, edit, CATALOGUE);
          expect(current).toEqual(before);
          if (!result.ok) continue;
          applied += 1;
          const { document, layout, inverse } = result;
          expect(WorkflowEdit.safeParse(inverse).success).toBe(true);
          const back = apply({ document, layout }, inverse);
          expect({ document: back.document, layout: back.layout }).toEqual(before);
          const again = apply(back, back.inverse);
          expect({ document: again.document, layout: again.layout }).toEqual({ document, layout });
          expectSound(document);
          current = { document, layout };
        }
      }),
      { numRuns: 200 },
    );
    expect(applied).toBeGreaterThan(500);
  }, 60_000);

  function expectSound(document: WorkflowDocument): void {
    const graph = graphOf(document);
    const ids = document.nodes.map((entry) => entry.id);
    const outlets = document.edges.map((edge) => `${edge.from.node} ${edge.from.port}`);
    expect(findCycle(graph)).toBeNull();
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(outlets).size).toBe(outlets.length);
    expect(document.nodes.filter((entry) => entry.type === TRIGGER).map((entry) => entry.id)).toEqual([
      TRIGGER,
    ]);
    for (const edge of document.edges) {
      expect(ids).toContain(edge.from.node);
      expect(ids).toContain(edge.to);
      expect(edge.to).not.toBe(TRIGGER);
    }
  }
});
