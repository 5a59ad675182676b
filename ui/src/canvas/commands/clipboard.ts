import { z } from 'zod';
import { type Position, TRIGGER, type WorkflowEdit } from '@linkflow/contracts';
import {
  copyNodes,
  duplicateNodes,
  graphOf,
  pasteNodes,
  removeAndHeal,
  WorkflowClipboard,
} from '@linkflow/workflow';
import { keepTidy } from '../model/add-node';
import { createId } from '../model/nodes';
import type { CanvasState } from '../store/canvas-store';
import type { CommandContext } from './command';

/** Copied steps are put on the clipboard as JSON text with this tag, so that they can be pasted into other links and windows. */
const FORMAT = { type: 'linkflow/steps', schemaVersion: 1 } as const;
const ClipboardText = WorkflowClipboard.extend({
  type: z.literal(FORMAT.type),
  schemaVersion: z.literal(FORMAT.schemaVersion),
});

export function toClipboardText(clipboard: WorkflowClipboard): string {
  return JSON.stringify({ ...FORMAT, ...clipboard });
}

/** Parses clipboard text. Returns null if the text does not contain copied steps. */
export function fromClipboardText(text: string): WorkflowClipboard | null {
  if (!text.includes(FORMAT.type)) return null;
  try {
    const read = ClipboardText.safeParse(JSON.parse(text));
    return read.success && read.data.nodes.length > 0
      ? { nodes: read.data.nodes, edges: read.data.edges, positions: read.data.positions }
      : null;
  } catch {
    return null;
  }
}

/** The last text copied on this page. It is pasted if the browser does not allow reading the system clipboard. */
let lastCopied: string | null = null;
const PASTE_OFFSET: Position = { x: 40, y: 40 };

/** Ids of the selected nodes except the trigger, which cannot be copied, disabled or deleted. */
export const selectedSteps = (state: CanvasState): string[] =>
  state.selection.nodes.filter((id) => id !== TRIGGER);
const newId = () => createId('n');

/** Returns the selected steps as clipboard text, or null if no step is selected. Also stores the text in `lastCopied`. */
export function selectionAsText(state: CanvasState): string | null {
  const ids = selectedSteps(state);
  if (ids.length === 0) return null;
  lastCopied = toClipboardText(copyNodes(state, ids));
  return lastCopied;
}

export function copySelection({ store }: CommandContext): void {
  const text = selectionAsText(store.getState());
  // The browser rejects writing without HTTPS or permission. The error is ignored: pasting on this page uses `lastCopied`.
  if (text) void navigator.clipboard?.writeText(text).catch(() => undefined);
}

export function cutSelection(context: CommandContext): void {
  copySelection(context);
  deleteSelection(context);
}

/** Deletes the selected nodes and edges. Connects the predecessor of each deleted node to the node's successor. */
export function deleteSelection({ store, reject }: CommandContext): void {
  const state = store.getState();
  const ids = selectedSteps(state);
  if (ids.length === 0 && state.selection.edges.length === 0) {
    reject('onlyTrigger');
    return;
  }
  // Only edges between remaining nodes are disconnected here. `removeAndHeal` deletes the edges of deleted nodes.
  const edges = state.document.edges
    .filter(
      ({ id, from, to }) =>
        state.selection.edges.includes(id) && !ids.includes(from.node) && !ids.includes(to),
    )
    .map((edge): WorkflowEdit => ({ op: 'disconnect', edgeId: edge.id }));
  const heal = ids.length > 0 ? removeAndHeal(state, ids, { catalogue: state.catalogue }) : null;
  const edit: WorkflowEdit = { op: 'batch', edits: [...edges, ...(heal?.edits ?? [])] };
  const before = graphOf(state.document).incoming.get(ids[0] ?? '')?.[0]?.from.node;
  const select = before !== undefined && !ids.includes(before) ? [before] : [];
  state.edit(ids.length > 0 ? keepTidy(state, edit) : edit, { select, animate: true });
}

export function duplicateSelection({ store }: CommandContext): void {
  const state = store.getState();
  const edit = duplicateNodes(state, selectedSteps(state), { newId, offset: PASTE_OFFSET });
  state.edit(edit, { select: addedNodeIds(edit) });
}

export async function pasteFromClipboard(context: CommandContext): Promise<void> {
  let text = lastCopied;
  try {
    text = (await navigator.clipboard?.readText()) ?? lastCopied;
  } catch {
    // The browser denied reading the clipboard: `text` is still `lastCopied`.
  }
  pasteText(context, text ?? '');
}

/** Pastes the steps in `text` into the workflow and selects them. Shows a message if `text` contains no copied steps. */
export function pasteText({ store, flow, reject }: CommandContext, text: string): void {
  const clipboard = fromClipboardText(text);
  if (!clipboard) {
    reject('paste');
    return;
  }
  const edit = pasteNodes(clipboard, { newId, offset: pasteOffset(clipboard, store.getState(), flow) });
  store.getState().edit(edit, { select: addedNodeIds(edit) });
}

/**
 * The distance from the positions in the clipboard to the positions of the pasted steps. The pasted steps are placed next to
 * the originals if those are visible, otherwise at the centre of the visible area.
 */
function pasteOffset(
  clipboard: WorkflowClipboard,
  state: CanvasState,
  flow: CommandContext['flow'],
): Position {
  const spots = Object.values(clipboard.positions);
  const first = spots[0];
  const pane = state.pane?.getBoundingClientRect();
  if (!first || !pane) return PASTE_OFFSET;
  const from = flow.screenToFlowPosition({ x: pane.left, y: pane.top });
  const to = flow.screenToFlowPosition({ x: pane.right, y: pane.bottom });
  const inSight = spots.some(({ x, y }) => x >= from.x && x <= to.x && y >= from.y && y <= to.y);
  const occupied = (shift: Position) =>
    Object.values(state.layout.positions).some(
      ({ x, y }) => Math.abs(x - first.x - shift.x) < 8 && Math.abs(y - first.y - shift.y) < 8,
    );
  const start = inSight
    ? PASTE_OFFSET
    : {
        x: Math.round((from.x + to.x) / 2 - mean(spots.map(({ x }) => x)) - 136),
        y: Math.round((from.y + to.y) / 2 - mean(spots.map(({ y }) => y)) - 32),
      };
  let shift = start;
  while (occupied(shift)) shift = { x: shift.x + PASTE_OFFSET.x, y: shift.y + PASTE_OFFSET.y };
  return shift;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function addedNodeIds(edit: WorkflowEdit): string[] {
  if (edit.op === 'add-node') return [edit.node.id];
  return edit.op === 'batch' ? edit.edits.flatMap(addedNodeIds) : [];
}
