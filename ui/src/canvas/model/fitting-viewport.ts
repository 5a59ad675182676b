interface Box {
  width: number;
  height: number;
}

const PADDING = { top: 36, side: 36, bottom: 100 };
const LARGEST = 1;
const SMALLEST = 0.2;

/**
 * The viewport that shows a picture in a pane: as large as it fits, but never larger than life; in the middle from side to
 * side, and from the top down.
 */
export function fittingViewport(
  bounds: Box & { x: number; y: number },
  pane: Box,
): { x: number; y: number; zoom: number } {
  const room = { width: pane.width - 2 * PADDING.side, height: pane.height - PADDING.top - PADDING.bottom };
  const fits = Math.min(room.width / Math.max(1, bounds.width), room.height / Math.max(1, bounds.height));
  const zoom = Math.max(SMALLEST, Math.min(LARGEST, fits));
  return {
    x: (pane.width - bounds.width * zoom) / 2 - bounds.x * zoom,
    y: PADDING.top - bounds.y * zoom,
    zoom,
  };
}
