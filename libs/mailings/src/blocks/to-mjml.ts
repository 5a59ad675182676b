import {
  allBlocks,
  MAIL_FONTS,
  MAIL_WIDTH,
  type Block,
  type BlockDocument,
  type BlockImageSource,
  type BlockLink,
  type BlockOf,
  type ColumnContent,
  type Language,
  type MailStyles,
  type SocialNetwork,
} from '@linkflow/contracts';
import { attribute, element, escapeText, richTextHtml, type Attributes } from './rich-text-html';

/** What the rendering needs to know besides the blocks. */
export interface BlockRendering {
  language: Language;
  /** Plain text of the tab of the browser that shows the message online; the subject. */
  title: string;
  /** The line that inboxes show after the subject. Empty: the first text of the message. */
  preheader: string;
  /**
   * Address of a stored picture for a display width in px.
   * @returns an https address without characters that need escaping in HTML
   */
  imageUrl: (imageId: string, width: number) => string;
  /** Address of the picture of a social network. */
  socialIconUrl: (network: SocialNetwork) => string;
}

const HIDDEN_CLASS = { screen: 'lf-not-on-screen', phone: 'lf-not-on-phone' } as const;

/** Screens narrower than 480 px are phones, as in the style sheet that MJML writes for columns. */
const DEVICE_STYLE = `
.${HIDDEN_CLASS.screen}{display:none}
@media only screen and (max-width:479px){.${HIDDEN_CLASS.screen}{display:block!important}.${HIDDEN_CLASS.phone}{display:none!important}}
`;

/** Space between columns, px. */
const COLUMN_GAP = 16;

/**
 * Writes a block document as MJML, which is rendered to HTML that also holds in Outlook. Tracked links and special links become
 * placeholders (`{{link:…}}`), merge fields stay as they are written.
 */
export function toMjml(document: BlockDocument, rendering: BlockRendering): string {
  const writer = new MjmlWriter(document.styles, rendering);
  return writer.message(document.blocks);
}

/** The address of a link in HTML. A link that leads nowhere yet has an empty one. */
export function hrefOf(link: BlockLink | null): string {
  switch (link?.kind) {
    case undefined:
      return '';
    case 'tracked':
      return `{{link:${link.linkId}}}`;
    case 'special':
      return `{{link:${link.name}}}`;
    case 'url':
      return link.url.trim();
  }
}

/** Ids of the tracked links of a block document, each once. */
export function trackedLinksOf({ blocks }: Pick<BlockDocument, 'blocks'>): string[] {
  const text = JSON.stringify(allBlocks(blocks));
  return [
    ...new Set([...text.matchAll(/"kind":"tracked","linkId":"([0-9a-f]{24})"/g)].map(([, id = '']) => id)),
  ];
}

class MjmlWriter {
  constructor(
    private readonly styles: MailStyles,
    private readonly rendering: BlockRendering,
  ) {}

  message(blocks: readonly Block[]): string {
    const { font, textSize, textColour, linkColour, pageColour } = this.styles;
    const { language, title, preheader } = this.rendering;
    const head = [
      `<mj-title>${escapeText(title)}</mj-title>`,
      preheader ? `<mj-preview>${escapeText(preheader)}</mj-preview>` : '',
      `<mj-attributes>${element('mj-all', { 'font-family': MAIL_FONTS[font] })}`,
      element('mj-text', {
        'font-size': `${textSize}px`,
        'line-height': '1.5',
        color: textColour,
        padding: '0',
      }),
      `${element('mj-section', { padding: '0' })}${element('mj-column', { padding: '0' })}</mj-attributes>`,
      `<mj-style>${DEVICE_STYLE}</mj-style>`,
      `<mj-style inline="inline">a{color:${linkColour}}p{margin:0 0 12px}ul,ol{margin:0 0 12px;padding-left:24px}</mj-style>`,
    ];
    const body = blocks.map((block) => this.section(block)).join('\n');
    return (
      `<mjml lang="${language}" dir="ltr"><mj-head>${head.join('')}</mj-head>` +
      `<mj-body ${attribute('width', `${MAIL_WIDTH}px`)} ${attribute('background-color', pageColour)}>${body}</mj-body></mjml>`
    );
  }

  /** A block of the message: a section with one column, or several. */
  private section(block: Block): string {
    const attributes: Attributes = {
      'background-color': block.background ?? this.styles.messageColour,
      'css-class': block.hiddenOn.map((device) => HIDDEN_CLASS[device]).join(' ') || undefined,
    };
    const columns =
      block.type === 'columns'
        ? this.columns(block)
        : element('mj-column', {}, this.content(block, MAIL_WIDTH));
    if (block.type === 'columns') attributes.padding = `${block.paddingY}px ${block.paddingX}px`;
    const section = element('mj-section', attributes, columns);
    // Outlook on Windows does not read style sheets, so it would show what is for phones only.
    return block.hiddenOn.includes('screen') ? notInOutlook(section) : section;
  }

  private columns({ columns, paddingX }: BlockOf<'columns'>): string {
    const total = columns.reduce((sum, { share }) => sum + share, 0);
    const available = MAIL_WIDTH - 2 * paddingX;
    return columns
      .map(({ share, blocks }, at) => {
        const width = Math.floor((available * share) / total);
        const left = at === 0 ? 0 : COLUMN_GAP / 2;
        const right = at === columns.length - 1 ? 0 : COLUMN_GAP / 2;
        const content = blocks.map((block) => this.content(block, width - left - right)).join('');
        const attributes = { width: `${(100 * share) / total}%`, padding: `0 ${right}px 0 ${left}px` };
        return element('mj-column', attributes, content);
      })
      .join('');
  }

  /** @param columnWidth width of the column, px */
  private content(block: ColumnContent, columnWidth: number): string {
    const padding = `${block.paddingY}px ${block.paddingX}px`;
    const frame: Attributes = {
      padding,
      'container-background-color': block.background ?? undefined,
      'css-class': block.hiddenOn.map((device) => HIDDEN_CLASS[device]).join(' ') || undefined,
    };
    switch (block.type) {
      case 'heading':
        return this.heading(block, frame);
      case 'text':
        return element('mj-text', frame, richTextHtml(block.text, hrefOf));
      case 'footer':
        return element(
          'mj-text',
          { ...frame, 'font-size': '13px', color: '#5a6272', align: 'center' },
          richTextHtml(block.text, hrefOf),
        );
      case 'image':
        return this.image(block, frame, columnWidth - 2 * block.paddingX);
      case 'button':
        return this.button(block, frame);
      case 'divider':
        return element('mj-divider', {
          ...frame,
          'border-color': block.colour,
          'border-width': `${block.thickness}px`,
        });
      case 'spacer':
        return element('mj-spacer', { ...frame, padding: '0', height: `${block.height}px` });
      case 'social':
        return this.social(block, frame);
      case 'menu':
        return this.menu(block, frame);
      case 'html':
        return element('mj-text', frame, block.html);
    }
  }

  private heading({ text, level, align, colour }: BlockOf<'heading'>, frame: Attributes): string {
    const size = { 1: 28, 2: 22, 3: 18 }[level];
    const attributes = {
      ...frame,
      align,
      color: colour ?? this.styles.headingColour,
      'font-size': `${size}px`,
      'line-height': '1.25',
    };
    const heading = `<h${level} style="margin:0;font-size:inherit;font-weight:700;line-height:inherit">${escapeText(text)}</h${level}>`;
    return element('mj-text', attributes, heading);
  }

  private image(
    { source, alt, width, align, link }: BlockOf<'image'>,
    frame: Attributes,
    room: number,
  ): string {
    if (!source) return '';
    const shown = Math.min(width ?? room, room);
    return element('mj-image', {
      ...frame,
      src: this.imageAddress(source, shown),
      alt,
      align,
      width: `${shown}px`,
      href: hrefOf(link) || undefined,
    });
  }

  private imageAddress(source: BlockImageSource, width: number): string {
    return source.kind === 'stored' ? this.rendering.imageUrl(source.imageId, width) : source.url.trim();
  }

  private button(
    { text, link, align, width, radius, colour, textColour }: BlockOf<'button'>,
    frame: Attributes,
  ): string {
    const attributes = {
      ...frame,
      align,
      href: hrefOf(link),
      'background-color': colour ?? this.styles.buttonColour,
      color: textColour ?? this.styles.buttonTextColour,
      'border-radius': `${radius}px`,
      'font-size': `${this.styles.textSize}px`,
      'font-weight': '700',
      'inner-padding': '12px 24px',
      width: width === 'column' ? '100%' : undefined,
    };
    return element('mj-button', attributes, escapeText(text));
  }

  private social({ align, items }: BlockOf<'social'>, frame: Attributes): string {
    const icons = items.map(({ network, link }) =>
      element('mj-social-element', {
        src: this.rendering.socialIconUrl(network),
        alt: network,
        href: hrefOf(link),
        'icon-size': '28px',
        padding: '0 6px',
      }),
    );
    return element('mj-social', { ...frame, align, mode: 'horizontal' }, icons.join(''));
  }

  private menu({ align, items }: BlockOf<'menu'>, frame: Attributes): string {
    const { linkColour } = this.styles;
    const links = items.map(
      ({ text, link }) =>
        `<a ${attribute('href', hrefOf(link))} style="color:${linkColour};text-decoration:none;padding:0 10px;display:inline-block">${escapeText(text)}</a>`,
    );
    return element('mj-text', { ...frame, align }, links.join(' '));
  }
}

const notInOutlook = (mjml: string): string =>
  `<mj-raw><!--[if !mso]><!--></mj-raw>${mjml}<mj-raw><!--<![endif]--></mj-raw>`;
