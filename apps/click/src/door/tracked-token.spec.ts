import { describe, expect, it } from 'vitest';
import { trackedToken } from './tracked-token';

const TOKEN = 'A'.repeat(56);

describe('a tracked URL', () => {
  it.each([[`/c/${TOKEN}`], [`/c/${TOKEN}?utm_source=mail&x=/c/`]])('is %s', (url) => {
    expect(trackedToken(url)).toBe(TOKEN);
  });

  it.each([
    [`/c/${TOKEN}A`],
    [`/c/${TOKEN}/`],
    [`/c/${TOKEN.slice(1)}`],
    [`/c/${TOKEN.slice(2)}%41?x`],
    [`/o/${TOKEN}`],
    [`http://click.example.com/c/${TOKEN}`],
    [''],
  ])('is not %s', (url) => {
    expect(trackedToken(url)).toBeUndefined();
  });
});
