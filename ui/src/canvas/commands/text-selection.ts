/**
 * The browser's text selection beside the selection of steps. Copying takes what was selected last: text that the user marked in
 * a panel, otherwise the steps.
 */
import type { CanvasStore } from '../store/canvas-store';
import { isTextEntry } from './command';

/** True if text of the page is marked outside the canvas. What is marked inside is only a trace of a drag. */
export function hasSelectedText(pane: HTMLElement | null): boolean {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.toString().trim() === '') return false;
  const isInside = (node: Node | null): boolean => node !== null && pane?.contains(node) === true;
  return !isInside(selection.anchorNode) && !isInside(selection.focusNode);
}

/**
 * Keeps pointers on the canvas from marking text: a drag with Shift would extend an earlier selection across the page. A press
 * on the canvas also takes the focus out of text fields elsewhere, so that shortcuts act on the canvas. Ends with `signal`.
 */
export function keepTextOutOfCanvas(store: CanvasStore, signal: AbortSignal): void {
  const isCanvas = (target: EventTarget | null): boolean =>
    target instanceof Node && store.getState().pane?.contains(target) === true && !isTextEntry(target);
  const onPress = ({ target }: Event) => {
    if (!isCanvas(target)) return;
    document.getSelection()?.removeAllRanges();
    const { activeElement } = document;
    if (activeElement instanceof HTMLElement && isTextEntry(activeElement)) activeElement.blur();
  };
  const onSelect = (event: Event) => {
    const { target } = event;
    const element = target instanceof Text ? target.parentElement : target;
    if (isCanvas(element)) event.preventDefault();
  };
  // While Shift is held, the browser extends the selection to the pressed place, even if no text can be marked there.
  const onExtend = (event: MouseEvent) => {
    if (event.shiftKey && isCanvas(event.target)) event.preventDefault();
  };
  // Steps that are selected by keyboard, or by another command, were selected after the text too.
  const stop = store.subscribe(({ selection }, before) => {
    const isNew = selection !== before.selection && selection.nodes.length > 0;
    if (isNew && !isTextEntry(document.activeElement)) document.getSelection()?.removeAllRanges();
  });
  signal.addEventListener('abort', stop);
  document.addEventListener('pointerdown', onPress, { signal, capture: true });
  document.addEventListener('mousedown', onExtend, { signal });
  document.addEventListener('selectstart', onSelect, { signal });
}
