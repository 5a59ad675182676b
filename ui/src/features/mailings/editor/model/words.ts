import type { Block, BlockOf, RichInline, RichText } from '@linkflow/contracts';
import { writeMergeField } from '@linkflow/workflow';

/** What a block says, on one line; its merge fields are written in braces. Empty if it says nothing. */
export function wordsOf(block: Block): string {
  switch (block.type) {
    case 'heading':
    case 'button':
      return block.text;
    case 'text':
    case 'footer':
      return plainText(block.text);
    case 'image':
      return block.alt;
    case 'menu':
      return block.items.map(({ text }) => text).join(' · ');
    default:
      return '';
  }
}

/** A block that is text, and can be written where it stands in the message. */
export type WrittenBlock = BlockOf<'heading' | 'text' | 'button' | 'footer'>;

export const isWritten = (block: Block): block is WrittenBlock =>
  block.type === 'heading' || block.type === 'text' || block.type === 'button' || block.type === 'footer';

/** A formatted text on one line, without its formatting. */
export function plainText({ content }: RichText): string {
  const paragraphs = content.flatMap((block) =>
    block.type === 'paragraph' ? [block] : block.content.flatMap((item) => item.content),
  );
  return paragraphs
    .map(({ content: parts = [] }) => parts.map(inlineText).join(''))
    .filter((line) => line.trim() !== '')
    .join(' ');
}

function inlineText(part: RichInline): string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'hardBreak':
      return ' ';
    case 'mergeField':
      return writeMergeField(part.attrs.fact, part.attrs.fallback);
  }
}
