import { Injectable } from '@nestjs/common';
import type { BlockDocument, BlockLink, Issue } from '@linkflow/contracts';
import { LinksService, linksInText } from '@linkflow/links';
import { AppError } from '@linkflow/platform';
import { BlockRenderer } from '../blocks/block-renderer';
import { blockLinkOf, fragmentsOf, replaceParts, type BlockLinkPlace } from '../blocks/marked-blocks';
import type { MailingDoc } from '../mailings.repository';
import { MailWork } from './mail-work';
import type { Edit, ScannedLink } from './scanned-mail';
import { quotedValue, splice } from './splice.mjs';

/** The content of a mailing as it is stored. */
export type StoredContent = Required<
  Pick<MailingDoc, 'html' | 'blocks' | 'linkBlocks' | 'linkIds' | 'linkCount'>
>;

/** The content that an author saves: blocks, whose message has this subject, or HTML. */
export type WrittenContent = { blocks: BlockDocument; subject: string } | { html: string };

/** The mailing to which content belongs. */
interface Owner {
  mailingId: string;
  /** The tracked links that it has already. */
  linkIds?: readonly string[];
  /** Local links that are created together with the content. */
  newLinkIds?: readonly string[];
}

/** The links of a mailing with their places in the HTML and, for a mailing of blocks, in the blocks. */
export interface LinkedContent {
  html: string;
  links: ScannedLink[];
  blocks: LinkedBlocks | null;
}

interface LinkedBlocks {
  document: BlockDocument;
  places: BlockLinkPlace[];
  linkBlocks: string[];
  /** HTML of the author, by its index in the blocks. */
  fragments: { html: string; links: ScannedLink[] }[];
}

/** Makes what is stored from what an author writes, and changes links in it. */
@Injectable()
export class MailContent {
  constructor(
    private readonly work: MailWork,
    private readonly renderer: BlockRenderer,
    private readonly links: LinksService,
  ) {}

  /**
   * @throws AppError target.missing if a tracked link does not exist or belongs to another mailing; validation.failed if the content exceeds a
   * limit
   */
  async of(written: WrittenContent, owner: Owner): Promise<StoredContent> {
    if ('html' in written) {
      const { links } = await this.work.scan(written.html);
      const linkIds = await this.usableLinks(written.html, owner);
      return { html: written.html, blocks: null, linkBlocks: null, linkIds, linkCount: links.length };
    }
    const { html, linkBlocks } = await this.renderer.render(written.blocks, written.subject);
    const linkIds = await this.usableLinks(html, owner);
    return { html, blocks: written.blocks, linkBlocks, linkIds, linkCount: linkBlocks.length };
  }

  /** The links of a mailing, with their places. */
  async linked({
    html,
    blocks,
    subject,
  }: Pick<MailingDoc, 'html' | 'blocks' | 'subject'>): Promise<LinkedContent> {
    if (!blocks) return { html, links: (await this.work.scan(html)).links, blocks: null };
    // Rendered anew: an earlier release may have written the HTML in another way.
    const { html: rendered, places, linkBlocks } = await this.renderer.render(blocks, subject);
    const { links } = await this.work.scan(rendered);
    const fragments = await Promise.all(
      fragmentsOf(blocks).map(async (one) => ({ html: one, links: (await this.work.scan(one)).links })),
    );
    return { html: rendered, links, blocks: { document: blocks, places, linkBlocks, fragments } };
  }

  /**
   * Makes links lead to other addresses. In a mailing of HTML, every other byte stays as it is.
   * @param hrefs new addresses by the occurrence of their links
   */
  withHrefs(content: LinkedContent, hrefs: ReadonlyMap<number, string>): StoredContent {
    const { html, links, blocks } = content;
    const wanted = blocks ? sameLinks(blocks.places, hrefs) : hrefs;
    const changed = splice(html, editsOf(links, wanted)).text;
    return {
      html: changed,
      linkIds: linksInText(changed),
      linkCount: links.length,
      blocks: blocks && withLinks(blocks, wanted),
      linkBlocks: blocks && blocks.linkBlocks,
    };
  }

  /** Ids of the tracked links in the HTML. */
  private async usableLinks(
    html: string,
    { mailingId, linkIds = [], newLinkIds = [] }: Owner,
  ): Promise<string[]> {
    const ids = linksInText(html);
    const rows = await this.links.rows(ids);
    const usable = new Set([
      ...newLinkIds,
      ...rows
        .filter((row) => row.mailingId === null || row.mailingId === mailingId)
        // A deleted link stays usable where the content has it already, but cannot be added.
        .filter((row) => row.deletedAt === null || linkIds.includes(row._id))
        .map((row) => row._id),
    ]);
    const missing = ids.filter((linkId) => !usable.has(linkId));
    if (missing.length === 0) return ids;
    throw new AppError(
      'target.missing',
      'The content contains a link that does not exist or belongs to another mailing.',
      { issues: [LINK_MISSING], details: { missing } },
    );
  }
}

/** A link of a block may occur several times in the HTML; all of them lead to the same address. */
function sameLinks(
  places: readonly BlockLinkPlace[],
  hrefs: ReadonlyMap<number, string>,
): Map<number, string> {
  const byPlace = new Map([...hrefs].map(([at, href]) => [JSON.stringify(places[at]), href]));
  return new Map(
    places.flatMap((place, at): [number, string][] => {
      const href = byPlace.get(JSON.stringify(place));
      return href === undefined ? [] : [[at, href]];
    }),
  );
}

const editsOf = (links: readonly ScannedLink[], hrefs: ReadonlyMap<number, string>): Edit[] =>
  links.flatMap(({ start, end }, at) => {
    const href = hrefs.get(at);
    return href === undefined ? [] : [{ start, end, value: quotedValue(href) }];
  });

/** The blocks with other links, in HTML of the author too. */
function withLinks(
  { document, places, fragments }: LinkedBlocks,
  hrefs: ReadonlyMap<number, string>,
): BlockDocument {
  const links = new Map<number, BlockLink>();
  const inHtml = new Map<number, Map<number, string>>();
  places.forEach((place, at) => {
    const href = hrefs.get(at);
    if (href === undefined) return;
    if (place.kind === 'link') links.set(place.index, blockLinkOf(href));
    else inHtml.set(place.index, (inHtml.get(place.index) ?? new Map()).set(place.occurrence, href));
  });
  const changed = fragments.map(
    (fragment, index) => splice(fragment.html, editsOf(fragment.links, inHtml.get(index) ?? new Map())).text,
  );
  return replaceParts(document, { links, fragments: new Map(changed.entries()) });
}

export const LINK_MISSING: Issue = {
  code: 'target.missing',
  path: 'html',
  message: {
    en: 'A link in the content is gone, or belongs to another mailing',
    nb: 'En kobling i innholdet er borte, eller hører til en annen utsendelse',
  },
};
