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

/** Where the insert button of an edge is placed: in the middle of its longest straight segment below the port's label. */
export function edgeMiddle(from: Position, to: Position, isMerge = false): Position {
  const down = to.y - from.y;
  const bends = bendsOf(from, to, isMerge);
  if (bends === null) return { x: to.x, y: from.y + down * 0.55 };
  if ('centerX' in bends) return { x: bends.centerX, y: (from.y + to.y) / 2 };
  const turn = bends.centerY;
  if (down <= 56) return { x: (from.x + to.x) / 2, y: turn };
  return bendsLate(from, to, isMerge)
    ? { x: from.x, y: (from.y + BEND_BELOW_PORT / 2 + turn) / 2 }
    : { x: to.x, y: (turn + to.y) / 2 };
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
