import { Injectable } from '@nestjs/common';
import type { BlockDocument, CreateMailing, MailingFile } from '@linkflow/contracts';
import { LinksService, PublishingService, type Author, type LinkRow, type NewLink } from '@linkflow/links';
import { newId } from '@linkflow/platform';
import { changeDocument } from '../blocks/change-blocks';
import type { MailingDoc } from '../mailings.repository';
import { MailingsService } from '../mailings.service';
import { PictureStore } from '../pictures/picture-store';
import { MailTemplates } from '../templates/mail-templates';
import { contentOf, linkIdsIn, withLinkIds, type PortableContent } from './portable-mailing';

/** A mailing to create from content of another one. */
interface Draft extends Omit<CreateMailing, 'html' | 'blocks' | 'templateId'> {
  content: PortableContent;
  /** Local links to create, by the ids that they have in the content. */
  links: ReadonlyMap<string, Omit<NewLink, 'id' | 'mailingId'>>;
}

/** Creates mailings from others: copies, from templates, and from files. The local links in their content become local links of their own. */
@Injectable()
export class MailingCopies {
  constructor(
    private readonly mailings: MailingsService,
    private readonly links: LinksService,
    private readonly publishing: PublishingService,
    private readonly templates: MailTemplates,
    private readonly pictures: PictureStore,
  ) {}

  /** Copies a mailing without its recipients and its sending. Its local links are copied as they are live, or as drafted. */
  async copy(
    id: string,
    { name, copyId }: { name: string; copyId: string },
    by: Author,
  ): Promise<MailingDoc> {
    const mailing = await this.mailings.get(id);
    const { subject, preheader, analytics, typeId, from, replyTo } = mailing;
    const rows = await this.links.rows(mailing.linkIds);
    const links = new Map<string, Omit<NewLink, 'id' | 'mailingId'>>();
    for (const row of rows) if (row.mailingId !== null) links.set(row._id, await this.copyOf(row));
    const draft = { name, subject, preheader, analytics, typeId, from, replyTo };
    return this.create({ ...draft, content: contentOf(mailing), links }, copyId, by);
  }

  /** Creates a mailing with the content of a template. */
  async fromTemplate(
    { templateId, ...body }: CreateMailing & { templateId: string },
    id: string,
    by: Author,
  ): Promise<MailingDoc> {
    const { content, links, preheader } = await this.templates.content(templateId);
    const redirects = new Map(links.map(({ id: linkId, name, url }) => [linkId, { name, url }]));
    return this.create({ preheader, ...body, content, links: redirects }, id, by);
  }

  /** A mailing as a file. */
  async export(id: string): Promise<MailingFile> {
    const mailing = await this.mailings.get(id);
    const rows = await this.links.rows(mailing.linkIds);
    const addresses = await this.links.addressesOf(rows);
    return {
      linkflowMailing: 1,
      name: mailing.name,
      subject: mailing.subject,
      preheader: mailing.preheader ?? '',
      ...contentOf(mailing),
      links: rows.map(({ _id, name, draft }) => ({ id: _id, name, url: addresses.get(_id) ?? draft.url })),
    };
  }

  /**
   * Creates a mailing from a file. Pictures that are not in the store are left out.
   * @throws AppError target.missing if the content has a tracked link that the file does not name
   */
  async import(file: MailingFile, id: string, by: Author): Promise<MailingDoc> {
    const { name, subject, preheader, blocks, html } = file;
    const content = { blocks: blocks && (await this.withStoredPictures(blocks)), html };
    const links = new Map(file.links.map((link) => [link.id, { name: link.name, url: link.url }]));
    return this.create({ name, subject, preheader, content, links }, id, by);
  }

  private create({ content, links, ...body }: Draft, id: string, by: Author): Promise<MailingDoc> {
    const used = linkIdsIn(content);
    const newLinks = [...links]
      .filter(([linkId]) => used.includes(linkId))
      .map(([from, link]) => ({ from, link: { ...link, id: newId(), mailingId: id } }));
    const idOf = new Map(newLinks.map(({ from, link }) => [from, link.id]));
    const { blocks, html } = withLinkIds(content, idOf);
    const written = blocks ? { html: '', blocks } : { html: html ?? '' };
    return this.mailings.create(
      { ...body, ...written },
      by,
      id,
      newLinks.map(({ link }) => link),
    );
  }

  private async copyOf({ _id, name, liveVersion, ...row }: LinkRow): Promise<Omit<NewLink, 'id'>> {
    if (row.deletedAt !== null && liveVersion === null) return { name, url: row.draft.url };
    const { url, document, layout } =
      liveVersion === null
        ? (await this.links.get(_id)).draft
        : await this.publishing.version(_id, liveVersion);
    return { name, url, workflow: { document, layout } };
  }

  /** Blocks without the pictures that are not in the store. */
  private async withStoredPictures(blocks: BlockDocument): Promise<BlockDocument> {
    const ids: string[] = [];
    changeDocument(blocks, {
      picture: (source) => {
        if (source?.kind === 'stored') ids.push(source.imageId);
        return source;
      },
    });
    const stored = await this.pictures.storedOf(ids);
    return changeDocument(blocks, {
      picture: (source) => (source?.kind === 'stored' && !stored.has(source.imageId) ? null : source),
    });
  }
}
