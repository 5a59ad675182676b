import { containing } from '@linkflow/platform';

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

/** A piece of a query with signs that are not part of the stored words, such as `%` or an emoji; not punctuation of names and addresses. */
const HAS_SIGNS = /[^\p{L}\p{M}\p{N}.,:;&+@_'’ʼ‘`´/\u2010-\u2015-]/u;
/** A piece without letters and digits. */
const ONLY_SIGNS = /^[^\p{L}\p{N}]+$/u;

/** One condition of a search. */
type Clause = { search: RegExp } | { name: ReturnType<typeof containing> };

/**
 * A filter on `search`: each search term must be the beginning of a stored word. The signs of a term must be in the name too. An empty query
 * matches everything.
 */
export function searchFilter(q: string | undefined): { $and?: Clause[] } {
  const pieces = (q ?? '').split(/\s+/).filter((piece) => piece !== '');
  const signs = pieces
    .filter((piece) => HAS_SIGNS.test(piece) || ONLY_SIGNS.test(piece))
    .map((piece) => ({ name: containing(piece) }));
  const terms = pieces
    .map(fold)
    .flatMap((piece) => (piece.includes('@') ? [piece] : partsOf(piece)))
    .filter((word) => word !== '')
    // Longest first: MongoDB uses the index for the first clause only, and the longest term matches the fewest documents.
    .sort((a, b) => b.length - a.length)
    .slice(0, MAX_TERMS);
  const words = terms.map((word) => ({ search: new RegExp(`^${escape(word)}`) }));
  return words.length + signs.length === 0 ? {} : { $and: [...words, ...signs.slice(0, MAX_TERMS)] };
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
