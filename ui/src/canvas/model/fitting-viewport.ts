interface Box {
  width: number;
  height: number;
}
interface Rect extends Box {
  x: number;
  y: number;
}
interface View {
  x: number;
  y: number;
  zoom: number;
}

const PADDING = { top: 32, side: 28, bottom: 96 };
/** In a narrow pane buttons lie over the upper corners. */
const NARROW = 600;
const BELOW_BUTTONS = 72;
const LARGEST = 1;
const SMALLEST = 0.1;
/** Smaller than this one cannot read what stands on the cards. */
const READABLE = 0.7;

/**
 * The viewport that shows a picture in a pane: as large as it fits, but never larger than life; in the middle from side to
 * side, and from the top down.
 */
export function fittingViewport(bounds: Rect, pane: Box): View {
  const zoom = fittingZoom(bounds, pane);
  return {
    x: (pane.width - bounds.width * zoom) / 2 - bounds.x * zoom,
    y: PADDING.top - bounds.y * zoom,
    zoom,
  };
}

/**
 * The viewport to begin with: everything if it can be read then, else the beginning of the picture, with what it begins with
 * (the trigger) in the middle.
 */
export function firstViewport(bounds: Rect, pane: Box, beginning: Rect): View {
  if (fittingZoom(bounds, pane) >= READABLE) return fittingViewport(bounds, pane);
  const zoom = READABLE;
  const fitsAside = bounds.width * zoom + 2 * PADDING.side <= pane.width;
  const centre = fitsAside ? bounds.x + bounds.width / 2 : beginning.x + beginning.width / 2;
  return { x: pane.width / 2 - centre * zoom, y: topOf(pane) - bounds.y * zoom, zoom };
}

function fittingZoom(bounds: Box, pane: Box): number {
  const width = (pane.width - 2 * PADDING.side) / Math.max(1, bounds.width);
  const height = (pane.height - topOf(pane) - PADDING.bottom) / Math.max(1, bounds.height);
  return Math.max(SMALLEST, Math.min(LARGEST, width, height));
}

const topOf = (pane: Box): number => (pane.width < NARROW ? BELOW_BUTTONS : PADDING.top);
