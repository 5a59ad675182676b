import type { BlockDocument, BlockLink, RichInline } from '@linkflow/contracts';
import { linkPlaceholder, linksInText } from '@linkflow/links';
import { changeDocument } from '../blocks/change-blocks';
import { hrefOf } from '../blocks/marked-blocks';
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
    blocks: blocks && changeLinks(blocks, relinked, idOf),
  };
}

function changeLinks(
  blocks: BlockDocument,
  relinked: (text: string) => string,
  idOf: ReadonlyMap<string, string>,
): BlockDocument {
  const link = (from: BlockLink | null): BlockLink | null => {
    if (from?.kind !== 'tracked') return from;
    const linkId = idOf.get(from.linkId);
    return linkId === undefined ? from : { kind: 'tracked', linkId };
  };
  const inline = (part: RichInline): RichInline[] => [
    part.type === 'text' ? { ...part, text: relinked(part.text) } : part,
  ];
  return changeDocument(blocks, { link, html: relinked, line: relinked, inline });
}

/** Ids of the tracked links in content, each once. */
export function linkIdsIn({ blocks, html }: PortableContent): string[] {
  if (!blocks) return linksInText(html ?? '');
  const texts: string[] = [];
  const noted = (text: string): string => {
    texts.push(text);
    return text;
  };
  changeDocument(blocks, {
    link: (link) => {
      texts.push(hrefOf(link));
      return link;
    },
    html: noted,
    line: noted,
    inline: (part) => {
      if (part.type === 'text') texts.push(part.text);
      return [part];
    },
  });
  return linksInText(texts.join(' '));
}
