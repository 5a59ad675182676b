import type { NodeDescriptor, Position, Text, WorkflowEdit } from '@linkflow/contracts';
import { applyEdit, editBetween, portsOf, sameJson } from '@linkflow/workflow';
import { recordChange, type UndoEntry, type UndoHistory } from '../../shared/undo-history';
import { type Draft, draftOf } from './draft';

/** A change that is not only an edit of the graph: of the link's URL, of both, or, if no edit can make it, of the whole draft. */
type DraftChange = { op: 'draft'; url?: string; edit?: WorkflowEdit; whole?: Draft };

/** Reverts a change. */
export type Inverse = WorkflowEdit | DraftChange;

/** A change that can be undone or redone. */
interface Entry {
  inverse: Inverse;
  /**
   * What would revert `inverse` if nobody else had changed the same values. Set when a draft of somebody else was adopted: the entry
   * is dropped instead of applied if the values are different by then, so that undo never reverts another's change.
   */
  expected?: Inverse;
}

type HistoryEntry = Entry & UndoEntry<Inverse>;

export type History = UndoHistory<HistoryEntry, Entry>;

/** Why an entry was dropped instead of applied. */
export const OVERTAKEN: Readonly<Record<'undo' | 'redo', Text>> = {
  undo: {
    en: 'That can no longer be undone: somebody else has changed the same thing since',
    nb: 'Dette kan ikke angres lenger, for noen andre har endret det samme siden',
  },
  redo: {
    en: 'That can no longer be redone: somebody else has changed the same thing since',
    nb: 'Dette kan ikke gjøres om igjen, for noen andre har endret det samme siden',
  },
};

/** Adds a change. A guarded entry stays a step of its own, so that its check does not cover what is changed later. */
export const record = (history: History, entry: HistoryEntry): History =>
  recordChange(history, entry, (last) => last.expected === undefined);

/** What an entry leads to: the draft after it, and the change that reverts it. */
interface Applied {
  draft: Draft;
  back: Inverse;
}

/**
 * Applies an undo or redo entry. Null if it cannot be applied, would revert a change of somebody else, or would leave an arrow at an outlet
 * that does not exist because of such a change.
 */
export function applyEntry(
  draft: Draft,
  { inverse, expected }: Entry,
  catalogue: readonly NodeDescriptor[],
): Applied | null {
  if (!expected) return applyInverse(draft, inverse);
  const own = withoutForeignMoves(inverse, positionsIn(expected), draft);
  if (own === null) return null;
  const applied = applyInverse(draft, own);
  if (!applied || !sameJson(valuesIn(applied.back), valuesIn(expected))) return null;
  const before = new Set(edgesWithoutOutlet(draft, catalogue));
  return edgesWithoutOutlet(applied.draft, catalogue).every((id) => before.has(id)) ? applied : null;
}

/** Ids of the edges that begin at an outlet that their node does not have. */
function edgesWithoutOutlet({ document }: Draft, catalogue: readonly NodeDescriptor[]): string[] {
  const descriptors = new Map(catalogue.map((descriptor) => [descriptor.type, descriptor]));
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  return document.edges.flatMap(({ id, from }) => {
    const node = nodes.get(from.node);
    const descriptor = node && descriptors.get(node.type);
    return descriptor && !portsOf(descriptor, node).some((port) => port.id === from.port) ? [id] : [];
  });
}

/** Replaces the draft by another one. */
export function changeTo(from: Draft, to: Draft): Applied {
  const edit = editBetween(from, to);
  const url = from.url === to.url ? {} : { url: to.url };
  const applied = applyInverse(from, { op: 'draft', edit, ...url });
  if (applied) return { ...applied, draft: draftOf(to) };
  return { draft: draftOf(to), back: { op: 'draft', whole: draftOf(from) } };
}

function applyInverse(draft: Draft, inverse: Inverse): Applied | null {
  if (inverse.op !== 'draft') {
    // The catalogue is not passed, so that `applyEdit` skips the checks that need it: undo must work even if they would reject the
    // previous state.
    const result = applyEdit(draft, inverse);
    return result.ok ? { draft: draftOf({ ...result, url: draft.url }), back: result.inverse } : null;
  }
  const { url, edit, whole } = inverse;
  if (whole) return { draft: whole, back: { op: 'draft', whole: draftOf(draft) } };
  const edited = edit ? applyInverse(draft, edit) : null;
  if (edit && !edited) return null;
  const back = edited && edited.back.op !== 'draft' ? { edit: edited.back } : {};
  return {
    draft: { ...draftOf(edited?.draft ?? draft), ...(url !== undefined && { url }) },
    back: { op: 'draft', ...back, ...(url !== undefined && { url: draft.url }) },
  };
}

/**
 * Prepares the history for a draft of somebody else that is about to replace `draft`: each entry is from now on applied only to the
 * values that it leads from here. See `Entry.expected`.
 */
export function guard({ undo, redo }: History, draft: Draft): History {
  return { undo: guardStack(undo, draft), redo: guardStack(redo, draft) };
}

function guardStack<E extends Entry>(entries: readonly E[], draft: Draft): E[] {
  let now = draft;
  const kept: E[] = [];
  for (const entry of entries.toReversed()) {
    if (entry.expected) {
      kept.unshift(entry);
      continue;
    }
    const applied = applyInverse(now, entry.inverse);
    if (!applied) continue;
    now = applied.draft;
    kept.unshift({ ...entry, expected: applied.back });
  }
  return kept;
}

/** The single edits of a change, in their order. */
function editsIn(change: Inverse): WorkflowEdit[] {
  if (change.op === 'draft') return change.edit ? editsIn(change.edit) : [];
  return change.op === 'batch' ? change.edits.flatMap(editsIn) : [change];
}

/**
 * The values that a change sets, to compare two changes. Positions and indexes are left out: another's step may have moved them. So is
 * the order of the edits of different nodes, which depends on the order of the document.
 */
function valuesIn(change: Inverse): unknown {
  const values = editsIn(change).flatMap((edit): [string, unknown][] => {
    switch (edit.op) {
      case 'move':
        return [];
      case 'add-node':
        return [[`add ${edit.node.id}`, edit.node]];
      case 'connect':
        return [[`connect ${edit.edge.id}`, edit.edge]];
      case 'set-note':
        return [[`note ${edit.note.id}`, edit.note]];
      default:
        return [[`${edit.op} ${'nodeId' in edit ? edit.nodeId : ''}`, edit]];
    }
  });
  const sorted = values.toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  return change.op === 'draft' ? [sorted, change.url, change.whole] : [sorted];
}

function positionsIn(change: Inverse): ReadonlyMap<string, Position | null> {
  return new Map(
    editsIn(change).flatMap((edit) => (edit.op === 'move' ? Object.entries(edit.positions) : [])),
  );
}

/** Leaves out the cards that somebody else has moved since. Null if nothing is left of a change that only moves cards. */
function withoutForeignMoves(
  change: Inverse,
  expected: ReadonlyMap<string, Position | null>,
  { layout }: Draft,
): Inverse | null {
  const current = new Map(Object.entries(layout.positions));
  const isOwn = (id: string): boolean => sameJson(current.get(id) ?? null, expected.get(id) ?? null);
  const reduced = (edit: WorkflowEdit): WorkflowEdit => {
    if (edit.op === 'batch') return { ...edit, edits: edit.edits.map(reduced) };
    if (edit.op !== 'move') return edit;
    return {
      ...edit,
      positions: Object.fromEntries(Object.entries(edit.positions).filter(([id]) => isOwn(id))),
    };
  };
  const own =
    change.op === 'draft' ? { ...change, edit: change.edit && reduced(change.edit) } : reduced(change);
  const all = editsIn(own);
  const isEmpty =
    all.length > 0 && all.every((edit) => edit.op === 'move' && Object.keys(edit.positions).length === 0);
  return isEmpty && (own.op !== 'draft' || own.url === undefined) ? null : own;
}
