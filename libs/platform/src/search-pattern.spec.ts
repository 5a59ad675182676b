import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containingSearchable, searchPattern, searchable } from './search-pattern';

/** Finds a text, in the same way with and without the form that is stored for searches. */
function finds(q: string, text: string): boolean {
  const found = new RegExp(searchPattern(q), 'iu').test(text);
  expect(new RegExp(containingSearchable(q).$regex, 'u').test(searchable(text))).toBe(found);
  return found;
}

describe('a search for a text', () => {
  it.each([
    ['%', '50 % off'],
    ['_', 'a_b'],
    ['(', 'News (old)'],
    ['a.b', 'a.b'],
    ['🎉', 'Party 🎉'],
    ["o'brien", 'O’Brien'],
    ['o’brien', "O'Brien"],
    ['"ja"', 'Svar «ja»'],
    ['10 000', '10\u00a0000'],
    ['e-post', 'E‑post'],
    ['åse', 'A\u030ase'],
    ['a\u030ase', 'Åse'],
    ['ΟΣ', 'ΟΣΑ'],
    ['οσ', 'ΝΙΚΟΣ'],
  ])('%s finds %s', (q, text) => {
    expect(finds(q, text)).toBe(true);
  });

  it.each([
    ['%', 'nothing'],
    ['.', 'nothing'],
    ['a.b', 'axb'],
    ['a\0b', 'ab'],
    ['ase', 'Åse'],
  ])('%s does not find %s', (q, text) => {
    expect(finds(q, text)).toBe(false);
  });

  it('is a pattern that MongoDB takes, also with a null character', () => {
    expect(searchPattern('a\0b')).toBe('a\\x00b');
  });

  it('finds every text by any part of it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('NFC', 'NFD'),
        (q, text, form) => {
          // A search loses the blanks around it, and a mark may be part of the letter before it.
          fc.pre(q === q.trim() && searchable(text + q) === searchable(text) + searchable(q));
          const before = text.normalize(form);
          expect(finds(q, `${before}${q.normalize(form)}${before}`)).toBe(true);
        },
      ),
    );
  });
});
