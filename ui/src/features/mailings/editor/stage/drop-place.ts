import type { Dragged } from '../model/moves';
import type { Place } from '../model/places';

interface Point {
  x: number;
  y: number;
}

interface Box {
  top: number;
  bottom: number;
}

/** The index at which something at height `y` stands among boxes that are below each other. */
export const indexAt = (boxes: readonly Box[], y: number): number =>
  boxes.filter(({ top, bottom }) => (top + bottom) / 2 < y).length;

/**
 * Where a block is dropped at a point of the window: in the column under the pointer, or else in the message, whose gutters count, too. Null
 * outside of the stage.
 */
export function placeAtPoint(stage: HTMLElement, { x, y }: Point, dragged: Dragged): Place | null {
  const isInside = ({ left, right, top, bottom }: DOMRect) =>
    x >= left && x <= right && y >= top && y <= bottom;
  if (!isInside(stage.getBoundingClientRect())) return null;
  const lists = [...stage.querySelectorAll<HTMLElement>('[data-blocks]')];
  const column =
    dragged.type === 'columns'
      ? undefined
      : lists.find((list) => list.dataset.columnOf !== undefined && isInside(list.getBoundingClientRect()));
  const list = column ?? lists.find((each) => each.dataset.columnOf === undefined);
  if (!list) return { column: null, index: 0 };
  const frames = [...list.querySelectorAll<HTMLElement>(':scope > [data-block-id]')];
  const boxes = frames
    .filter((frame) => frame.dataset.blockId !== dragged.id)
    .map((frame) => frame.getBoundingClientRect());
  const { columnOf } = list.dataset;
  return {
    column: columnOf === undefined ? null : { blockId: columnOf, index: Number(list.dataset.column) },
    index: indexAt(boxes, y),
  };
}
