import { SPECIAL_LINKS, type BlockDocument, type BlockLink, type SpecialLink } from '@linkflow/contracts';
import { linkPlaceholder, linksInText } from '@linkflow/links';
import type { MailLimit } from '../content/scanned-mail';
import { changeDocument } from './change-blocks';

/** The task of the thread that renders blocks. */
export interface BlocksTask {
  kind: 'blocks';
  mjml: string;
  /** A word that occurs nowhere else. `<mark>-link-<index>-` stands for a link, `<mark>-html-<index>-` for HTML of the author. */
  mark: string;
  /** HTML of the author, by index. */
  fragments: string[];
}

/** To what of the blocks a link in the rendered HTML belongs, by its index. */
export type BlockLinkPlace =
  | { kind: 'link'; index: number }
  /** `occurrence`: position among the links of this HTML, from 0. */
  | { kind: 'html'; index: number; occurrence: number };

export interface RenderedBlocks {
  /** HTML with marks in place of the links of blocks. */
  html: string;
  /** By occurrence in the HTML. */
  places: BlockLinkPlace[];
  exceeded: MailLimit | null;
}

/** A part of a block document, by its index, with the block in which it stands. */
interface Part<T> {
  blockId: string;
  value: T;
}

/** A block document whose links and HTML are replaced by marks, and what they stand for. */
export interface MarkedBlocks {
  document: BlockDocument;
  links: Part<BlockLink | null>[];
  fragments: Part<string>[];
}

export function markBlocks(document: BlockDocument, mark: string): MarkedBlocks {
  const links: MarkedBlocks['links'] = [];
  const fragments: MarkedBlocks['fragments'] = [];
  const marked = changeDocument(document, {
    link: (value, blockId) => ({ kind: 'url', url: `${mark}-link-${links.push({ value, blockId }) - 1}-` }),
    html: (value, blockId) => `${mark}-html-${fragments.push({ value, blockId }) - 1}-`,
  });
  return { document: marked, links, fragments };
}

/** HTML of the author in a block document, by the index that `markBlocks` gives it. */
export const fragmentsOf = (document: BlockDocument): string[] =>
  markBlocks(document, '').fragments.map(({ value }) => value);

/** Replaces links and HTML of a block document, by the indexes that `markBlocks` gives them. */
export function replaceParts(
  document: BlockDocument,
  { links, fragments }: { links: ReadonlyMap<number, BlockLink>; fragments: ReadonlyMap<number, string> },
): BlockDocument {
  let link = 0;
  let fragment = 0;
  return changeDocument(document, {
    link: (value) => links.get(link++) ?? value,
    html: (html) => fragments.get(fragment++) ?? html,
  });
}

/** The address of a link in HTML. A link that leads nowhere yet has an empty one. */
export function hrefOf(link: BlockLink | null): string {
  switch (link?.kind) {
    case undefined:
      return '';
    case 'tracked':
      return linkPlaceholder(link.linkId);
    case 'special':
      return `{{link:${link.name}}}`;
    case 'url':
      return link.url.trim();
  }
}

/** The link of a block for an address in HTML. */
export function blockLinkOf(href: string): BlockLink {
  const name = /^\{\{link:([a-z-]+)\}\}$/.exec(href)?.[1];
  if (name !== undefined && isSpecial(name)) return { kind: 'special', name };
  const [linkId] = linksInText(href);
  return linkId !== undefined && href === linkPlaceholder(linkId)
    ? { kind: 'tracked', linkId }
    : { kind: 'url', url: href };
}

const isSpecial = (name: string): name is SpecialLink => SPECIAL_LINKS.some((special) => special === name);
