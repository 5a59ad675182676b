import { useEffect } from 'react';
import { TRIGGER, type WorkflowDocument } from '@linkflow/contracts';
import { graphOf } from '@linkflow/workflow';
import type { CommandContext } from '../commands/command';
import type { CanvasState } from '../store/canvas-store';
import { useCanvas, useCanvasStore } from '../store/use-canvas';
import { nodeElement } from './viewport';

/** The only card of a canvas that the Tab key reaches: the first selected one, else the trigger. Arrow keys lead to the others. */
export const tabStopOf = ({ selection }: Pick<CanvasState, 'selection'>): string =>
  selection.nodes[0] ?? TRIGGER;

/** The nearest step above a step that is not among `ids`, such as the ones that are deleted; else the trigger. */
export function stepAbove(document: WorkflowDocument, nodeId: string, ids: readonly string[]): string {
  const { incoming } = graphOf(document);
  let above = incoming.get(nodeId)?.[0]?.from.node;
  while (above !== undefined && ids.includes(above)) above = incoming.get(above)?.[0]?.from.node;
  return above ?? TRIGGER;
}

/** Runs undo or redo. If the card that had the focus is gone after it, the focus goes to the step above. */
export function keepPlace({ store }: Pick<CommandContext, 'store'>, change: () => void): void {
  const before = store.getState();
  const place = tabStopOf(before);
  const hadFocus = nodeElement({ store }, place)?.contains(document.activeElement) === true;
  change();
  const { nodes } = graphOf(store.getState().document);
  if (!hadFocus || nodes.has(place)) return;
  const gone = before.document.nodes.map(({ id }) => id).filter((id) => !nodes.has(id));
  store.setState({ pendingFocusNode: { nodeId: stepAbove(before.document, place, gone) } });
}

/**
 * Moves the focus to the node of `pendingFocusNode`, for example a step that was just added, as soon as its element is there. The
 * focus stays where it is if the user is writing in a text field or in a dialog.
 */
export function usePendingNodeFocus(): void {
  const store = useCanvasStore();
  const pending = useCanvas((state) => state.pendingFocusNode);
  useEffect(() => {
    if (!pending) return;
    const { nodeId } = pending;
    let frame = requestAnimationFrame(focusNow);
    let framesLeft = MAX_FRAMES;
    function focusNow(): void {
      const element = nodeElement({ store }, nodeId);
      const isAllowed = mayMoveFocus(document.activeElement);
      // React Flow hides a card until it has measured it, and a hidden element does not take the focus.
      if (isAllowed) element?.focus({ preventScroll: true });
      framesLeft -= 1;
      if (isAllowed && framesLeft > 0 && (!element || document.activeElement !== element))
        frame = requestAnimationFrame(focusNow);
      else store.setState({ pendingFocusNode: null });
    }
    return () => cancelAnimationFrame(frame);
  }, [pending, store]);
}

/** Number of animation frames after which `usePendingNodeFocus` gives up: about a second. */
const MAX_FRAMES = 60;

/** Fields from which a step is added with Enter. They may lose the focus to the new step. */
const ADDS_STEPS = '[data-adds-steps]';

function mayMoveFocus(active: Element | null): boolean {
  if (!(active instanceof HTMLElement) || active === document.body || active.closest(ADDS_STEPS)) return true;
  const isWriting = active.isContentEditable || active.matches('input, textarea, select');
  return !isWriting && active.closest('[aria-modal="true"]') === null;
}
