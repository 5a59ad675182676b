import { type Position, TRIGGER, type WorkflowEdit } from '@linkflow/contracts';
import {
  type WorkflowClipboard,
  copyNodes,
  duplicateNodes,
  pasteNodes,
  removeAndHeal,
} from '@linkflow/workflow';
import { ApiError } from '../../api/api-error';
import { toastError } from '../../shared/toast';
import { stepAbove } from '../flow/node-focus';
import { keepTidy } from '../model/add-node';
import { offsetToFreeGround, withAllPositions } from '../model/free-ground';
import { createId } from '../model/nodes';
import type { CanvasState } from '../store/canvas-store';
import { toClipboardText } from './clipboard-format';
import { clipboardReader, loadClipboardText } from './clipboard-reader';
import type { CommandContext } from './command';

/** The last text copied on this page. It is pasted if the browser does not allow reading the system clipboard. */
let lastCopied: string | null = null;

/** Ids of the selected nodes except the trigger, which cannot be copied, disabled or deleted. */
export const selectedSteps = (state: CanvasState): string[] =>
  state.selection.nodes.filter((id) => id !== TRIGGER);
const newId = () => createId('n');

/** Returns the selected steps as clipboard text, or null if no step is selected. Also stores the text in `lastCopied`. */
export function selectionAsText({ store }: Pick<CommandContext, 'store'>): string | null {
  const state = store.getState();
  const ids = selectedSteps(state);
  if (ids.length === 0) return null;
  lastCopied = toClipboardText(copyNodes(state, ids));
  store.setState({ copied: { count: ids.length } });
  return lastCopied;
}

export function copySelection(context: CommandContext): void {
  const text = selectionAsText(context);
  // The browser rejects writing without HTTPS or permission. The error is ignored: pasting on this page uses `lastCopied`.
  if (text) void navigator.clipboard?.writeText(text).catch(() => undefined);
}

export function cutSelection(context: CommandContext): void {
  copySelection(context);
  deleteSelection(context);
}

/**
 * Deletes the selected nodes and edges. Connects the predecessor of each deleted node to the node's successor. The focus goes to the step
 * above the first deleted one. It is also selected if only one step was deleted.
 */
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
  const [first] = ids;
  if (first === undefined) {
    state.edit(edit, { select: [], animate: true });
    return;
  }
  const focus = stepAbove(state.document, first, ids);
  const select = ids.length === 1 && focus !== TRIGGER ? [focus] : [];
  state.edit(keepTidy(state, edit), { select, focus, animate: true });
}

export function duplicateSelection({ store }: CommandContext): void {
  const state = store.getState();
  const ids = selectedSteps(state);
  const offset = offsetToFreeGround(state, copyNodes(state, ids));
  const edit = duplicateNodes(state, ids, { newId, offset });
  state.edit(edit, { select: addedNodeIds(edit) });
}

export async function pasteFromClipboard(context: CommandContext): Promise<void> {
  let text = lastCopied;
  try {
    text = (await navigator.clipboard?.readText()) ?? lastCopied;
  } catch {
    // The browser denied reading the clipboard: `text` is still `lastCopied`.
  }
  await pasteText(context, text ?? '');
}

/** Pastes the steps in `text` as soon as what reads them is loaded. */
export async function pasteText(context: CommandContext, text: string): Promise<void> {
  let reader = clipboardReader();
  try {
    reader ??= await loadClipboardText();
  } catch {
    toastError(new ApiError('network', 0, 'The code for pasting could not be loaded'));
    return;
  }
  pasteSteps(context, reader.fromClipboardText(text));
}

/** Puts steps on free ground of the workflow and selects them; the view stays. Shows a message if the clipboard held none. */
function pasteSteps(context: CommandContext, read: WorkflowClipboard | null): void {
  if (!read) {
    context.reject('paste');
    return;
  }
  const state = context.store.getState();
  const clipboard = withAllPositions(read);
  const offset = offsetToFreeGround(state, clipboard, pasteCentre(context));
  const edit = pasteNodes(clipboard, { newId, offset });
  state.edit(edit, { select: addedNodeIds(edit) });
}

/** Where pasted steps are wanted: at the pointer if it is on the canvas, otherwise in the middle of what is shown. */
function pasteCentre({ flow, store }: Pick<CommandContext, 'flow' | 'store'>): Position | undefined {
  const { pane } = store.getState();
  if (!pane) return undefined;
  const { left, right, top, bottom } = pane.getBoundingClientRect();
  const at = pointer;
  const isInside = at !== null && at.x >= left && at.x <= right && at.y >= top && at.y <= bottom;
  return flow.screenToFlowPosition(isInside ? at : { x: (left + right) / 2, y: (top + bottom) / 2 });
}

/** The last position of the pointer in the window, in px; null if it has not moved yet. */
let pointer: Position | null = null;

/** Follows the pointer until `signal` is aborted, because clipboard and keyboard events do not contain its position. */
export function followPointer(signal: AbortSignal): void {
  const follow = ({ clientX: x, clientY: y }: PointerEvent) => (pointer = { x, y });
  document.addEventListener('pointermove', follow, { signal, passive: true, capture: true });
}

function addedNodeIds(edit: WorkflowEdit): string[] {
  if (edit.op === 'add-node') return [edit.node.id];
  return edit.op === 'batch' ? edit.edits.flatMap(addedNodeIds) : [];
}
