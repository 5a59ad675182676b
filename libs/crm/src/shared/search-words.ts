/**
 * Search and sorting of names without a search engine. Each document stores its normalised words in `search` (a multikey index), so that
 * a search for the beginnings of words is a few index lookups, and a sort key in `sortName`, which gives the Norwegian order when it is
 * compared byte by byte.
 */

const LETTERS: Record<string, string> = {
  ø: 'o',
  æ: 'ae',
  ß: 'ss',
  đ: 'd',
  ł: 'l',
  þ: 'th',
  ð: 'd',
  œ: 'oe',
  ı: 'i',
};

/** Lower case without accents: "Bjørn Åsen" becomes "bjorn asen". */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .replace(/[øæßđłþðœı]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}/gu, '');
}

const MAX_WORDS = 60;
const MAX_WORD_LENGTH = 100;
/** Search terms beyond this number are ignored. */
const MAX_TERMS = 8;

/** The words to store in `search`. An e-mail address is stored as a whole and in parts. */
export function searchWords(...texts: (string | null | undefined)[]): string[] {
  const words = new Set<string>();
  for (const text of texts) {
    if (!text) continue;
    for (const piece of fold(text).split(/\s+/)) {
      if (piece.includes('@')) words.add(piece);
      for (const part of partsOf(piece)) words.add(part);
    }
  }
  words.delete('');
  return [...words].slice(0, MAX_WORDS).map((word) => word.slice(0, MAX_WORD_LENGTH));
}

/** A filter on `search`: each search term must be the beginning of a stored word. An empty query matches everything. */
export function searchFilter(q: string | undefined): { $and?: { search: RegExp }[] } {
  const terms = fold(q ?? '')
    .split(/\s+/)
    .flatMap((piece) => (piece.includes('@') ? [piece] : partsOf(piece)))
    .filter((word) => word !== '')
    // Longest first: MongoDB uses the index for the first clause only, and the longest term matches the fewest documents.
    .sort((a, b) => b.length - a.length)
    .slice(0, MAX_TERMS);
  if (terms.length === 0) return {};
  return { $and: terms.map((word) => ({ search: new RegExp(`^${escape(word)}`) })) };
}

// Æ, ø and å come after z, in this order, like these three characters in ASCII. Ä and ö are sorted like æ and ø.
const AFTER_Z: Record<string, string> = { æ: '{', ä: '{', ø: '|', ö: '|', å: '}' };

/** A key whose byte order is the Norwegian alphabetical order. */
export function sortKey(name: string): string {
  const ordered = name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[æäøöå]/g, (letter) => AFTER_Z[letter] ?? letter);
  return fold(ordered).trim();
}

const partsOf = (piece: string): string[] => piece.split(/[^\p{L}\p{N}]+/u);
const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Matches texts that contain `q`, ignoring case. MongoDB cannot use an index for it, so it is for small collections only. */
export const containing = (q: string): RegExp => new RegExp(escape(q.trim()), 'i');
