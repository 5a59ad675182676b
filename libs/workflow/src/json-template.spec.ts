import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillJson, isJsonTemplate } from './json-template';

describe('JSON with merge fields', () => {
  it.each([
    ['{"a":"{{x}}"}', { x: 'Kari' }, { a: 'Kari' }],
    ['{"a":"Hi {{x}}!"}', { x: 'a "b" \\ \n' }, { a: 'Hi a "b" \\!' }],
    ['{"a":"{{x|there}}"}', {}, { a: 'there' }],
    ['{"a":{{x}}}', { x: 3 }, { a: 3 }],
    ['{"a":{{x}}}', { x: true }, { a: true }],
    ['{"a":{{x}}}', { x: 'tre' }, { a: 'tre' }],
    ['{"a":{{x}}}', { x: ['a', 'b'] }, { a: ['a', 'b'] }],
    ['{"a":"{{x}}"}', { x: ['a', 'b'] }, { a: 'a, b' }],
    ['{"a":{{x}}}', { x: null }, { a: null }],
    ['{"a":{{x}}}', {}, { a: null }],
    ['{"a":{{x}}}', { x: Number.NaN }, { a: null }],
    ['{"a":{{x|0}}}', {}, { a: 0 }],
    ['{"a":{{x|none}}}', {}, { a: 'none' }],
    ['{"a":{{x}}}', { x: new Date('2026-11-28T10:00:00Z') }, { a: '2026-11-28' }],
    ['{"\\"{{x}}":"{{y}}"}', { x: '"', y: '"' }, { '""': '"' }],
    ['[{"a":{"b":{{x}}}}]', { x: 1 }, [{ a: { b: 1 } }]],
    ['{"a":"{{not a field}}"}', {}, { a: '{{not a field}}' }],
    ['{"a":"{{toString}}"}', {}, { a: '' }],
  ])('%s', (template, values, expected) => {
    expect(JSON.parse(fillJson(template, values))).toEqual(expected);
  });

  it('is JSON with every value, or with none', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string({ unit: 'binary' }), (any, text) => {
        for (const value of [any, text]) {
          const filled = JSON.parse(fillJson('{"in":"<{{x}}>","out":{{x}}}', { x: value })) as object;
          expect(Object.keys(filled)).toEqual(['in', 'out']);
        }
      }),
    );
  });

  it.each([
    ['{"a":1}', true],
    ['"{{x}}"', true],
    ['{{x}}', true],
    ['{"a":{{x}}', false],
    ['{"a":"{{x}}}', false],
    ["{'a':1}", false],
    ['{"a":1,}', false],
    ['', false],
    ['hello {{x}}', false],
  ])('%s: %s', (template, expected) => {
    expect(isJsonTemplate(template)).toBe(expected);
  });
});
