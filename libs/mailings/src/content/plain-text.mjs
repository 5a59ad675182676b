/** The plain text of a mail. Plain JavaScript; see mail-markup.mjs. */
import { convert } from 'html-to-text';
import { parseFragment } from 'parse5';

/** @type {import('html-to-text').HtmlToTextOptions} */
const OPTIONS = {
  wordwrap: false,
  limits: { maxInputLength: 4_000_000, maxDepth: 600 },
  formatters: {
    alt: (element, _walk, builder) => {
      const alt = String(element.attribs?.alt ?? '').trim();
      if (alt !== '') builder.addInline(alt);
    },
  },
  selectors: [
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, noAnchorUrl: true } },
    { selector: 'img', format: 'alt' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'table', options: { uppercaseHeaderCells: false } },
    // What is hidden is shown to other programs in another form, such as the preheader and what is only for phones.
    ...['display:none', 'display: none', 'DISPLAY:NONE', 'mso-hide:all', 'mso-hide: all'].map((style) => ({
      selector: `*[style*="${style}"]`,
      format: 'skip',
    })),
    { selector: 'title', format: 'skip' },
  ],
};

/** @param {string} html */
export const toPlainText = (html) =>
  convert(html, OPTIONS)
    .replace(/[\u034f\u200b-\u200f\u2060\ufeff\u00ad]/g, '')
    .replace(/[^\S\n]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/** @type {import('html-to-text').HtmlToTextOptions} */
const VISIBLE = {
  ...OPTIONS,
  selectors: [
    ...(OPTIONS.selectors ?? []),
    { selector: 'img', format: 'skip' },
    { selector: 'a', options: { ignoreHref: true } },
  ],
};

/**
 * What a reader sees of a mail: the number of its letters and digits, without alternative texts and addresses, and the number of its
 * pictures.
 *
 * @param {string} html
 */
export function measureMail(html) {
  const letters = convert(html, VISIBLE).match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return { letters, pictures: html.match(/<img\b/gi)?.length ?? 0 };
}

/** Decodes the character references of the value of an attribute. @param {string} html */
export function decodeEntities(html) {
  if (!html.includes('&')) return html;
  const [node] = parseFragment(`<a title="${html.replace(/"/g, '&quot;')}">`).childNodes;
  return node && 'attrs' in node ? (node.attrs[0]?.value ?? '') : '';
}
