import type {
  Block,
  BlockDocument,
  BlockImageSource,
  BlockLink,
  ColumnContent,
  RichBlock,
  RichInline,
  RichParagraph,
  RichText,
} from '@linkflow/contracts';

/** What to change in a block document. A function that is absent changes nothing. */
export interface BlockChange {
  /**
   * Called for each link in the order in which they are read. Neighbouring texts that lead to the same place are one link. A button, an icon
   * or an entry of a menu that leads nowhere yet is null; pictures and texts without a link are not links.
   */
  link?: (link: BlockLink | null, blockId: string) => BlockLink | null;
  /** HTML that the author wrote. */
  html?: (html: string, blockId: string) => string;
  /** Where a picture comes from; null: it is not chosen yet. */
  picture?: (source: BlockImageSource | null) => BlockImageSource | null;
  /** A text on one line. */
  line?: (text: string, blockId: string) => string;
  /** A part of a formatted text, after its link was changed. */
  inline?: (part: RichInline, blockId: string) => RichInline[];
}

/** A changed copy of a block document. */
export const changeDocument = (document: BlockDocument, change: BlockChange): BlockDocument => ({
  ...document,
  blocks: document.blocks.map((block) => changeBlock(block, change)),
});

/** A changed copy of a block. */
export function changeBlock(block: Block, change: BlockChange): Block {
  if (block.type !== 'columns') return changeContent(block, change);
  const columns = block.columns.map((column) => ({
    ...column,
    blocks: column.blocks.map((inner) => changeContent(inner, change)),
  }));
  return { ...block, columns };
}

function changeContent(block: ColumnContent, change: BlockChange): ColumnContent {
  const line = (text: string) => (change.line ? change.line(text, block.id) : text);
  const link = (from: BlockLink | null) => (change.link ? change.link(from, block.id) : from);
  switch (block.type) {
    case 'heading':
      return { ...block, text: line(block.text) };
    case 'text':
    case 'footer':
      return { ...block, text: changeText(block.text, change, block.id) };
    case 'image':
      return {
        ...block,
        source: change.picture ? change.picture(block.source) : block.source,
        alt: line(block.alt),
        link: block.link && link(block.link),
      };
    case 'button':
      return { ...block, text: line(block.text), link: link(block.link) };
    case 'social':
      return { ...block, items: block.items.map((item) => ({ ...item, link: link(item.link) })) };
    case 'menu':
      return {
        ...block,
        items: block.items.map((item) => ({ text: line(item.text), link: link(item.link) })),
      };
    case 'html':
      return change.html ? { ...block, html: change.html(block.html, block.id) } : block;
    case 'divider':
    case 'spacer':
      return block;
  }
}

function changeText(text: RichText, change: BlockChange, blockId: string): RichText {
  const paragraph = (one: RichParagraph): RichParagraph =>
    one.content ? { ...one, content: changeLine(one.content, change, blockId) } : one;
  const part = (one: RichBlock): RichBlock =>
    one.type === 'paragraph'
      ? paragraph(one)
      : {
          ...one,
          content: one.content.map((item) => ({ ...item, content: item.content.map(paragraph) })),
        };
  return { ...text, content: text.content.map(part) };
}

function changeLine(parts: readonly RichInline[], change: BlockChange, blockId: string): RichInline[] {
  return linkedParts(parts).flatMap(({ link, parts: linked }) => {
    const changed = link && change.link ? change.link(link, blockId) : link;
    const relinked = changed === link ? linked : linked.map((part) => withLink(part, changed));
    const { inline } = change;
    return inline ? relinked.flatMap((part) => inline(part, blockId)) : relinked;
  });
}

/** Neighbouring parts of a line that lead to the same place, or nowhere. */
export interface LinkedParts {
  link: BlockLink | null;
  parts: RichInline[];
}

/** Puts neighbouring parts with the same link together, because a reader sees one link. */
export function linkedParts(parts: readonly RichInline[]): LinkedParts[] {
  const groups: LinkedParts[] = [];
  for (const part of parts) {
    const link = linkOf(part);
    const group = groups.at(-1);
    if (group && JSON.stringify(group.link) === JSON.stringify(link)) group.parts.push(part);
    else groups.push({ link, parts: [part] });
  }
  return groups;
}

function linkOf({ marks = [] }: RichInline): BlockLink | null {
  for (const mark of marks) if (mark.type === 'link') return mark.attrs.link;
  return null;
}

function withLink(part: RichInline, link: BlockLink | null): RichInline {
  const others = (part.marks ?? []).filter(({ type }) => type !== 'link');
  return { ...part, marks: link ? [{ type: 'link', attrs: { link } }, ...others] : others };
}
