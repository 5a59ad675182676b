import type { Block, BlockDocument, BlockOf } from '@linkflow/contracts';
import { DEFAULT_STYLES, newBlock } from './new-block';

export const WORDS = { 'view-online': 'View', subscriptions: 'Change', unsubscribe: 'Leave' };

/** Returns a function that gives the ids `n1`, `n2` and so on. */
export function idsFrom(prefix = 'n'): () => string {
  let count = 0;
  return () => `${prefix}${(count += 1)}`;
}

export const aBlock = (type: Block['type'], id: string): Block =>
  newBlock(type, { nextId: () => id, words: WORDS });

export const aHeading = (id: string, text = ''): BlockOf<'heading'> =>
  ({ ...aBlock('heading', id), text }) as BlockOf<'heading'>; // `newBlock` returns the type that it is asked for

/** Columns with blocks of these ids. */
export const columnsOf = (id: string, ...columns: string[][]): BlockOf<'columns'> =>
  ({
    ...aBlock('columns', id),
    columns: columns.map((ids) => ({ share: 1, blocks: ids.map((inner) => aHeading(inner)) })),
  }) as BlockOf<'columns'>; // as above

export const aDocument = (...blocks: Block[]): BlockDocument => ({
  version: 1,
  styles: DEFAULT_STYLES,
  blocks,
});

/** The ids of a document as text, such as `a b[c d|e]`. */
export const shapeOf = ({ blocks }: Pick<BlockDocument, 'blocks'>): string =>
  blocks
    .map((block) =>
      block.type === 'columns'
        ? `${block.id}[${block.columns.map((column) => column.blocks.map(({ id }) => id).join(' ')).join('|')}]`
        : block.id,
    )
    .join(' ');
