import {
  getSmoothStepPath,
  type GetSmoothStepPathParams,
  Position as Side,
  type Viewport,
} from '@xyflow/react';
import type { Position } from '@linkflow/contracts';
import type { PlacedDiagram, Rect, Size } from './layout';

interface EdgePath {
  /** The `d` attribute of an SVG path. */
  d: string;
  /** Where the insert button is placed: the middle of the longest straight segment below the port's label. */
  middle: Position;
}

/** Distance from the port to the bend of a short edge, in px. Leaves room for the port's label above the bend. */
const BEND_BELOW_PORT = 40;
/** Distance from the bend to the target node in px, for long edges and for edges to a node with several incoming edges. */
const BEND_ABOVE_TARGET = 26;
/** An edge that is higher than this (in px) bends close to its target, so that it does not cross the nodes between its ends. */
const LONG_EDGE = 150;
const CORNER_RADIUS = 10;

/**
 * Computes the path of an edge: down, sideways, down, with rounded corners. An edge that leads upwards is drawn around the
 * cards.
 * @param isMerge the target has several incoming edges
 */
export function edgePath(from: Position, to: Position, isMerge = false): EdgePath {
  const down = to.y - from.y;
  if (down < 6) return pathAround(from, to);
  if (Math.abs(to.x - from.x) < 1) {
    return { d: `M${from.x} ${from.y}L${to.x} ${to.y}`, middle: { x: to.x, y: from.y + down * 0.55 } };
  }
  const bendsLate = isMerge || down > LONG_EDGE;
  const turn = bendsLate
    ? Math.max(from.y + down / 2, to.y - BEND_ABOVE_TARGET)
    : Math.min(from.y + BEND_BELOW_PORT, from.y + down / 2 + 8);
  const middle = bendsLate
    ? { x: from.x, y: (from.y + BEND_BELOW_PORT / 2 + turn) / 2 }
    : { x: to.x, y: (turn + to.y) / 2 };
  return {
    d: roundedPath(from, to, { centerY: turn, offset: 0 }),
    middle: down > 56 ? middle : { x: (from.x + to.x) / 2, y: turn },
  };
}

function pathAround(from: Position, to: Position): EdgePath {
  const side = (from.x + to.x) / 2;
  const out = Math.abs(to.x - from.x) < 160 ? Math.max(from.x, to.x) + 170 : side;
  return {
    d: roundedPath(from, to, { centerX: out, offset: BEND_BELOW_PORT }),
    middle: { x: out, y: (from.y + to.y) / 2 },
  };
}

/** Computes a path of straight segments with rounded corners. The radius is smaller at short segments. */
function roundedPath(
  from: Position,
  to: Position,
  bends: Pick<GetSmoothStepPathParams, 'centerX' | 'centerY' | 'offset'>,
): string {
  const [path] = getSmoothStepPath({
    sourceX: from.x,
    sourceY: from.y,
    sourcePosition: Side.Bottom,
    targetX: to.x,
    targetY: to.y,
    targetPosition: Side.Top,
    borderRadius: CORNER_RADIUS,
    ...bends,
  });
  return path;
}

/**
 * The size of the area that shows the diagram, in screen px. `buttonsAbove`: buttons cover the top edge if the area is narrow.
 */
export interface Pane extends Size {
  buttonsAbove: boolean;
}

/**
 * The bounds of the parts that the initial view shows if the whole diagram would be too small: the trigger, and the trigger
 * with its direct successors.
 */
interface InitialFocus {
  trigger: Rect;
  withSuccessors: Rect;
}

const PADDING = { top: 32, side: 28, bottom: 96 };
const TOP_BELOW_BUTTONS = 72;
const NARROW_WIDTH = 600;
const NARROW_PADDING = { top: 20, side: 10, bottom: 64 };

const MAX_ZOOM = 1;
const MIN_ZOOM = 0.1;
/** Below this zoom the text on cards is uncomfortable to read. */
const MIN_READABLE_ZOOM = 0.7;
/**
 * The lowest zoom at which the initial view shows the trigger with its successors. This happens on narrow screens such as
 * phones, which are held closer to the eyes, so that smaller text is acceptable.
 */
const MIN_READABLE_ZOOM_NARROW = 0.6;
/** The highest zoom if the initial view shows only the trigger. */
const COMFORTABLE_ZOOM = 0.85;

/**
 * Returns the viewport that shows the whole diagram with a zoom of at most 100 %, centred horizontally and aligned to the top.
 */
export function fittingViewport(bounds: Rect, pane: Pane): Viewport {
  return alignTop({ bounds, centred: bounds, pane, zoom: zoomToFit(bounds, pane) });
}

/**
 * Returns the initial viewport. It shows the first of these that is legible: the whole diagram; the top of the diagram at full
 * width; the trigger with its direct successors; the trigger.
 */
export function initialViewport(
  bounds: Rect,
  pane: Pane,
  { trigger, withSuccessors }: InitialFocus,
): Viewport {
  if (zoomToFit(bounds, pane) >= MIN_READABLE_ZOOM) return fittingViewport(bounds, pane);
  const align = (centred: Rect, zoom: number) => alignTop({ bounds, centred, pane, zoom });
  if (zoomToWidth(bounds, pane) >= MIN_READABLE_ZOOM) return align(bounds, MIN_READABLE_ZOOM);
  const across = zoomToWidth(withSuccessors, pane);
  if (across >= MIN_READABLE_ZOOM_NARROW) return align(withSuccessors, Math.min(MIN_READABLE_ZOOM, across));
  return align(trigger, Math.min(COMFORTABLE_ZOOM, zoomToWidth(trigger, pane)));
}

/**
 * Returns the viewport that places the top of `bounds` at the top of the pane and the horizontal centre of `centred` in the
 * middle of the pane.
 */
function alignTop(options: { bounds: Rect; centred: Rect; pane: Pane; zoom: number }): Viewport {
  const { bounds, centred, pane, zoom } = options;
  const centre = centred.x + centred.width / 2;
  return { x: pane.width / 2 - centre * zoom, y: topOf(pane) - bounds.y * zoom, zoom };
}

function zoomToFit(bounds: Size, pane: Pane): number {
  const height = (pane.height - topOf(pane) - paddingOf(pane).bottom) / Math.max(1, bounds.height);
  return Math.max(MIN_ZOOM, Math.min(zoomToWidth(bounds, pane), height));
}

function zoomToWidth(bounds: Size, pane: Pane): number {
  const width = (pane.width - 2 * paddingOf(pane).side) / Math.max(1, bounds.width);
  return Math.max(MIN_ZOOM, Math.min(MAX_ZOOM, width));
}

const paddingOf = (pane: Pane) => (pane.width < NARROW_WIDTH ? NARROW_PADDING : PADDING);
const topOf = (pane: Pane): number =>
  pane.buttonsAbove && pane.width < NARROW_WIDTH ? TOP_BELOW_BUTTONS : paddingOf(pane).top;

export type Direction = 'up' | 'down' | 'left' | 'right';

/** When looking for the next node, a distance across the arrow key's direction counts this many times as much as one along it. */
const SIDEWAYS_PENALTY = 3;

/**
 * Returns the node that an arrow key selects, starting at the node `from`: up and down follow the edges, left and right go to
 * the nearest node on that side. Null if there is none.
 */
export function neighbour(diagram: PlacedDiagram, from: string, direction: Direction): string | null {
  const { edges } = diagram.document;
  const origin = centreOf(diagram, from);
  const candidates =
    direction === 'down'
      ? edges.filter((edge) => edge.from.node === from).map((edge) => edge.to)
      : direction === 'up'
        ? edges.filter((edge) => edge.to === from).map((edge) => edge.from.node)
        : nodesBeside(diagram, from, direction);
  const weight = (id: string): number => {
    const there = centreOf(diagram, id);
    const [ahead, sideways] =
      direction === 'up' || direction === 'down'
        ? [0, Math.abs(there.x - origin.x) + (there.x > origin.x ? 0.5 : 0)]
        : [Math.abs(there.x - origin.x), Math.abs(there.y - origin.y)];
    return ahead + sideways * SIDEWAYS_PENALTY;
  };
  return candidates.toSorted((a, b) => weight(a) - weight(b))[0] ?? null;
}

function centreOf({ positions, sizeOf }: PlacedDiagram, id: string): Position {
  const at = positions[id] ?? { x: 0, y: 0 };
  const size = sizeOf(id);
  return { x: at.x + size.width / 2, y: at.y + size.height / 2 };
}

function nodesBeside(diagram: PlacedDiagram, from: string, direction: 'left' | 'right'): string[] {
  const origin = centreOf(diagram, from);
  const { height } = diagram.sizeOf(from);
  return diagram.document.nodes
    .map((node) => node.id)
    .filter((id) => {
      if (id === from) return false;
      const there = centreOf(diagram, id);
      const onSide = direction === 'left' ? there.x < origin.x - 1 : there.x > origin.x + 1;
      return onSide && Math.abs(there.y - origin.y) <= height * 2.5;
    });
}
