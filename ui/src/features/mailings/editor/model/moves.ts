import type { Block, BlockDocument } from '@linkflow/contracts';
import { blockById, blocksIn, fitsInColumn, type Place, placeOf, withoutBlock } from './places';

export type Direction = 'up' | 'down' | 'left' | 'right';

/**
 * Where a block goes when it is moved one step; null if it cannot go there. The place is that in the document without the block.
 *
 * - up, down: past its neighbour. From the end of a column, out of the columns.
 * - left, right: to the column beside it. From the message, into the columns above (left) or below (right).
 */
export function stepOf(blocks: readonly Block[], id: string, direction: Direction): Place | null {
  const [block, place] = [blockById(blocks, id), placeOf(blocks, id)];
  if (!block || !place) return null;
  const back = direction === 'up' || direction === 'left';
  if (direction === 'up' || direction === 'down') return pastNeighbour(blocks, place, back);
  if (!fitsInColumn(block)) return null;
  return place.column ? toColumnBeside(blocks, place, back) : intoColumns(blocks, place.index, back);
}

function pastNeighbour(blocks: readonly Block[], place: Place, back: boolean): Place | null {
  const siblings = blocksIn(blocks, place.column) ?? [];
  const index = place.index + (back ? -1 : 1);
  if (index >= 0 && index < siblings.length) return { ...place, index };
  if (place.column === null) return null;
  const holder = placeOf(blocks, place.column.blockId);
  return holder && { column: null, index: holder.index + (back ? 0 : 1) };
}

function toColumnBeside(blocks: readonly Block[], { column }: Place, back: boolean): Place | null {
  if (!column) return null;
  const beside = { ...column, index: column.index + (back ? -1 : 1) };
  const content = blocksIn(blocks, beside);
  return content && { column: beside, index: content.length };
}

function intoColumns(blocks: readonly Block[], index: number, back: boolean): Place | null {
  const holders = blocks.flatMap((block, at) => (block.type === 'columns' ? [{ block, at }] : []));
  const holder = back ? holders.findLast(({ at }) => at < index) : holders.find(({ at }) => at > index);
  if (!holder) return null;
  const last = holder.block.columns.length - 1;
  const column = { blockId: holder.block.id, index: back ? last : 0 };
  return { column, index: back ? (holder.block.columns[last]?.blocks.length ?? 0) : 0 };
}

/** The block that comes after a block, or before it, in the order in which they are read. Null at the end. */
export function neighbourOf(blocks: readonly Block[], id: string, by: 1 | -1): string | null {
  const ids = idsInOrder(blocks);
  return ids[ids.indexOf(id) + by] ?? null;
}

/** The ids of all blocks, those in columns included, in the order in which they are read. */
export function idsInOrder(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) =>
    block.type === 'columns'
      ? [block.id, ...block.columns.flatMap((column) => column.blocks.map(({ id }) => id))]
      : [block.id],
  );
}

/** The block that is selected after another one was removed: the next one beside it, else the one before, else what it stood in. */
export function survivorOf(blocks: readonly Block[], id: string): string | null {
  const place = placeOf(blocks, id);
  if (!place) return null;
  const siblings = blocksIn(blocks, place.column) ?? [];
  const sibling = siblings[place.index + 1] ?? siblings[place.index - 1];
  return sibling?.id ?? place.column?.blockId ?? null;
}

/** Where a new block is added: after the selected one, inside its column if it fits there, or at the end of the message. */
export function placeAfter(
  { blocks }: BlockDocument,
  selected: string | null,
  added: Pick<Block, 'type'>,
): Place {
  const place = selected === null ? null : placeOf(blocks, selected);
  if (!place) return { column: null, index: blocks.length };
  if (place.column === null || added.type !== 'columns') return { ...place, index: place.index + 1 };
  const holder = placeOf(blocks, place.column.blockId);
  return { column: null, index: (holder?.index ?? blocks.length - 1) + 1 };
}

/** A block that is being dragged: one of the message, or a new one without an id. */
export type Dragged = Pick<Block, 'type'> & { id: string | null };

/**
 * All places where a block can be dropped, in the order in which they are read: those of the document without the block itself. Columns
 * can only stand in the message.
 */
export function placesFor(blocks: readonly Block[], dragged: Dragged): Place[] {
  const places: Place[] = [];
  const others = dragged.id === null ? blocks : withoutBlock(blocks, dragged.id);
  for (const [index, block] of others.entries()) {
    places.push({ column: null, index });
    if (block.type !== 'columns' || dragged.type === 'columns') continue;
    for (const [at, column] of block.columns.entries()) {
      for (let inner = 0; inner <= column.blocks.length; inner += 1)
        places.push({ column: { blockId: block.id, index: at }, index: inner });
    }
  }
  return [...places, { column: null, index: others.length }];
}
