import type { CanvasState } from '../store/canvas-store';

/** Id of the edge that has grips: the one whose end is being moved, otherwise the hovered one, otherwise the only selected one. */
export function gripEdge({
  arrowMove,
  hoveredEdge,
  selection,
  draggedType,
  readOnly,
}: CanvasState): string | null {
  if (readOnly || draggedType !== null) return null;
  const selected = selection.edges.length === 1 ? selection.edges[0] : undefined;
  return arrowMove?.edgeId ?? hoveredEdge ?? selected ?? null;
}
