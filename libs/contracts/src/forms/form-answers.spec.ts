import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pick } from '../texts';
import { labelOfBlock } from './block-label';
import { addressIn, cardChangesOf, readAnswers, type RawAnswers } from './form-answers';
import { FormBlock, FormContent } from './form-content';
import { formProblems } from './form-problems';

const block = (given: Record<string, unknown>): FormBlock =>
  FormBlock.parse({ name: 'a', ...(isQuestion(given.type) && { label: 'Spørsmål' }), ...given });
const isQuestion = (type: unknown): boolean =>
  !['consent', 'hidden', 'heading', 'paragraph'].includes(String(type));
const read = (given: Record<string, unknown>, ...sent: string[]) => {
  const { values, errors } = readAnswers({ blocks: [block(given)] }, { a: sent });
  return errors.a ? pick(errors.a, 'nb') : values.a;
};

describe('an answer', () => {
  it.each([
    [{ type: 'text' }, [' Åse\u0000  '], 'Åse'],
    [{ type: 'text' }, ['  '], null],
    [{ type: 'text', required: true }, [], 'Fyll ut dette feltet'],
    [{ type: 'text' }, ['x'.repeat(256)], 'Høyst 255 tegn'],
    [{ type: 'text', multiline: true }, ['en\r\nto'], 'en\nto'],
    [{ type: 'email' }, ['per@blåbær.no'], 'per@blåbær.no'],
    [{ type: 'email' }, ['per(a)example.no'], expect.stringContaining('ser ikke ut som')],
    [{ type: 'phone' }, ['+47 22 33 44 55'], '+47 22 33 44 55'],
    [{ type: 'phone' }, ['ring meg'], expect.stringContaining('med sifre')],
    [{ type: 'number' }, ['1 200'], 1_200],
    [{ type: 'number', whole: false }, ['2,5'], 2.5],
    [{ type: 'number' }, ['2,5'], expect.stringContaining('helt tall')],
    [{ type: 'number', min: 3 }, ['2'], 'Tallet må være 3 eller mer'],
    [{ type: 'number', max: 3 }, ['4'], 'Tallet må være 3 eller mindre'],
    [{ type: 'number' }, ['1e99'], expect.stringContaining('tall')],
    [{ type: 'date' }, ['2027-05-17'], '2027-05-17'],
    [{ type: 'date' }, ['17.5.2027'], '2027-05-17'],
    [{ type: 'date' }, ['30.02.2027'], 'Skriv en dato som finnes'],
    [{ type: 'choice', options: ['Ja', 'Nei'] }, ['Ja'], 'Ja'],
    [{ type: 'choice', options: ['Ja', 'Nei'] }, ['Kanskje'], 'Velg et av svarene i listen'],
    [{ type: 'choice', options: ['Ja', 'Nei'], required: true }, [], 'Velg ett av svarene'],
    [{ type: 'choice', display: 'boxes', options: ['A', 'B', 'C'] }, ['A', 'C', 'A'], ['A', 'C']],
    [{ type: 'check' }, ['1'], true],
    [{ type: 'check' }, [], false],
    [{ type: 'check', required: true }, [], 'Kryss av for å gå videre'],
    [{ type: 'hidden', value: 'messe' }, [], 'messe'],
    [{ type: 'hidden', value: 'messe' }, ['brev'], 'brev'],
  ])('%j with %j is read as %j', (given, sent, expected) => {
    expect(read(given, ...sent)).toEqual(expected);
  });

  it('never throws, whatever is sent, and is either a value that fits or an error', () => {
    const types = fc.constantFrom('text', 'email', 'phone', 'number', 'date', 'choice', 'check');
    fc.assert(
      fc.property(types, fc.array(fc.string({ unit: 'binary', maxLength: 300 })), (type, sent) => {
        const { values, errors } = readAnswers(
          { blocks: [block({ type, options: ['a', 'b'] })] },
          { a: sent },
        );
        const { a: value } = values;
        expect(errors.a === undefined || value === null || value === false).toBe(true);
        if (typeof value === 'string') expect(value.isWellFormed() && !value.includes('\0')).toBe(true);
      }),
    );
  });
});

it('a consent keeps its words, given or not, and must be given where it is required', () => {
  const wording = 'Ja takk til nyhetsbrev';
  const consent = block({ type: 'consent', wording, required: true });
  const consents = (raw: RawAnswers) => readAnswers({ blocks: [consent] }, raw);
  expect(consents({ a: ['1'] })).toEqual({
    values: {},
    consents: [{ name: 'a', wording, given: true, typeId: null }],
    errors: {},
  });
  expect(consents({})).toMatchObject({ consents: [{ wording, given: false }], errors: { a: {} } });
});

it('the address is that of the block for the address of the contact, else of the first one', () => {
  const other = block({ type: 'email', name: 'other' });
  const own = block({ type: 'email', name: 'own', bind: 'contact.email' });
  const values = { other: 'a@example.no', own: 'b@example.no' };
  expect(addressIn({ blocks: [other, own] }, values)).toBe('b@example.no');
  expect(addressIn({ blocks: [other] }, values)).toBe('a@example.no');
  expect(addressIn({ blocks: [] }, values)).toBeNull();
});

it('answers become changes of the card, where they fit their field', () => {
  const blocks = [
    block({ type: 'text', name: 'first', bind: 'contact.firstName', overwrite: true }),
    block({ type: 'number', name: 'size', bind: 'contact.fields.x_size' }),
    block({ type: 'choice', name: 'car', bind: 'contact.fields.x_car', options: ['Elbil', 'Ingen'] }),
    block({ type: 'check', name: 'gone', bind: 'contact.fields.x_gone' }),
    block({ type: 'text', name: 'free' }),
  ];
  const fields = [
    { key: 'x_size', type: 'integer' as const },
    { key: 'x_car', type: 'list' as const, options: ['Elbil'] },
  ];
  const values = { first: 'Ida', size: 4, car: 'Ingen', gone: true, free: 'x' };
  expect(cardChangesOf({ blocks }, values, fields)).toEqual({
    properties: { 'contact.firstName': 'Ida' },
    fields: { x_size: 4 },
    overwrite: ['contact.firstName'],
  });
  expect(cardChangesOf({ blocks }, { first: null }, fields)).toEqual({
    properties: {},
    fields: {},
    overwrite: [],
  });
});

describe('a form', () => {
  const problemsOf = (blocks: unknown[], settings: Record<string, unknown> = {}) =>
    formProblems(FormContent.parse({ blocks, settings: { title: 'T', language: 'nb', ...settings } }), {
      fields: [{ key: 'x_size', type: 'integer' }],
      types: ['a'.repeat(24)],
    }).map(({ code, block: at, property }) => [code, at, property].filter(Boolean).join(' '));

  it.each([
    [[], {}, ['form.empty']],
    [[{ type: 'text', name: 'a', label: '' }], {}, ['form.no-label a label']],
    [[{ type: 'text', name: 'a', label: 'A' }], { title: '' }, ['form.no-title title']],
    [[{ type: 'consent', name: 'a', wording: ' ' }], {}, ['form.no-wording a wording']],
    [[{ type: 'consent', name: 'a', wording: 'Ja', typeId: null }], {}, []],
    [[{ type: 'consent', name: 'a', wording: 'Ja', typeId: 'a'.repeat(24) }], {}, []],
    [
      [{ type: 'consent', name: 'a', wording: 'Ja', typeId: 'b'.repeat(24) }],
      {},
      ['form.wrong-type a typeId'],
    ],
    [
      [{ type: 'consent', name: 'a', wording: 'Ja', forMail: true }],
      {},
      ['form.no-type a typeId', 'form.no-address a typeId'],
    ],
    [
      [
        { type: 'email', name: 'b', label: 'B', required: true },
        { type: 'consent', name: 'a', wording: 'Ja', forMail: true, typeId: 'a'.repeat(24) },
      ],
      {},
      [],
    ],
    [[{ type: 'choice', name: 'a', label: 'A', options: ['x'] }], {}, ['form.few-options a options']],
    [[{ type: 'choice', name: 'a', label: 'A', options: ['x', 'x'] }], {}, ['form.same-option a options']],
    [[{ type: 'number', name: 'a', label: 'A', min: 3, max: 2 }], {}, ['form.wrong-range a min']],
    [[{ type: 'text', name: 'a', label: 'A', bind: 'contact.fields.x_gone' }], {}, ['form.no-field a bind']],
    [
      [{ type: 'date', name: 'a', label: 'A', bind: 'contact.fields.x_size' }],
      {},
      ['form.wrong-field a bind'],
    ],
    [[{ type: 'number', name: 'a', label: 'A', bind: 'contact.fields.x_size' }], {}, []],
    [[{ type: 'text', name: 'a', label: 'A' }], { doubleOptIn: true }, ['form.no-address doubleOptIn']],
    [[{ type: 'email', name: 'a', label: 'A', required: true }], { doubleOptIn: true }, []],
    [
      [{ type: 'text', name: 'a', label: 'A' }],
      { thanks: { kind: 'redirect', url: '' } },
      ['form.no-redirect thanks'],
    ],
  ])('of %j with %j has the problems %j', (blocks, settings, expected) => {
    expect(problemsOf(blocks, settings)).toEqual(expected);
  });

  it('of which two blocks write to one field, or have one name, is refused', () => {
    const twice = { type: 'text', label: 'A', bind: 'contact.firstName' };
    expect(
      problemsOf([
        { ...twice, name: 'a' },
        { ...twice, name: 'b' },
      ]),
    ).toEqual(['form.same-field b bind']);
    expect(
      problemsOf([
        { type: 'text', label: 'A', name: 'a' },
        { type: 'date', label: 'B', name: 'a' },
      ]),
    ).toEqual(['form.same-name a name']);
  });
});

it('every block has words for lists', () => {
  expect(labelOfBlock(block({ type: 'text' }))).toBe('Spørsmål');
  expect(labelOfBlock(block({ type: 'consent', wording: 'Ja\ntakk' }))).toBe('Ja takk');
  expect(labelOfBlock(block({ type: 'hidden' }))).toBe('a');
});
