/**
 * Search and sorting of names, without a search engine: each document keeps its words, folded, in `search` (a multikey
 * index), so that a search for the beginnings of words is a few index lookups; and its name in `sortName`, ordered as
 * Norwegians order it by plain comparison.
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

const MOST_WORDS = 60;

/** The words by which something is found. An e-mail address counts whole and in its parts. */
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
  return [...words].slice(0, MOST_WORDS).map((word) => word.slice(0, 100));
}

/** A filter on `search`: every word that was typed begins a word of what is found. Nothing typed finds everything. */
export function searchFilter(q: string | undefined): { $and?: { search: RegExp }[] } {
  const typed = fold(q ?? '')
    .split(/\s+/)
    .flatMap((piece) => (piece.includes('@') ? [piece] : partsOf(piece)))
    .filter((word) => word !== '')
    // The longest word narrows most, and the first clause is the one the index is asked for.
    .sort((a, b) => b.length - a.length)
    .slice(0, 8);
  if (typed.length === 0) return {};
  return { $and: typed.map((word) => ({ search: new RegExp(`^${escape(word)}`) })) };
}

// Æ, ø and å come after z, in this order; their Swedish and German sisters stand with them.
const AFTER_Z: Record<string, string> = { æ: '{', ä: '{', ø: '|', ö: '|', å: '}' };

/** A key that puts names into Norwegian order when it is compared byte by byte. */
export function sortKey(name: string): string {
  const ordered = name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[æäøöå]/g, (letter) => AFTER_Z[letter] ?? letter);
  return fold(ordered).trim();
}

const partsOf = (piece: string): string[] => piece.split(/[^\p{L}\p{N}]+/u);
const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A text with these characters somewhere in it, whatever their case. For short lists only: no index helps. */
export const containing = (q: string): RegExp => new RegExp(escape(q.trim()), 'i');
