import { domainToASCII } from 'node:url';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addressKey } from './mail';

it.each([
  ['case', 'DUP@Example.no', 'dup@example.no'],
  ['blanks around them', ' dup@example.no ', 'dup@example.no'],
  ['the notation of the domain', 'post@BLÅBÆR.no', 'post@xn--blbr-roah.no'],
  ['the composition of letters', 'a\u030ase@example.no', 'åse@example.no'],
])('addresses that differ in %s have one key', (_what, one, other) => {
  expect(addressKey(one)).toBe(addressKey(other));
});

it.each([
  ['kari@example.no', 'kari@example.com'],
  ['kari+a@example.no', 'kari@example.no'],
  ['k.ari@example.no', 'kari@example.no'],
  ['ole@example.no', 'øle@example.no'],
])('%s and %s are different addresses', (one, other) => {
  expect(addressKey(one)).not.toBe(addressKey(other));
});

it('writes every domain as the URL parser does', () => {
  const domain = fc.oneof(
    fc.domain(),
    fc.string({ unit: fc.constantFrom(...'ab01xn-.å'), minLength: 1, maxLength: 14 }),
    fc.constantFrom('0x7f.1', '127.0.0.0x1', '1.2.3.4', 'xn--a.no', 'a.xn--b', 'a.1b', 'a..no'),
  );
  fc.assert(
    fc.property(domain, (name) => {
      const written = name.normalize('NFC').trim().toLowerCase();
      expect(addressKey(`kari@${name}`)).toBe(`kari@${domainToASCII(written) || written}`);
    }),
    { numRuns: 2_000 },
  );
});
