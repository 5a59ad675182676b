import { hinted, type FieldHint, type SentenceSpec } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aNodeType } from '../testing/builders';
import { describeNode, sentenceFaults } from './describe-node';
import { createNames } from './names';

const param = (widget: FieldHint['widget'], more: Partial<FieldHint> = {}) =>
  hinted(z.unknown(), { label: { en: 'Field', nb: 'Felt' }, widget, ...more });

const names = createNames({
  nameOf: (kind, id) => (id === 'gone' ? undefined : { id, name: `${kind} ${id}` }),
  facts: [{ name: 'contact.city', type: 'text', group: 'contact', label: { en: 'City', nb: 'By' } }],
});

/** The English sentence of a node type with one parameter, `x`. */
const english = (widget: FieldHint['widget'], x: unknown, more: Partial<FieldHint> = {}): string =>
  describeNode(
    aNodeType('t', {
      schema: z.object({ x: param(widget, more) }),
      sentence: { cases: [{ text: { en: '{x}', nb: '{x}' } }] },
    }),
    { params: { x } },
    names,
  ).en;

describe('a parameter in a sentence', () => {
  it.each<[string, FieldHint['widget'], unknown, string, Partial<FieldHint>?]>([
    ['an entity', 'ref', 'a', '“selection a”', { of: 'selection' }],
    ['a person', 'ref', 'a', 'user a', { of: 'user' }],
    ['an entity that is gone', 'ref', 'gone', '(no longer there)', { of: 'selection' }],
    ['a text with a merge field', 'text', 'To {{contact.city}}', '“To ‹City›”'],
    ['a formatted text', 'rich-text', '<p>Hi&nbsp;<b>you</b></p>', '“Hi you”'],
    ['a text with signs that are no tags', 'text', 'if 1 < 2 and 3 > 1', '“if 1 < 2 and 3 > 1”'],
    ['an address', 'url', 'https://example.com/', 'example.com'],
    ['a duration', 'duration', 90, '1 h 30 min'],
    ['a duration in days', 'duration', 2, '2 days', { unit: 'days' }],
    ['a number', 'number', 7, '7'],
    ['a choice', 'choice', 'a', 'First', { options: [{ value: 'a', label: { en: 'First', nb: 'Første' } }] }],
    ['a choice that is not offered', 'choice', 'b', 'b', { options: [] }],
    ['weekdays in a row', 'weekdays', [3, 1, 2], 'Monday to Wednesday'],
    ['other weekdays', 'weekdays', [5, 1], 'Monday or Friday'],
    ['shares', 'shares', [{ label: 'A', weight: 1 }, { weight: 3 }], 'A 25%, 2 75%'],
    ['JSON', 'json', '{"city": "{{contact.city}}"}', '“{"city": "‹City›"}”'],
    ['headers', 'headers', [{ name: 'X-Source', value: 'mail' }, { name: '' }], 'X-Source'],
    ['values of an answer', 'answer-fields', [{ name: 'score' }, { name: 'level' }], 'score, level'],
    ['an owner', 'owner', { kind: 'user', userId: 'a' }, 'user a'],
  ])('%s', (_what, widget, value, sentence, more) => {
    expect(english(widget, value, more)).toBe(sentence);
  });

  it('of many signs that could begin a tag takes no longer than any other', () => {
    expect(english('rich-text', '<a'.repeat(200_000))).toMatch(/^“<a<a.*…”$/);
  });

  it.each<FieldHint['widget']>([
    'text',
    'textarea',
    'rich-text',
    'url',
    'number',
    'duration',
    'choice',
    'switch',
    'ref',
    'field-value',
    'condition',
    'cases',
    'shares',
    'weekdays',
    'time',
    'owner',
    'json',
    'headers',
    'answer-fields',
  ])('of the widget %s has words for values of any shape', (widget) => {
    for (const value of [undefined, null, '', 'x', 0, -1, true, [], [null], ['x'], {}, { kind: 'user' }]) {
      expect(typeof english(widget, value), JSON.stringify(value)).toBe('string');
      expect(english(widget, value)).not.toMatch(/undefined|null|\[object/);
    }
  });
});

describe('a sentence with cases', () => {
  const schema = z.object({
    kind: hinted(z.string().default('a'), { label: { en: 'K', nb: 'K' }, widget: 'text' }),
    who: param('owner'),
    n: param('number'),
  });
  const sentence: SentenceSpec = {
    cases: [
      { when: { kind: ['b'], n: 'given' }, text: { en: 'b with {part}', nb: 'b med {part}' } },
      { when: { 'who.kind': ['none'] }, text: { en: 'nobody', nb: 'ingen' } },
      { text: { en: 'else', nb: 'ellers' } },
    ],
    parts: {
      part: [
        { when: { n: [1] }, text: { en: 'one', nb: 'én' } },
        { text: { en: '{n, plural, other {# things}}', nb: '{n, plural, other {# ting}}' } },
      ],
    },
  };
  const type = aNodeType('t', { schema, sentence });
  const english = (params: Record<string, unknown>, given = {}) =>
    describeNode(type, { params }, names, given).en;

  it('is the first that applies, with the defaults of absent parameters', () => {
    expect(english({})).toBe('else');
    expect(english({ kind: 'b' })).toBe('else');
    expect(english({ kind: 'b', n: 1 })).toBe('b with one');
    expect(english({ kind: 'b', n: 4 })).toBe('b with 4 things');
    expect(english({ who: { kind: 'none' } })).toBe('nobody');
  });

  it('takes given words in place of a part', () => {
    expect(english({ kind: 'b', n: 4 }, { part: 'much' })).toBe('b with much');
  });

  it('is refused if it uses names that do not exist, or has no case for the rest', () => {
    expect(sentenceFaults(type)).toEqual([]);
    const faulty = { cases: [{ when: { which: ['x'] }, text: { en: '{what}', nb: '{what}' } }] };
    expect(sentenceFaults({ ...type, sentence: faulty })).toEqual([
      'the last case has a condition',
      'there is no parameter "which"',
      'there is no parameter "what"',
    ]);
  });
});
