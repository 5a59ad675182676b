import { asText, type MergeValues } from '@linkflow/workflow';

/*
 * A mailing is compiled once. Its documents become lists of segments: literal text, and slots for what differs between recipients. The
 * message of a recipient is the concatenation of the segments.
 */

/**
 * The id of a tracked link (24 hexadecimal characters), the name of a special link as in `{{link:unsubscribe}}`, or `hidden`: the link that only
 * machines open.
 */
export type MailLinkId = string;

/**
 * How a value is escaped: for HTML (text, or an attribute in quotes), as a component of a URL (percent-encoded, which is valid in HTML too),
 * or not at all, for plain text. The forms for comments also escape hyphens: `--` would end the Outlook comment in which the place is.
 */
export type SlotEscape = 'html' | 'url' | 'none' | 'html-comment' | 'url-comment';

/** A place that the value of a fact fills. */
export interface FactSlot {
  kind: 'fact';
  name: string;
  /** Used if the fact is empty. It is escaped for its place already. */
  fallback: string;
  escape: SlotEscape;
}

/** A place that the URL of a link fills. */
export interface LinkSlot {
  kind: 'link';
  id: MailLinkId;
  /** `html`: the URL stands by itself. `url`: it is a component of another URL. */
  escape: SlotEscape;
}

export type Slot = FactSlot | LinkSlot;
export type Segment = string | Slot;

/** A mailing in the form from which messages are made. It can be stored as JSON. */
export interface CompiledMail {
  /** Plain text on one line; see `renderLine`. */
  subject: Segment[];
  /** The whole document, the preheader included. */
  html: Segment[];
  /** The same message as plain text. */
  text: Segment[];
}

/** What differs between recipients. */
export interface Filling {
  facts: MergeValues;
  /** The URL of a tracked or special link, not escaped. */
  urlOf: (id: MailLinkId) => string;
}

/** Makes the text of one recipient. */
export function render(segments: readonly Segment[], filling: Filling): string {
  let text = '';
  for (const segment of segments) text += typeof segment === 'string' ? segment : filled(segment, filling);
  return text;
}

/** Makes a text of one line, such as a subject: a value with line breaks must not end a mail header. */
export const renderLine = (segments: readonly Segment[], filling: Filling): string =>
  render(segments, filling).replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');

/** Names of the facts in these segments, each once. */
export function factsIn(...lists: readonly (readonly Segment[])[]): string[] {
  const names = lists
    .flat()
    .map((segment) => (typeof segment === 'object' && segment.kind === 'fact' ? segment.name : ''));
  return [...new Set(names)].filter((name) => name !== '');
}

/** Ids of the links in these segments, each once. */
export function linksIn(...lists: readonly (readonly Segment[])[]): MailLinkId[] {
  const ids = lists
    .flat()
    .map((segment) => (typeof segment === 'object' && segment.kind === 'link' ? segment.id : ''));
  return [...new Set(ids)].filter((id) => id !== '');
}

function filled(slot: Slot, { facts, urlOf }: Filling): string {
  if (slot.kind === 'link') return escapedLink(urlOf(slot.id), slot.escape);
  const { name, escape } = slot;
  // Programs read addresses, so the stored value is used there; elsewhere people read the text.
  const value =
    escape === 'url' || escape === 'url-comment'
      ? Object.hasOwn(facts.values, name)
        ? asText(facts.values[name])
        : ''
      : Object.hasOwn(facts.texts, name)
        ? (facts.texts[name] ?? '').trim()
        : '';
  return value === '' ? slot.fallback : ESCAPE[escape](value);
}

/** In comments, only the hyphens that could end the comment are escaped, so that the URL stays readable for all programs. */
const escapedLink = (url: string, escape: SlotEscape): string =>
  escape === 'html-comment' ? escapeHtml(url).replace(/-(?=-|$)/g, '&#45;') : ESCAPE[escape](url);

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const HTML_SPECIAL = /[&<>"']/;

/** Escapes a text for HTML text and for attributes in quotes. */
export const escapeHtml = (text: string): string =>
  HTML_SPECIAL.test(text) ? text.replace(/[&<>"']/g, (char) => HTML[char] ?? char) : text;

/** Percent-encodes a component of a URL, also the characters that `encodeURIComponent` keeps and that end attributes or `url()`. */
export const escapeUrl = (text: string): string =>
  // Lone surrogates are replaced, because encodeURIComponent throws for them.
  encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd')).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const ESCAPE: Record<SlotEscape, (value: string) => string> = {
  html: escapeHtml,
  url: escapeUrl,
  none: (value) => value,
  'html-comment': (value) => escapeHtml(value).replaceAll('-', '&#45;'),
  'url-comment': (value) => escapeUrl(value).replaceAll('-', '%2D'),
};
