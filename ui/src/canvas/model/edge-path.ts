import { getSmoothStepPath, type GetSmoothStepPathParams, Position as Side } from '@xyflow/react';
import type { Position } from '@linkflow/contracts';

/** Distance from the port to the bend of a short edge, in px. Leaves room for the port's label above the bend. */
const BEND_BELOW_PORT = 40;
/** Distance from the bend to the target node in px, for long edges and for edges to a node with several incoming edges. */
const BEND_ABOVE_TARGET = 26;
/** An edge that is higher than this (in px) bends close to its target, so that it does not cross the nodes between its ends. */
const LONG_EDGE = 150;
const CORNER_RADIUS = 10;

/**
 * Computes the path of an edge, the `d` attribute of an SVG path: down, sideways, down, with rounded corners. An edge that leads upwards is
 * drawn around the cards.
 * @param isMerge the target has several incoming edges
 */
export function edgePath(from: Position, to: Position, isMerge = false): string {
  const bends = bendsOf(from, to, isMerge);
  return bends ? roundedPath(from, to, bends) : `M${from.x} ${from.y}L${to.x} ${to.y}`;
}

/**
 * Distances of the middle of a grip from the end of its arrow, px. The first grip is below the dot of the outlet, whose area to press ends
 * 10 px below the arrow's start.
 */
export const GRIP_DISTANCE = { from: 18.5, to: 6.5 };
/** Half of a grip's area to press, px; see flow/arrow-grips.module.css. */
const GRIP_RADIUS = 8;
/** Size of the insert button, px. */
const BUTTON = 22;
/** How far the button is beside an arrow that is too short for it. */
const ASIDE = 26;

/**
 * Where the insert button of an edge is placed: in the middle of its longest straight segment below the port's label, where it covers no grip.
 * It is beside an arrow that is too short for it.
 */
export function edgeMiddle(from: Position, to: Position, isMerge = false): Position {
  const bends = bendsOf(from, to, isMerge);
  // What the grips leave free of the arrow.
  const top = from.y + GRIP_DISTANCE.from + GRIP_RADIUS;
  const bottom = to.y - GRIP_DISTANCE.to - GRIP_RADIUS;
  if (bends === null) return between(to.x, top, bottom) ?? { x: to.x + ASIDE, y: (from.y + to.y) / 2 };
  if ('centerX' in bends) return { x: bends.centerX, y: (from.y + to.y) / 2 };
  const turn = bends.centerY;
  const upright = bendsLate(from, to, isMerge) ? between(from.x, top, turn) : between(to.x, turn, bottom);
  return upright ?? besideTurn(from, to, turn);
}

/** The middle of an upright segment, or null if the button does not fit into it. */
function between(x: number, top: number, bottom: number): Position | null {
  return bottom - top >= BUTTON ? { x, y: (top + bottom) / 2 } : null;
}

/** The middle of the level segment; beside the arrow if that is too short. */
function besideTurn(from: Position, to: Position, turn: number): Position {
  const isLevel = Math.abs(to.x - from.x) >= 2 * (BUTTON + GRIP_RADIUS);
  return { x: isLevel ? (from.x + to.x) / 2 : Math.max(from.x, to.x) + ASIDE, y: turn };
}

/** Returns the corners of an edge's path, its ends included, as if they were not rounded. */
export function edgePoints(from: Position, to: Position, isMerge = false): Position[] {
  const bends = bendsOf(from, to, isMerge);
  if (bends === null) return [from, to];
  if ('centerY' in bends) return [from, { x: from.x, y: bends.centerY }, { x: to.x, y: bends.centerY }, to];
  const { centerX: x, offset } = bends;
  const [below, above] = [from.y + offset, to.y - offset];
  return [from, { x: from.x, y: below }, { x, y: below }, { x, y: above }, { x: to.x, y: above }, to];
}

type Bends = { centerY: number; offset: number } | { centerX: number; offset: number };

/** Where an edge turns: at a height, at a side (an edge that leads upwards), or nowhere (null). */
function bendsOf(from: Position, to: Position, isMerge: boolean): Bends | null {
  const down = to.y - from.y;
  if (down < 6) {
    const isNarrow = Math.abs(to.x - from.x) < 160;
    const side = isNarrow ? Math.max(from.x, to.x) + 170 : (from.x + to.x) / 2;
    return { centerX: side, offset: BEND_BELOW_PORT };
  }
  if (Math.abs(to.x - from.x) < 1) return null;
  const centerY = bendsLate(from, to, isMerge)
    ? Math.max(from.y + down / 2, to.y - BEND_ABOVE_TARGET)
    : Math.min(from.y + BEND_BELOW_PORT, from.y + down / 2 + 8);
  return { centerY, offset: 0 };
}

const bendsLate = (from: Position, to: Position, isMerge: boolean): boolean =>
  isMerge || to.y - from.y > LONG_EDGE;

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

/** The distance of a point from a line of straight segments, given by its corners. */
export function distanceToLine(point: Position, corners: readonly Position[]): number {
  const segments = corners.slice(1).map((end, index) => ({ start: corners[index] ?? end, end }));
  return Math.min(...segments.map((segment) => distanceToSegment(point, segment)));
}

function distanceToSegment(point: Position, { start, end }: { start: Position; end: Position }): number {
  const [dx, dy] = [end.x - start.x, end.y - start.y];
  const square = dx * dx + dy * dy;
  const along = square === 0 ? 0 : ((point.x - start.x) * dx + (point.y - start.y) * dy) / square;
  const share = Math.max(0, Math.min(1, along));
  return Math.hypot(point.x - start.x - share * dx, point.y - start.y - share * dy);
}
