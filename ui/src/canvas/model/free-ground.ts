import type { Position } from '@linkflow/contracts';
import type { WorkflowClipboard } from '@linkflow/workflow';
import { diagramOf, type DiagramState } from './add-node';
import { estimatedSize, type Rect, type Size } from './layout';
import { portsFor } from './nodes';

/** Distance that pasted cards keep from the cards that are there, in px. */
const GAP = 24;

/** Vertical distance of steps without a position in the clipboard, in px. */
const ROW_HEIGHT = 150;

/** The smallest rectangle that contains all rectangles; undefined for none. */
export function boundsOf(rects: readonly Rect[]): Rect | undefined {
  if (rects.length === 0) return undefined;
  const x = Math.min(...rects.map((rect) => rect.x));
  const y = Math.min(...rects.map((rect) => rect.y));
  return {
    x,
    y,
    width: Math.max(...rects.map((rect) => rect.x + rect.width)) - x,
    height: Math.max(...rects.map((rect) => rect.y + rect.height)) - y,
  };
}

/**
 * Returns the position nearest to `wanted` (the top left corner) at which a rectangle of this size keeps a gap from all `taken`
 * ones. There always is one, at the latest beside all of them.
 */
export function freeGround(size: Size, wanted: Position, taken: readonly Rect[]): Position {
  // The nearest free position touches `taken` rectangles on its sides, or has a coordinate of the wanted position.
  const xs = candidates(wanted.x, taken, ({ x, width }) => [x - size.width - GAP, x + width + GAP]);
  const ys = candidates(wanted.y, taken, ({ y, height }) => [y - size.height - GAP, y + height + GAP]);
  const distanceTo = ({ x, y }: Position): number => (x - wanted.x) ** 2 + (y - wanted.y) ** 2;
  let nearest: Position = wanted;
  let least = Infinity;
  for (const x of xs) {
    if ((x - wanted.x) ** 2 >= least) break;
    for (const y of ys) {
      const at = { x, y };
      const distance = distanceTo(at);
      if (distance >= least) break;
      if (taken.some((rect) => areClose({ ...size, ...at }, rect))) continue;
      nearest = at;
      least = distance;
      break;
    }
  }
  return nearest;
}

/** The wanted coordinate and those beside the rectangles, without duplicates, nearest first. */
function candidates(wanted: number, taken: readonly Rect[], beside: (rect: Rect) => number[]): number[] {
  const all = new Set([wanted, ...taken.flatMap(beside)].map(Math.round));
  return [...all].toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted));
}

const areClose = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width + GAP &&
  a.x + a.width + GAP > b.x &&
  a.y < b.y + b.height + GAP &&
  a.y + a.height + GAP > b.y;

/** The clipboard with a position for each step. Steps without one are placed below each other. */
export function withAllPositions(clipboard: WorkflowClipboard): WorkflowClipboard {
  const bottom = Math.max(0, ...Object.values(clipboard.positions).map(({ y }) => y + ROW_HEIGHT));
  const missing = clipboard.nodes.filter(({ id }) => !Object.hasOwn(clipboard.positions, id));
  const positions = Object.fromEntries(
    missing.map(({ id }, index) => [id, { x: 0, y: bottom + index * ROW_HEIGHT }]),
  );
  return { ...clipboard, positions: { ...clipboard.positions, ...positions } };
}

/**
 * Returns how far the steps of the clipboard are moved, so that they stand on free ground: as near as possible to `centre`, or,
 * without it, to where they were copied.
 */
export function offsetToFreeGround(
  state: DiagramState,
  clipboard: WorkflowClipboard,
  centre?: Position,
): Position {
  const { sizeOf, positions } = diagramOf(state);
  const rects = clipboard.nodes.flatMap((node): Rect[] => {
    const at = clipboard.positions[node.id];
    // A step that was copied in this workflow is as large as its original.
    const size = state.measured[node.id] ?? estimatedSize(portsFor(state.catalogue, node).length);
    return at ? [{ ...at, ...size }] : [];
  });
  const bounds = boundsOf(rects);
  if (!bounds) return { x: 0, y: 0 };
  const wanted = centre
    ? { x: Math.round(centre.x - bounds.width / 2), y: Math.round(centre.y - bounds.height / 2) }
    : { x: bounds.x, y: bounds.y };
  const taken = state.document.nodes.flatMap(({ id }): Rect[] => {
    const at = positions[id];
    return at ? [{ ...at, ...sizeOf(id) }] : [];
  });
  const free = freeGround(bounds, wanted, taken);
  return { x: Math.round(free.x - bounds.x), y: Math.round(free.y - bounds.y) };
}
