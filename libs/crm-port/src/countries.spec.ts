import { expect, it } from 'vitest';
import { countryOptions } from './countries';

it('every country has a name in both languages', () => {
  const byCode = new Map(countryOptions().map(({ value, label }) => [value, label]));
  expect(byCode.size).toBe(249);
  expect(byCode.get('NO')).toEqual({ en: 'Norway', nb: 'Norge' });
  for (const [code, label] of byCode) expect([label.en, label.nb], code).not.toContain(code);
});
