import type { CanvasStore } from '../store/canvas-store';

/** How long an arrow counts as hovered after the pointer has left it, in ms: long enough to reach one of its grips. */
const LINGER_MS = 180;
const leaving = new WeakMap<CanvasStore, ReturnType<typeof setTimeout>>();

/** Makes an arrow the hovered one. Call it when the pointer enters the arrow or one of its grips. */
export function enterEdge(store: CanvasStore, edgeId: string): void {
  clearTimeout(leaving.get(store));
  store.setState({ hoveredEdge: edgeId });
}

/** Ends the hovering a moment later, unless the pointer has entered an arrow or a grip by then, or moves an end of an arrow. */
export function leaveEdgeSoon(store: CanvasStore): void {
  clearTimeout(leaving.get(store));
  const timer = setTimeout(() => {
    if (!store.getState().arrowMove) store.setState({ hoveredEdge: null });
  }, LINGER_MS);
  leaving.set(store, timer);
}
