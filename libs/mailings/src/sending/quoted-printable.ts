/*
 * Quoted-printable (RFC 2045 6.7) for bodies that are built of fixed parts and values: every part begins and ends at the start of a line,
 * because a soft line break follows it. So a fixed part is encoded once, whatever stands around it.
 */

/** Characters of a line before its soft line break `=`. */
const MAX_LINE = 75;
const SOFT_BREAK = '=\r\n';

const HEX = Array.from({ length: 256 }, (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`);
const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;
const EQUALS = 0x3d;
const DOT = 0x2e;
const CAPITAL_F = 0x46;

/** Text that is its own encoding, except for soft line breaks. Values such as tokens and URLs are. */
const PLAIN = /^[!-<>-~]*$/;

/**
 * Encodes a part of a body as UTF-8. The result is ASCII, is empty for an empty text, and otherwise ends with a line break, which is soft
 * unless the text ends with one. Line breaks of any kind become CRLF. A lone surrogate becomes U+FFFD.
 */
export function quotedPrintable(text: string): string {
  if (text === '') return '';
  if (PLAIN.test(text)) return plainLines(text);
  return encoded(Buffer.from(text.replace(/\r\n?/g, '\n')));
}

function plainLines(text: string): string {
  let result = '';
  for (let from = 0; from < text.length; from += MAX_LINE - 2) {
    const line = text.slice(from, from + MAX_LINE - 2);
    // A dot at the start of a line has a special meaning in SMTP.
    result += line.startsWith('.') ? `${HEX[DOT]}${line.slice(1)}${SOFT_BREAK}` : line + SOFT_BREAK;
  }
  return result;
}

function encoded(bytes: Buffer): string {
  let result = '';
  let line = '';
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte === LF) {
      result += `${line}\r\n`;
      line = '';
      continue;
    }
    const character = mayStandPlain(byte, line, bytes, index) ? String.fromCharCode(byte) : (HEX[byte] ?? '');
    if (line.length + character.length > MAX_LINE) {
      result += line + SOFT_BREAK;
      // At the start of a line, other rules hold.
      line = mayStandPlain(byte, '', bytes, index) ? String.fromCharCode(byte) : (HEX[byte] ?? '');
    } else {
      line += character;
    }
  }
  return line === '' ? result : result + line + SOFT_BREAK;
}

function mayStandPlain(byte: number, line: string, bytes: Buffer, index: number): boolean {
  if (byte === SPACE || byte === TAB) {
    // Servers may remove spaces at the end of a line.
    const next = bytes[index + 1];
    return next !== LF && next !== CR;
  }
  if (byte <= SPACE || byte > 0x7e || byte === EQUALS) return false;
  // A dot at the start of a line has a special meaning in SMTP; some programs change a line that begins with `From `.
  if (
    line === '' &&
    (byte === DOT || (byte === CAPITAL_F && bytes.toString('latin1', index, index + 5) === 'From '))
  )
    return false;
  return true;
}
