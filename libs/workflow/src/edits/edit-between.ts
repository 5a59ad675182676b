import type { WorkflowDocument, WorkflowEdge, WorkflowEdit, WorkflowNode } from '@linkflow/contracts';
import type { WorkflowState } from './edit-result';
import { sameJson } from './same-json';

/**
 * The edits that turn one state into another. Apply them without a catalogue, because they contain all changes of edges. `applyEdit` refuses
 * them if the other state has a fault that no edit can make, such as a cycle.
 */
export function editBetween(before: WorkflowState, after: WorkflowState): WorkflowEdit {
  const [old, now] = [indexed(before.document), indexed(after.document)];
  // A node of another type is removed and added again.
  const removed = [...old.nodes.values()].filter(({ id, type }) => now.nodes.get(id)?.type !== type);
  const isGone = new Set(removed.map(({ id }) => id));
  const added: WorkflowEdit[] = [];
  const changed: WorkflowEdit[] = [];
  [...now.nodes.values()].forEach((node, at) => {
    const previous = old.nodes.get(node.id);
    if (previous && !isGone.has(node.id)) changed.push(...nodeEdits(previous, node));
    else added.push({ op: 'add-node', node, at });
  });
  const isKept = ({ id, from, to }: WorkflowEdge): boolean =>
    !isGone.has(from.node) && !isGone.has(to) && sameJson(old.edges.get(id), now.edges.get(id));
  const cut = [...old.edges.values()].filter((edge) => !isKept(edge));
  const drawn = [...now.edges.values()].flatMap((edge, at): WorkflowEdit[] =>
    isKept(edge) ? [] : [{ op: 'connect', edge, at }],
  );
  return {
    op: 'batch',
    edits: [
      ...cut.map(({ id: edgeId }): WorkflowEdit => ({ op: 'disconnect', edgeId })),
      ...removed.map(({ id: nodeId }): WorkflowEdit => ({ op: 'remove-node', nodeId })),
      ...added,
      ...changed,
      ...drawn,
      ...movesBetween(before, after, isGone),
      ...noteEdits(before, after),
    ],
  };
}

const indexed = ({ nodes, edges }: WorkflowDocument) => ({
  nodes: new Map(nodes.map((node) => [node.id, node])),
  edges: new Map(edges.map((edge) => [edge.id, edge])),
});

function nodeEdits(before: WorkflowNode, after: WorkflowNode): WorkflowEdit[] {
  const { id: nodeId, params, label = null, disabled = false, policy = null, repeat = null } = after;
  const edits: [keyof WorkflowNode, WorkflowEdit][] = [
    ['params', { op: 'set-params', nodeId, params }],
    ['label', { op: 'set-label', nodeId, label }],
    ['disabled', { op: 'set-disabled', nodeId, disabled }],
    ['policy', { op: 'set-policy', nodeId, policy }],
    ['repeat', { op: 'set-repeat', nodeId, repeat }],
  ];
  return edits.flatMap(([name, edit]) => (sameJson(before[name], after[name]) ? [] : [edit]));
}

function movesBetween(
  before: WorkflowState,
  after: WorkflowState,
  isGone: ReadonlySet<string>,
): WorkflowEdit[] {
  const [old, now] = [before, after].map(({ layout }) => new Map(Object.entries(layout.positions)));
  const moved = after.document.nodes.flatMap(({ id }) => {
    const position = now?.get(id) ?? null;
    const previous = isGone.has(id) ? null : (old?.get(id) ?? null);
    return sameJson(previous, position) ? [] : [[id, position] as const];
  });
  return moved.length > 0 ? [{ op: 'move', positions: Object.fromEntries(moved) }] : [];
}

function noteEdits(before: WorkflowState, after: WorkflowState): WorkflowEdit[] {
  const [old, now] = [before, after].map(
    ({ layout }) => new Map(layout.notes.map((note) => [note.id, note])),
  );
  const removed = before.layout.notes
    .filter(({ id }) => !now?.has(id))
    .map(({ id }): WorkflowEdit => ({ op: 'remove-note', noteId: id }));
  const set = after.layout.notes
    .filter((note) => !sameJson(note, old?.get(note.id)))
    .map((note): WorkflowEdit => ({ op: 'set-note', note }));
  return [...removed, ...set];
}
