import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import getPort from 'get-port';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry, Role, SessionView, UserView } from '@linkflow/contracts';
import { UsersService } from '@linkflow/crm';
import { FirstStart } from '../../apps/api/src/session/first-start';
import { UserAdministration } from '../../apps/api/src/session/user-administration';
import { testEnvironment } from '../support';
import { createTestApi } from './api.fixture';
import { CLIENT, Visitor, startProvider, type TestProvider } from '../support/oidc-provider';

const environment = testEnvironment('oidc_sign_in');
let port: number;
let url: string;
let provider: TestProvider;
let app: NestFastifyApplication | undefined;

const users = () => (app as NestFastifyApplication).get(UsersService);

/** Replaces the api by one with these settings. */
async function restart(settings: Record<string, string> = {}): Promise<void> {
  await app?.close();
  app = await createTestApi(environment, {
    PUBLIC_URL: url,
    SEED_DEMO: 'false',
    TRUSTED_PROXIES: 'loopback',
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
    OIDC_SCOPES: 'openid email profile groups',
    OIDC_ROLES_CLAIM: 'groups',
    OIDC_ROLES: 'Chiefs=admin, Mail team=marketer+ops, Everybody=viewer',
    OIDC_CREATE_USERS: 'true',
    PASSWORDS: 'on',
    ...settings,
  });
  await app.listen(port, '127.0.0.1');
}

beforeAll(async () => {
  port = await getPort();
  url = `http://127.0.0.1:${port}`;
  provider = await startProvider({
    callback: `${url}/api/session/oidc/callback`,
    accounts: { anne: account('anne', ['Chiefs']), bo: account('bo', ['Mail team', 'Choir', 17]) },
  });
  await restart();
}, 60_000);
afterAll(async () => {
  await app?.close();
  await provider?.stop();
  await environment.dispose();
});

const account = (name: string, groups: unknown, more: Record<string, unknown> = {}) => ({
  name: `${name} Olsen`,
  email: `${name}@Firma.no`,
  email_verified: true,
  locale: 'nn-NO',
  groups,
  ...more,
});

const start = (back?: string): string =>
  `${url}/api/session/oidc${back === undefined ? '' : `?${new URLSearchParams({ back }).toString()}`}`;

/** Signs in at the provider and returns the page on which the browser ends, as a path. */
async function signIn(
  sub: string | null,
  { visitor = new Visitor(), back = '/links?q=a' } = {},
): Promise<string> {
  const callback = await visitor.passProvider(start(back), sub);
  const location = (await visitor.fetch(callback)).headers.get('location') ?? '';
  return location;
}

const sessionOf = async (visitor: Visitor): Promise<SessionView | null> => {
  const response = await visitor.fetch(`${url}/api/session`);
  return response.ok ? ((await response.json()) as SessionView) : null;
};

const problem = (code: string, back = '/links?q=a'): string =>
  `/sign-in?${new URLSearchParams({ problem: code, back }).toString()}`;

/** A signed-in administrator. */
async function asAnne(): Promise<Visitor> {
  const visitor = new Visitor();
  expect(await signIn('anne', { visitor })).toBe('/links?q=a');
  return visitor;
}

describe('sign-in with the OpenID Connect provider', () => {
  it('creates the user with the roles of the claim, opens a session for a day and returns to the page', async () => {
    const visitor = await asAnne();
    expect(await sessionOf(visitor)).toMatchObject({
      name: 'anne Olsen',
      email: 'anne@firma.no',
      roles: ['admin'],
      language: 'nb',
    });
    const [session] = (await (await visitor.fetch(`${url}/api/sessions`)).json()) as Record<string, string>[];
    const hours = (Date.parse(session?.endsAt ?? '') - Date.parse(session?.createdAt ?? '')) / 3_600_000;
    expect(hours).toBe(24);

    const team = new Visitor();
    await signIn('bo', { visitor: team });
    expect((await sessionOf(team))?.roles).toEqual(['marketer', 'ops']);
    const audit = (await (await visitor.fetch(`${url}/api/audit?action=user.create`)).json()) as {
      items: AuditEntry[];
    };
    expect(audit.items).toMatchObject([
      { target: { kind: 'user', name: 'bo Olsen' }, details: { sub: 'bo', issuer: provider.issuer } },
      { target: { name: 'anne Olsen' }, by: { name: 'OpenID Connect' } },
    ]);
  });

  it('finds the user by the identity again, also with another name and address, and gives the new roles', async () => {
    provider.accounts.bo = account('bo', 'Everybody', { email: 'bo.hansen@firma.no', email_verified: false });
    const visitor = new Visitor();
    await signIn('bo', { visitor });
    expect(await sessionOf(visitor)).toMatchObject({ email: 'bo@firma.no', roles: ['viewer'] });
    const audit = await (await (await asAnne()).fetch(`${url}/api/audit?action=user.change`)).json();
    expect(audit).toMatchObject({
      items: [{ changes: [{ property: 'roles', before: ['marketer', 'ops'], after: ['viewer'] }] }],
    });
  });

  it('makes one user when the same person signs in several times at the same moment', async () => {
    provider.accounts.twin = account('twin', ['Everybody']);
    const ends = await Promise.all([1, 2, 3, 4].map(() => signIn('twin')));
    expect(ends).toEqual(ends.map(() => '/links?q=a'));
    expect((await users().list()).filter(({ email }) => email === 'twin@firma.no')).toHaveLength(1);
  });

  it('refuses a user whose claim has no role, and makes no user', async () => {
    for (const groups of [[], undefined, ['chiefs'], { Chiefs: true }, ['__proto__']]) {
      provider.accounts.nobody = account('nobody', groups);
      expect(await signIn('nobody')).toBe(problem('oidc.no-role'));
    }
    expect(await users().byEmail('nobody@firma.no')).toBeNull();
  });

  it('keeps the last administrator, whatever the claim says, until there is another', async () => {
    provider.accounts.anne = account('anne', ['Everybody']);
    const visitor = await asAnne();
    expect((await sessionOf(visitor))?.roles).toEqual(['admin']);
    provider.accounts.chief = account('chief', ['Chiefs']);
    await signIn('chief');
    await signIn('anne', { visitor: new Visitor() });
    expect((await sessionOf(visitor))?.roles).toEqual(['viewer']);
    provider.accounts.anne = account('anne', ['Chiefs']);
    await signIn('anne');
  });

  it('refuses a deactivated user, whose open session has ended', async () => {
    provider.accounts.retired = account('retired', ['Everybody']);
    const visitor = new Visitor();
    await signIn('retired', { visitor });
    const { _id: id } = (await users().byEmail('retired@firma.no')) ?? { _id: '' };
    const anne = await asAnne();
    const body = JSON.stringify({ active: false });
    const headers = { 'content-type': 'application/json' };
    await anne.fetch(`${url}/api/users/${id}`, { method: 'PATCH', body, headers });
    expect(await sessionOf(visitor)).toBeNull();
    expect(await signIn('retired')).toBe(problem('oidc.inactive'));
    const failed = await (await asAnne()).fetch(`${url}/api/audit?action=session.sign-in-failed`);
    expect(((await failed.json()) as { items: AuditEntry[] }).items[0]).toMatchObject({ target: { id } });
  });

  it('returns only to pages of this system', async () => {
    for (const back of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      '/\n/e',
      'x',
    ])
      expect((await fetch(start(back), { redirect: 'manual' })).status).toBe(400);
    const callback = await new Visitor().passProvider(start(), 'anne');
    expect(new URL(callback).origin).toBe(url);
    expect(await signIn('anne', { back: '/runs?status=failed#top' })).toBe('/runs?status=failed#top');
    const visitor = new Visitor();
    // Headers contain ASCII only.
    expect(await signIn('anne', { visitor, back: '/Łódź ø?q=%C5%81\u2028' })).toBe(
      '/%C5%81%C3%B3d%C5%BA%20%C3%B8?q=%C5%81%E2%80%A8',
    );
    expect((await sessionOf(visitor))?.email).toBe('anne@firma.no');
  });
});

describe('an existing user', () => {
  const invite = async (email: string, roles: Role[] = ['viewer']) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ name: email, email, roles, language: 'en' });
    const response = await (await asAnne()).fetch(`${url}/api/users`, { method: 'POST', headers, body });
    return (await response.json()) as { user: UserView; link: { url: string } };
  };

  it('is linked by a verified address only, and the open invitation becomes invalid', async () => {
    const { user, link } = await invite('per@firma.no');
    provider.accounts.thief = account('per', ['Chiefs'], { email_verified: false });
    expect(await signIn('thief')).toBe(problem('oidc.email-unverified'));
    provider.accounts.thief = account('per', ['Chiefs'], { email_verified: undefined });
    expect(await signIn('thief')).toBe(problem('oidc.email-unverified'));
    provider.accounts.thief = account('per', ['Chiefs'], { email: undefined });
    expect(await signIn('thief')).toBe(problem('oidc.email-unverified'));

    provider.accounts.per = account('per', ['Everybody']);
    const visitor = new Visitor();
    await signIn('per', { visitor });
    expect(await sessionOf(visitor)).toMatchObject({ userId: user.id, language: 'en' });
    const check = await fetch(`${url}/api/password-links/check`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: new URL(link.url).hash.slice(1) }),
    });
    expect(check.status).toBe(404);
  });

  it('is not linked by an address that only looks like its own', async () => {
    const { user } = await invite('kari@firma.no');
    // The Kelvin sign, a blank without width, a mark of direction, a blank.
    for (const email of [
      '\u212aari@firma.no',
      'ka\u200bri@firma.no',
      'kari@firma.no\u202e',
      ' kari@firma.no',
    ]) {
      provider.accounts.lookalike = account('kari', ['Everybody'], { email });
      expect(await signIn('lookalike')).toBe(problem('oidc.email-unverified'));
    }
    expect((await users().find(user.id))?.oidc).toBeUndefined();
    provider.accounts.kari = account('kari', ['Everybody'], { email: 'KARI@Firma.no' });
    const visitor = new Visitor();
    await signIn('kari', { visitor });
    expect(await sessionOf(visitor)).toMatchObject({ userId: user.id });
  });

  it('is linked once: another identity with the same verified address is refused', async () => {
    provider.accounts['per-2'] = account('per', ['Chiefs']);
    expect(await signIn('per-2')).toBe(problem('oidc.other-identity'));
    expect((await users().byEmail('per@firma.no'))?.oidc?.sub).toBe('per');
  });

  it('can be linked anew when an administrator has removed the link, which ends the sessions', async () => {
    const visitor = new Visitor();
    await signIn('per', { visitor });
    const anne = await asAnne();
    const list = (await (await anne.fetch(`${url}/api/users`)).json()) as UserView[];
    const per = list.find(({ email }) => email === 'per@firma.no');
    expect(per?.linked).toBe(true);
    const unlinked = await anne.fetch(`${url}/api/users/${per?.id}/identity`, { method: 'DELETE' });
    expect(unlinked.status).toBe(204);
    expect(await sessionOf(visitor)).toBeNull();
    expect(await signIn('per-2')).toBe('/links?q=a');
    expect(await signIn('per')).toBe(problem('oidc.other-identity'));
  });
});

describe('a sign-in that was not started in this browser', () => {
  it.each<[string, (callback: URL) => void]>([
    ['another state', (callback) => callback.searchParams.set('state', 'other')],
    ['no state', (callback) => callback.searchParams.delete('state')],
  ])('is refused with %s', async (_what, change) => {
    const visitor = new Visitor();
    const callback = new URL(await visitor.passProvider(start(), 'anne'));
    const right = callback.href;
    change(callback);
    expect((await visitor.fetch(callback.href)).headers.get('location')).toBe(
      '/sign-in?problem=oidc.expired',
    );
    expect(await sessionOf(visitor)).toBeNull();
    // The sign-in itself can still be completed.
    expect((await visitor.fetch(right)).headers.get('location')).toBe('/');
  });

  it('is refused without the cookie, with a changed cookie, and with the cookie of another sign-in', async () => {
    const [victim, attacker] = [new Visitor(), new Visitor()];
    const callback = await attacker.passProvider(start(), 'bo');
    expect((await victim.fetch(callback)).headers.get('location')).toBe('/sign-in?problem=oidc.expired');
    await victim.fetch(start());
    expect((await victim.fetch(callback)).headers.get('location')).toBe('/sign-in?problem=oidc.expired');
    const jar = attacker.cookies.get(new URL(url).host);
    const [content = '', signature = ''] = (jar?.get('lf_oidc') ?? '').split('.');
    const changed = JSON.parse(Buffer.from(content, 'base64url').toString()) as Record<string, unknown>;
    const forged = Buffer.from(JSON.stringify({ ...changed, back: '//evil.example' })).toString('base64url');
    jar?.set('lf_oidc', `${forged}.${signature}`);
    expect((await attacker.fetch(callback)).headers.get('location')).toBe('/sign-in?problem=oidc.expired');
    expect(await sessionOf(victim)).toBeNull();
    expect(await sessionOf(attacker)).toBeNull();
  });

  it('is refused with a code of another sign-in, with a changed code, and when it is used again', async () => {
    const [first, second] = [new Visitor(), new Visitor()];
    const [mine, theirs] = await Promise.all([
      first.passProvider(start(), 'anne'),
      second.passProvider(start(), 'bo'),
    ]);
    const mixed = new URL(mine);
    mixed.searchParams.set('code', new URL(theirs).searchParams.get('code') ?? '');
    // PKCE: the provider wants the verifier of the other sign-in.
    expect((await first.fetch(mixed.href)).headers.get('location')).toBe('/sign-in?problem=oidc.refused');
    const used = await second.fetch(theirs);
    expect(used.headers.get('location')).toBe('/');
    expect((await second.fetch(theirs)).headers.get('location')).toBe('/sign-in?problem=oidc.expired');
  });

  it('is slowed down when it fails again and again from one address', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.9' };
    const tries: string[] = [];
    for (let count = 0; count < 40 && !tries.at(-1)?.includes('rate.limited'); count += 1) {
      const visitor = new Visitor();
      const at = new URL((await visitor.fetch(start(), { headers })).headers.get('location') ?? '');
      const query = new URLSearchParams({ code: 'guess', state: at.searchParams.get('state') ?? '' });
      const answer = await visitor.fetch(`${url}/api/session/oidc/callback?${query.toString()}`, { headers });
      tries.push(answer.headers.get('location') ?? '');
    }
    expect(tries.slice(0, -1).every((one) => one === '/sign-in?problem=oidc.refused')).toBe(true);
    expect(tries.at(-1)).toBe('/sign-in?problem=rate.limited');
    expect(await signIn('anne')).toBe('/links?q=a');
  });
});

describe('the provider', () => {
  it('may be cancelled by the user', async () => {
    expect(await signIn(null)).toBe(problem('oidc.cancelled'));
  });

  it('may be away while the api starts, and works as soon as it is back', async () => {
    await provider.pause();
    await restart();
    const options = await (await fetch(`${url}/api/session/options`)).json();
    expect(options).toEqual({ passwords: true, oidc: true });
    const away = await fetch(start('/runs'), { redirect: 'manual' });
    expect([away.status, away.headers.get('location')]).toEqual([302, problem('oidc.unavailable', '/runs')]);
    await provider.resume();
    await asAnne();
  });

  it('may go away between the redirect and the callback', async () => {
    const visitor = new Visitor();
    const callback = await visitor.passProvider(start('/runs'), 'anne');
    await provider.pause();
    expect((await visitor.fetch(callback)).headers.get('location')).toBe(
      problem('oidc.unavailable', '/runs'),
    );
    await provider.resume();
  });
});

describe('without passwords and without new users', () => {
  const post = (path: string, body: unknown) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const OFF = { PASSWORDS: 'off', OIDC_CREATE_USERS: 'false', OIDC_ROLES: '' };

  it('refuses passwords and password links everywhere', async () => {
    await restart(OFF);
    expect(await (await fetch(`${url}/api/session/options`)).json()).toEqual({
      passwords: false,
      oidc: true,
    });
    const refusals = [
      await post('/api/session', { email: 'anne@firma.no', password: 'en lang setning' }),
      await post('/api/password-links/check', { token: 'x' }),
      await post('/api/password-links/use', { token: 'x', password: 'en lang setning' }),
    ];
    const anne = await asAnne();
    const headers = { 'content-type': 'application/json' };
    const { userId } = (await sessionOf(anne)) ?? { userId: '' };
    refusals.push(
      await anne.fetch(`${url}/api/users/${userId}/password-link`, { method: 'POST', headers, body: '{}' }),
      await anne.fetch(`${url}/api/session/password`, {
        method: 'PUT',
        headers,
        body: JSON.stringify({ current: 'x', password: 'en lang setning' }),
      }),
    );
    for (const refusal of refusals) {
      expect([refusal.status, await refusal.json()]).toEqual([
        403,
        expect.objectContaining({ code: 'passwords.off' }),
      ]);
    }
  });

  it('lets in those who were invited, with the roles that they have here', async () => {
    provider.accounts.stranger = account('stranger', ['Chiefs']);
    expect(await signIn('stranger')).toBe(problem('oidc.unknown-user'));
    const body = JSON.stringify({ name: 'S', email: 'stranger@firma.no', roles: ['ops'], language: 'nb' });
    const headers = { 'content-type': 'application/json' };
    const invited = await (await asAnne()).fetch(`${url}/api/users`, { method: 'POST', headers, body });
    expect([invited.status, await invited.json()]).toEqual([201, expect.objectContaining({ link: null })]);
    const visitor = new Visitor();
    await signIn('stranger', { visitor });
    expect((await sessionOf(visitor))?.roles).toEqual(['ops']);
  });

  it('lets in an administrator whom the command line made, and prints no password link', async () => {
    expect(await app?.get(UserAdministration).makeAdmin('root@firma.no')).toBeNull();
    expect(await app?.get(FirstStart).announce()).toBeUndefined();
    provider.accounts.root = account('root', []);
    const visitor = new Visitor();
    await signIn('root', { visitor });
    expect((await sessionOf(visitor))?.roles).toEqual(['admin']);
  });

  it('accepts addresses without `email_verified` from a provider that is trusted with them', async () => {
    await restart({ ...OFF, OIDC_TRUST_EMAIL: 'true', OIDC_CREATE_USERS: 'true' });
    provider.accounts.entra = account('entra', [], { email_verified: undefined });
    const visitor = new Visitor();
    await signIn('entra', { visitor });
    expect((await sessionOf(visitor))?.roles).toEqual(['viewer']);
    provider.accounts.denied = account('denied', [], { email_verified: false });
    expect(await signIn('denied')).toBe(problem('oidc.email-unverified'));
  });
});
