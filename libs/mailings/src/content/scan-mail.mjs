/**
 * Reads a mail as it is written: its links, what must be taken out for safety, and where texts, addresses and styles stand, all with their
 * places, so that the mail can be changed without being written anew. Plain JavaScript for the reason given in mail-markup.mjs.
 *
 * The tags are read as a browser reads them: the tree builder of parse5 decides what is text and what is a tag. They are taken before
 * the tree builder moves, merges or ignores elements, so none is missed. Outlook's conditional comments are read in the same way.
 */
import { InsertionMode, Parser } from 'parse5';
import {
  URL_ATTRIBUTES,
  STYLE_CODE,
  attributeCut,
  isClicked,
  linkKind,
  tagCut,
  wholeCut,
} from './mail-markup.mjs';
import { LimitExceeded, ScanState, countingAdapter } from './scan-state.mjs';

/**
 * @typedef {import('./scanned-mail').ScannedMail} ScannedMail
 * @typedef {import('./scanned-mail').ScannedLink} ScannedLink
 * @typedef {import('./scanned-mail').Cut} Cut
 * @typedef {import('./scanned-mail').Region} Region
 * @typedef {import('./scanned-mail').MailLimit} MailLimit
 * @typedef {import('parse5').Token.TagToken} TagToken
 * @typedef {import('parse5').Token.CharacterToken} CharacterToken
 * @typedef {import('parse5').Token.CommentToken} CommentToken
 * @typedef {import('parse5').Token.Location} Location
 */

const MAX_LINK_TEXT = 500;
/** Signs of placeholders. Only regions with them are kept. */
const SIGNS = /[{}]|\*\||%%|\[\[|<%/;
const { IN_BODY } = InsertionMode;

/**
 * @param {string} html
 * @returns {ScannedMail}
 */
export function scanMail(html) {
  const state = new ScanState(html);
  try {
    // A byte order mark is no part of the document.
    const start = html.startsWith('\ufeff') ? 1 : 0;
    new MailParser(state, { start, end: html.length, line: 1, inComment: false }).read();
  } catch (error) {
    if (!(error instanceof LimitExceeded)) throw error;
  }
  return state.result();
}

/**
 * @typedef {object} Piece the part of the mail that a parser reads
 * @property {number} start
 * @property {number} end
 * @property {number} line line of its start
 * @property {boolean} inComment whether it is the content of an Outlook comment
 */

/** @extends {Parser<import('parse5').DefaultTreeAdapterMap>} */
class MailParser extends Parser {
  /** Index in the piece up to which tokens were read. The tree builder handles some tokens twice. */
  seen = 0;
  /** The link that is open. @type {(ScannedLink & { alt: string, tag: string }) | null} */
  open = null;
  /** The element that is being taken out with its content. @type {(Pick<Cut, 'code' | 'line' | 'start'> & { tag: string, end: number }) | null} */
  cutting = null;
  /** Where the style sheet that is being read begins. @type {Pick<Cut, 'line' | 'start'> | null} */
  styleFrom = null;
  /** Whether the form that was opened last is kept as a `div`. @type {boolean[]} */
  forms = [];

  /**
   * @param {ScanState} state
   * @param {Piece} piece
   */
  constructor(state, piece) {
    super({ scriptingEnabled: false, sourceCodeLocationInfo: true, treeAdapter: countingAdapter(state) });
    this.state = state;
    this.piece = piece;
    this.source = state.html.slice(piece.start, piece.end);
  }

  read() {
    this.tokenizer.write(this.source, true);
    // A script without an end tag reaches to the end. A list without one is a single tag that is taken out.
    const { cutting } = this;
    this.styleSheet(this.source.length);
    if (cutting) this.cut(cutting, cutting.tag === 'select' ? cutting.end : this.source.length);
  }

  /**
   * @override
   * @param {TagToken} token
   */
  onStartTag(token) {
    if (this.isNew(token)) this.startTag(token);
    super.onStartTag(token);
    this.noteContent(token.tagName === 'body' ? token.location?.endOffset : token.location?.startOffset);
    this.state.limit('depth', this.openElements.stackTop);
  }

  /**
   * @override
   * @param {TagToken} token
   */
  onEndTag(token) {
    if (this.isNew(token)) this.endTag(token);
    super.onEndTag(token);
  }

  /**
   * @override
   * @param {CharacterToken} token
   */
  onCharacter(token) {
    if (this.isNew(token)) this.text(token);
    super.onCharacter(token);
    this.noteContent(token.location?.startOffset);
  }

  /**
   * @override
   * @param {CharacterToken} token
   */
  onWhitespaceCharacter(token) {
    if (this.isNew(token) && this.open && !this.cutting) this.open.text += ' ';
    super.onWhitespaceCharacter(token);
  }

  /**
   * @override
   * @param {CommentToken} token
   */
  onComment(token) {
    if (this.isNew(token)) this.comment(token);
    super.onComment(token);
  }

  /** Name of the innermost open element. */
  get around() {
    const { current } = this.openElements;
    return current && 'tagName' in current ? current.tagName : '';
  }

  /** @param {{ location: Location | null }} token */
  isNew({ location }) {
    if (!location || location.startOffset < this.seen) return false;
    this.seen = Math.max(location.endOffset, location.startOffset + 1);
    return true;
  }

  /** @param {number | undefined} at */
  noteContent(at) {
    if (
      this.piece.inComment ||
      at === undefined ||
      this.state.contentStart >= 0 ||
      this.insertionMode !== IN_BODY
    )
      return;
    this.state.contentStart = this.piece.start + at;
  }

  /** The body ends with its own tag or, if it has none, with that of the document. @param {string} tag @param {number} at */
  noteEnd(tag, at) {
    if (this.piece.inComment) return;
    if (tag === 'body' || (tag === 'html' && this.state.contentEnd < 0))
      this.state.contentEnd = this.piece.start + at;
  }

  /** @param {Location} location */
  lineOf({ startLine }) {
    return this.piece.line + startLine - 1;
  }

  /**
   * @param {Pick<Cut, 'code' | 'line' | 'start'>} what
   * @param {number} end
   * @param {string} value
   */
  cut({ code, line, start }, end, value = '') {
    const from = this.piece.start;
    this.state.cut({ code, line, start: from + start, end: from + end, value });
  }

  /** @param {TagToken} token */
  startTag(token) {
    const { tagName: tag, location } = token;
    if (!location || this.cutting) return;
    const [start, end, line] = [location.startOffset, location.endOffset, this.lineOf(location)];
    const code = wholeCut(tag);
    if (code) {
      // In SVG, `<script/>` has no content.
      if (token.selfClosing && this.currentNotInHTML) this.cut({ code, line, start }, end);
      else this.cutting = { code, line, start, end, tag };
      return;
    }
    const valueOf = (/** @type {string} */ name) =>
      token.attrs.find((attribute) => attribute.name === name)?.value;
    const cutCode = tagCut(tag, valueOf);
    if (cutCode) return this.cut({ code: cutCode, line, start }, end);
    if (tag === 'form' && !this.keepsForm({ line, start }, end)) return;
    if (tag === 'style' && !token.selfClosing) this.styleFrom = { start: end, line };
    if (tag === 'a') this.open = null;
    this.region('tag', { start, end });
    this.attributes(token, tag);
    if (this.open && (tag === 'img' || tag === 'area')) this.open.alt ||= valueOf('alt') ?? '';
    if (tag === 'area') this.open = null;
  }

  /**
   * A form becomes a `div`, which looks the same. In a table it is taken out: the tree builder ignores it there, but not a `div`.
   *
   * @param {Pick<Cut, 'line' | 'start'>} place
   * @param {number} end
   * @returns {boolean} whether the tag is kept
   */
  keepsForm(place, end) {
    const isKept = this.formElement === null && !/^(?:table|tbody|thead|tfoot|tr)$/.test(this.around);
    this.forms.push(isKept);
    const name = place.start + 1;
    if (isKept) this.cut({ ...place, code: 'form', start: name }, name + 'form'.length, 'div');
    else this.cut({ ...place, code: 'form' }, end);
    return isKept;
  }

  /**
   * @param {TagToken} token
   * @param {string} tag
   */
  attributes(token, tag) {
    for (const { name, value } of token.attrs) {
      const location = token.location?.attrs?.[name];
      if (!location) continue;
      const { startOffset: start, endOffset: end } = location;
      const line = this.lineOf(location);
      const written = this.source.slice(start, end);
      const equals = /^[\t\n\f\r ]*=[\t\n\f\r ]*/.exec(written.slice(name.length))?.[0];
      const valueStart = start + name.length + (equals?.length ?? 0);
      const cut = attributeCut(tag, name, value);
      if (cut) {
        if (cut.value === null || equals === undefined) this.cut({ code: cut.code, line, start }, end);
        else this.cut({ code: cut.code, line, start: valueStart }, end, `"${cut.value}"`);
        continue;
      }
      if (equals === undefined) continue;
      const quote = /^["']/.exec(this.source.slice(valueStart, valueStart + 1))?.[0] ?? '';
      const inner = {
        start: valueStart + quote.length,
        end: end - quote.length,
        quote,
        clicked: isClicked(tag, name),
      };
      this.region(regionKind(tag, name), inner);
      if (inner.clicked) this.link(value, { tag, line, start: valueStart, end });
    }
  }

  /**
   * @param {string} value
   * @param {{ tag: string, line: number, start: number, end: number }} place
   */
  link(value, { tag, line, start, end }) {
    const href = value.trim();
    const { links } = this.state;
    this.state.limit('links', links.length + 1);
    const from = this.piece.start;
    const link = {
      occurrence: links.length,
      kind: linkKind(href),
      href,
      text: '',
      alt: '',
      tag,
      line,
      start: from + start,
      end: from + end,
    };
    links.push(link);
    this.open = link;
  }

  /** @param {TagToken} token */
  endTag({ tagName: tag, location }) {
    if (!location) return;
    const { startOffset: start, endOffset: end } = location;
    const { cutting } = this;
    if (cutting) {
      if (cutting.tag !== tag) return;
      this.cut(cutting, end);
      this.cutting = null;
      return;
    }
    if (tag === 'style') this.styleSheet(start);
    this.noteEnd(tag, start);
    const line = this.lineOf(location);
    const code = tagCut(tag, () => undefined);
    if (code) this.cut({ code, line, start }, end);
    if (tag === 'form') {
      if (this.forms.pop())
        this.cut({ code: 'form', line, start: start + 2 }, start + 2 + 'form'.length, 'div');
      else this.cut({ code: 'form', line, start }, end);
    }
    this.region('tag', { start, end });
    if (this.open?.tag === tag) this.open = null;
  }

  /** @param {CharacterToken} token */
  text({ chars, location }) {
    if (!location || this.cutting) return;
    const tag = this.around;
    if (!this.open || this.open.text.length >= MAX_LINK_TEXT || tag === 'style' || tag === 'title') return;
    this.open.text += chars.slice(0, MAX_LINK_TEXT);
  }

  /** @param {number} end */
  styleSheet(end) {
    if (!this.styleFrom) return;
    const { start, line } = this.styleFrom;
    this.styleFrom = null;
    this.region('style', { start, end });
    const text = this.source.slice(start, end);
    for (const match of text.matchAll(new RegExp(STYLE_CODE, 'gi'))) {
      const from = start + match.index;
      const at = {
        code: /** @type {const} */ ('style-code'),
        line: line + linesIn(text.slice(0, match.index)),
        start: from,
      };
      this.cut(at, from + match[0].length, 'x-');
    }
  }

  /** @param {CommentToken} token */
  comment({ data, location }) {
    if (!location || this.cutting) return;
    const written = this.source.slice(location.startOffset, location.endOffset);
    const opening = /^<!--\[if\s[^\]>]*\]>/i.exec(written)?.[0];
    if (opening === undefined || this.piece.inComment || !data.includes('<')) {
      this.region('comment', { start: location.startOffset, end: location.endOffset });
      return;
    }
    const start = this.piece.start + location.startOffset + opening.length;
    const end =
      this.piece.start + location.endOffset - (/<!\[endif\]-->$|--!?>$/i.exec(written)?.[0].length ?? 0);
    if (end <= start) return;
    const line = this.lineOf(location) + linesIn(opening);
    this.state.outlook.push({ start, end });
    new MailParser(this.state, { start, end, line, inComment: true }).read();
  }

  /**
   * @param {Region['kind']} kind
   * @param {Pick<Region, 'start' | 'end'> & Partial<Region>} place
   */
  region(kind, { start, end, quote = '', clicked = false }) {
    if (!SIGNS.test(this.source.slice(start, end))) return;
    const { start: from, inComment } = this.piece;
    this.state.regions.push({ kind, start: from + start, end: from + end, quote, clicked, inComment });
  }
}

/** @param {string} tag @param {string} name @returns {Region['kind']} */
function regionKind(tag, name) {
  // An animation sets any attribute, addresses among them.
  if (name === 'style' || /^(?:animate|set)/.test(tag)) return 'style';
  return URL_ATTRIBUTES.has(name) ? 'url' : 'attribute';
}

/** @param {string} text */
const linesIn = (text) => text.split('\n').length - 1;
