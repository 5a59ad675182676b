import type { Position, WorkflowDocument } from '@linkflow/contracts';
import type { Size } from './sizes';

export type Direction = 'up' | 'down' | 'left' | 'right';

/** How much worse a step sideways is than one straight ahead, when looking for the neighbour to the left or right. */
const ASKEW = 3;

/**
 * The node that one reaches from `from` with an arrow key: along the edges up and down,
 * by looking at the picture to the left and right. Null when there is none.
 */
export function neighbour(
  document: WorkflowDocument,
  positions: Record<string, Position>,
  sizeOf: (nodeId: string) => Size,
  from: string,
  direction: Direction,
): string | null {
  const centre = (id: string): Position => {
    const at = positions[id] ?? { x: 0, y: 0 };
    const size = sizeOf(id);
    return { x: at.x + size.width / 2, y: at.y + size.height / 2 };
  };
  const here = centre(from);
  const candidates =
    direction === 'down'
      ? document.edges.filter((edge) => edge.from.node === from).map((edge) => edge.to)
      : direction === 'up'
        ? document.edges.filter((edge) => edge.to === from).map((edge) => edge.from.node)
        : beside(document, centre, from, direction, sizeOf(from).height);
  const weight = (id: string): number => {
    const there = centre(id);
    const [ahead, askew] =
      direction === 'up' || direction === 'down'
        ? [0, Math.abs(there.x - here.x) + (there.x > here.x ? 0.5 : 0)]
        : [Math.abs(there.x - here.x), Math.abs(there.y - here.y)];
    return ahead + askew * ASKEW;
  };
  return candidates.toSorted((a, b) => weight(a) - weight(b))[0] ?? null;
}

function beside(
  document: WorkflowDocument,
  centre: (id: string) => Position,
  from: string,
  direction: 'left' | 'right',
  height: number,
): string[] {
  const here = centre(from);
  return document.nodes
    .map((node) => node.id)
    .filter((id) => {
      if (id === from) return false;
      const there = centre(id);
      const onSide = direction === 'left' ? there.x < here.x - 1 : there.x > here.x + 1;
      return onSide && Math.abs(there.y - here.y) <= height * 2.5;
    });
}
