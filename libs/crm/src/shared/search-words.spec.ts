import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchFilter, searchWords, sortKey } from './search-words';

const found = (q: string, ...texts: string[]): boolean => {
  const words = searchWords(...texts);
  return (searchFilter(q).$and ?? []).every(({ search }) => words.some((word) => search.test(word)));
};

describe('search by words', () => {
  it('finds the beginnings of words in any order, whatever their accents', () => {
    expect(found('åsen bjø', 'Bjørn Åsen')).toBe(true);
    expect(found('asen bjo', 'Bjørn Åsen')).toBe(true);
    expect(found('ørn', 'Bjørn Åsen')).toBe(false);
  });

  it('finds an e-mail address whole, in part, and by its domain', () => {
    for (const q of ['kari.hansen@example.no', 'kari.ha', 'hansen', 'kari@', 'example']) {
      expect(found(q, 'kari.hansen@example.no'), q).toBe(q !== 'kari@');
    }
  });

  it('takes what is typed as text, never as a pattern', () => {
    fc.assert(
      fc.property(fc.string(), (q) => {
        expect(() => found(q, 'Bjørn Åsen')).not.toThrow();
        expect(found(q, `${q} and more`)).toBe(true);
      }),
    );
  });
});

describe('sortKey', () => {
  it('orders as Norwegians do: æ, ø, å come last', () => {
    const names = ['Åse', 'Zara', 'Ørjan', 'Anne', 'Ægir', 'Émile', 'Bo'];
    expect(names.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))).toEqual([
      'Anne',
      'Bo',
      'Émile',
      'Zara',
      'Ægir',
      'Ørjan',
      'Åse',
    ]);
  });
});
