/**
 * Makes HTML that an author wrote safe to stand between other blocks: what it opens is closed at its end, and nothing around it is closed by
 * it. Every other byte stays as it is. Plain JavaScript for the reason given in mail-markup.mjs.
 */
import { Parser } from 'parse5';
import { splice } from '../content/splice.mjs';

/**
 * @typedef {import('../content/scanned-mail').Edit} Edit
 * @typedef {import('parse5').Token.TagToken} TagToken
 * @typedef {import('parse5').Token.CharacterToken} CharacterToken
 * @typedef {import('parse5').Token.Location} Location
 */

/** What stands around the HTML of a block, as MJML writes it. */
const AROUND = '<!doctype html><body><table><tbody><tr><td><div>';
/** html, body, table, tbody, tr, td, div. */
const OPEN_AROUND = 7;

/**
 * Tags that are taken out: those of a whole document, whose attributes would change the message; one that nothing can close; one whose content
 * is HTML or text, depending on the program that reads it; and one whose content is never shown.
 */
const TAKEN_OUT = new Set(['html', 'head', 'body', 'frameset', 'plaintext', 'noscript', 'template']);
/** Outside of a table, these would end the cell in which the block stands. */
const PARTS_OF_TABLES = new Set(['caption', 'col', 'colgroup', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr']);

/** @param {string} html */
export function closedFragment(html) {
  // Taking out a part can join what stood around it to a new tag, so the rest is read again. Each round makes it shorter.
  for (let text = withoutBeginnings(html); ;) {
    const parser = new FragmentParser(AROUND + text);
    parser.tokenizer.write(AROUND + text, true);
    const edits = parser.edits();
    if (edits.length === 0) return text + parser.ends() + missingConditionEnds(text);
    text = withoutBeginnings(splice(text, edits).text);
  }
}

/**
 * A CDATA section, which only SVG has, can reach to the end. So can the beginning of a tag, together with what follows it.
 *
 * @param {string} html
 */
const withoutBeginnings = (html) => html.replace(/<!\[CDATA\[/g, '').replace(/(?:<[!/?]?)+$/, '');

/** Outlook hides everything after a condition that does not end. @param {string} html */
function missingConditionEnds(html) {
  const begins = html.match(/<!--\[if\s[^\]>]*\]>/gi)?.length ?? 0;
  const ends = html.match(/<!\[endif\]-->/gi)?.length ?? 0;
  return '<!--<![endif]-->'.repeat(Math.max(0, begins - ends));
}

/** @extends {Parser<import('parse5').DefaultTreeAdapterMap>} */
class FragmentParser extends Parser {
  /** @type {Edit[]} */
  cuts = [];
  /** Names of the elements that are open at the end, the outermost first. @type {string[] | undefined} */
  openAtEnd;
  /** Index up to which tokens were read. The tree builder handles some tokens twice. */
  seen = AROUND.length;
  /** Where the last script begins. */
  lastScript = 0;
  /** Ends the comment that reaches to the end. */
  endOfComment = '';

  /** @param {string} source */
  constructor(source) {
    super({ scriptingEnabled: false, sourceCodeLocationInfo: true });
    this.source = source;
  }

  /** What must be taken out, by places in the fragment. What follows the last token is a tag that is not finished. */
  edits() {
    const cuts = [...this.cuts];
    if (this.seen < this.source.length) cuts.push({ start: this.seen, end: this.source.length, value: '' });
    const from = AROUND.length;
    return cuts.map(({ start, end, value }) => ({ start: start - from, end: end - from, value }));
  }

  /** What must be appended. */
  ends() {
    const endTags = (this.openAtEnd ?? []).toReversed().map((name) => `</${name}>`);
    return this.endOfComment + endTags.join('');
  }

  /** Names of the elements that the fragment opened and that are open. */
  get opened() {
    return this.openElements.items
      .slice(OPEN_AROUND, this.openElements.stackTop + 1)
      .flatMap((node) => ('tagName' in node ? [node.tagName] : []));
  }

  /** Whether a token of the fragment is read for the first time. @param {{ location: Location | null }} token */
  isNew({ location }) {
    if (!location || location.startOffset < this.seen) return false;
    this.seen = location.endOffset;
    return true;
  }

  /** @param {{ location: Location | null }} token */
  cut({ location }) {
    if (location) this.cuts.push({ start: location.startOffset, end: location.endOffset, value: '' });
  }

  /**
   * @override
   * @param {TagToken} token
   */
  onStartTag(token) {
    if (!this.isNew(token)) return super.onStartTag(token);
    const endsCell = PARTS_OF_TABLES.has(token.tagName) && !this.opened.includes('table');
    if (token.tagName === 'script') this.lastScript = token.location?.startOffset ?? 0;
    if (endsCell || TAKEN_OUT.has(token.tagName)) this.cut(token);
    else super.onStartTag(token);
  }

  /**
   * @override
   * @param {TagToken} token
   */
  onEndTag(token) {
    if (this.isNew(token) && !this.isOpen(token.tagName)) this.cut(token);
    else super.onEndTag(token);
  }

  /** @param {string} tag */
  isOpen(tag) {
    if (this.opened.some((name) => name.toLowerCase() === tag)) return true;
    return this.activeFormattingElements.getElementEntryInScopeWithTagName(tag) !== null;
  }

  /**
   * @override
   * @param {import('parse5').Token.CommentToken} token
   */
  onComment(token) {
    if (this.isNew(token) && this.seen >= this.source.length) {
      const written = this.source.slice(token.location?.startOffset);
      if (!written.startsWith('<!--')) this.endOfComment = written.endsWith('>') ? '' : '>';
      else if (!/^<!---?>$|--!?>$/.test(written)) this.endOfComment = '-->';
    }
    super.onComment(token);
  }

  /**
   * @override
   * @param {import('parse5').Token.DoctypeToken} token
   */
  onDoctype(token) {
    if (this.isNew(token)) this.cut(token);
    else super.onDoctype(token);
  }

  /**
   * @override
   * @param {CharacterToken} token
   */
  onCharacter(token) {
    this.isNew(token);
    super.onCharacter(token);
  }

  /**
   * @override
   * @param {CharacterToken} token
   */
  onNullCharacter(token) {
    this.isNew(token);
    super.onNullCharacter(token);
  }

  /**
   * @override
   * @param {CharacterToken} token
   */
  onWhitespaceCharacter(token) {
    this.isNew(token);
    super.onWhitespaceCharacter(token);
  }

  /**
   * @override
   * @param {import('parse5').Token.EOFToken} token
   */
  onEof(token) {
    this.openAtEnd ??= this.opened;
    // A script in which another one begins in a comment is not ended by the next end tag.
    if (this.openAtEnd.at(-1) === 'script') {
      this.openAtEnd.pop();
      this.cuts.push({ start: this.lastScript, end: this.source.length, value: '' });
    }
    super.onEof(token);
  }
}
