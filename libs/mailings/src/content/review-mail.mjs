/** Finds what is wrong with a mail before it is sent. Plain JavaScript; see mail-markup.mjs. */
import { NO_REGIONS, isSafeAddress, placedIn, regionFinder } from './compile-mail.mjs';
import { findPlaceholders, suggestionFor } from './placeholders.mjs';
import { scanMail } from './scan-mail.mjs';
import { splice } from './splice.mjs';

/**
 * @typedef {import('@linkflow/contracts').MailProblem} MailProblem
 * @typedef {import('@linkflow/contracts').MailPlaceholder} MailPlaceholder
 * @typedef {import('@linkflow/contracts').MailField} MailField
 * @typedef {import('@linkflow/contracts').PlaceholderDialect} Dialect
 * @typedef {import('./scanned-mail').ReviewedMail} ReviewedMail
 * @typedef {import('./scanned-mail').ScannedLink} ScannedLink
 * @typedef {import('./scanned-mail').Edit} Edit
 * @typedef {Pick<import('./scanned-mail').ScannedMail, 'regions' | 'outlook'>} Places
 */

const MAX_PLACES = 20;
const MAX_PROBLEMS = 200;
/** Most parts that are named as taken out. */
const MAX_REMOVED = 500;
/** Signs that can also be meant as text. */
const UNCERTAIN = /** @type {ReadonlySet<Dialect>} */ (new Set(['brackets', 'activecampaign', 'mailgun']));

/**
 * @param {import('./mail-tasks.mjs').MailTexts} texts
 * @param {readonly string[] | null} facts names of all facts; null if they are not known
 * @returns {ReviewedMail}
 */
export function reviewMail({ subject, preheader = '', html }, facts) {
  const scan = scanMail(html);
  const review = new Review(facts);
  review.text('subject', subject, NO_REGIONS);
  review.text('preheader', preheader, NO_REGIONS);
  if (!scan.exceeded) review.text('html', html, scan);
  review.links(scan.links);
  const removed = scan.cuts.slice(0, MAX_REMOVED).map(({ code, line, what }) => ({ code, line, what }));
  const problems = review.problems.slice(0, MAX_PROBLEMS);
  return {
    exceeded: scan.exceeded,
    links: scan.links,
    removed,
    placeholders: [...review.placeholders.values()],
    problems,
  };
}

class Review {
  /** @type {MailProblem[]} */
  problems = [];
  /** By source. @type {Map<string, MailPlaceholder>} */
  placeholders = new Map();

  /** @param {readonly string[] | null} facts */
  constructor(facts) {
    this.facts = facts;
  }

  /** @param {string} name */
  isFact(name) {
    return this.facts === null || this.facts.includes(name);
  }

  /**
   * @param {MailField} field
   * @param {string} text
   * @param {Places} places
   */
  text(field, text, places) {
    const lineAt = lineFinder(text);
    const regionAt = regionFinder(places.regions);
    const placed = new Map(placedIn(text, places).map((each) => [each.start, each]));
    const found = findPlaceholders(text);
    for (const { source, start, dialect, name, fallback } of found) {
      const region = regionAt(start);
      if (region?.kind === 'comment') continue;
      const at = { field, line: lineAt(start) };
      const ours = placed.get(start);
      if (region?.kind === 'style' || region?.kind === 'tag') {
        if (ours && ours.link === undefined) this.add('merge-field.misplaced', 'warning', at, { source });
        continue;
      }
      if (ours?.link !== undefined) {
        if (region?.kind === 'url' && !region.clicked) this.add('html.link-loaded', 'error', at, {});
        continue;
      }
      if (ours && this.isFact(ours.name) && !ours.hasFilter) {
        const address = region ? text.slice(region.start, region.end) : '';
        if (region?.kind === 'url' && !isSafeAddress(text, region))
          this.add('url.from-data', 'error', at, { href: address.slice(0, 200) });
        continue;
      }
      const isField = ours !== undefined && ours.name.includes('.') && !ours.hasFilter;
      this.placeholder(
        {
          source,
          dialect: isField ? 'merge-field' : ours && !ours.hasFilter ? 'handlebars' : dialect,
          name,
          fallback: ours?.fallback || fallback,
        },
        at,
      );
    }
    this.unfinished(field, text, { found, regionAt, lineAt });
  }

  /**
   * @param {{ source: string, dialect: Dialect, name: string, fallback: string }} placeholder
   * @param {{ field: MailField, line: number }} at
   */
  placeholder({ source, dialect, name, fallback }, at) {
    const known = this.placeholders.get(source);
    if (known) {
      known.count += 1;
      if (known.places.length < MAX_PLACES) known.places.push(at);
      return;
    }
    const suggestion = suggestionFor({ name, fallback }, this.facts);
    this.placeholders.set(source, { source, dialect, places: [at], count: 1, suggestion });
    if (dialect !== 'merge-field')
      this.add('placeholder.foreign', UNCERTAIN.has(dialect) ? 'warning' : 'error', at, { source });
    else if (suggestion === null) this.add('merge-field.unknown', 'error', at, { source });
    else this.add('merge-field.misspelt', 'error', at, { source, suggestion });
  }

  /**
   * @param {MailField} field
   * @param {string} text
   * @param {{ found: readonly { start: number, source: string }[] } & { regionAt: ReturnType<typeof regionFinder>, lineAt: (index: number) => number }} context
   */
  unfinished(field, text, { found, regionAt, lineAt }) {
    let next = 0;
    for (let index = text.indexOf('{{'); index >= 0; index = text.indexOf('{{', index + 2)) {
      while (next < found.length && endOf(found[next]) <= index) next += 1;
      const around = found[next];
      if (around && around.start <= index) continue;
      const kind = regionAt(index)?.kind;
      if (kind === 'style' || kind === 'comment') continue;
      const source = text.slice(index, index + 40).replace(/\s+/g, ' ');
      this.add('merge-field.unfinished', 'error', { field, line: lineAt(index) }, { source });
    }
  }

  /** @param {readonly ScannedLink[]} links */
  links(links) {
    for (const { kind, href, text, line, occurrence } of links) {
      if (kind !== 'relative' && kind !== 'empty' && kind !== 'broken') continue;
      const params = { href: href.slice(0, 200), text: text.slice(0, 100) };
      this.add(
        `link.${kind}`,
        kind === 'broken' ? 'error' : 'warning',
        { field: 'html', line, occurrence },
        params,
      );
    }
  }

  /**
   * @param {MailProblem['code']} code
   * @param {MailProblem['severity']} severity
   * @param {Pick<MailProblem, 'field' | 'line' | 'occurrence'>} at
   * @param {Record<string, string>} params
   */
  add(code, severity, at, params) {
    this.problems.push({ code, severity, ...at, params });
  }
}

/** @param {{ start: number, source: string } | undefined} found */
const endOf = (found) => (found ? found.start + found.source.length : Infinity);

/** @param {string} text @returns {(index: number) => number} */
function lineFinder(text) {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (index) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/**
 * Replaces placeholders by merge fields and links of ours, wherever they stand.
 *
 * @param {string} text
 * @param {ReadonlyMap<string, string>} replacements by the source of the placeholder
 */
export function replacePlaceholders(text, replacements) {
  /** @type {Edit[]} */
  const edits = [];
  for (const { source, start } of findPlaceholders(text)) {
    const value = replacements.get(source);
    if (value !== undefined) edits.push({ start, end: start + source.length, value });
  }
  return splice(text, edits).text;
}
