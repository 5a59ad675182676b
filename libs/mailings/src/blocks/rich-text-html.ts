import type {
  BlockLink,
  RichBlock,
  RichInline,
  RichMark,
  RichParagraph,
  RichText,
} from '@linkflow/contracts';
import { writeMergeField } from '@linkflow/workflow';
import { linkedParts } from './change-blocks';

const TEXT: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Escapes a text for the content of an HTML element. Merge fields stay merge fields. */
export const escapeText = (text: string): string =>
  text.replace(/[&<>]/g, (character) => TEXT[character] ?? character);

/** Writes an attribute of HTML or XML. */
export const attribute = (name: string, value: string): string =>
  `${name}="${escapeText(value).replaceAll('"', '&quot;')}"`;

/** Attributes by name. Those without a value are left out. */
export type Attributes = Record<string, string | undefined>;

/** Writes an element of HTML or XML. @param content already escaped */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${attribute(key, value)}`],
  );
  return `<${name}${written.join('')}>${content}</${name}>`;
}

/** How links of a formatted text are written. */
export interface LinkStyle {
  hrefOf: (link: BlockLink) => string;
  linkColour: string;
}

/** Space below paragraphs and lists, px. */
const SPACE_BELOW = 12;

/** Writes a formatted text as HTML. Styles stand at each element, because not all mail programs read style sheets. */
export function richTextHtml({ content }: RichText, links: LinkStyle): string {
  const line = (parts: readonly RichInline[] = []): string => lineHtml(parts, links);
  const paragraph = ({ attrs, content: parts }: RichParagraph, margin: string): string => {
    const align = attrs?.textAlign;
    // A paragraph without text keeps its height.
    return element(
      'p',
      { style: `${margin}${align ? `;text-align:${align}` : ''}` },
      line(parts) || '&nbsp;',
    );
  };
  const block = (one: RichBlock, index: number): string => {
    const margin = `margin:0 0 ${index === content.length - 1 ? 0 : SPACE_BELOW}px`;
    if (one.type === 'paragraph') return paragraph(one, margin);
    // Paragraphs in a list would have the space of paragraphs around them.
    const items = one.content.map((item) =>
      element(
        'li',
        { style: 'margin:0 0 4px' },
        item.content.map(({ content: parts }) => line(parts)).join('<br>'),
      ),
    );
    const name = one.type === 'bulletList' ? 'ul' : 'ol';
    return element(name, { style: `${margin};padding:0 0 0 24px` }, items.join(''));
  };
  return content.map(block).join('');
}

function lineHtml(parts: readonly RichInline[], { hrefOf, linkColour }: LinkStyle): string {
  return linkedParts(parts)
    .map(({ link, parts: linked }) => {
      const html = linked.map(inlineHtml).join('');
      return link ? element('a', { href: hrefOf(link), style: `color:${linkColour}` }, html) : html;
    })
    .join('');
}

function inlineHtml(part: RichInline): string {
  switch (part.type) {
    case 'hardBreak':
      return '<br>';
    case 'text':
      return marked(escapeText(part.text), part.marks);
    case 'mergeField':
      return marked(escapeText(writeMergeField(part.attrs.fact, part.attrs.fallback)), part.marks);
  }
}

function marked(html: string, marks: readonly RichMark[] = []): string {
  return marks.reduceRight((inner, mark) => {
    switch (mark.type) {
      case 'bold':
        return `<strong>${inner}</strong>`;
      case 'italic':
        return `<em>${inner}</em>`;
      case 'underline':
        return `<u>${inner}</u>`;
      case 'colour':
        return element('span', { style: `color:${mark.attrs.colour}` }, inner);
      case 'link':
        // Written around all its parts; see lineHtml.
        return inner;
    }
  }, html);
}
