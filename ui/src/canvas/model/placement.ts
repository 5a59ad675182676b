import type { Position, WorkflowDocument } from '@linkflow/contracts';
import { RANK_GAP, SIBLING_GAP, type Size } from './sizes';

export interface Picture {
  document: WorkflowDocument;
  positions: Record<string, Position>;
  sizeOf: (nodeId: string) => Size;
  portOrder: (nodeId: string) => readonly string[];
}

/** Where a new node goes when it follows `port` of `after`: below it, beside its siblings, on free ground. */
export function placeAfter(picture: Picture, after: string, port: string, size: Size): Position {
  const parent = picture.positions[after] ?? { x: 0, y: 0 };
  const parentSize = picture.sizeOf(after);
  const ports = picture.portOrder(after);
  const index = Math.max(0, ports.indexOf(port));
  const step = size.width + SIBLING_GAP;
  const centre = parent.x + parentSize.width / 2 + (index - (Math.max(1, ports.length) - 1) / 2) * step;
  const wish = {
    x: Math.round(centre - size.width / 2),
    y: Math.round(parent.y + parentSize.height + RANK_GAP),
  };
  return freeSpot(picture, wish, size, index === 0 && ports.length > 1 ? -1 : 1);
}

/** The wished spot, or the nearest free one on the same height, looking first to the side that `side` names. */
export function freeSpot(picture: Picture, wish: Position, size: Size, side: 1 | -1 = 1): Position {
  const step = size.width + SIBLING_GAP;
  const tries = [
    0,
    ...Array.from({ length: 12 }, (_, index) => index + 1).flatMap((n) => [n * side, -n * side]),
  ];
  for (const offset of tries) {
    const at = { x: wish.x + offset * step, y: wish.y };
    if (!overlapsAny(picture, at, size)) return at;
  }
  return wish;
}

/**
 * Room for a node of `size` that was put in before `next`: everything from `next` on goes down as far as needed.
 * Empty when there is room already.
 */
export function pushDown(picture: Picture, next: string, at: Position, size: Size): Record<string, Position> {
  const top = picture.positions[next]?.y;
  if (top === undefined) return {};
  const shift = Math.round(at.y + size.height + RANK_GAP - top);
  if (shift <= 0) return {};
  const moved: Record<string, Position> = {};
  for (const id of withDescendants(picture.document, next)) {
    const position = picture.positions[id];
    if (position && position.y >= top) moved[id] = { x: position.x, y: position.y + shift };
  }
  return moved;
}

/** The least distance between two cards that follow each other, where a person only looks. */
const READING_GAP = 44;

/**
 * Positions with room for cards that have grown (a run writes its reasons on them): what follows goes down as far as
 * needed, and nothing else moves. For looking only; nobody's arrangement is changed.
 */
export function spread({
  document,
  positions,
  sizeOf,
}: Omit<Picture, 'portOrder'>): Record<string, Position> {
  const placed: Record<string, Position> = { ...positions };
  const topDown = document.nodes
    .filter(({ id }) => positions[id])
    .toSorted((a, b) => (positions[a.id]?.y ?? 0) - (positions[b.id]?.y ?? 0));
  for (const { id } of topDown) {
    const at = placed[id];
    if (!at) continue;
    for (const edge of document.edges) {
      const before = edge.to === id ? placed[edge.from.node] : undefined;
      // An arrow that goes up has its own way round.
      if (!before || (positions[edge.from.node]?.y ?? 0) >= (positions[id]?.y ?? 0)) continue;
      const least = before.y + sizeOf(edge.from.node).height + READING_GAP;
      if ((placed[id]?.y ?? 0) < least) placed[id] = { x: at.x, y: least };
    }
  }
  return placed;
}

function withDescendants(document: WorkflowDocument, start: string): Set<string> {
  const found = new Set<string>([start]);
  const todo = [start];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    for (const edge of document.edges) {
      if (edge.from.node === id && !found.has(edge.to)) {
        found.add(edge.to);
        todo.push(edge.to);
      }
    }
  }
  return found;
}

function overlapsAny(picture: Picture, at: Position, size: Size): boolean {
  const margin = 12;
  return picture.document.nodes.some((node) => {
    const other = picture.positions[node.id];
    if (!other) return false;
    const otherSize = picture.sizeOf(node.id);
    return (
      at.x < other.x + otherSize.width + margin &&
      at.x + size.width + margin > other.x &&
      at.y < other.y + otherSize.height + margin &&
      at.y + size.height + margin > other.y
    );
  });
}
