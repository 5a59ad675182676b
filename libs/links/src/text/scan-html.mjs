/** Finds out what is wrong with HTML, in one pass. Plain JavaScript for the reason given in clean-html.mjs. */
import { Parser } from 'htmlparser2';

/** Limits of HTML that users write. Sanitising takes time in the square of the depth. */
export const HTML_LIMITS = { elements: 20_000, depth: 200, links: 2_000 };

/** A scan reports at most so many places that are wrong; an author corrects a few at a time. */
const MAX_PLACES = 20;

/**
 * @typedef {object} HtmlScan
 * @property {keyof typeof HTML_LIMITS | null} exceeded the limit that the HTML exceeds; the rest of the HTML is then not read
 * @property {{ line: number, value: string }[]} mergedAddresses addresses that contain merge fields, with their lines, from 1
 */

const ADDRESSES = new Set(['href', 'src', 'srcset', 'background', 'poster', 'action', 'formaction', 'data']);

/**
 * @param {string} html
 * @returns {HtmlScan}
 */
export function scanHtml(html) {
  /** @type {HtmlScan} */
  const scan = { exceeded: null, mergedAddresses: [] };
  const lineOf = lineCounter(html);
  const count = { elements: 0, depth: 0, links: 0 };
  /** @param {keyof typeof HTML_LIMITS} limit */
  const add = (limit) => {
    count[limit] += 1;
    if (count[limit] <= HTML_LIMITS[limit]) return;
    scan.exceeded = limit;
    throw new LimitExceeded();
  };
  const parser = new Parser(
    {
      onopentagname() {
        add('elements');
      },
      onattribute(name, value) {
        if (value.includes('{{') && ADDRESSES.has(name) && scan.mergedAddresses.length < MAX_PLACES)
          scan.mergedAddresses.push({ line: lineOf(parser.startIndex), value });
      },
      onopentag(name, { href }) {
        if (name === 'a' && href !== undefined) add('links');
        add('depth');
      },
      onclosetag() {
        count.depth -= 1;
      },
    },
    { decodeEntities: true },
  );
  try {
    parser.end(html);
  } catch (error) {
    if (!(error instanceof LimitExceeded)) throw error;
  }
  return scan;
}

class LimitExceeded extends Error {}

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
