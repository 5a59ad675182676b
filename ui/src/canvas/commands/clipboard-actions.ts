import { TRIGGER, type Position, type WorkflowEdit } from '@linkflow/contracts';
import {
  copyNodes,
  duplicateNodes,
  graphOf,
  pasteNodes,
  removeAndHeal,
  type WorkflowClipboard,
} from '@linkflow/workflow';
import { keepTidy } from '../model/add-node';
import { fromClipboardText, toClipboardText } from '../model/clipboard';
import { freshId } from '../model/ids';
import type { CanvasState } from '../store/canvas-state';
import type { CommandContext } from './command';

/** The last steps copied on this page: the system's clipboard can't always be read. */
let copied: string | null = null;
const ASIDE: Position = { x: 40, y: 40 };

const chosen = (state: CanvasState): string[] => state.selection.nodes.filter((id) => id !== TRIGGER);
const newId = () => freshId('n');

/** The selected steps as text for a clipboard, or null when none is selected. */
export function selectedAsText(state: CanvasState): string | null {
  const ids = chosen(state);
  if (ids.length === 0) return null;
  copied = toClipboardText(copyNodes(state, ids));
  return copied;
}

export function copySelected({ store }: CommandContext): void {
  const text = selectedAsText(store.getState());
  // Refused without a secure address or permission; pasting on this page works all the same.
  if (text) void navigator.clipboard?.writeText(text).catch(() => undefined);
}

export function cutSelected(context: CommandContext): void {
  copySelected(context);
  deleteSelected(context);
}

/** Takes out what is selected; what came before a step then leads to what came after it. */
export function deleteSelected({ store, refuse }: CommandContext): void {
  const state = store.getState();
  const ids = chosen(state);
  if (ids.length === 0 && state.selection.edges.length === 0) {
    refuse('onlyTrigger');
    return;
  }
  const known = new Set(state.document.edges.map((edge) => edge.id));
  const touching = (id: string) =>
    state.document.edges.some(
      (edge) => edge.id === id && (ids.includes(edge.from.node) || ids.includes(edge.to)),
    );
  const edges = state.selection.edges
    .filter((id) => known.has(id) && !touching(id))
    .map((edgeId): WorkflowEdit => ({ op: 'disconnect', edgeId }));
  const heal = ids.length > 0 ? removeAndHeal(state, ids, { catalogue: state.catalogue }) : null;
  const edit: WorkflowEdit = { op: 'batch', edits: [...edges, ...(heal?.edits ?? [])] };
  const before = graphOf(state.document).incoming.get(ids[0] ?? '')?.[0]?.from.node;
  const select = before !== undefined && !ids.includes(before) ? [before] : [];
  state.edit(ids.length > 0 ? keepTidy(state, edit) : edit, { select, glide: true });
}

export function duplicateSelected({ store }: CommandContext): void {
  const state = store.getState();
  const edit = duplicateNodes(state, chosen(state), { newId, offset: ASIDE });
  state.edit(edit, { select: addedIds(edit) });
}

export async function pasteFromClipboard(context: CommandContext): Promise<void> {
  let text = copied;
  try {
    text = (await navigator.clipboard?.readText()) ?? copied;
  } catch {
    // Reading may be forbidden; then what was copied on this page is what there is.
  }
  pasteText(context, text ?? '');
}

/** Adds the steps in a text, where the eye is. */
export function pasteText({ store, flow, refuse }: CommandContext, text: string): void {
  const clipboard = fromClipboardText(text);
  if (!clipboard) {
    refuse('paste');
    return;
  }
  const edit = pasteNodes(clipboard, { newId, offset: offsetFor(clipboard, store.getState(), flow) });
  store.getState().edit(edit, { select: addedIds(edit) });
}

/** A little aside from where the steps came from when that is in sight, else into the middle of what is. */
function offsetFor(clipboard: WorkflowClipboard, state: CanvasState, flow: CommandContext['flow']): Position {
  const spots = Object.values(clipboard.positions);
  const first = spots[0];
  const pane = document.querySelector('.react-flow')?.getBoundingClientRect();
  if (!first || !pane) return ASIDE;
  const from = flow.screenToFlowPosition({ x: pane.left, y: pane.top });
  const to = flow.screenToFlowPosition({ x: pane.right, y: pane.bottom });
  const inSight = spots.some(({ x, y }) => x >= from.x && x <= to.x && y >= from.y && y <= to.y);
  const occupied = (shift: Position) =>
    Object.values(state.layout.positions).some(
      ({ x, y }) => Math.abs(x - first.x - shift.x) < 8 && Math.abs(y - first.y - shift.y) < 8,
    );
  const start = inSight
    ? ASIDE
    : {
        x: Math.round((from.x + to.x) / 2 - mean(spots.map(({ x }) => x)) - 136),
        y: Math.round((from.y + to.y) / 2 - mean(spots.map(({ y }) => y)) - 32),
      };
  let shift = start;
  while (occupied(shift)) shift = { x: shift.x + ASIDE.x, y: shift.y + ASIDE.y };
  return shift;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function addedIds(edit: WorkflowEdit): string[] {
  if (edit.op === 'add-node') return [edit.node.id];
  return edit.op === 'batch' ? edit.edits.flatMap(addedIds) : [];
}
