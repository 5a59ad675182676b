import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_NODES, type WorkflowEdit } from '@linkflow/contracts';
import { applyEdit } from '@linkflow/workflow';
import { OVERTAKEN } from '../model/history';
import { aCatalogue, aDocument, aDraft, anEdge, aNode } from '../model/testing';
import { type CanvasStore, createCanvasStore } from './canvas-store';

const NO_FINDINGS = { problems: [], sentences: {} };

function aStore(readOnly = false) {
  const document = aDocument(
    [aNode('a', 'set-interest'), aNode('b', 'set-interest')],
    [anEdge('click', 'then', 'a'), anEdge('a', 'next', 'b')],
  );
  let time = 0;
  const store = createCanvasStore({
    draft: aDraft(document),
    findings: NO_FINDINGS,
    catalogue: aCatalogue(),
    readOnly,
    now: () => time,
  });
  return { store, tick: (ms: number) => (time += ms) };
}
const params = (nodeId: string, interestId: string): WorkflowEdit => ({
  op: 'set-params',
  nodeId,
  params: { interestId },
});

describe('canvas store', () => {
  it('undoes and redoes a burst of typing in one step', () => {
    const { store, tick } = aStore();
    for (const text of ['P', 'Pr', 'Pro']) {
      store.getState().edit(params('a', text), { mergeKey: 'params:a:interestId' });
      tick(150);
    }
    store.getState().undo();
    expect(store.getState().document.nodes[1]?.params).toEqual({});
    store.getState().redo();
    expect(store.getState().document.nodes[1]?.params).toEqual({ interestId: 'Pro' });
  });

  it('turns a drag into one change', () => {
    const { store } = aStore();
    const before = store.getState();
    for (let x = 0; x < 50; x += 1) store.getState().drag({ a: { x, y: 140.4 } });
    expect(store.getState().changes).toBe(before.changes);
    store.getState().drop();
    expect(store.getState().layout.positions.a).toEqual({ x: 49, y: 140 });
    expect(store.getState().transient).toEqual({});
    expect(store.getState().changes).toBe(before.changes + 1);
    store.getState().undo();
    expect(store.getState().layout.positions.a).toEqual(before.layout.positions.a);
  });

  it('makes no change when a node is dropped where it was', () => {
    const { store } = aStore();
    store.getState().drag({ a: { x: 0, y: 140 } });
    store.getState().drop();
    expect(store.getState().changes).toBe(0);
  });

  it('rejects an invalid edit with a reason and stays unchanged', () => {
    const { store } = aStore();
    const { document } = store.getState();
    const done = store.getState().edit({ op: 'connect', edge: anEdge('b', 'next', 'a') });
    expect(done).toBe(false);
    expect(store.getState().document).toBe(document);
    expect(store.getState().rejection?.text).toHaveProperty('nb');
  });

  it('removes deleted nodes from the selection', () => {
    const { store } = aStore();
    store.getState().edit({ op: 'add-node', node: aNode('c', 'set-interest') }, { select: ['c'] });
    expect(store.getState().selection.nodes).toEqual(['c']);
    store.getState().undo();
    expect(store.getState().selection.nodes).toEqual([]);
  });

  it('can undo replacing the draft by another one', () => {
    const { store } = aStore();
    const mine = store.getState().document;
    const { url } = store.getState();
    store.getState().replace({ ...aDraft(aDocument()), url: 'https://example.com/other' });
    expect(store.getState().document.nodes).toHaveLength(1);
    store.getState().undo();
    expect(store.getState()).toMatchObject({ document: mine, url });
    store.getState().redo();
    expect(store.getState().url).toBe('https://example.com/other');
  });

  it('undoes and redoes a change of the URL', () => {
    const { store } = aStore();
    store.getState().setUrl('https://example.com/new');
    store.getState().undo();
    expect(store.getState().url).toBe('https://example.com');
    store.getState().redo();
    expect(store.getState().url).toBe('https://example.com/new');
  });

  it('has nothing to undo or redo at first', () => {
    const { store } = aStore();
    const { document } = store.getState();
    store.getState().undo();
    store.getState().redo();
    expect(store.getState()).toMatchObject({ document, changes: 0 });
  });

  it('makes no change on a read-only canvas', () => {
    const { store } = aStore(true);
    expect(store.getState().edit(params('a', 'x'))).toBe(false);
    store.getState().setUrl('https://example.com/new');
    expect(store.getState().changes).toBe(0);
  });

  it('generates missing positions, recomputes them after measuring, and counts no change', () => {
    const document = aDocument([aNode('a', 'set-interest')], [anEdge('click', 'then', 'a')]);
    const draft = { url: 'https://example.com', document, layout: { positions: {}, notes: [] } };
    const store = createCanvasStore({
      draft,
      findings: NO_FINDINGS,
      catalogue: aCatalogue(),
      readOnly: false,
    });
    const first = store.getState().layout.positions.a?.y ?? 0;
    store.getState().measure({ click: { width: 272, height: 300 } });
    expect(store.getState().layout.positions.a?.y).toBe(first);
    store.getState().measure({ a: { width: 272, height: 60 } });
    expect(store.getState().layout.positions.a?.y).toBeGreaterThan(300);
    expect(store.getState().changes).toBe(0);
    store.getState().measure({ a: { width: 272, height: 90 } });
    expect(store.getState().autoPlaced).toBe(false);
  });

  describe('after a colleague has saved', () => {
    /** Adopts the present draft with further changes, as a colleague has saved it. */
    function adopt(store: CanvasStore, ...edits: WorkflowEdit[]): void {
      const { url, document, layout } = store.getState();
      const result = applyEdit({ document, layout }, { op: 'batch', edits });
      if (!result.ok) throw new Error(result.problem.code);
      store.getState().adopt({ url, document: result.document, layout: result.layout }, NO_FINDINGS);
    }
    const valueOf = (store: CanvasStore, id: string) =>
      store.getState().document.nodes.find((node) => node.id === id)?.params.interestId;

    it('undo and redo revert only own changes', () => {
      const { store } = aStore();
      store.getState().edit(params('a', 'mine'));
      store.getState().edit({ op: 'add-node', node: aNode('m', 'set-interest') });
      adopt(store, params('b', 'theirs'), { op: 'add-node', node: aNode('t', 'set-interest'), at: 1 });
      expect(store.getState().changes).toBe(2);
      store.getState().undo();
      store.getState().undo();
      expect([valueOf(store, 'a'), valueOf(store, 'b')]).toEqual([undefined, 'theirs']);
      expect(store.getState().document.nodes.map(({ id }) => id)).toEqual(['click', 't', 'a', 'b']);
      store.getState().redo();
      store.getState().redo();
      expect(valueOf(store, 'a')).toBe('mine');
      expect(store.getState().document.nodes.map(({ id }) => id)).toEqual(['click', 't', 'a', 'b', 'm']);
    });

    it('undo does not revert their change of the same value, and says so', () => {
      const { store } = aStore();
      store.getState().edit(params('b', 'kept'));
      store.getState().edit(params('a', 'mine'));
      adopt(store, params('a', 'theirs'));
      store.getState().undo();
      expect(valueOf(store, 'a')).toBe('theirs');
      expect(store.getState().rejection?.text).toHaveProperty('nb', OVERTAKEN.undo.nb);
      store.getState().undo();
      expect(valueOf(store, 'b')).toBeUndefined();
      expect(store.getState().history.undo).toEqual([]);
    });

    it('redo does not revert their change of the same value either', () => {
      const { store } = aStore();
      store.getState().edit(params('a', 'mine'));
      store.getState().undo();
      adopt(store, params('a', 'theirs'));
      store.getState().redo();
      expect(valueOf(store, 'a')).toBe('theirs');
      expect(store.getState().rejection?.text).toHaveProperty('en', OVERTAKEN.redo.en);
    });

    it('undo of a step that they deleted or connected is dropped without an error', () => {
      const { store } = aStore();
      store.getState().edit({ op: 'add-node', node: aNode('m', 'set-interest') });
      store.getState().edit(params('a', 'mine'));
      adopt(store, { op: 'remove-node', nodeId: 'a' }, { op: 'connect', edge: anEdge('b', 'next', 'm') });
      store.getState().undo();
      store.getState().undo();
      expect(store.getState().document.nodes.map(({ id }) => id)).toEqual(['click', 'b', 'm']);
      expect(store.getState().history.undo).toEqual([]);
    });

    describe('leaves no arrow at an outlet that does not exist:', () => {
      const cases = (...ids: string[]): WorkflowEdit => ({
        op: 'set-params',
        nodeId: 'm',
        params: { cases: ids.map((id) => ({ id, label: id, condition: { all: [] } })) },
      });
      const arrow = anEdge('m', 'one', 'b');
      const arrows = (store: CanvasStore) =>
        store.getState().document.edges.filter(({ from }) => from.node === 'm');

      it('an arrow that is drawn again, from an outlet that they have removed', () => {
        const { store } = aStore();
        adopt(store, { op: 'add-node', node: aNode('m', 'choose') }, cases('one'));
        store.getState().edit({ op: 'connect', edge: arrow });
        store.getState().undo();
        adopt(store, cases());
        store.getState().redo();
        expect(arrows(store)).toEqual([]);
        expect(store.getState().rejection?.text).toHaveProperty('en', OVERTAKEN.redo.en);
      });

      it('an outlet that is taken back, from which they have drawn an arrow', () => {
        const { store } = aStore();
        adopt(store, { op: 'add-node', node: aNode('m', 'choose') }, cases());
        store.getState().edit(cases('one'));
        adopt(store, { op: 'connect', edge: arrow });
        store.getState().undo();
        expect(arrows(store)).toEqual([arrow]);
        expect(store.getState().document.nodes.at(-1)?.params.cases).toHaveLength(1);
      });
    });

    it('undo brings back no step for which they have taken the last place', () => {
      const { store } = aStore();
      const steps = Array.from({ length: MAX_NODES - 3 }, (_, n) => aNode(`s${n}`, 'set-interest'));
      adopt(store, ...steps.map((node): WorkflowEdit => ({ op: 'add-node', node })));
      store.getState().edit({ op: 'remove-node', nodeId: 'b' });
      adopt(store, { op: 'add-node', node: aNode('t', 'set-interest') });
      store.getState().undo();
      expect(store.getState().document.nodes).toHaveLength(MAX_NODES);
      expect(store.getState().rejection).not.toBeNull();
      adopt(store, { op: 'remove-node', nodeId: 't' });
      store.getState().undo();
      expect(store.getState().document.nodes.some(({ id }) => id === 'b')).toBe(true);
    });

    it('undo moves back only the cards that they have not moved', () => {
      const { store } = aStore();
      const before = store.getState().layout.positions;
      store.getState().edit({ op: 'move', positions: { a: { x: 500, y: 0 }, b: { x: 500, y: 140 } } });
      adopt(store, { op: 'move', positions: { a: { x: 900, y: 900 } } });
      store.getState().undo();
      expect(store.getState().layout.positions).toMatchObject({ a: { x: 900, y: 900 }, b: before.b });
    });

    it('undo of an own URL keeps their changes of steps', () => {
      const { store } = aStore();
      store.getState().setUrl('https://example.com/mine');
      adopt(store, params('a', 'theirs'));
      store.getState().undo();
      expect([store.getState().url, valueOf(store, 'a')]).toEqual(['https://example.com', 'theirs']);
    });

    it('typing goes on in a new undo step', () => {
      const { store } = aStore();
      const type = (text: string) =>
        store.getState().edit(params('a', text), { mergeKey: 'params:a:interestId' });
      type('P');
      adopt(store, params('b', 'theirs'));
      type('Pr');
      store.getState().undo();
      expect(valueOf(store, 'a')).toBe('P');
      store.getState().undo();
      expect([valueOf(store, 'a'), valueOf(store, 'b')]).toEqual([undefined, 'theirs']);
    });

    it('keeps a drag, a rename and the selection that are not about a deleted step', () => {
      const { store } = aStore();
      store.getState().select({ nodes: ['a', 'b'] });
      store.setState({ renaming: 'b' });
      store.getState().drag({ a: { x: 1, y: 1 }, b: { x: 2, y: 2 } });
      adopt(store, { op: 'remove-node', nodeId: 'a' });
      expect(store.getState()).toMatchObject({
        renaming: 'b',
        selection: { nodes: ['b'] },
        transient: { b: { x: 2, y: 2 } },
      });
      adopt(store, { op: 'remove-node', nodeId: 'b' });
      expect(store.getState()).toMatchObject({ renaming: null, transient: {} });
    });
  });

  it('returns to the initial state after undoing every change', () => {
    const edit = fc.oneof(
      fc.constantFrom('a', 'b').chain((id) => fc.string({ maxLength: 4 }).map((text) => params(id, text))),
      fc.constantFrom('a', 'b').map((nodeId): WorkflowEdit => ({ op: 'remove-node', nodeId })),
      fc.boolean().map((disabled): WorkflowEdit => ({ op: 'set-disabled', nodeId: 'a', disabled })),
      fc.nat(400).map((x): WorkflowEdit => ({ op: 'move', positions: { b: { x, y: x } } })),
    );
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
        const { store, tick } = aStore();
        const { document, layout } = store.getState();
        for (const one of edits) {
          store.getState().edit(one, { mergeKey: `${one.op}:${'nodeId' in one ? one.nodeId : ''}` });
          tick(500);
        }
        const after = store.getState().document;
        while (store.getState().history.undo.length > 0) store.getState().undo();
        expect(store.getState().document).toEqual(document);
        expect(store.getState().layout).toEqual(layout);
        while (store.getState().history.redo.length > 0) store.getState().redo();
        expect(store.getState().document).toEqual(after);
      }),
    );
  });
});
