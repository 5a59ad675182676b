import { describe, expect, it } from 'vitest';
import { isFieldKey, keyFromName } from './fields-page';

describe('key of an extra field', () => {
  it.each([
    ['Kunde siden', 'x_kunde_siden'],
    ['Fornøyd kunde?', 'x_fornoyd_kunde'],
    ['  Årlig   beløp (kr) ', 'x_arlig_belop_kr'],
    ['Café', 'x_cafe'],
    ['Idéer og forsøk', 'x_ideer_og_forsok'],
    ['Ide\u0301er', 'x_ideer'],
  ])('is derived from the name %s', (name, key) => {
    expect(keyFromName(name)).toBe(key);
    expect(isFieldKey(key)).toBe(true);
  });

  it('is empty for a name without letters and digits', () => {
    expect(keyFromName('?!')).toBe('');
    expect(isFieldKey('')).toBe(false);
  });

  it('is not longer than the API allows', () => {
    expect(isFieldKey(keyFromName('a'.repeat(200)))).toBe(true);
  });
});
