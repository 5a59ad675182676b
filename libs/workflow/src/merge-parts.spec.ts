import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeFieldOf, mergeParts, mergeWords, writeMergeField } from './merge-parts';
import { factsInText, mergeText } from './merge-text';

/** Texts as people write them: merge fields, complete and broken ones, braces and ordinary characters. */
const texts = fc
  .array(
    fc.constantFrom(
      '{{',
      '}}',
      '{',
      '}',
      '|',
      'contact.firstName',
      ' ',
      '\n',
      'é',
      '{{contact.name}}',
      '{{ b |x y}}',
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''));

const labels = (fact: string) =>
  fact === 'contact.firstName'
    ? { en: 'First name', nb: 'Fornavn' }
    : { en: '(no longer there)', nb: '(finnes ikke lenger)' };

describe('the parts of a text', () => {
  it('are together the text, character by character', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const parts = mergeParts(text);
        expect(parts.map((part) => (typeof part === 'string' ? part : part.source)).join('')).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('contain the merge fields that are replaced when the text is merged, and no others', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const fields = mergeParts(text).filter((part) => typeof part !== 'string');
        const facts = fields.flatMap(({ fact }) => fact ?? []);
        expect([...new Set(facts)]).toEqual(factsInText(text));
        const merged = mergeParts(text).map((part) => {
          if (typeof part === 'string') return part;
          return part.fact === null ? part.source : part.fallback;
        });
        expect(merged.join('')).toBe(mergeText(text, {}, { escape: 'none' }));
      }),
      { numRuns: 1000 },
    );
  });

  it('take linear time for an adversarial text', () => {
    for (const piece of ['{{ ', '{{a|', '{{a}', '}}', '{{}}']) {
      const text = piece.repeat(50_000);
      expect(mergeParts(text).length).toBeGreaterThan(0);
    }
  });
});

describe('a merge field', () => {
  it.each([
    ['{{contact.firstName}}', 'contact.firstName', ''],
    ['{{ contact.firstName | you there }}', 'contact.firstName', 'you there'],
    ['{{contact.firstName|}}', 'contact.firstName', ''],
    ['{{first name}}', null, ''],
    ['{{}}', null, ''],
    ['{{ |x}}', null, ''],
  ])('%s is read as it will be replaced', (source, fact, fallback) => {
    expect(mergeFieldOf(source)).toEqual({ source, fact, fallback });
  });

  it('is written so that it is read as the same again, without braces in its fallback', () => {
    expect(writeMergeField('contact.name')).toBe('{{contact.name}}');
    expect(writeMergeField('contact.name', ' you ')).toBe('{{contact.name|you}}');
    expect(writeMergeField('contact.name', 'a}}b{c')).toBe('{{contact.name|abc}}');
    fc.assert(
      fc.property(fc.string(), (fallback) => {
        const written = writeMergeField('a.b', fallback);
        const expected = fallback.replace(/[{}]/g, '').trim();
        expect(mergeFieldOf(written)).toEqual({ source: written, fact: 'a.b', fallback: expected });
      }),
    );
  });
});

describe('a text in words', () => {
  it('names its merge fields and says what is written instead, with no braces', () => {
    expect(mergeWords('Call {{contact.firstName}} now', labels)).toMatchObject({
      en: 'Call ‹First name› now',
      nb: 'Call ‹Fornavn› now',
    });
    expect(mergeWords('{{contact.firstName|du}}', labels)).toMatchObject({
      en: '‹First name, or “du”›',
      nb: '‹Fornavn, ellers «du»›',
    });
    expect(mergeWords('{{steps.gone.name}} {{first name}}', labels)).toMatchObject({
      en: '‹(no longer there)› ‹(unknown field)›',
      nb: '‹(finnes ikke lenger)› ‹(ukjent felt)›',
    });
  });

  it('names its merge fields alone, on request', () => {
    expect(mergeWords('Hei {{contact.firstName|du}}!', labels, { fallbacks: false })).toMatchObject({
      en: 'Hei ‹First name›!',
      nb: 'Hei ‹Fornavn›!',
    });
  });

  it('ends after the given number of parts', () => {
    expect(mergeWords('a{{contact.firstName}}b', labels, { maxParts: 2 }).en).toBe('a‹First name›');
  });
});
