import { describe, expect, it } from 'vitest';
import { isPrefetch, trackedToken } from './click-messages';

const TOKEN = 'A'.repeat(56);

describe('the token of a tracked URL', () => {
  it.each([[`/c/${TOKEN}`], [`/c/${TOKEN}?utm_source=mail&x=/c/`]])('is found in %s', (url) => {
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
  ])('is not found in %s', (url) => {
    expect(trackedToken(url)).toBeUndefined();
  });
});

describe('a prefetch', () => {
  const isPrefetchWith = (name: string, value: string): boolean =>
    isPrefetch({ header: (header) => (header === name ? value : undefined) });

  it.each([
    ['sec-purpose', 'prefetch;prerender'],
    ['purpose', 'Prefetch'],
    ['x-purpose', 'preview'],
    ['x-moz', 'prefetch'],
  ])('is recognised by %s: %s', (name, value) => {
    expect(isPrefetchWith(name, value)).toBe(true);
  });

  it.each([
    ['user-agent', 'prefetch'],
    ['purpose', 'none'],
  ])('is not recognised by %s: %s', (name, value) => {
    expect(isPrefetchWith(name, value)).toBe(false);
  });
});
