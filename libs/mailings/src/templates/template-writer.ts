import {
  BLOCKS_VERSION,
  ColumnContent,
  MailStyles,
  pick,
  type Block,
  type BlockDocument,
  type BlockOf,
  type BlockType,
  type Language,
  type Text,
} from '@linkflow/contracts';
import { richTextOf } from './template-markup';

/** A built-in template, in all languages. */
export interface TemplateSource {
  /** Part of its address, so it never changes. */
  id: string;
  name: Text;
  subject: Text;
  preheader: Text;
  styles: Partial<MailStyles>;
  blocks: (write: TemplateWriter) => Block[];
}

/** A text in English and Norwegian. */
export const both = (en: string, nb: string): Text => ({ en, nb });

export const COMPANY = both('Your company', 'Firmaet ditt');

/** What a template can set of a block besides its content. */
type Looks<Type extends BlockType> = Partial<Omit<BlockOf<Type>, 'id' | 'type' | 'text'>>;
type Align = 'left' | 'center' | 'right';

/** Writes the blocks of a template in one language. */
export class TemplateWriter {
  private blocks = 0;

  constructor(private readonly language: Language) {}

  heading(text: Text, looks: Looks<'heading'> = {}): ColumnContent {
    return this.block({ type: 'heading', text: pick(text, this.language), paddingY: 8, ...looks });
  }

  /** @param text in the notation of `richTextOf` */
  text(
    text: Text,
    { align, colour, ...looks }: Looks<'text'> & { align?: Align; colour?: string } = {},
  ): ColumnContent {
    return this.block({
      type: 'text',
      text: richTextOf(pick(text, this.language), { align, colour }),
      paddingY: 8,
      ...looks,
    });
  }

  /** A button that leads nowhere yet. */
  button(text: Text, looks: Looks<'button'> = {}): ColumnContent {
    return this.block({ type: 'button', text: pick(text, this.language), ...looks });
  }

  /** The place of a picture, which is not shown to recipients until the author has chosen one. */
  picture(looks: Looks<'image'> = {}): ColumnContent {
    return this.block({ type: 'image', source: null, paddingX: 0, paddingY: 0, ...looks });
  }

  divider(looks: Looks<'divider'> = {}): ColumnContent {
    return this.block({ type: 'divider', ...looks });
  }

  space(height: number, looks: Looks<'spacer'> = {}): ColumnContent {
    return this.block({ type: 'spacer', height, ...looks });
  }

  menu(entries: readonly Text[], looks: Looks<'menu'> = {}): ColumnContent {
    const items = entries.map((text) => ({ text: pick(text, this.language), link: null }));
    return this.block({ type: 'menu', items, ...looks });
  }

  columns(columns: { share?: number; blocks: ColumnContent[] }[], looks: Looks<'columns'> = {}): Block {
    return {
      id: this.nextId('columns'),
      type: 'columns',
      hiddenOn: [],
      background: null,
      paddingY: 8,
      paddingX: 24,
      columns: columns.map(({ share = 1, blocks }) => ({ share, blocks })),
      ...looks,
    };
  }

  /** Who sends the message, and how to leave. */
  footer(looks: Looks<'footer'> = {}): ColumnContent {
    const text = richTextOf(pick(FOOTER, this.language));
    return this.block({ type: 'footer', text, paddingY: 24, ...looks });
  }

  /** Checks a block and fills in the values that it does not set. */
  private block(block: { type: ColumnContent['type'] } & Record<string, unknown>): ColumnContent {
    return ColumnContent.parse({ id: this.nextId(block.type), ...block });
  }

  private nextId(type: BlockType): string {
    this.blocks += 1;
    return `${type}-${this.blocks}`;
  }
}

const FOOTER = both(
  '**Your company** · 1 Street Name, City\nYou get this e-mail because you have asked for it.\n[Unsubscribe](unsubscribe)  ·  [Choose what you get](subscriptions)  ·  [Read in your browser](view-online)',
  '**Firmaet ditt** · Storgata 1, 0155 Oslo\nDu får denne e-posten fordi du har bedt om den.\n[Meld deg av](unsubscribe)  ·  [Velg hva du vil ha](subscriptions)  ·  [Les i nettleseren](view-online)',
);

/** The document of a template in one language. */
export const documentOf = ({ styles, blocks }: TemplateSource, language: Language): BlockDocument => ({
  version: BLOCKS_VERSION,
  styles: MailStyles.parse(styles),
  blocks: blocks(new TemplateWriter(language)),
});
