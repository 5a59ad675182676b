import type {
  Block,
  BlockDocument,
  BlockOf,
  BlockType,
  MailStyles,
  RichText,
  SpecialLink,
} from '@linkflow/contracts';

/** The types of blocks that can be added, in the order in which they are offered. */
export const BLOCK_TYPES = [
  'heading',
  'text',
  'image',
  'button',
  'columns',
  'divider',
  'spacer',
  'menu',
  'social',
  'html',
  'footer',
] as const satisfies readonly BlockType[];

/** What every new block has, besides its id. The same values as the defaults of the schema, which the page does not load. */
const common = { hiddenOn: [], background: null, paddingY: 12, paddingX: 24 } satisfies Partial<Block>;

export const DEFAULT_STYLES: MailStyles = {
  font: 'Arial',
  textSize: 16,
  textColour: '#24292f',
  headingColour: '#15181e',
  linkColour: '#2f5bd8',
  buttonColour: '#2f5bd8',
  buttonTextColour: '#ffffff',
  pageColour: '#f3f4f7',
  messageColour: '#ffffff',
};

export const emptyDocument = (): BlockDocument => ({ version: 1, styles: DEFAULT_STYLES, blocks: [] });

export const EMPTY_TEXT: RichText = { type: 'doc', content: [{ type: 'paragraph' }] };

interface NewBlockParts {
  nextId: () => string;
  /** Space at the sides, px. */
  paddingX?: number;
  /** The words of the special links that a new footer has. */
  words: Record<SpecialLink, string>;
}

/** A new block of a type. Texts are empty; the author is asked for them where they will stand. */
export function newBlock(
  type: BlockType,
  { nextId, words, paddingX = common.paddingX }: NewBlockParts,
): Block {
  const base = { ...common, paddingX, hiddenOn: [], id: nextId() };
  switch (type) {
    case 'heading':
      return { ...base, type, text: '', level: 1, align: 'left', colour: null };
    case 'text':
      return { ...base, type, text: EMPTY_TEXT };
    case 'image':
      return { ...base, type, source: null, alt: '', width: null, align: 'center', link: null };
    case 'button':
      return {
        ...base,
        type,
        text: '',
        link: null,
        align: 'left',
        width: 'text',
        radius: 6,
        colour: null,
        textColour: null,
      };
    case 'divider':
      return { ...base, type, colour: '#d5d9e0', thickness: 1 };
    case 'spacer':
      return { ...base, type, height: 32 };
    case 'social':
      return {
        ...base,
        type,
        align: 'center',
        items: [
          { network: 'facebook', link: null },
          { network: 'instagram', link: null },
          { network: 'linkedin', link: null },
        ],
      };
    case 'menu':
      return {
        ...base,
        type,
        align: 'center',
        items: [
          { text: '', link: null },
          { text: '', link: null },
        ],
      };
    case 'html':
      return { ...base, type, html: '' };
    case 'footer':
      return { ...base, type, text: footerText(words) };
    case 'columns':
      return {
        ...base,
        type,
        columns: [
          { share: 1, blocks: [] },
          { share: 1, blocks: [] },
        ],
      };
  }
}

function footerText(words: Record<SpecialLink, string>): RichText {
  const names: SpecialLink[] = ['view-online', 'subscriptions', 'unsubscribe'];
  return {
    type: 'doc',
    content: [
      {
        type: 'paragraph',
        content: names.flatMap((name, index) => [
          ...(index > 0 ? [{ type: 'text' as const, text: ' · ' }] : []),
          {
            type: 'text' as const,
            text: words[name],
            marks: [{ type: 'link' as const, attrs: { link: { kind: 'special' as const, name } } }],
          },
        ]),
      },
    ],
  };
}

/**
 * The space at the sides of a new block, so that it is in line with the blocks around it: that of most of them, or else none in a column,
 * which has its own space. Blocks of the message without any, such as pictures over the whole width, do not count.
 */
export function paddingXFor(siblings: readonly Block[], inColumn: boolean): number {
  const found = siblings.map(({ paddingX }) => paddingX).filter((paddingX) => inColumn || paddingX > 0);
  const counts = Map.groupBy(found, (paddingX) => paddingX);
  const [most] = [...counts].toSorted(([, one], [, other]) => other.length - one.length);
  return most?.[0] ?? (inColumn ? 0 : common.paddingX);
}

/** A copy of a block with ids of its own, also for the blocks in its columns. */
export function copyOf(block: Block, nextId: () => string): Block {
  if (block.type !== 'columns') return { ...block, id: nextId() };
  const columns = block.columns.map((column) => ({
    ...column,
    blocks: column.blocks.map((inner) => ({ ...inner, id: nextId() })),
  }));
  return { ...block, id: nextId(), columns };
}

/**
 * Columns with another number of columns. The blocks of columns that go away move to the last one that stays, so that nothing is lost.
 */
export function withColumnCount(block: BlockOf<'columns'>, count: number): BlockOf<'columns'> {
  const { columns } = block;
  if (count >= columns.length) {
    const added = Array.from({ length: count - columns.length }, () => ({ share: 1, blocks: [] }));
    return { ...block, columns: [...columns, ...added] };
  }
  const left = columns.slice(count).flatMap(({ blocks }) => blocks);
  return {
    ...block,
    columns: columns
      .slice(0, count)
      .map((column, index) =>
        index === count - 1 ? { ...column, blocks: [...column.blocks, ...left] } : column,
      ),
  };
}
