import type { Viewport } from '@xyflow/react';
import { type Position, TRIGGER, type WorkflowEdge } from '@linkflow/contracts';
import { type Diagram, type PlacedDiagram, portOffset, type Rect, type Size } from './layout';

/** The position of an outlet on the canvas. An unknown outlet lies in the middle of the bottom edge. */
export function portPoint(diagram: Diagram, nodeId: string, port: string): Position {
  const { x, y } = diagram.positions[nodeId] ?? { x: 0, y: 0 };
  const { width, height } = diagram.sizeOf(nodeId);
  const ports = diagram.portOrder(nodeId);
  const index = ports.indexOf(port);
  return { x: x + width * (index < 0 ? 0.5 : portOffset(index, ports.length)), y: y + height };
}

/** Distances from an outlet to the middle of its plus button, with and without a label between them; see flow/node-ports.module.css. */
const PLUS_BELOW = { labelled: 49, plain: 31 };

/** True if the outlets of a node are shown with their labels. */
export const hasPortLabels = (nodeId: string, portCount: number): boolean =>
  portCount > 1 || nodeId === TRIGGER;

/** The two ends of the short line below an unconnected outlet: the outlet and the middle of its plus button. */
export function outletLine(
  diagram: Diagram,
  nodeId: string,
  port: string,
): { outlet: Position; plus: Position } {
  const outlet = portPoint(diagram, nodeId, port);
  const labelled = hasPortLabels(nodeId, diagram.portOrder(nodeId).length);
  return { outlet, plus: { x: outlet.x, y: outlet.y + PLUS_BELOW[labelled ? 'labelled' : 'plain'] } };
}

/** The point at which edges arrive at a node: the middle of its top edge. */
export function inletPoint({ positions, sizeOf }: PlacedDiagram, nodeId: string): Position {
  const { x, y } = positions[nodeId] ?? { x: 0, y: 0 };
  return { x: x + sizeOf(nodeId).width / 2, y };
}

/** Diameter of the dot at an outlet or inlet, px; see flow/workflow-flow.module.css. Its middle lies on the inside of the card's border. */
const DOT = 9;
const BORDER = 1;
/** How far an arrow's end is from the edge of the card: it touches the outside of the dot. */
const BEYOND_CARD = DOT / 2 - BORDER;

/** The two ends of an arrow as it is drawn. */
export function arrowEnds(diagram: Diagram, { from, to }: WorkflowEdge): [Position, Position] {
  const start = portPoint(diagram, from.node, from.port);
  const end = inletPoint(diagram, to);
  return [
    { x: start.x, y: start.y + BEYOND_CARD },
    { x: end.x, y: end.y - BEYOND_CARD },
  ];
}

/** The box of the dot of an outlet or inlet, relative to its card. `share` is its place on the edge of the card, from 0 to 1. */
export function dotBox({ width, height }: Size, share: number, edge: 'top' | 'bottom'): Rect {
  const middle = {
    x: BORDER + (width - 2 * BORDER) * share,
    y: edge === 'top' ? BORDER : height - BORDER,
  };
  return { x: middle.x - DOT / 2, y: middle.y - DOT / 2, width: DOT, height: DOT };
}

/** Returns the topmost card at a position, or null. */
export function cardAt({ document, positions, sizeOf }: PlacedDiagram, at: Position): string | null {
  const found = document.nodes.findLast(({ id }) => {
    const corner = positions[id];
    if (!corner) return false;
    const { width, height } = sizeOf(id);
    return at.x >= corner.x && at.x <= corner.x + width && at.y >= corner.y && at.y <= corner.y + height;
  });
  return found?.id ?? null;
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
/** The lowest zoom of a workflow that is legible at it; a larger workflow may be shown smaller (`lowestZoom`). */
const MIN_ZOOM = 0.1;
/** The smallest area that shows a whole workflow, in screen px. */
const SMALLEST_AREA: Size = { width: 240, height: 200 };
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

/** The lowest zoom that the user can choose: low enough that the whole workflow fits into a small area. */
export function lowestZoom(bounds: Size): number {
  const { width, height } = SMALLEST_AREA;
  return Math.min(MIN_ZOOM, width / Math.max(1, bounds.width), height / Math.max(1, bounds.height));
}

function zoomToFit(bounds: Size, pane: Pane): number {
  const height = (pane.height - topOf(pane) - paddingOf(pane).bottom) / Math.max(1, bounds.height);
  return Math.max(lowestZoom(bounds), Math.min(zoomToWidth(bounds, pane), height));
}

function zoomToWidth(bounds: Size, pane: Pane): number {
  const width = (pane.width - 2 * paddingOf(pane).side) / Math.max(1, bounds.width);
  return Math.max(lowestZoom(bounds), Math.min(MAX_ZOOM, width));
}

/** The bounds of all cards. A node without a position lies at the origin, as on the canvas. */
export function boundsOf({ document, positions, sizeOf }: PlacedDiagram): Rect {
  const boxes = document.nodes.map(({ id }) => ({ ...(positions[id] ?? { x: 0, y: 0 }), ...sizeOf(id) }));
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return boxes.length === 0
    ? { x: 0, y: 0, width: 0, height: 0 }
    : { x, y, width: right - x, height: bottom - y };
}

/** The part of the pane in which a revealed card lies: not below the toolbar or the buttons. */
const REVEAL_MARGIN = { x: 24, top: 24, bottom: 96 };

/**
 * Returns the viewport that is panned by the smallest distance that makes `target` visible. If the whole diagram fits at this zoom, all
 * of it is made visible. Returns the same viewport if `target` is visible already.
 */
export function revealingViewport(
  view: Viewport,
  pane: Size,
  { target, all }: { target: Rect; all: Rect },
): Viewport {
  const { x: margin, top, bottom } = REVEAL_MARGIN;
  const [right, low] = [pane.width - margin, pane.height - bottom];
  const pan = ({ x, y, width, height }: Rect) => ({
    dx: distanceInto([x * view.zoom + view.x, (x + width) * view.zoom + view.x], [margin, right]),
    dy: distanceInto([y * view.zoom + view.y, (y + height) * view.zoom + view.y], [top, low]),
  });
  const least = pan(target);
  if (least.dx === 0 && least.dy === 0) return view;
  const allFit = all.width * view.zoom <= right - margin && all.height * view.zoom <= low - top;
  const { dx, dy } = allFit ? pan(all) : least;
  return { x: view.x + dx, y: view.y + dy, zoom: view.zoom };
}

/** How far the span must be shifted to lie inside the other; if it is longer, its start is aligned. */
function distanceInto([start, end]: [number, number], [from, to]: [number, number]): number {
  if (start < from) return from - start;
  return end > to ? Math.max(to - end, from - start) : 0;
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
