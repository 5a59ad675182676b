import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkflowEdit } from '@linkflow/contracts';
import { aCatalogue, aDocument, aDraft, anEdge, aNode } from '../model/testing';
import { createCanvasStore } from './create-canvas-store';

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

describe('the canvas store', () => {
  it('takes a typing burst back in one step and does it again', () => {
    const { store, tick } = aStore();
    for (const text of ['P', 'Pr', 'Pro']) {
      store.getState().edit(params('a', text), { burst: 'params:a:interestId' });
      tick(150);
    }
    store.getState().undo();
    expect(store.getState().document.nodes[1]?.params).toEqual({});
    store.getState().redo();
    expect(store.getState().document.nodes[1]?.params).toEqual({ interestId: 'Pro' });
  });

  it('makes one change of a drag, however long it was', () => {
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

  it('changes nothing when a card is put down where it was', () => {
    const { store } = aStore();
    store.getState().drag({ a: { x: 0, y: 140 } });
    store.getState().drop();
    expect(store.getState().changes).toBe(0);
  });

  it('says in words why an edit is refused, and stays as it is', () => {
    const { store } = aStore();
    const { document } = store.getState();
    const done = store.getState().edit({ op: 'connect', edge: anEdge('b', 'next', 'a') });
    expect(done).toBe(false);
    expect(store.getState().document).toBe(document);
    expect(store.getState().refusal?.text).toHaveProperty('nb');
  });

  it('lets go of a selected step that is no longer there', () => {
    const { store } = aStore();
    store.getState().edit({ op: 'add-node', node: aNode('c', 'set-interest') }, { select: ['c'] });
    expect(store.getState().selection.nodes).toEqual(['c']);
    store.getState().undo();
    expect(store.getState().selection.nodes).toEqual([]);
  });

  it('keeps the way back to what was here when another draft is taken over', () => {
    const { store } = aStore();
    const mine = store.getState().document;
    store.getState().adopt(aDraft(aDocument()), NO_FINDINGS, { undoable: true });
    expect(store.getState().document.nodes).toHaveLength(1);
    store.getState().undo();
    expect(store.getState().document).toEqual(mine);
  });

  it('takes the address of the link back like any other change', () => {
    const { store } = aStore();
    store.getState().setUrl('https://example.com/new');
    store.getState().undo();
    expect(store.getState().url).toBe('https://example.com');
    store.getState().redo();
    expect(store.getState().url).toBe('https://example.com/new');
  });

  it('changes nothing where one may only look', () => {
    const { store } = aStore(true);
    expect(store.getState().edit(params('a', 'x'))).toBe(false);
    store.getState().setUrl('https://example.com/new');
    expect(store.getState().changes).toBe(0);
  });

  it('makes up places for a workflow without a picture, again once the cards have their sizes, and calls it no change', () => {
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
    expect(store.getState().placedByUs).toBe(false);
  });

  it('comes back to where it began after as many undos as there were changes', () => {
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
          store.getState().edit(one, { burst: one.op });
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
