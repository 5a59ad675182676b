import {
  MAIL_FONTS,
  MAIL_WIDTH,
  SOCIAL_NETWORK_NAMES,
  pick,
  type Block,
  type BlockDocument,
  type BlockImageSource,
  type BlockOf,
  type ColumnContent,
  type Language,
  type MailStyles,
  type RichText,
  type SocialNetwork,
} from '@linkflow/contracts';
import { hrefOf } from './marked-blocks';
import { attribute, element, escapeText, richTextHtml, type Attributes } from './rich-text-html';

/** What the rendering needs to know besides the blocks. */
export interface BlockRendering {
  language: Language;
  /** Plain text of the tab of the browser that shows the message online; the subject. */
  title: string;
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
@media only screen and (max-width:479px){
div.${HIDDEN_CLASS.screen}{display:block!important}
td.${HIDDEN_CLASS.screen}{display:table-cell!important}
.${HIDDEN_CLASS.phone}{display:none!important}
.lf-column>table>tbody>tr>td{padding-left:0!important;padding-right:0!important}
}
`;

/** Readable on white and on pale grey. */
const FOOTER_COLOUR = '#5a6272';

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

class MjmlWriter {
  constructor(
    private readonly styles: MailStyles,
    private readonly rendering: BlockRendering,
  ) {}

  message(blocks: readonly Block[]): string {
    const { font, textSize, textColour, pageColour } = this.styles;
    const { language, title } = this.rendering;
    const head = [
      `<mj-title>${escapeText(title)}</mj-title>`,
      `<mj-attributes>${element('mj-all', { 'font-family': MAIL_FONTS[font] })}`,
      element('mj-text', {
        'font-size': `${textSize}px`,
        'line-height': '1.5',
        color: textColour,
        padding: '0',
      }),
      `${element('mj-section', { padding: '0' })}${element('mj-column', { padding: '0' })}</mj-attributes>`,
      `<mj-style>${DEVICE_STYLE}</mj-style>`,
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

  private columns({ columns, paddingX, hiddenOn }: BlockOf<'columns'>): string {
    const isHidden = hiddenOn.includes('screen');
    const total = columns.reduce((sum, { share }) => sum + share, 0);
    const available = MAIL_WIDTH - 2 * paddingX;
    return columns
      .map(({ share, blocks }, at) => {
        const width = Math.floor((available * share) / total);
        const left = at === 0 ? 0 : COLUMN_GAP / 2;
        const right = at === columns.length - 1 ? 0 : COLUMN_GAP / 2;
        const content = blocks
          .map((block) => {
            const inner = this.content(block, width - left - right);
            return block.hiddenOn.includes('screen') && !isHidden ? notInOutlook(inner) : inner;
          })
          .join('');
        const attributes = {
          width: `${(100 * share) / total}%`,
          padding: `0 ${right}px 0 ${left}px`,
          'css-class': 'lf-column',
        };
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
        return element('mj-text', frame, this.richText(block.text, this.styles.linkColour));
      case 'footer':
        return element(
          'mj-text',
          { ...frame, 'font-size': '13px', color: FOOTER_COLOUR, align: 'center' },
          this.richText(block.text, FOOTER_COLOUR),
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

  private richText(text: RichText, linkColour: string): string {
    return richTextHtml(text, { hrefOf, linkColour });
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
        alt: pick(SOCIAL_NETWORK_NAMES[network], this.rendering.language),
        href: hrefOf(link),
        'icon-size': '28px',
        padding: '0 6px',
      }),
    );
    return element('mj-social', { ...frame, align, mode: 'horizontal' }, icons.join(''));
  }

  private menu({ align, items }: BlockOf<'menu'>, frame: Attributes): string {
    const { linkColour } = this.styles;
    const space = { left: '0 20px 0 0', center: '0 10px', right: '0 0 0 20px' }[align];
    const links = items.map(
      ({ text, link }) =>
        `<a ${attribute('href', hrefOf(link))} style="color:${linkColour};text-decoration:none;padding:${space};display:inline-block">${escapeText(text)}</a>`,
    );
    return element('mj-text', { ...frame, align }, links.join(' '));
  }
}

/** See `withoutOutlook` in render-blocks.mjs, which reads these comments. */
const notInOutlook = (mjml: string): string =>
  `<mj-raw><!--lf-not-in-outlook--></mj-raw>${mjml}<mj-raw><!--lf-outlook-again--></mj-raw>`;
