/** Reads the links of HTML, and what is wrong with it, in one pass. Plain JavaScript for the reason given in clean-html.mjs. */
import { Parser } from 'htmlparser2';

/** Limits of HTML that users write. Sanitising takes time in the square of the depth. */
export const HTML_LIMITS = { elements: 20_000, depth: 200, links: 2_000 };

/** Longest text of a link that is kept. */
const MAX_LINK_TEXT = 1_000;
/** A scan reports at most so many places that are wrong; an author corrects a few at a time. */
const MAX_PLACES = 20;

/**
 * @typedef {object} ScannedLink one `<a href>`
 * @property {number} occurrence position among the `<a href>` of the HTML, from 0, in the order of their opening tags
 * @property {string} href placeholder of a tracked link, or a plain URL
 * @property {string} text visible text of the link; if it has none, the alternative text of its image
 * @property {number} start index of the attribute `href` in the HTML
 * @property {number} end index after the attribute
 */

/**
 * @typedef {object} Place a place in the HTML with its line, from 1
 * @property {number} line
 * @property {string} tag
 * @property {string} attribute empty for text in a style sheet
 * @property {string} value
 */

/**
 * @typedef {object} HtmlScan
 * @property {keyof typeof HTML_LIMITS | null} exceeded the limit that the HTML exceeds; the rest of the HTML is then not read
 * @property {ScannedLink[]} links
 * @property {Place[]} loadedLinks tracked links where a mail program loads them without a click, such as in the address of a picture
 * @property {Place[]} mergedAddresses addresses that contain merge fields
 */

const ADDRESSES = new Set(['href', 'src', 'srcset', 'background', 'poster', 'action', 'formaction', 'data']);
/** Tags whose `href` is followed only by a click. */
const CLICKED = new Set(['a', 'area']);

/** For HTML that was within the limits when it was stored. */
const NO_LIMITS = { elements: Infinity, depth: Infinity, links: Infinity };

/**
 * @param {string} html
 * @param {typeof HTML_LIMITS} limits
 * @returns {HtmlScan}
 */
export function scanHtml(html, limits = NO_LIMITS) {
  /** @type {HtmlScan} */
  const scan = { exceeded: null, links: [], loadedLinks: [], mergedAddresses: [] };
  const lineOf = lineCounter(html);
  /** Open elements. Each holds the link that it is, if it is one. @type {(ScannedLink & { alt: string } | null)[]} */
  const open = [];
  let elements = 0;
  /** The attribute `href` of the tag that is being read. @type {{ start: number, end: number } | null} */
  let href = null;
  let tag = '';

  /** @param {keyof typeof HTML_LIMITS} limit */
  const exceed = (limit) => {
    scan.exceeded = limit;
    throw new LimitExceeded();
  };
  /** @param {Place[]} places @param {string} attribute @param {string} value */
  const note = (places, attribute, value) => {
    if (places.length < MAX_PLACES) places.push({ line: lineOf(parser.startIndex), tag, attribute, value });
  };
  const linkAround = () => open.findLast((link) => link !== null);

  const parser = new Parser(
    {
      onopentagname(name) {
        tag = name;
        href = null;
        elements += 1;
        if (elements > limits.elements) exceed('elements');
      },
      onattribute(name, value) {
        if (name === 'href' && href === null) href = { start: parser.startIndex, end: parser.endIndex };
        if (!value.includes('{{')) return;
        const isClicked = name === 'href' && CLICKED.has(tag);
        const isAddress = ADDRESSES.has(name);
        if (value.includes('{{link:') && !isClicked && (isAddress || /url\s*\(/i.test(value)))
          note(scan.loadedLinks, name, value);
        else if (isAddress) note(scan.mergedAddresses, name, value);
      },
      onopentag(name, attributes) {
        if (name === 'img') {
          const link = linkAround();
          if (link && link.alt === '') link.alt = attributes.alt?.trim() ?? '';
        }
        /** @type {typeof open[number]} */
        let link = null;
        if (name === 'a' && attributes.href !== undefined && href) {
          if (scan.links.length >= limits.links) exceed('links');
          link = { occurrence: scan.links.length, href: attributes.href, text: '', alt: '', ...href };
          scan.links.push(link);
        }
        open.push(link);
        if (open.length > limits.depth) exceed('depth');
      },
      ontext(text) {
        if (tag === 'style' && text.includes('{{link:')) note(scan.loadedLinks, '', text.slice(0, 200));
        const link = linkAround();
        if (link && link.text.length < MAX_LINK_TEXT) link.text += text.slice(0, MAX_LINK_TEXT);
      },
      onclosetag() {
        tag = '';
        const link = open.pop();
        const around = link && linkAround();
        if (around && around.text.length < MAX_LINK_TEXT) around.text += link.text;
      },
    },
    { decodeEntities: true },
  );
  try {
    parser.end(html);
  } catch (error) {
    if (!(error instanceof LimitExceeded)) throw error;
  }
  scan.links = scan.links.map((link) => plainLink(/** @type {ScannedLink & { alt: string }} */ (link)));
  return scan;
}

/**
 * Replaces the URLs of links.
 *
 * @param {string} html
 * @param {(link: ScannedLink) => string | undefined} hrefOf the new URL, or undefined to keep the old one
 * @returns {string}
 */
export function withHrefs(html, hrefOf) {
  let changed = '';
  let done = 0;
  for (const link of scanHtml(html).links) {
    const href = hrefOf(link);
    if (href === undefined) continue;
    changed += `${html.slice(done, link.start)}href="${href.replace(/[&<>"]/g, (char) => ESCAPED[char] ?? char)}"`;
    done = link.end;
  }
  return changed + html.slice(done);
}

/** @type {Record<string, string>} */
const ESCAPED = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

class LimitExceeded extends Error {}

/** @param {ScannedLink & { alt: string }} link */
function plainLink({ alt, text, ...link }) {
  const visible = text.replace(/\s+/g, ' ').trim();
  return { ...link, text: visible === '' ? alt : visible };
}

/**
 * Returns a function that gives the line of an index. Indexes must not decrease by much: each line break is counted once.
 *
 * @param {string} html
 */
function lineCounter(html) {
  let line = 1;
  let at = 0;
  return (/** @type {number} */ index) => {
    for (let next = html.indexOf('\n', at); next >= 0 && next < index; next = html.indexOf('\n', at)) {
      line += 1;
      at = next + 1;
    }
    return line;
  };
}
