import { describe, expect, it } from 'vitest';
import { languageComparisons, sourceLanguages, textsIn, untranslated } from './texts.mjs';

const LANGUAGES = ['en', 'nb'];

describe('the check of comparisons with a language', () => {
  it.each([
    `const locale = language === 'nb' ? 'nb-NO' : 'en-GB';`,
    `if ('en' !== user.language) go();`,
    `if (language == "nb") go();`,
    `switch (language) { case 'nb': go(); }`,
  ])('finds %s', (source) => {
    expect(languageComparisons({ file: 'a.ts', source }, LANGUAGES)).toHaveLength(1);
  });

  it('accepts other comparisons, and literals that are not compared', () => {
    const source = `const text = { en: 'Yes', nb: 'Ja' }; if (kind === 'new' || language === other) go('nb'); // language === 'nb'`;
    expect(languageComparisons({ file: 'a.ts', source }, LANGUAGES)).toEqual([]);
  });

  it('reports the file and the line', () => {
    const source = `const a = 1;\nconst b = <p>{language === 'nb' ? 1 : 2}</p>;`;
    expect(languageComparisons({ file: 'ui/a.tsx', source }, LANGUAGES)).toEqual([
      `ui/a.tsx:2: language === 'nb'`,
    ]);
  });
});

it('reads the languages from their definitions', () => {
  const source = `/** ... */\nexport const en = { locale: 'en-GB' };\n\nexport { sv } from './sv';\n`;
  expect(sourceLanguages(source)).toEqual(['en', 'sv']);
});

describe('the texts of a file', () => {
  it('are its literals in both languages, by their key or their English text', () => {
    const source = `export const T = { a: { en: 'Open', nb: 'Åpen', key: 'state.open' }, b: f({ en: "It's {n}", nb: \`Den er {n}\` }) };
      const other = { en: 'English only' };`;
    expect(textsIn({ file: 'a.ts', source })).toEqual({
      texts: [
        { key: 'state.open', file: 'a.ts', line: 1 },
        { key: "It's {n}", file: 'a.ts', line: 1 },
      ],
      assembled: [],
    });
  });

  it('exclude texts that are put together in code, which are reported', () => {
    const source = 'const text = { en: `To ${name}`, nb: `Til ${name}` };';
    expect(textsIn({ file: 'a.ts', source })).toEqual({ texts: [], assembled: ['a.ts:1: `To ${name}`'] });
  });
});

it('lists the missing texts of a catalogue by file, and its unused ones', () => {
  const texts = [
    { key: 'Yes', file: 'a.ts', line: 1 },
    { key: 'No', file: 'a.ts', line: 2 },
    { key: 'Save', file: 'b.ts', line: 1 },
  ];
  expect(untranslated(texts, new Set(['Yes', 'Gone']))).toEqual({
    missing: new Map([
      ['a.ts', ['No']],
      ['b.ts', ['Save']],
    ]),
    unused: ['Gone'],
  });
});
