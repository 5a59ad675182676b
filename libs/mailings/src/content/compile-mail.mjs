/** Turns a mail as it is written into what is sent: segments of text, and slots for what differs. Plain JavaScript; see mail-markup.mjs. */
import { decodeEntities, toPlainText } from './plain-text.mjs';
import { hasOwnSite, isUnsubscribeLink } from './mail-markup.mjs';
import { scanMail } from './scan-mail.mjs';
import { LimitExceeded, MAIL_LIMITS } from './scan-state.mjs';
import { splice } from './splice.mjs';

/**
 * @typedef {import('./scanned-mail').ScannedMail} ScannedMail
 * @typedef {import('./scanned-mail').Region} Region
 * @typedef {import('./scanned-mail').Edit} Edit
 * @typedef {import('./compiled-mail').CompiledMail} CompiledMail
 * @typedef {import('./compiled-mail').Segment} Segment
 * @typedef {import('./compiled-mail').Slot} Slot
 */

const LINK = /\{\{link:([0-9a-f]{24}|unsubscribe|subscriptions|view-online)\}\}/;
const FIELD = /\{\{\s*([A-Za-z][\w.-]*)\s*(?:\|([^{}<>]*))?\}\}/;
/** A fallback may contain tags that only format text. Other tags would change what the rest of the mail means when they are left out. */
const FIELD_IN_TEXT =
  /\{\{\s*([A-Za-z][\w.-]*)\s*(?:\|([^{}<>]*(?:<\/?(?:b|strong|i|em|u|s|span|br|font|small|big|sub|sup)(?:\s[^{}<>]*)?\/?>[^{}<>]*)*))?\}\}/;
/** In text, a fallback with tags is possible; in attributes, `<` and `>` are only characters. */
const SLOT = new RegExp(
  `${LINK.source}|${FIELD_IN_TEXT.source}|${FIELD.source.replace('[^{}<>]', '[^{}]')}`,
  'g',
);

/**
 * @typedef {object} Placed a merge field or link of ours, and where it stands
 * @property {number} start
 * @property {number} end
 * @property {string | undefined} link
 * @property {string} name of the fact; empty for a link
 * @property {string} fallback as it is written
 * @property {boolean} hasFilter the fallback is written as a filter of another system: `{{name | default: "there"}}`
 * @property {Region | null} region null: in text
 * @property {boolean} inComment inside an Outlook comment
 */

/**
 * Finds the merge fields and links of a mail.
 *
 * @param {string} html
 * @param {Pick<ScannedMail, 'regions' | 'outlook'>} scan
 * @returns {Placed[]}
 */
export function placedIn(html, { regions, outlook }) {
  /** @type {Placed[]} */
  const placed = [];
  if (!html.includes('{{')) return placed;
  const regionAt = regionFinder(regions);
  for (const match of html.matchAll(SLOT)) {
    const [start, end] = [match.index, match.index + match[0].length];
    const region = regionAt(start);
    // A field that begins in one place and ends in another is none.
    if (region !== regionAt(end - 1)) continue;
    if (!region && match[2] === undefined && match[4] !== undefined) continue;
    placed.push({
      start,
      end,
      link: match[1],
      name: match[2] ?? match[4] ?? '',
      ...fallbackOf((match[3] ?? match[5] ?? '').trim()),
      region,
      inComment:
        region?.inComment ?? outlook.some((comment) => comment.start <= start && start < comment.end),
    });
  }
  return placed;
}

const DEFAULT_FILTER = /^default\s*(?:[:(]|\s)\s*(["'“”‘’]|&quot;|&#39;)(.*?)\1/;

/** Nobody should read `default: "there"`. @param {string} written */
function fallbackOf(written) {
  const hasFilter = /^default\s*[:(]|^default\s+["'&]/.test(written);
  return { fallback: hasFilter ? (DEFAULT_FILTER.exec(written)?.[2] ?? '') : written, hasFilter };
}

/**
 * Returns a function that finds the smallest region around a place.
 *
 * @param {readonly Region[]} regions in the order of their starts
 * @returns {(at: number) => Region | null}
 */
export function regionFinder(regions) {
  const longest = regions.reduce((length, { start, end }) => Math.max(length, end - start), 0);
  return (at) => {
    let low = 0;
    let high = regions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (/** @type {Region} */ (regions[middle]).start <= at) low = middle + 1;
      else high = middle;
    }
    // The region of an attribute follows that of its tag.
    for (let index = low - 1; index >= 0; index -= 1) {
      const region = /** @type {Region} */ (regions[index]);
      if (at < region.end) return region;
      if (region.start + longest <= at) return null;
    }
    return null;
  };
}

/** Facts that are known for every recipient. Other names stay as they are written: they are placeholders of other systems. */
const RECIPIENT_FACT = /^(?:contact|company)\./;

/**
 * The merge fields and links of a mail that are replaced when it is sent.
 *
 * @param {string} html
 * @param {Pick<ScannedMail, 'regions' | 'outlook'>} scan
 */
const replacedIn = (html, scan) =>
  placedIn(html, scan).filter(({ link, name }) => link !== undefined || RECIPIENT_FACT.test(name));

/**
 * The edits that make a mail safe: what is taken out, and merge fields and links where they cannot stand.
 *
 * @param {string} html
 * @param {ScannedMail} scan
 * @returns {Edit[]}
 */
function safetyEdits(html, scan) {
  /** @type {Edit[]} */
  const edits = [...scan.cuts];
  for (const { start, end, link, region } of replacedIn(html, scan)) {
    if (!region) continue;
    const { kind, quote, clicked } = region;
    if (kind === 'style' || kind === 'comment' || kind === 'tag') edits.push({ start, end, value: '' });
    else if (link !== undefined && kind === 'url' && !clicked)
      edits.push({ start: region.start, end: region.end, value: '' });
    else if (kind === 'url' && !isSafeAddress(html, region))
      edits.push({ start: region.start, end: region.end, value: clicked ? '#' : '' });
    else if (quote === '') edits.push(quotedEdit(html, region));
  }
  return edits;
}

/** @param {string} html @param {Region} region */
export function isSafeAddress(html, { start, end }) {
  const address = decodeEntities(html.slice(start, end)).trim();
  return LINK.exec(address)?.index === 0 || hasOwnSite(address);
}

/** Puts quotes around a value, because the value of a merge field can contain blanks. @param {string} html @param {Region} region */
const quotedEdit = (html, { start, end }) => ({
  start,
  end,
  value: `"${html.slice(start, end).replace(/"/g, '&quot;')}"`,
});

/**
 * Takes out of a mail what must not be sent. Taking out a part can join what stood around it to a new tag, so the mail is read again until
 * nothing is left to take out.
 *
 * @param {string} html
 * @returns {{ html: string, scan: ScannedMail }}
 * @throws {LimitExceeded}
 */
export function safeMail(html) {
  let safe = html;
  for (let round = 0; round < MAIL_LIMITS.rounds; round += 1) {
    const scan = scanMail(safe);
    if (scan.exceeded) throw new LimitExceeded(scan.exceeded);
    const edits = safetyEdits(safe, scan);
    if (edits.length === 0) return { html: safe, scan };
    safe = splice(safe, edits).text;
  }
  throw new LimitExceeded('rounds');
}

/**
 * Reads a mail that is to be saved. `exceeded` also tells whether it cannot be made safe.
 *
 * @param {string} html
 * @returns {ScannedMail}
 */
export function scanToSave(html) {
  const scan = scanMail(html);
  if (scan.exceeded || scan.cuts.length === 0) return scan;
  try {
    safeMail(html);
    return scan;
  } catch (error) {
    if (!(error instanceof LimitExceeded)) throw error;
    return { ...scan, exceeded: error.limit };
  }
}

/**
 * @param {{ subject: string, preheader?: string, html: string, footer?: string, hiddenLink?: boolean }} mail
 * @returns {CompiledMail}
 */
export function compileMail({ subject, preheader = '', html, footer = '', hiddenLink = false }) {
  const safe = safeMail(withAdditions(html, { preheader, footer }));
  const placed = replacedIn(safe.html, safe.scan);
  const slots = placed.map((each) => slotOf(safe.html, each));
  const document = segments(safe.html, placed, slots);
  return {
    subject: plainSegments(subject),
    html: hiddenLink ? insertedAt(document, safe.html.length - safe.scan.contentEnd, HIDDEN_LINK) : document,
    text: textSegments(safe.html, placed, slots),
  };
}

/** @param {string} html @param {Placed} placed @returns {Slot} */
function slotOf(html, { start, link, name, fallback, region, inComment }) {
  if (link !== undefined) {
    const isWhole = region?.kind !== 'url' || html.slice(region.start, start).trim() === '';
    return { kind: 'link', id: link, escape: escapeOf(!isWhole, inComment) };
  }
  const isUrl = region?.kind === 'url';
  const written = isUrl ? urlComponent(decodeEntities(fallback)) : fallback;
  return { kind: 'fact', name, fallback: written, escape: escapeOf(isUrl, inComment) };
}

/** Percent-encodes also the characters that end attributes and comments. @param {string} text */
const urlComponent = (text) =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*-]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** @param {boolean} isUrl @param {boolean} inComment @returns {import('./compiled-mail').SlotEscape} */
const escapeOf = (isUrl, inComment) =>
  isUrl ? (inComment ? 'url-comment' : 'url') : inComment ? 'html-comment' : 'html';

/**
 * @param {string} text
 * @param {readonly { start: number, end: number }[]} placed
 * @param {readonly Slot[]} slots
 * @returns {Segment[]}
 */
function segments(text, placed, slots) {
  /** @type {Segment[]} */
  const parts = [];
  let done = 0;
  placed.forEach(({ start, end }, index) => {
    if (start > done) parts.push(text.slice(done, start));
    parts.push(/** @type {Slot} */ (slots[index]));
    done = end;
  });
  if (done < text.length) parts.push(text.slice(done));
  return parts;
}

/** Plain text has no tags. */
export const NO_REGIONS = { regions: [], outlook: [] };

/** Segments of a plain text, such as a subject. @param {string} text @returns {Segment[]} */
export function plainSegments(text) {
  const placed = replacedIn(text, NO_REGIONS).filter(({ link }) => link === undefined);
  const slots = placed.map(({ name, fallback }) => ({
    kind: /** @type {const} */ ('fact'),
    name,
    fallback,
    escape: /** @type {const} */ ('none'),
  }));
  return segments(text, placed, slots);
}

/**
 * The plain text of a mail. Its slots stand in it as marks while it is converted.
 *
 * @param {string} html
 * @param {readonly Placed[]} placed
 * @param {readonly Slot[]} slots
 * @returns {Segment[]}
 */
function textSegments(html, placed, slots) {
  let mark = 'slot';
  while (html.includes(mark)) mark += 'x';
  const edits = placed.map(({ start, end }, index) => ({ start, end, value: `${mark}${index}e` }));
  const text = toPlainText(splice(html, edits).text);
  /** @type {Segment[]} */
  const parts = [];
  let done = 0;
  for (const match of text.matchAll(new RegExp(`${mark}(\\d+)e`, 'g'))) {
    const slot = slots[Number(match[1])];
    if (!slot) continue;
    if (match.index > done) parts.push(text.slice(done, match.index));
    const escape = slot.escape.startsWith('url') ? 'url' : 'none';
    parts.push(
      slot.kind === 'link'
        ? { ...slot, escape }
        : {
            ...slot,
            escape,
            fallback:
              escape === 'url' ? slot.fallback : decodeEntities(slot.fallback.replace(/<[^>]*>/g, '')),
          },
    );
    done = match.index + match[0].length;
  }
  if (done < text.length) parts.push(text.slice(done));
  return parts;
}

/**
 * Inserts segments into a document. Behind the place there are no slots.
 *
 * @param {readonly Segment[]} document
 * @param {number} fromEnd characters from the place to the end of the document
 * @param {readonly Segment[]} inserted
 * @returns {Segment[]}
 */
function insertedAt(document, fromEnd, inserted) {
  const last = document.at(-1);
  if (typeof last !== 'string') return [...document, ...inserted];
  const at = last.length - Math.min(fromEnd, last.length);
  return [...document.slice(0, -1), last.slice(0, at), ...inserted, last.slice(at)].filter(
    (part) => part !== '',
  );
}

const HIDDEN =
  'display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all';
/**
 * A link for machines: programs that open every link find it, and people do not see it. `aria-hidden` and `tabindex` keep screen readers and
 * keyboards from it where a mail program shows it in spite of its style. The plain text has no such link, because it would be seen there.
 *
 * @type {Segment[]}
 */
const HIDDEN_LINK = [
  '<a href="',
  { kind: 'link', id: 'hidden', escape: 'html' },
  `" style="${HIDDEN}" aria-hidden="true" tabindex="-1"></a>`,
];
/** Keeps the text of the message out of the line that inboxes show after the subject. */
const FILLER = '&#847;&zwnj;&nbsp;'.repeat(60);

/**
 * Puts the preheader at the beginning of the body, and the footer at its end. The preheader is plain text with merge fields.
 *
 * @param {string} html
 * @param {{ preheader: string, footer: string }} additions
 */
function withAdditions(html, { preheader, footer }) {
  if (preheader.trim() === '' && footer.trim() === '') return html;
  const scan = scanMail(html);
  const { contentStart, contentEnd } = scan;
  /** @type {Edit[]} */
  const edits = [];
  if (preheader.trim() !== '')
    edits.push({ start: contentStart, end: contentStart, value: hidden(preheader) });
  if (footer.trim() !== '' && !canUnsubscribe(html, scan))
    edits.push({ start: contentEnd, end: contentEnd, value: footer });
  return splice(html, edits).text;
}

/** @param {string} preheader */
function hidden(preheader) {
  const text = preheader.replace(/[&<>]/g, (char) =>
    char === '&' ? '&amp;' : char === '<' ? '&lt;' : '&gt;',
  );
  return `<div style="${HIDDEN}">${text}${FILLER}</div>`;
}

/** Whether a mail has a link to unsubscribe that all mail programs show. @param {string} html @param {ScannedMail} scan */
const canUnsubscribe = (html, scan) =>
  placedIn(html, scan).some(
    ({ link, region, inComment }) =>
      isUnsubscribeLink(link) && !inComment && (region === null || region.clicked),
  );
