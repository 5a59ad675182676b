import { describe, expect, it } from 'vitest';
import { mergedClaims } from './oidc-client';

const identity = { iss: 'https://id.example', sub: 'kari' };
const KARI = 'kari@firma.no';
const THIEF = 'thief@firma.no';

describe('the claims of the id token and of the userinfo endpoint', () => {
  it('are merged, and those of the id token prevail', () => {
    const merged = mergedClaims(
      { ...identity, name: 'Kari' },
      { sub: 'other', name: 'K', groups: ['Chiefs'] },
    );
    expect(merged).toMatchObject({ ...identity, name: 'Kari', groups: ['Chiefs'] });
  });

  it.each([
    [
      'the address of the userinfo endpoint is verified there',
      {},
      { email: KARI, email_verified: true },
      true,
    ],
    ['the id token speaks of no address', { email_verified: true }, { email: KARI }, undefined],
    ['both speak of the same address', { email: KARI }, { email: KARI, email_verified: true }, true],
    ['they speak of different addresses', { email: KARI }, { email: THIEF, email_verified: true }, undefined],
    [
      'the id token denies it',
      { email: KARI, email_verified: false },
      { email: KARI, email_verified: true },
      false,
    ],
  ])('say whether the address is verified: %s', (_case, idToken, userInfo, verified) => {
    const merged = mergedClaims({ ...identity, ...idToken }, userInfo);
    expect([merged.email, merged.email_verified]).toEqual([KARI, verified]);
  });
});
