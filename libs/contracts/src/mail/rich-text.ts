import { z } from 'zod';
import { Id } from '../common';
import { SPECIAL_LINKS } from './content-texts';

export const SpecialLink = z.enum(SPECIAL_LINKS);
export type SpecialLink = z.infer<typeof SpecialLink>;

/** Longest address in a block, characters. */
const MAX_ADDRESS = 4_000;

/**
 * Where a link, a button or an image of a block leads. `url` is an address that is not tracked: http(s), `mailto:`, `tel:` or `sms:`; it
 * may still be empty or wrong while the author writes, and is checked before the mailing is sent.
 */
export const BlockLink = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tracked'), linkId: Id }),
  z.object({ kind: z.literal('url'), url: z.string().max(MAX_ADDRESS) }),
  z.object({ kind: z.literal('special'), name: SpecialLink }),
]);
export type BlockLink = z.infer<typeof BlockLink>;

/** A colour as browsers and mail programs both read it: `#` and six hexadecimal digits. */
export const Colour = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'A colour is # and six hexadecimal digits');

/*
 * Formatted text is a document of ProseMirror, the model of the editor: nodes with content, and texts with marks. Only the nodes and marks
 * below are accepted, so the text cannot contain scripts or styles.
 */

export const RichMark = z.discriminatedUnion('type', [
  z.object({ type: z.literal('bold') }),
  z.object({ type: z.literal('italic') }),
  z.object({ type: z.literal('underline') }),
  z.object({ type: z.literal('colour'), attrs: z.object({ colour: Colour }) }),
  z.object({ type: z.literal('link'), attrs: z.object({ link: BlockLink }) }),
]);
export type RichMark = z.infer<typeof RichMark>;

const marks = z.array(RichMark).max(5).optional();

/** A part of a line: text, a merge field, or a line break. */
export const RichInline = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string().min(1).max(20_000), marks }),
  z.object({
    type: z.literal('mergeField'),
    /** `fact`: name of the fact. `fallback`: the text for recipients without a value; may be empty. */
    attrs: z.object({ fact: z.string().max(100), fallback: z.string().max(200).default('') }),
    marks,
  }),
  z.object({ type: z.literal('hardBreak'), marks }),
]);
export type RichInline = z.infer<typeof RichInline>;

const Align = z.enum(['left', 'center', 'right']);

export const RichParagraph = z.object({
  type: z.literal('paragraph'),
  attrs: z.object({ textAlign: Align.nullable().optional() }).optional(),
  content: z.array(RichInline).max(2_000).optional(),
});
export type RichParagraph = z.infer<typeof RichParagraph>;

const RichListItem = z.object({
  type: z.literal('listItem'),
  content: z.array(RichParagraph).min(1).max(50),
});

export const RichBlock = z.discriminatedUnion('type', [
  RichParagraph,
  z.object({ type: z.literal('bulletList'), content: z.array(RichListItem).min(1).max(200) }),
  z.object({ type: z.literal('orderedList'), content: z.array(RichListItem).min(1).max(200) }),
]);
export type RichBlock = z.infer<typeof RichBlock>;

/** A formatted text of a block: paragraphs and lists. */
export const RichText = z.object({ type: z.literal('doc'), content: z.array(RichBlock).max(500) });
export type RichText = z.infer<typeof RichText>;
