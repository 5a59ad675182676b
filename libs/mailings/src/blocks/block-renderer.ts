import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { MAX_MAIL_HTML, type BlockDocument } from '@linkflow/contracts';
import { LinkUrls } from '@linkflow/links';
import { AppError, OrganisationConfig, readConfig } from '@linkflow/platform';
import { escapeHtml } from '../content/compiled-mail';
import { MailWork } from '../content/mail-work';
import { hrefOf, markBlocks, type BlockLinkPlace } from './marked-blocks';
import { toMjml } from './to-mjml';

/** A block document as HTML. */
export interface BlockMail {
  html: string;
  /** To what of the blocks each link in the HTML belongs, by occurrence. */
  places: BlockLinkPlace[];
  /** The block of each link in the HTML, by occurrence. */
  linkBlocks: string[];
}

/** Renders block documents to the HTML of messages, in the thread of mails. */
@Injectable()
export class BlockRenderer {
  private readonly language = readConfig(OrganisationConfig).ORGANISATION_LANGUAGE;

  constructor(
    private readonly work: MailWork,
    private readonly urls: LinkUrls,
  ) {}

  /**
   * @param subject title of the page that shows the message online
   * @throws AppError validation.failed if the message exceeds a limit
   */
  async render(document: BlockDocument, subject: string): Promise<BlockMail> {
    // A message without blocks has no content, and cannot be sent.
    if (document.blocks.length === 0) return { html: '', places: [], linkBlocks: [] };
    const mark = `lf${randomBytes(8).toString('hex')}`;
    const { document: marked, links, fragments } = markBlocks(document, mark);
    const mjml = toMjml(marked, {
      language: this.language,
      title: subject,
      imageUrl: (imageId, width) => this.urls.picture(imageId, width),
      socialIconUrl: (network) => this.urls.socialIcon(network),
    });
    const rendered = await this.work.renderBlocks({
      kind: 'blocks',
      mjml,
      mark,
      fragments: fragments.map(({ value }) => value),
    });
    const html = rendered.html.replace(new RegExp(`${mark}-link-(\\d+)-`, 'g'), (_mark, index: string) =>
      escapeHtml(hrefOf(links[Number(index)]?.value ?? null)),
    );
    if (html.length > MAX_MAIL_HTML) throw tooLong();
    const linkBlocks = rendered.places.map(({ kind, index }) => {
      const part = kind === 'link' ? links[index] : fragments[index];
      return part?.blockId ?? '';
    });
    return { html, places: rendered.places, linkBlocks };
  }
}

const tooLong = (): AppError =>
  new AppError('validation.failed', 'The content cannot be saved as it is.', {
    issues: [
      {
        code: 'blocks.too-long',
        path: 'blocks',
        message: {
          en: 'The message is too long. Take out some blocks',
          nb: 'Meldingen er for lang. Ta ut noen blokker',
        },
      },
    ],
  });
