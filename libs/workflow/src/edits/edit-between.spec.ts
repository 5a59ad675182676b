import type { WorkflowEdit } from '@linkflow/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aWorkflow } from '../testing/builders';
import { applyEdit } from './apply-edit';
import { editBetween } from './edit-between';
import type { WorkflowState } from './edit-result';

const base: WorkflowState = {
  document: aWorkflow({ a: 'wait', b: 'wait' }, 'click.then > a', 'a.next > b'),
  layout: { positions: { a: { x: 0, y: 0 } }, notes: [] },
};
const id = fc.constantFrom('a', 'b', 'c', 'd');
const edit: fc.Arbitrary<WorkflowEdit> = fc.oneof(
  fc.record({ id, type: fc.constantFrom('wait', 'stop') }).map(({ id: nodeId, type }): WorkflowEdit => ({
    op: 'add-node',
    node: { id: nodeId, type, params: {} },
    position: { x: 1, y: 1 },
    at: 1,
  })),
  id.map((nodeId): WorkflowEdit => ({ op: 'remove-node', nodeId })),
  fc.tuple(id, fc.nat(3)).map(([nodeId, n]): WorkflowEdit => ({ op: 'set-params', nodeId, params: { n } })),
  id.map((nodeId): WorkflowEdit => ({ op: 'set-label', nodeId, label: 'Name' })),
  id.map((nodeId): WorkflowEdit => ({ op: 'set-disabled', nodeId, disabled: true })),
  fc.tuple(id, id).map(([node, to]): WorkflowEdit => ({
    op: 'connect',
    edge: { id: `${node}-next`, from: { node, port: 'next' }, to },
  })),
  id.map((node): WorkflowEdit => ({ op: 'disconnect', edgeId: `${node}-next` })),
  fc
    .tuple(id, fc.nat(9))
    .map(([nodeId, x]): WorkflowEdit => ({ op: 'move', positions: { [nodeId]: { x, y: 0 } } })),
  id.map((noteId): WorkflowEdit => ({ op: 'set-note', note: { id: noteId, text: 'Note', x: 0, y: 0 } })),
  id.map((noteId): WorkflowEdit => ({ op: 'remove-note', noteId })),
);
const walked = (edits: readonly WorkflowEdit[]): WorkflowState => {
  let state = base;
  for (const one of edits) {
    const result = applyEdit(state, one);
    if (result.ok) state = { document: result.document, layout: result.layout };
  }
  return state;
};
const byId = <T extends { id: string }>(list: readonly T[]) => new Map(list.map((item) => [item.id, item]));
const contentOf = ({ document, layout }: WorkflowState) => ({
  nodes: byId(document.nodes),
  edges: byId(document.edges),
  positions: layout.positions,
  notes: byId(layout.notes),
});

describe('the edits between two drafts', () => {
  it('turn one into the other, and their inverse turns it back', () => {
    const edits = fc.array(edit, { maxLength: 12 });
    fc.assert(
      fc.property(edits, edits, (one, other) => {
        const [before, after] = [walked(one), walked(other)];
        const result = applyEdit(before, editBetween(before, after));
        if (!result.ok) throw new Error(result.problem.code);
        expect(contentOf(result)).toEqual(contentOf(after));
        const back = applyEdit(result, result.inverse);
        expect(back).toMatchObject({ ok: true, document: before.document, layout: before.layout });
      }),
      { numRuns: 500 },
    );
  });

  it('are none between equal drafts', () => {
    expect(editBetween(base, structuredClone(base))).toEqual({ op: 'batch', edits: [] });
  });
});
