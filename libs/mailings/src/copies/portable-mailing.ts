import type { BlockDocument } from '@linkflow/contracts';
import { linkPlaceholder, linksInText } from '@linkflow/links';
import { replaceInBlocks } from '../blocks/replace-in-blocks';
import type { MailingDoc } from '../mailings.repository';

/** The content of a mailing: blocks, or HTML of the author. The other is null. */
export interface PortableContent {
  blocks: BlockDocument | null;
  html: string | null;
}

export const contentOf = ({ blocks, html }: Pick<MailingDoc, 'blocks' | 'html'>): PortableContent =>
  blocks ? { blocks, html: null } : { blocks: null, html };

/** Content whose tracked links have other ids. Links that `idOf` does not know stay as they are. */
export function withLinkIds(
  { blocks, html }: PortableContent,
  idOf: ReadonlyMap<string, string>,
): PortableContent {
  const relinked = (text: string): string =>
    linksInText(text).reduce((changed, id) => {
      const other = idOf.get(id);
      return other === undefined ? changed : changed.replaceAll(linkPlaceholder(id), linkPlaceholder(other));
    }, text);
  return {
    html: html === null ? null : relinked(html),
    blocks: blocks && replaceInBlocks(blocks, relinked),
  };
}

/** Ids of the tracked links in content, each once. */
export function linkIdsIn({ blocks, html }: PortableContent): string[] {
  if (!blocks) return linksInText(html ?? '');
  const texts: string[] = [];
  replaceInBlocks(blocks, (text) => {
    texts.push(text);
    return text;
  });
  return linksInText(texts.join(' '));
}
