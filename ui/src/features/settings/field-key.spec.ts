import { describe, expect, it } from 'vitest';
import { isFieldKey, keyFromName } from './field-key';

describe('key of an extra field', () => {
  it.each([
    ['Kunde siden', 'x_kunde_siden'],
    ['Fornøyd kunde?', 'x_fornoyd_kunde'],
    ['  Årlig   beløp (kr) ', 'x_arlig_belop_kr'],
    ['Café', 'x_cafe'],
  ])('is made from the name %s', (name, key) => {
    expect(keyFromName(name)).toBe(key);
    expect(isFieldKey(key)).toBe(true);
  });

  it('waits for a letter', () => {
    expect(keyFromName('?!')).toBe('');
    expect(isFieldKey('')).toBe(false);
  });

  it('stays within the length that the API takes', () => {
    expect(isFieldKey(keyFromName('a'.repeat(200)))).toBe(true);
  });
});
