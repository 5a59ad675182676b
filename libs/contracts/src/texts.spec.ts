import { describe, expect, it, onTestFinished } from 'vitest';
import {
  LANGUAGES,
  capitalised,
  format,
  languageOfTag,
  listed,
  phrase,
  pick,
  preferredLanguage,
  quoted,
  registerLanguage,
  verbatim,
} from './texts';

const AT = new Date('2027-03-12T13:30:00Z');

describe('format', () => {
  it.each([
    [{ en: 'Add to {target}', nb: 'Legg til i {target}' }, { target: 'VIP' }, 'Add to VIP', 'Legg til i VIP'],
    [
      { en: '{n, plural, one {# click} other {# clicks}}', nb: '{n, plural, one {# klikk} other {# klikk}}' },
      { n: 1 },
      '1 click',
      '1 klikk',
    ],
    [
      { en: '{n, plural, one {# day} other {# days}}', nb: '{n, plural, one {# dag} other {# dager}}' },
      { n: 2 },
      '2 days',
      '2 dager',
    ],
    [
      { en: '{at, date, medium} at {at, time, short}', nb: '{at, date, medium} kl. {at, time, short}' },
      { at: AT },
      '12 March 2027 at 14:30',
      '12. mars 2027 kl. 14:30',
    ],
    [{ en: '{n, number, exact}', nb: '{n, number, exact}' }, { n: 0.12345 }, '0.12345', '0,12345'],
    [
      { en: 'In {country}', nb: 'I {country}' },
      { country: { en: 'Norway', nb: 'Norge' } },
      'In Norway',
      'I Norge',
    ],
    [{ en: "can't do <this>", nb: 'kan ikke <dette>' }, {}, "can't do <this>", 'kan ikke <dette>'],
    [{ en: "'{{'{fact}'}}'", nb: "'{{'{fact}'}}'" }, { fact: 'x' }, '{{x}}', '{{x}}'],
  ])('fills in %j', (message, params, en, nb) => {
    const options = { timeZone: 'Europe/Oslo' };
    expect(format(message, 'en', params, options)).toBe(en);
    expect(format(message, 'nb', params, options)).toBe(nb);
    expect(phrase(message, params, options)).toEqual({ en, nb });
  });

  it('does not parse a text that is an argument', () => {
    expect(format({ en: 'Show {text}', nb: 'Vis {text}' }, 'en', { text: '{{contact.name}} {' })).toBe(
      'Show {{contact.name}} {',
    );
  });
});

it('lists, quotes and capitalises by language', () => {
  expect(listed(['A', quoted('B'), verbatim('C')], 'or')).toEqual({
    en: 'A, “B” or C',
    nb: 'A, «B» eller C',
  });
  expect(listed(['A', 'B'], 'and')).toEqual({ en: 'A and B', nb: 'A og B' });
  expect(capitalised({ en: 'any day', nb: 'æ' })).toEqual({ en: 'Any day', nb: 'Æ' });
});

it.each([
  [undefined, 'en'],
  ['de, fr;q=0.8', 'en'],
  ['nn-NO', 'nb'],
  ['en;q=0.5, da', 'nb'],
  ['nb;q=0.2, en-US;q=0.9', 'en'],
  ['nb;q=x', 'nb'],
])('prefers a language of the Accept-Language header %s', (header, language) => {
  expect(preferredLanguage(header)).toBe(language);
});

it('finds the language of a tag', () => {
  expect(['en-US', 'nb', 'no-NO', 'nn', 'de'].map(languageOfTag)).toEqual([
    'en',
    'nb',
    'nb',
    'nb',
    undefined,
  ]);
});

describe('a further language', () => {
  const catalogue = {
    Land: 'Staat',
    'country.homonym': 'Boden',
    'Add to {target}': '{target} hinzufügen',
    '{n, plural, one {# day} other {# days}}': '{n, plural, one {# Tag} other {# Tage}}',
  };

  it('is taken from the text, else from its catalogue by English source or key, else it is English', () => {
    const { language, unregister } = registerLanguage('de', { locale: 'de-DE', name: 'Deutsch', catalogue });
    onTestFinished(unregister);
    expect(LANGUAGES).toContain(language);
    expect(languageOfTag('de-AT')).toBe(language);
    expect(pick({ en: 'Yes', nb: 'Ja', de: 'Jawohl' }, language)).toBe('Jawohl');
    expect(pick({ en: 'Land', nb: 'Land' }, language)).toBe('Staat');
    expect(pick({ en: 'Land', nb: 'Jord', key: 'country.homonym' }, language)).toBe('Boden');
    expect(pick({ en: 'Missing', nb: 'Mangler' }, language)).toBe('Missing');
    expect(
      phrase({ en: 'Add to {target}', nb: 'Legg til i {target}' }, { target: { en: 'Land', nb: 'Land' } }),
    ).toEqual({
      en: 'Add to Land',
      nb: 'Legg til i Land',
      de: 'Staat hinzufügen',
    });
    const days = {
      en: '{n, plural, one {# day} other {# days}}',
      nb: '{n, plural, one {# dag} other {# dager}}',
    };
    expect(format(days, language, { n: 2 })).toBe('2 Tage');
    expect(format({ en: '{n, number}', nb: '{n, number}' }, language, { n: 1234.5 })).toBe('1,234.5');
    expect(listed(['A', 'B'], 'or')).toMatchObject({ de: 'A oder B' });
  });
});
