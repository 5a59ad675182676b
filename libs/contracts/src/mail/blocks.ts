import { z } from 'zod';
import type { Text } from '../common';
import { PictureId } from './pictures';
import { BlockLink, Colour, RichText } from './rich-text';

/** Version of the shape of a block document. */
export const BLOCKS_VERSION = 1;
/** Width of a message on a wide screen, px: what all mail programs show without scrolling. */
export const MAIL_WIDTH = 600;
/** Most blocks of a message, those in columns included. */
export const MAX_BLOCKS = 200;
export const MAX_COLUMNS = 4;

const Pixels = (max: number) => z.number().int().min(0).max(max);
const Align = z.enum(['left', 'center', 'right']);
/** A text on one line, which may contain merge fields (`{{contact.firstName|you}}`). */
const LineWithFields = z.string().max(1_000);

/** Device on which a block can be hidden. A phone is a screen narrower than 480 px. */
export const Device = z.enum(['screen', 'phone']);
export type Device = z.infer<typeof Device>;

/** What every block has. `id` is unique in the document. */
const common = {
  id: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/),
  /** The devices on which the block is not shown. */
  hiddenOn: z.array(Device).max(2).default([]),
  /** Colour behind the block; null: that of the message. */
  background: Colour.nullable().default(null),
  /** Space above and below, and to the left and right of the content, px. */
  paddingY: Pixels(120).default(12),
  paddingX: Pixels(80).default(24),
};

/** A picture of our own store, or one that stands at another address. */
export const BlockImageSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stored'), imageId: PictureId }),
  z.object({ kind: z.literal('url'), url: z.string().max(4_000) }),
]);
export type BlockImageSource = z.infer<typeof BlockImageSource>;

const HeadingBlock = z.object({
  ...common,
  type: z.literal('heading'),
  text: LineWithFields,
  level: z.union([z.literal(1), z.literal(2), z.literal(3)]).default(1),
  align: Align.default('left'),
  /** Null: the colour of the message's headings. */
  colour: Colour.nullable().default(null),
});
const TextBlock = z.object({ ...common, type: z.literal('text'), text: RichText });
const ImageBlock = z.object({
  ...common,
  type: z.literal('image'),
  /** Null until the author has chosen a picture. */
  source: BlockImageSource.nullable(),
  /** What is read instead of the picture. Empty: the picture is decoration. */
  alt: LineWithFields.default(''),
  /** Width in px on a wide screen; null: the width of its column. */
  width: z.number().int().min(16).max(MAIL_WIDTH).nullable().default(null),
  align: Align.default('center'),
  link: BlockLink.nullable().default(null),
});
const ButtonBlock = z.object({
  ...common,
  type: z.literal('button'),
  text: LineWithFields,
  link: BlockLink.nullable().default(null),
  align: Align.default('left'),
  /** `text`: as wide as its text. `column`: as wide as its column. */
  width: z.enum(['text', 'column']).default('text'),
  radius: Pixels(40).default(6),
  /** Null: the colours of the message's buttons. */
  colour: Colour.nullable().default(null),
  textColour: Colour.nullable().default(null),
});
const DividerBlock = z.object({
  ...common,
  type: z.literal('divider'),
  colour: Colour.default('#d5d9e0'),
  thickness: z.number().int().min(1).max(12).default(1),
});
const SpacerBlock = z.object({
  ...common,
  type: z.literal('spacer'),
  height: z.number().int().min(4).max(200),
});

/** The networks for which there is a picture. */
export const SOCIAL_NETWORKS = [
  'facebook',
  'instagram',
  'linkedin',
  'youtube',
  'x',
  'github',
  'web',
] as const;
export const SocialNetwork = z.enum(SOCIAL_NETWORKS);
export type SocialNetwork = z.infer<typeof SocialNetwork>;
/** The networks as people write them; also what is read in place of their pictures. */
export const SOCIAL_NETWORK_NAMES: Record<SocialNetwork, Text> = {
  facebook: { en: 'Facebook', nb: 'Facebook' },
  instagram: { en: 'Instagram', nb: 'Instagram' },
  linkedin: { en: 'LinkedIn', nb: 'LinkedIn' },
  youtube: { en: 'YouTube', nb: 'YouTube' },
  x: { en: 'X', nb: 'X' },
  github: { en: 'GitHub', nb: 'GitHub' },
  web: { en: 'Website', nb: 'Nettsted' },
};
const SocialBlock = z.object({
  ...common,
  type: z.literal('social'),
  align: Align.default('center'),
  items: z.array(z.object({ network: SocialNetwork, link: BlockLink.nullable() })).max(12),
});
const MenuBlock = z.object({
  ...common,
  type: z.literal('menu'),
  align: Align.default('center'),
  items: z.array(z.object({ text: LineWithFields, link: BlockLink.nullable() })).max(12),
});
/** HTML that the author wrote. It is a fragment: elements that are not closed are closed at its end. */
const HtmlBlock = z.object({ ...common, type: z.literal('html'), html: z.string().max(100_000) });
/** The end of a message: who sends it, why, and how to leave. Smaller and paler than text. */
const FooterBlock = z.object({ ...common, type: z.literal('footer'), text: RichText });

/** A block that can stand in a column. */
export const ColumnContent = z.discriminatedUnion('type', [
  HeadingBlock,
  TextBlock,
  ImageBlock,
  ButtonBlock,
  DividerBlock,
  SpacerBlock,
  SocialBlock,
  MenuBlock,
  HtmlBlock,
  FooterBlock,
]);
export type ColumnContent = z.infer<typeof ColumnContent>;

/** Columns stand side by side on a wide screen, and below each other on a phone. */
const ColumnsBlock = z.object({
  ...common,
  type: z.literal('columns'),
  columns: z
    .array(
      z.object({
        /** Share of the width; the shares of all columns together are the whole width. */
        share: z.number().int().min(1).max(12).default(1),
        blocks: z.array(ColumnContent).max(50),
      }),
    )
    .min(2)
    .max(MAX_COLUMNS),
});

export const Block = z.discriminatedUnion('type', [...ColumnContent.options, ColumnsBlock]);
export type Block = z.infer<typeof Block>;
export type BlockType = Block['type'];
/** The block of one type. */
export type BlockOf<Type extends BlockType> = Extract<Block, { type: Type }>;

/** Font families that mail programs have, by a name for people. */
export const MAIL_FONTS = {
  Arial: 'Arial, Helvetica, sans-serif',
  Verdana: 'Verdana, Geneva, sans-serif',
  Georgia: "Georgia, 'Times New Roman', serif",
  'Trebuchet MS': "'Trebuchet MS', Helvetica, sans-serif",
  'Times New Roman': "'Times New Roman', Times, serif",
} as const;

/** Styles of the whole message. */
export const MailStyles = z.object({
  font: z.enum(Object.keys(MAIL_FONTS) as [keyof typeof MAIL_FONTS]).default('Arial'),
  /** Size of text, px. */
  textSize: z.number().int().min(12).max(24).default(16),
  textColour: Colour.default('#24292f'),
  headingColour: Colour.default('#15181e'),
  linkColour: Colour.default('#2f5bd8'),
  buttonColour: Colour.default('#2f5bd8'),
  buttonTextColour: Colour.default('#ffffff'),
  /** Colour around the message. */
  pageColour: Colour.default('#f3f4f7'),
  /** Colour of the message itself. */
  messageColour: Colour.default('#ffffff'),
});
export type MailStyles = z.infer<typeof MailStyles>;

/** All blocks, those in columns included, in the order in which they are read. */
export function allBlocks(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block) =>
    block.type === 'columns' ? [block, ...block.columns.flatMap((column) => column.blocks)] : [block],
  );
}

/** A message that is made of blocks. */
export const BlockDocument = z
  .object({
    version: z.literal(BLOCKS_VERSION),
    styles: MailStyles,
    blocks: z.array(Block).max(MAX_BLOCKS),
  })
  .superRefine(({ blocks }, context) => {
    const all = allBlocks(blocks);
    if (all.length > MAX_BLOCKS)
      context.addIssue({ code: 'custom', path: ['blocks'], message: `At most ${MAX_BLOCKS} blocks` });
    if (new Set(all.map(({ id }) => id)).size < all.length)
      context.addIssue({ code: 'custom', path: ['blocks'], message: 'Two blocks have the same id' });
  });
export type BlockDocument = z.infer<typeof BlockDocument>;
