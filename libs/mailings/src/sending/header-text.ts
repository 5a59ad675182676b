import { domainToASCII } from 'node:url';
import { isHeaderSafe } from '@linkflow/contracts';

/*
 * Text in the headers of a message: RFC 5322 (lines, quoted strings), RFC 2047 (encoded words). Every function refuses text that could end
 * a header or that is not Unicode.
 */

/** Longest line of a header, without the line break (RFC 5322 2.1.1). */
const MAX_LINE = 76;
/** Longest encoded word, with its delimiters (RFC 2047 2). */
const MAX_WORD = 75;
const WORD_START = '=?UTF-8?B?';
const WORD_END = '?=';
/** Bytes that fit into one encoded word: base64 makes four characters of three bytes. */
const BYTES_PER_WORD = Math.floor((MAX_WORD - WORD_START.length - WORD_END.length) / 4) * 3;

const PRINTABLE_ASCII = /^[\t\x20-\x7e]*$/;
/** Characters of a display name that needs no quotes: atoms and spaces (RFC 5322 3.2.3). */
const PLAIN_PHRASE = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~ ]*$/;
/** The local part of an address that needs no quotes (RFC 5322 3.4.1), including non-ASCII characters (RFC 6531). */
const DOT_ATOM =
  /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u0080-\u{10ffff}]+(\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u0080-\u{10ffff}]+)*$/u;
const MAX_LOCAL_PART_BYTES = 64;
const MAX_ADDRESS_BYTES = 254;

/** Text or an address that cannot stand in a header. */
export class UnsafeHeaderError extends Error {
  override readonly name = 'UnsafeHeaderError';
}

/** @throws UnsafeHeaderError */
function requireSafe(text: string): void {
  if (!isHeaderSafe(text)) throw new UnsafeHeaderError('The text has control characters or lone surrogates.');
}

/**
 * A header with free text, such as the subject, ready for a message: encoded if it is not ASCII, and folded.
 * @throws UnsafeHeaderError
 */
export function textHeader(name: string, text: string): string {
  requireSafe(text);
  const start = `${name}: `;
  if (PRINTABLE_ASCII.test(text) && !text.includes('=?')) {
    const folded = foldedAtSpaces(start, text);
    if (folded !== undefined) return `${folded}\r\n`;
  }
  return `${start}${encodedWords(text, start.length)}\r\n`;
}

/** A mailbox: an address with an optional display name. */
export interface Mailbox {
  name: string;
  address: string;
}

/**
 * A header with one mailbox, such as `From`. A domain with non-ASCII characters is written in its ASCII form.
 * @throws UnsafeHeaderError
 */
export function mailboxHeader(header: string, { name, address }: Mailbox): string {
  const plain = envelopeAddress(address);
  requireSafe(name);
  const phrase = name.trim();
  const start = `${header}: `;
  if (phrase === '') return `${start}${plain}\r\n`;
  const written = phraseOf(phrase, start.length);
  const lastLine = written.slice(written.lastIndexOf('\n') + 1);
  const used = (lastLine === written ? start.length : 0) + lastLine.length;
  const space = used + plain.length + 3 > MAX_LINE ? '\r\n ' : ' ';
  return `${start}${written}${space}<${plain}>\r\n`;
}

/** A header whose value is written as it is: a message id, a list of URLs. @throws UnsafeHeaderError if it is not printable ASCII */
export function rawHeader(name: string, value: string): string {
  if (!/^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(value))
    throw new UnsafeHeaderError(`The value of ${name} is not printable ASCII.`);
  return `${name}: ${value}\r\n`;
}

/**
 * The address as SMTP commands and headers contain it, with its domain in ASCII. The local part may contain non-ASCII characters
 * (RFC 6531); a server without SMTPUTF8 refuses it.
 * @throws UnsafeHeaderError for an address that no server accepts
 */
export function envelopeAddress(address: string): string {
  requireSafe(address);
  const plain = address.trim().normalize('NFC');
  const at = plain.lastIndexOf('@');
  const local = plain.slice(0, at);
  const domain = domainToASCII(plain.slice(at + 1));
  const result = `${local}@${domain}`;
  if (
    at < 1 ||
    domain === '' ||
    !DOT_ATOM.test(local) ||
    !/^[a-z0-9.-]+$/i.test(domain) ||
    Buffer.byteLength(local) > MAX_LOCAL_PART_BYTES ||
    Buffer.byteLength(result) > MAX_ADDRESS_BYTES
  )
    throw new UnsafeHeaderError('This is not an e-mail address.');
  return result;
}

/** A display name: as it is, as a quoted string, or as encoded words. */
function phraseOf(name: string, column: number): string {
  if (PRINTABLE_ASCII.test(name) && !name.includes('=?') && column + name.length + 2 <= MAX_LINE) {
    return PLAIN_PHRASE.test(name) ? name : `"${name.replace(/[\\"]/g, '\\$&')}"`;
  }
  return encodedWords(name, column);
}

/** Folds ASCII text at its spaces. Undefined if a word or a run of spaces does not fit, or a fold would lose a space. */
function foldedAtSpaces(start: string, text: string): string | undefined {
  if (start.length + text.length <= MAX_LINE && !/^\s|\s$/.test(text)) return start + text;
  if (/^\s|\s$|\s\s|\t/.test(text)) return undefined;
  let result = start;
  let column = start.length;
  for (const [index, word] of text.split(' ').entries()) {
    if (word.length + 1 > MAX_LINE) return undefined;
    const isFirst = index === 0;
    if (column + word.length + (isFirst ? 0 : 1) <= MAX_LINE) {
      result += isFirst ? word : ` ${word}`;
      column += word.length + (isFirst ? 0 : 1);
    } else if (isFirst) {
      return undefined;
    } else {
      result += `\r\n ${word}`;
      column = word.length + 1;
    }
  }
  return result;
}

/** The text as encoded words, each on its own line. A character is never divided between two words. */
function encodedWords(text: string, column: number): string {
  const words: string[] = [];
  let part = '';
  let bytes = 0;
  /** The first word shares its line with the name of the header. */
  let limit = Math.max(0, Math.floor((MAX_LINE - column - WORD_START.length - WORD_END.length) / 4) * 3);
  for (const character of text) {
    const size = Buffer.byteLength(character);
    if (bytes + size > Math.min(limit, BYTES_PER_WORD) && part !== '') {
      words.push(part);
      part = '';
      bytes = 0;
      limit = BYTES_PER_WORD;
    }
    part += character;
    bytes += size;
  }
  words.push(part);
  return words.map((word) => WORD_START + Buffer.from(word).toString('base64') + WORD_END).join('\r\n ');
}
