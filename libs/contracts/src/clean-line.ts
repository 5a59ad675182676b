/** Characters that show nothing and mean nothing in a line of text: control characters, marks of direction, soft hyphens. */
const UNSEEN = /[\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
/** Of these, the ones that separate words. */
const SEPARATORS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
const LONE_SURROGATES = /\p{Surrogate}/gu;
/** A text that contains only blanks, joiners, marks and fillers looks empty. */
const LOOKS_EMPTY = /^[\p{Z}\p{Cf}\p{M}\u115f\u1160\u3164\uffa0]*$/u;

/**
 * Cleans one line of text that a person wrote or pasted: without characters that cannot be seen, with one spelling for each accented letter
 * (NFC), without blanks at the ends. Joiners between visible characters stay, because emoji and some scripts need them. A text that would
 * look empty becomes empty.
 */
export function cleanLine(text: string): string {
  const line = text
    .replace(LONE_SURROGATES, '')
    .replace(SEPARATORS, ' ')
    .replace(UNSEEN, '')
    .normalize('NFC')
    .trim();
  return LOOKS_EMPTY.test(line) ? '' : line;
}
