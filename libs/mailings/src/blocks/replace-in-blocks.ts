import type { BlockDocument, BlockLink, RichInline } from '@linkflow/contracts';
import { mergeParts } from '@linkflow/workflow';
import { changeDocument, type BlockChange } from './change-blocks';
import { blockLinkOf, hrefOf } from './marked-blocks';

/** Replaces placeholders wherever they stand in a block document. */
export const replaceInBlocks = (document: BlockDocument, replace: (text: string) => string): BlockDocument =>
  changeDocument(document, replacing(replace));

/**
 * Replaces placeholders in texts, in addresses, and in HTML of the author. A merge field that takes the place of a placeholder in a
 * formatted text becomes a part of its own.
 */
export function replacing(replace: (text: string) => string): BlockChange {
  const relinked = (link: BlockLink | null): BlockLink | null => {
    const href = hrefOf(link);
    const replaced = replace(href);
    return replaced === href ? link : blockLinkOf(replaced);
  };
  return {
    line: replace,
    html: replace,
    link: relinked,
    picture: (source) => (source?.kind === 'url' ? { ...source, url: replace(source.url) } : source),
    inline: (part) => replaceInText(part, replace),
  };
}

function replaceInText(part: RichInline, replace: (text: string) => string): RichInline[] {
  if (part.type !== 'text') return [part];
  const text = replace(part.text);
  if (text === part.text) return [part];
  return mergeParts(text).map((piece): RichInline => {
    const written = typeof piece === 'string' ? piece : piece.source;
    if (typeof piece === 'string' || piece.fact === null) return { ...part, text: written };
    const { fact, fallback } = piece;
    return { type: 'mergeField', attrs: { fact, fallback }, ...(part.marks && { marks: part.marks }) };
  });
}
