import { BlockLink, Colour } from '@linkflow/contracts';
import { Extension, Mark, mergeAttributes } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { MergeFieldNode } from '../../../../shared/merge-text/merge-field-node';

/** Where words lead. In HTML, which is only for copying and pasting, the link is JSON in an attribute. */
const LinkMark = Mark.create({
  name: 'link',
  inclusive: false,
  addAttributes: () => ({ link: { default: null, rendered: false } }),
  parseHTML: () => [
    {
      tag: 'a',
      getAttrs: (element) => {
        const link = linkOf(element);
        return link ? { link } : false;
      },
    },
  ],
  renderHTML: ({ mark, HTMLAttributes }) => [
    'a',
    mergeAttributes(HTMLAttributes, { 'data-mail-link': JSON.stringify(mark.attrs.link) }),
    0,
  ],
});

function linkOf(element: HTMLElement): BlockLink | null {
  const own = element.getAttribute('data-mail-link');
  const href = element.getAttribute('href') ?? '';
  if (own === null) return /^(?:https?:|mailto:|tel:|sms:)/i.test(href) ? { kind: 'url', url: href } : null;
  try {
    return BlockLink.safeParse(JSON.parse(own)).data ?? null;
  } catch {
    return null;
  }
}

/** The colour of words. */
const ColourMark = Mark.create({
  name: 'colour',
  addAttributes: () => ({ colour: { default: null, rendered: false } }),
  parseHTML: () => [
    {
      tag: 'span[data-mail-colour]',
      getAttrs: (element) => {
        const colour = Colour.safeParse(element.getAttribute('data-mail-colour'));
        return colour.success ? { colour: colour.data } : false;
      },
    },
  ],
  renderHTML: ({ mark, HTMLAttributes }) => [
    'span',
    mergeAttributes(HTMLAttributes, {
      'data-mail-colour': String(mark.attrs.colour),
      style: `color: ${String(mark.attrs.colour)}`,
    }),
    0,
  ],
});

const TextAlign = Extension.create({
  name: 'textAlign',
  addGlobalAttributes: () => [
    {
      types: ['paragraph'],
      attributes: {
        textAlign: {
          default: null,
          parseHTML: (element) => element.style.textAlign || null,
          renderHTML: ({ textAlign }) => (textAlign ? { style: `text-align: ${String(textAlign)}` } : {}),
        },
      },
    },
  ],
});

/** The model of a formatted text of a block: paragraphs and lists with what `RichText` accepts. */
export const RICH_TEXT = [
  StarterKit.configure({
    blockquote: false,
    code: false,
    codeBlock: false,
    heading: false,
    horizontalRule: false,
    link: false,
    strike: false,
    trailingNode: false,
  }),
  LinkMark,
  ColourMark,
  TextAlign,
  MergeFieldNode,
];
