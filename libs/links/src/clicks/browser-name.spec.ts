import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { browserOf } from './browser-name';

describe('browserOf', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.7204.50 Safari/537.36',
      'Chrome 138',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
      'Safari 18',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox 140'],
    ['kari@example.no on her/own 10.0.0.1', 'Unknown'],
    ['Kari Nordmann', 'Unknown'],
    ['', 'Unknown'],
  ])('reduces %s', (userAgent, browser) => {
    expect(browserOf(userAgent)).toBe(browser);
  });

  it('leaves a reduced user agent alone, and never fails', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const browser = browserOf(text);
        expect(browserOf(browser)).toBe(browser);
      }),
    );
  });
});
