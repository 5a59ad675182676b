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

/** Where a picture is shown: a part of the page, the upper edge of which may have buttons lying on it. */
export interface Pane extends Box {
  buttonsAbove: boolean;
}

/** What one has to see first: the trigger, and with it the steps that the ways begin with. */
export interface Beginning {
  trigger: Rect;
  opening: Rect;
}

const PADDING = { top: 32, side: 28, bottom: 96 };
const BELOW_BUTTONS = 72;
/** In a narrow pane every pixel shows something, and the toolbar is small. */
const NARROW = 600;
const NARROW_PADDING = { top: 20, side: 10, bottom: 64 };

const LARGEST = 1;
const SMALLEST = 0.1;
/** Smaller than this one does not like to read what stands on the cards. */
const READABLE = 0.7;
/** Smaller than this one can't; a phone is held close. */
const JUST_READABLE = 0.6;
/** Where only a part can be seen anyway, it is easy to read. */
const COMFORTABLE = 0.85;

/**
 * The viewport that shows a picture in a pane: as large as it fits, but never larger than life; in the middle from side to
 * side, and from the top down.
 */
export function fittingViewport(bounds: Rect, pane: Pane): View {
  return fromTop(bounds, bounds, pane, zoomFor(bounds, pane));
}

/**
 * The viewport to begin with: everything if it can be read then, else the beginning of the picture from side to side, else the
 * column that the trigger stands in.
 */
export function firstViewport(bounds: Rect, pane: Pane, { trigger, opening }: Beginning): View {
  if (zoomFor(bounds, pane) >= READABLE) return fittingViewport(bounds, pane);
  if (zoomAcross(bounds, pane) >= READABLE) return fromTop(bounds, bounds, pane, READABLE);
  const across = zoomAcross(opening, pane);
  if (across >= JUST_READABLE) return fromTop(bounds, opening, pane, Math.min(READABLE, across));
  return fromTop(bounds, trigger, pane, Math.min(COMFORTABLE, zoomAcross(trigger, pane)));
}

/** The top of the picture, with `middle` in the middle from side to side. */
function fromTop(bounds: Rect, middle: Rect, pane: Pane, zoom: number): View {
  const centre = middle.x + middle.width / 2;
  return { x: pane.width / 2 - centre * zoom, y: topOf(pane) - bounds.y * zoom, zoom };
}

function zoomFor(bounds: Box, pane: Pane): number {
  const height = (pane.height - topOf(pane) - paddingOf(pane).bottom) / Math.max(1, bounds.height);
  return Math.max(SMALLEST, Math.min(zoomAcross(bounds, pane), height));
}

function zoomAcross(bounds: Box, pane: Pane): number {
  const width = (pane.width - 2 * paddingOf(pane).side) / Math.max(1, bounds.width);
  return Math.max(SMALLEST, Math.min(LARGEST, width));
}

const paddingOf = (pane: Pane) => (pane.width < NARROW ? NARROW_PADDING : PADDING);
const topOf = (pane: Pane): number =>
  pane.buttonsAbove && pane.width < NARROW ? BELOW_BUTTONS : paddingOf(pane).top;
