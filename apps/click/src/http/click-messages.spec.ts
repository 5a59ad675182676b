import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trackedToken } from './click-messages';

const TOKEN = 'A'.repeat(56);

describe('the token of a tracked URL', () => {
  it.each([
    '',
    '?utm_source=mail&x=/c/',
    '&utm_source=mail',
    '&amp;utm_source=mail',
    '.',
    ')',
    ',',
    '/',
    '/?utm_source=mail',
    '>',
    '%3E',
    '%3e%20',
    '"',
    '%22',
    "'",
    '%E2%80%9D',
    '%',
    ';',
    ']',
    '*',
    'A',
    '#top',
  ])('is found when %j follows it', (tail) => {
    expect(trackedToken(`/c/${TOKEN}${tail}`)).toBe(TOKEN);
  });

  it('is found whatever follows it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        (tail) => void expect(trackedToken(`/c/${TOKEN}${tail}`)).toBe(TOKEN),
      ),
    );
  });

  it('is found when its characters are encoded', () => {
    const token = `-_${TOKEN.slice(2)}`;
    expect(trackedToken(`/c/${token.replace('-', '%2D').replace('_', '%5f')}%2E`)).toBe(token);
  });

  it.each([
    [`/c/${TOKEN.slice(1)}`],
    [`/c/${TOKEN.slice(1)}.`],
    [`/c/${TOKEN.slice(1)}/x`],
    [`/c/${TOKEN.slice(2)}%2f?x`],
    [`/o/${TOKEN}`],
    [`http://click.example.com/c/${TOKEN}`],
    [''],
  ])('is not found in %s', (url) => {
    expect(trackedToken(url)).toBeUndefined();
  });
});
