import type { Block, BlockOf, ColumnContent } from '@linkflow/contracts';

/** A column: the block with the columns, and the index of the column in it. */
export interface ColumnRef {
  blockId: string;
  index: number;
}

/** Where a block stands or will stand: in the message (`column` is null) or in a column, before the block that is at `index` there. */
export interface Place {
  column: ColumnRef | null;
  index: number;
}

/** Columns cannot stand in columns. */
export const fitsInColumn = (block: Block): block is ColumnContent => block.type !== 'columns';

/** The block with this id, in the message or in a column. */
export function blockById(blocks: readonly Block[], id: string): Block | null {
  for (const block of blocks) {
    if (block.id === id) return block;
    if (block.type !== 'columns') continue;
    for (const column of block.columns) {
      const found = column.blocks.find((inner) => inner.id === id);
      if (found) return found;
    }
  }
  return null;
}

/** Where the block with this id stands; null if there is none. */
export function placeOf(blocks: readonly Block[], id: string): Place | null {
  for (const [index, block] of blocks.entries()) {
    if (block.id === id) return { column: null, index };
    if (block.type !== 'columns') continue;
    for (const [columnIndex, column] of block.columns.entries()) {
      const at = column.blocks.findIndex((inner) => inner.id === id);
      if (at >= 0) return { column: { blockId: block.id, index: columnIndex }, index: at };
    }
  }
  return null;
}

/** The blocks of a column, or those of the message. Null if there is no such column. */
export function blocksIn(blocks: readonly Block[], column: ColumnRef | null): readonly Block[] | null {
  if (column === null) return blocks;
  const holder = blocks.find(({ id }) => id === column.blockId);
  return holder?.type === 'columns' ? (holder.columns[column.index]?.blocks ?? null) : null;
}

/** The blocks with one more at a place. Null if it cannot stand there. */
export function withBlock(blocks: readonly Block[], place: Place, block: Block): Block[] | null {
  const { column, index } = place;
  if (column === null) return inserted(blocks, index, block);
  if (!fitsInColumn(block) || blocksIn(blocks, column) === null) return null;
  return mapColumns(blocks, column.blockId, (inner, at) =>
    at === column.index ? inserted(inner, index, block) : inner,
  );
}

/** The blocks without one of them. */
export function withoutBlock(blocks: readonly Block[], id: string): Block[] {
  return blocks
    .filter((block) => block.id !== id)
    .map((block) =>
      block.type === 'columns'
        ? mapContent(block, (inner) =>
            inner.some((one) => one.id === id) ? inner.filter((one) => one.id !== id) : inner,
          )
        : block,
    );
}

/** The blocks with another one in place of that with the same id. Null if there is none, or if it cannot stand there. */
export function withReplaced(blocks: readonly Block[], block: Block): Block[] | null {
  const place = placeOf(blocks, block.id);
  if (!place) return null;
  const replace = <B extends Block>(list: readonly B[], next: B): B[] =>
    list.map((one) => (one.id === next.id ? next : one));
  const { column } = place;
  if (column === null) return replace(blocks, block);
  if (!fitsInColumn(block)) return null;
  return mapColumns(blocks, column.blockId, (inner, at) =>
    at === column.index ? replace(inner, block) : inner,
  );
}

type MapColumn = (blocks: ColumnContent[], index: number) => ColumnContent[];

function mapColumns(blocks: readonly Block[], id: string, map: MapColumn): Block[] {
  return blocks.map((block) =>
    block.id === id && block.type === 'columns' ? mapContent(block, map) : block,
  );
}

/** Keeps the same object if nothing changes, so that unchanged blocks are not rendered again. */
function mapContent(block: BlockOf<'columns'>, map: MapColumn): BlockOf<'columns'> {
  const columns = block.columns.map((column, index) => {
    const blocks = map(column.blocks, index);
    return blocks === column.blocks ? column : { ...column, blocks };
  });
  return columns.every((column, index) => column === block.columns[index]) ? block : { ...block, columns };
}

function inserted<B>(list: readonly B[], index: number, item: B): B[] {
  return [...list.slice(0, index), item, ...list.slice(index)];
}
