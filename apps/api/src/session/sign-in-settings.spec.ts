import { afterEach, describe, expect, it, vi } from 'vitest';
import { SignInSettings } from './sign-in-settings';

const OIDC = { OIDC_ISSUER: 'https://id.example.no', OIDC_CLIENT_ID: 'linkflow' };

function settings(env: Record<string, string>): SignInSettings {
  const none = { PASSWORDS: '', OIDC_ISSUER: '', OIDC_CLIENT_ID: '', OIDC_ROLES: '', OIDC_SCOPES: '' };
  for (const [name, value] of Object.entries({ ...none, ...env })) vi.stubEnv(name, value);
  return new SignInSettings();
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the settings of the sign-in', () => {
  it('allow passwords and no provider by default, also when a compose file passes empty values', () => {
    expect(settings({})).toMatchObject({ passwords: true, oidc: undefined });
  });

  it('have roles by value of the claim, and defaults for the rest', () => {
    const { oidc } = settings({ ...OIDC, OIDC_ROLES: 'Admins = admin ,cn=Post=ops,Alle=viewer+marketer' });
    expect([...(oidc?.roles ?? [])]).toEqual([
      ['Admins', ['admin']],
      ['cn=Post', ['ops']],
      ['Alle', ['viewer', 'marketer']],
    ]);
    expect(oidc).toMatchObject({
      scopes: 'openid email profile',
      rolesClaim: 'roles',
      sessionMs: 86_400_000,
    });
  });

  it.each([
    ['an unknown role', { ...OIDC, OIDC_ROLES: 'Admins=root' }, 'OIDC_ROLES'],
    ['an entry without a role', { ...OIDC, OIDC_ROLES: 'Admins' }, 'OIDC_ROLES'],
    ['an entry without a value', { ...OIDC, OIDC_ROLES: '=admin' }, 'OIDC_ROLES'],
    ['a provider without a client', { OIDC_ISSUER: OIDC.OIDC_ISSUER }, 'OIDC_CLIENT_ID'],
    [
      'a provider over http on another machine',
      { ...OIDC, OIDC_ISSUER: 'http://id.example.no' },
      'OIDC_ISSUER',
    ],
    ['scopes without openid', { ...OIDC, OIDC_SCOPES: 'email' }, 'OIDC_SCOPES'],
    ['neither passwords nor a provider', { PASSWORDS: 'off' }, 'OIDC_ISSUER'],
    ['an unknown switch', { PASSWORDS: 'no' }, 'PASSWORDS'],
  ])('stop the start at %s', (_what, env, variable) => {
    expect(() => settings(env)).toThrow(variable);
  });

  it('allow a provider over http on this machine, for development', () => {
    expect(settings({ ...OIDC, OIDC_ISSUER: 'http://localhost:9000' }).oidc?.issuer).toBe(
      'http://localhost:9000',
    );
  });
});
