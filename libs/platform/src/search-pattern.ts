/** Signs that people type in one way and programs store in another: each of them matches all of its class. */
const ALIKE = [
  "'’‘ʼ´`′＇",
  '"“”„«»″＂',
  '-‐‑‒–—−',
  // Blanks, also those that do not break.
  ' \t\u00a0\u2002\u2003\u2009\u202f\u3000',
];
const CLASS_OF = new Map(
  ALIKE.flatMap((signs) => {
    const alternatives = `[${signs.replace(/[-\]\\^]/g, '\\$&')}]`;
    return [...signs].map((sign) => [sign, alternatives] as const);
  }),
);

/**
 * A regular expression that finds a text anywhere, as a person means it: every character is text, not a sign of a pattern; case, the kind
 * of apostrophe, quotation mark, hyphen or blank, and the composition of accented letters do not matter.
 */
export function searchPattern(text: string): string {
  const characters = text.normalize('NFC').match(/\P{M}\p{M}*|\p{M}+/gu) ?? [];
  return characters.map(patternOf).join('');
}

/** Signs and the one of their class that stands for them. At the end of a word, a capital sigma becomes another small letter than elsewhere. */
const STANDS_FOR = new Map([
  ...ALIKE.flatMap((signs) => [...signs].map((sign) => [sign, signs[0] ?? ''] as const)),
  ['ς', 'σ'],
]);

/** A text in a form that is equal for all texts that `searchPattern` takes as equal. A search in stored texts of this form is a plain one. */
export const searchable = (text: string): string =>
  [...text.normalize('NFC').toLowerCase()].map((sign) => STANDS_FOR.get(sign) ?? sign).join('');

/** Filter that finds a text anywhere in a field with `searchable` texts, in three quarters of the time of `containing`. */
export const containingSearchable = (text: string): { $regex: string } => ({
  $regex: escaped(searchable(text.trim())),
});

/** Filter that finds a text anywhere in a field; see `searchPattern`. MongoDB cannot use an index for it. */
export const containing = (text: string): { $regex: string; $options: 'i' } => ({
  $regex: searchPattern(text.trim()),
  $options: 'i',
});

function patternOf(character: string): string {
  const alike = CLASS_OF.get(character);
  if (alike) return alike;
  const decomposed = character.normalize('NFD');
  return decomposed === character ? escaped(character) : `(?:${escaped(character)}|${escaped(decomposed)})`;
}

// MongoDB refuses a pattern that contains the null character itself.
const escaped = (text: string): string =>
  text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replaceAll('\0', '\\x00');
