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
