import type { CanvasStore } from '../store/canvas-store';

/** How long an arrow counts as hovered after the pointer has left it, in ms: long enough to reach one of its grips. */
const LINGER_MS = 180;
/** Marks the elements that keep the hovered arrow hovered while the pointer is on them. */
export const KEEPS_HOVER = 'data-keeps-hover';

/** Ends the hovering of the present arrow after a moment, unless the pointer is then on one of its grips or on another arrow. */
export function leaveEdgeSoon(store: CanvasStore): void {
  const left = store.getState().hoveredEdge;
  setTimeout(() => {
    const isOnGrip = document.querySelector(`[${KEEPS_HOVER}]:hover`) !== null;
    const { hoveredEdge, arrowMove } = store.getState();
    if (hoveredEdge === left && !isOnGrip && !arrowMove) store.setState({ hoveredEdge: null });
  }, LINGER_MS);
}
