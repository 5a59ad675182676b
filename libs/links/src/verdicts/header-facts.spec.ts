import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EVIDENCE_HEADERS,
  HEADER,
  has,
  headerFacts,
  hintedPlatform,
  type EvidenceHeader,
  isPrefetch,
} from './header-facts';

const facts = (headers: Partial<Record<EvidenceHeader, string>>, secure = true) =>
  headerFacts((name) => headers[name], secure);

describe('facts about headers', () => {
  it('note what a browser sends when a person opens a page', () => {
    const mask = facts({
      'user-agent': 'Mozilla/5.0',
      accept: 'text/html,application/xhtml+xml',
      'accept-language': 'nb',
      'accept-encoding': 'gzip',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
      'sec-fetch-user': '?1',
      'sec-ch-ua': '"Chromium";v="138"',
      'sec-ch-ua-platform': '"Windows"',
    });
    for (const name of [
      'userAgent',
      'accept',
      'acceptHtml',
      'acceptLanguage',
      'acceptEncoding',
      'fetchMode',
      'fetchNavigate',
      'fetchUser',
      'clientHints',
      'secure',
    ] as const) {
      expect(has(mask, HEADER[name]), name).toBe(true);
    }
    expect(hintedPlatform(mask)).toBe('windows');
  });

  it.each([
    ['sec-purpose', 'prefetch;prerender', true],
    ['purpose', 'Prefetch', true],
    ['x-purpose', 'preview', true],
    ['x-moz', 'prefetch', true],
    ['purpose', 'none', false],
  ] as const)('note a prefetch: %s: %s', (name, value, expected) => {
    expect(has(facts({ [name]: value }), HEADER.prefetch)).toBe(expected);
  });

  it.each([
    ['"Windows"', 'windows'],
    ['"macOS"', 'macos'],
    ['"Linux"', 'linux'],
    ['"Android"', 'android'],
    ['"Chrome OS"', 'chromeos'],
    ['"Fuchsia"', 'other'],
    [undefined, undefined],
  ])('note the platform of client hints: %s', (value, expected) => {
    expect(hintedPlatform(facts({ 'sec-ch-ua': 'x', ...(value && { 'sec-ch-ua-platform': value }) }))).toBe(
      expected,
    );
  });

  it('note a request of a script', () => {
    const mask = facts({ 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' });
    expect(has(mask, HEADER.fetchMode)).toBe(true);
    expect(has(mask, HEADER.fetchNavigate)).toBe(false);
  });

  it('fit into 31 bits whatever is sent, and say nothing else of the values', () => {
    const headers = fc.dictionary(fc.constantFrom(...EVIDENCE_HEADERS), fc.string());
    fc.assert(
      fc.property(headers, fc.boolean(), (given, secure) => {
        const mask = facts(given, secure);
        expect(Number.isInteger(mask) && mask >= 0 && mask <= 0x7fffffff).toBe(true);
      }),
    );
  });
});

describe('a prefetch', () => {
  const isPrefetchWith = (name: string, value: string): boolean =>
    isPrefetch((header) => (header === name ? value : undefined));

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
