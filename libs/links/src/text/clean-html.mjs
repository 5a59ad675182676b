/**
 * Checks and sanitises the HTML of pages that users write. Plain JavaScript, because a worker thread (`html.thread.mjs`) runs it under
 * Node, tsx, vitest and in the bundled apps.
 */
import sanitizeHtml from 'sanitize-html';
import { scanHtml } from './scan-html.mjs';

const SIDES = ['bottom', 'left', 'right', 'top'];
/**
 * Inline styles allowed in pages. A value must not contain a URL, a script or an escape, and a style must not position content
 * over the page.
 */
const STYLES = [
  ...['border', 'margin', 'padding'].flatMap((name) => [name, ...SIDES.map((side) => `${name}-${side}`)]),
  ...['height', 'width'].flatMap((name) => [name, `max-${name}`, `min-${name}`]),
  'background-color',
  'border-collapse',
  'border-color',
  'border-radius',
  'border-spacing',
  'border-style',
  'border-width',
  'color',
  'direction',
  'display',
  'font',
  'font-family',
  'font-size',
  'font-style',
  'font-variant',
  'font-weight',
  'letter-spacing',
  'line-height',
  'list-style-type',
  'text-align',
  'text-decoration',
  'text-indent',
  'text-transform',
  'vertical-align',
  'white-space',
  'word-break',
  'word-wrap',
];
const HARMLESS_VALUE = /^(?!.*(?:url|expression|javascript|attr)\s*\()[\w\s#%.,()'"+!/-]{1,300}$/i;

const TABLE_ATTRIBUTES = [
  'align',
  'valign',
  'width',
  'height',
  'bgcolor',
  'border',
  'cellpadding',
  'cellspacing',
  'role',
];

/**
 * The markup that is allowed in pages: text, lists, tables, images and links; no scripts, forms, frames or style sheets.
 *
 * @type {import('sanitize-html').IOptions}
 */
const MARKUP = {
  allowedTags: [
    'a',
    'abbr',
    'b',
    'big',
    'blockquote',
    'br',
    'caption',
    'center',
    'cite',
    'code',
    'col',
    'colgroup',
    'dd',
    'del',
    'div',
    'dl',
    'dt',
    'em',
    'figcaption',
    'figure',
    'font',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'hr',
    'i',
    'img',
    'ins',
    'li',
    'ol',
    'p',
    'pre',
    's',
    'small',
    'span',
    'strike',
    'strong',
    'sub',
    'sup',
    'table',
    'tbody',
    'td',
    'tfoot',
    'th',
    'thead',
    'tr',
    'u',
    'ul',
  ],
  allowedAttributes: {
    '*': ['style', 'align', 'dir', 'lang', 'title', 'class', 'id'],
    a: ['href', 'name', 'target', 'rel'],
    font: ['color', 'face', 'size'],
    img: ['src', 'alt', 'width', 'height', 'border'],
    ol: ['start', 'type'],
    table: TABLE_ATTRIBUTES,
    tbody: TABLE_ATTRIBUTES,
    td: [...TABLE_ATTRIBUTES, 'colspan', 'rowspan', 'nowrap'],
    th: [...TABLE_ATTRIBUTES, 'colspan', 'rowspan', 'scope', 'nowrap'],
    tr: TABLE_ATTRIBUTES,
  },
  allowedStyles: { '*': Object.fromEntries(STYLES.map((name) => [name, [HARMLESS_VALUE]])) },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['http', 'https', 'data'] },
  allowProtocolRelative: false,
  // Removes forbidden tags but keeps the text inside them.
  disallowedTagsMode: 'discard',
  nonTextTags: [
    'script',
    'style',
    'textarea',
    'option',
    'noscript',
    'title',
    'template',
    'xmp',
    'iframe',
    'object',
  ],
  transformTags: {
    a: (tagName, attribs) => ({ tagName, attribs: withSafeUrl(attribs, 'href') }),
    img: (tagName, attribs) => ({ tagName, attribs: withSafeUrl(attribs, 'src') }),
  },
};

/**
 * Removes the URL attribute if the URL begins with a merge tag, because its value would decide the scheme, or if it is a data URL other
 * than an image.
 *
 * @param {import('sanitize-html').Attributes} attribs
 * @param {'href' | 'src'} name
 * @returns {import('sanitize-html').Attributes}
 */
function withSafeUrl(attribs, name) {
  const url = attribs[name]?.trim();
  if (url === undefined) return attribs;
  const isUnsafe = url.startsWith('{{') || /^data:(?!image\/(?:png|gif|jpe?g|webp);)/i.test(url);
  if (!isUnsafe) return attribs;
  const { [name]: _, ...rest } = attribs;
  return rest;
}

/**
 * Sanitises HTML, so that it can be shown to recipients. Pages also have a CSP that forbids scripts.
 *
 * @param {string} html
 */
export const cleanHtml = (html) => sanitizeHtml(html, MARKUP);

/**
 * @typedef {import('./scan-html.mjs').HtmlScan & { html: string }} CompiledHtml
 * What a scan of the HTML as it was written has found, and the sanitised HTML; empty if a limit is exceeded.
 */

/**
 * @param {string} html
 * @returns {CompiledHtml}
 */
export function compileHtml(html) {
  const scan = scanHtml(html);
  return { ...scan, html: scan.exceeded ? '' : cleanHtml(html) };
}
