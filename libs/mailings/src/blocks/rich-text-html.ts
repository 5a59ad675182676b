import type {
  BlockLink,
  RichBlock,
  RichInline,
  RichMark,
  RichParagraph,
  RichText,
} from '@linkflow/contracts';
import { writeMergeField } from '@linkflow/workflow';

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

/**
 * Writes a formatted text as HTML.
 * @param hrefOf address of a link
 */
export function richTextHtml({ content }: RichText, hrefOf: (link: BlockLink) => string): string {
  const line = (parts: readonly RichInline[] = []): string =>
    parts.map((part) => inlineHtml(part, hrefOf)).join('');
  const paragraph = ({ attrs, content: parts }: RichParagraph): string => {
    const align = attrs?.textAlign;
    // A paragraph without text keeps its height.
    return element('p', { style: align ? `text-align:${align}` : undefined }, line(parts) || '&nbsp;');
  };
  const block = (one: RichBlock): string => {
    if (one.type === 'paragraph') return paragraph(one);
    // Paragraphs in a list would have the space of paragraphs around them.
    const items = one.content.map((item) =>
      element('li', {}, item.content.map(({ content: parts }) => line(parts)).join('<br>')),
    );
    return element(one.type === 'bulletList' ? 'ul' : 'ol', {}, items.join(''));
  };
  return content.map(block).join('');
}

function inlineHtml(part: RichInline, hrefOf: (link: BlockLink) => string): string {
  switch (part.type) {
    case 'hardBreak':
      return '<br>';
    case 'text':
      return marked(escapeText(part.text), part.marks, hrefOf);
    case 'mergeField':
      return marked(escapeText(writeMergeField(part.attrs.fact, part.attrs.fallback)), part.marks, hrefOf);
  }
}

function marked(html: string, marks: readonly RichMark[] = [], hrefOf: (link: BlockLink) => string): string {
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
        return element('a', { href: hrefOf(mark.attrs.link) }, inner);
    }
  }, html);
}
