/** What a scan of a mail collects, within limits. Plain JavaScript for the reason given in mail-markup.mjs. */
import { defaultTreeAdapter } from 'parse5';

/**
 * @typedef {import('./scanned-mail').ScannedMail} ScannedMail
 * @typedef {import('./scanned-mail').ScannedLink} ScannedLink
 * @typedef {import('./scanned-mail').Cut} Cut
 * @typedef {import('./scanned-mail').Region} Region
 * @typedef {import('./scanned-mail').MailLimit} MailLimit
 */

/** @type {Record<MailLimit, number>} */
export const MAIL_LIMITS = { elements: 30_000, depth: 500, links: 2_000, rounds: 12 };

const MAX_WHAT = 80;
export class LimitExceeded extends Error {
  /** @param {MailLimit} limit */
  constructor(limit) {
    super(`The mail exceeds the limit of ${limit}.`);
    this.limit = limit;
  }
}

/** What one scan collects. */
export class ScanState {
  /** @type {MailLimit | null} */
  exceeded = null;
  /** @type {(ScannedLink & { alt: string })[]} */
  links = [];
  /** @type {Cut[]} */
  cuts = [];
  /** @type {Region[]} */
  regions = [];
  /** @type {ScannedMail['outlook']} */
  outlook = [];
  contentStart = -1;
  contentEnd = -1;
  elements = 0;

  /** @param {string} html */
  constructor(html) {
    this.html = html;
  }

  /**
   * @param {MailLimit} limit
   * @param {number} count
   */
  limit(limit, count) {
    if (count <= MAIL_LIMITS[limit]) return;
    this.exceeded = limit;
    throw new LimitExceeded(limit);
  }

  /** @param {Omit<Cut, 'what'>} cut */
  cut(cut) {
    const written = this.html.slice(cut.start, cut.end).replace(/\s+/g, ' ').trim();
    this.cuts.push({ ...cut, what: written.length > MAX_WHAT ? `${written.slice(0, MAX_WHAT)}…` : written });
  }

  /** @returns {ScannedMail} */
  result() {
    const links = this.links.map(({ alt, text, ...link }) => {
      const visible = text.replace(/\s+/g, ' ').trim();
      return { ...link, text: visible === '' ? alt.trim() : visible };
    });
    const { exceeded, html, outlook } = this;
    const regions = this.regions.sort((a, b) => a.start - b.start);
    const cuts = this.cuts.sort((a, b) => a.start - b.start);
    const contentStart = this.contentStart < 0 ? html.length : this.contentStart;
    const contentEnd = this.contentEnd < 0 ? html.length : this.contentEnd;
    return { exceeded, links, cuts, regions, outlook, contentStart, contentEnd };
  }
}

/**
 * Counts the elements of the tree, those included that the tree builder repeats, and keeps no texts and places.
 *
 * @param {ScanState} state
 * @returns {typeof defaultTreeAdapter}
 */
export function countingAdapter(state) {
  return {
    ...defaultTreeAdapter,
    createElement(tagName, namespace, attrs) {
      state.elements += 1;
      state.limit('elements', state.elements);
      return defaultTreeAdapter.createElement(tagName, namespace, attrs);
    },
    insertText: () => undefined,
    insertTextBefore: () => undefined,
    setNodeSourceCodeLocation: () => undefined,
    getNodeSourceCodeLocation: () => null,
    updateNodeSourceCodeLocation: () => undefined,
  };
}
