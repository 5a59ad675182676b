import type { Position } from '@linkflow/contracts';

export interface ArrowPath {
  /** The `d` of an SVG path. */
  d: string;
  /** Where the button that inserts a step sits: in the middle of the longest straight piece below the port's word. */
  middle: Position;
}

/** How far below the outlet the line turns, so that the port's word stands above the turn. */
const BEND = 40;
/** How far above the entry the line turns when it comes from far. */
const APPROACH = 26;
/** Longer ones keep to their own column and turn late; they join others, and would run through what lies between. */
const FAR = 150;
const RADIUS = 10;

/** The line of an arrow: down, aside, down, with round corners; or around the cards when it has to go up. */
export function arrowPath(from: Position, to: Position, joins = false): ArrowPath {
  const down = to.y - from.y;
  if (down < 6) return around(from, to);
  if (Math.abs(to.x - from.x) < 1) {
    return { d: `M${from.x} ${from.y}L${to.x} ${to.y}`, middle: { x: to.x, y: from.y + down * 0.55 } };
  }
  const late = joins || down > FAR;
  const turn = late
    ? Math.max(from.y + down / 2, to.y - APPROACH)
    : Math.min(from.y + BEND, from.y + down / 2 + 8);
  const middle = late ? { x: from.x, y: (from.y + BEND / 2 + turn) / 2 } : { x: to.x, y: (turn + to.y) / 2 };
  return {
    d: rounded([from, { x: from.x, y: turn }, { x: to.x, y: turn }, to]),
    middle: down > 56 ? middle : { x: (from.x + to.x) / 2, y: turn },
  };
}

function around(from: Position, to: Position): ArrowPath {
  const side = (from.x + to.x) / 2;
  const out = Math.abs(to.x - from.x) < 160 ? Math.max(from.x, to.x) + 170 : side;
  const below = from.y + BEND;
  const above = to.y - APPROACH;
  return {
    d: rounded([
      from,
      { x: from.x, y: below },
      { x: out, y: below },
      { x: out, y: above },
      { x: to.x, y: above },
      to,
    ]),
    middle: { x: out, y: (below + above) / 2 },
  };
}

/** A line through the points whose corners are rounded as far as the pieces allow. */
function rounded(points: readonly Position[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let d = `M${first.x} ${first.y}`;
  rest.forEach((point, index) => {
    const before = points[index] ?? first;
    const after = rest[index + 1];
    if (!after) {
      d += `L${point.x} ${point.y}`;
      return;
    }
    const radius = Math.min(RADIUS, length(before, point) / 2, length(point, after) / 2);
    const start = towards(point, before, radius);
    const end = towards(point, after, radius);
    d += `L${start.x} ${start.y}Q${point.x} ${point.y} ${end.x} ${end.y}`;
  });
  return d;
}

const length = (a: Position, b: Position): number => Math.hypot(b.x - a.x, b.y - a.y);

function towards(from: Position, to: Position, distance: number): Position {
  const whole = length(from, to) || 1;
  return {
    x: from.x + ((to.x - from.x) / whole) * distance,
    y: from.y + ((to.y - from.y) / whole) * distance,
  };
}
