import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type Role } from '@linkflow/contracts';
import { UsersService } from '@linkflow/crm';
import { newId } from '@linkflow/platform';
import { FirstStart } from '../../apps/api/src/session/first-start';
import { SignInThrottle } from '../../apps/api/src/session/sign-in-throttle';
import { UserAdministration } from '../../apps/api/src/session/user-administration';
import { signIn, testEnvironment, type ApiClient } from '../support';
import { startApi } from './api.fixture';

const environment = testEnvironment('people_and_sessions');
const ADMIN = { email: 'anne@firma.no', password: 'en lang setning' };
let app: NestFastifyApplication;
let url: string;
let setupToken: string;
let admin: ApiClient;

const administration = () => app.get(UserAdministration);
const tokenOf = (link: string): string => new URL(link).hash.slice(1);
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const useLink = (body: unknown) => post('/api/password-links/use', body);
const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');

beforeAll(async () => {
  ({ app, url } = await startApi(environment, {
    SEED_DEMO: 'false',
    TRUSTED_PROXIES: 'loopback',
    ORGANISATION_LANGUAGE: 'en',
    ORGANISATION_TIME_ZONE: 'Europe/Rome',
  }));
  const link = await app.get(FirstStart).announce();
  setupToken = tokenOf(link ?? '');
}, 60_000);
afterAll(async () => {
  await app?.close();
  await environment.dispose();
});

/** Invites a colleague, who accepts the invitation, and signs in as that colleague. */
async function join(email: string, ...roles: Role[]) {
  const password = `passordet til ${email}`;
  const body = {
    name: email,
    email,
    roles: roles.length > 0 ? roles : ['viewer' as const],
    language: 'nb' as const,
  };
  const { user, link } = await admin.call(ROUTES.settings.inviteUser, { body });
  expect(user.pending).toBe(true);
  expect((await useLink({ token: tokenOf(link?.url ?? ''), password })).status).toBe(200);
  return { id: user.id, email, password, api: await signIn(url, { email, password }) };
}

describe('the first start without users', () => {
  it('makes exactly one administrator with the setup link, also when it is used several times at once', async () => {
    expect(setupToken).toMatch(/^[\w-]{43}$/);
    expect((await useLink({ token: setupToken, password: ADMIN.password })).status).toBe(400);
    expect(
      (await useLink({ token: setupToken, name: 'A', email: ADMIN.email, password: 'kort' })).status,
    ).toBe(400);
    const other = tokenOf((await app.get(FirstStart).announce()) ?? '');
    const answers = await Promise.all(
      [setupToken, setupToken, other, other].map((token) => useLink({ token, name: 'Anne', ...ADMIN })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 404)).toHaveLength(3);
    admin = await signIn(url, ADMIN);
    const users = await admin.call(ROUTES.settings.users);
    expect(users).toMatchObject([{ roles: ['admin'], timeZone: 'Europe/Rome' }]);
    expect((await admin.call(ROUTES.session.current)).language).toBe('en');
    expect(await app.get(FirstStart).announce()).toBeUndefined();
  });
});

describe('users', () => {
  it('choose a password with an invitation that works once, and one address is one user', async () => {
    const { api, email } = await join('bo@firma.no');
    expect((await api.call(ROUTES.session.current)).roles).toEqual(['viewer']);
    const again = { name: 'Bo', email: email.toUpperCase(), roles: ['viewer'], language: 'nb' };
    expect(await admin.send('POST', '/api/users', again)).toMatchObject({
      status: 409,
      body: { code: 'email.taken' },
    });
  });

  it('are signed out by a reset link, and a newer link ends the older one', async () => {
    const { id, email, api } = await join('cato@firma.no');
    const older = await admin.call(ROUTES.settings.passwordLink, { params: { id } });
    const newer = await admin.call(ROUTES.settings.passwordLink, { params: { id } });
    const password = 'et helt nytt passord';
    expect((await useLink({ token: tokenOf(older.url), password })).status).toBe(404);
    expect((await useLink({ token: tokenOf(newer.url), password })).status).toBe(200);
    expect((await api.send('GET', '/api/session')).status).toBe(401);
    await signIn(url, { email, password });
  });

  it.each([
    [
      'the user is retired, also when the user is restored',
      async (id: string) => {
        for (const active of [false, true])
          await admin.call(ROUTES.settings.updateUser, { params: { id }, body: { active } });
      },
    ],
    [
      'an administrator ends all sessions of the user',
      (id: string) => admin.call(ROUTES.settings.endUserSessions, { params: { id } }),
    ],
    ['the user signs out everywhere', (_id: string, api: ApiClient) => api.call(ROUTES.sessions.endAll)],
    [
      'the user chooses another password',
      (_id: string, api: ApiClient, current: string) =>
        api.call(ROUTES.session.changePassword, { body: { current, password: 'et annet passord' } }),
    ],
  ])('have a link until %s', async (why, end) => {
    const { id, password, api } = await join(`link${why.length}@firma.no`);
    const link = await admin.call(ROUTES.settings.passwordLink, { params: { id } });
    const token = tokenOf(link.url);
    expect((await post('/api/password-links/check', { token })).status).toBe(200);
    await end(id, api, password);
    expect((await post('/api/password-links/check', { token })).status).toBe(404);
    expect((await useLink({ token, password: 'tatt over av andre' })).status).toBe(404);
  });

  it('have one link, also when two are made at the same moment', async () => {
    const { id } = await join('two-links@firma.no');
    for (let round = 0; round < 5; round += 1) {
      const links = await Promise.all(
        [1, 2, 3].map(() => admin.call(ROUTES.settings.passwordLink, { params: { id } })),
      );
      const checks = links.map((link) => post('/api/password-links/check', { token: tokenOf(link.url) }));
      const statuses = (await Promise.all(checks)).map(({ status }) => status);
      expect(statuses.sort((a, b) => a - b)).toEqual([200, 404, 404]);
    }
  });

  it('are not made with an address that cannot sign in, or without a name', async () => {
    const before = (await admin.call(ROUTES.settings.users)).length;
    for (const address of ['root@localhost', 'per', 'a b@firma.no', ''])
      await expect(administration().makeAdmin(address)).rejects.toThrow(/is not an e-mail address/);
    await expect(administration().makeAdmin('per@firma.no', ' ')).rejects.toThrow(/name/);
    expect(await admin.call(ROUTES.settings.users)).toHaveLength(before);
  });

  it('and does not give roles back that another administrator has removed since they were read', async () => {
    const { id } = await join('stale-roles@firma.no');
    const update = (body: object) => admin.send('PATCH', `/api/users/${id}`, body);
    await update({ roles: ['admin'] });
    await update({ roles: ['viewer'], previousRoles: ['admin'] });
    const stale = await update({ name: 'Rita', roles: ['admin', 'ops'], previousRoles: ['admin'] });
    expect(stale).toMatchObject({ status: 409, body: { code: 'draft.stale' } });
    const user = (await admin.call(ROUTES.settings.users)).find((one) => one.id === id);
    expect(user).toMatchObject({ roles: ['viewer'] });
    expect(user?.name).not.toBe('Rita');
    expect((await update({ roles: ['ops'], previousRoles: ['viewer'] })).status).toBe(200);
    const { items } = await admin.call(ROUTES.ops.audit, { query: { action: 'user.change', pageSize: 1 } });
    expect(items[0]?.changes).toEqual([{ property: 'roles', before: ['viewer'], after: ['ops'] }]);
  });

  it('and what administrators do with them is in the audit log', async () => {
    const { id, email } = await join('revidert@firma.no');
    const params = { id };
    await admin.call(ROUTES.settings.updateUser, { params, body: { name: 'Reidun', roles: ['ops'] } });
    await admin.call(ROUTES.settings.passwordLink, { params });
    await admin.call(ROUTES.settings.endUserSessions, { params });
    await admin.call(ROUTES.settings.updateUser, { params, body: { active: false } });
    await admin.call(ROUTES.settings.updateUser, { params, body: { active: true } });
    await administration().makeAdmin(email.toUpperCase());
    expect((await admin.send('POST', `/api/users/${'0'.repeat(24)}/password-link`)).status).toBe(404);
    expect((await admin.send('DELETE', `/api/users/${'0'.repeat(24)}/sessions`)).status).toBe(404);
    const { items } = await admin.call(ROUTES.ops.audit, { query: { action: 'user.', pageSize: 7 } });
    const by = { name: 'Anne' };
    const target = { kind: 'user', id, name: 'Reidun' };
    expect(items).toMatchObject([
      { action: 'user.make-admin', target, by: { name: '--admin' } },
      { action: 'user.restore', target, by },
      { action: 'user.retire', target, by },
      { action: 'user.end-sessions', target, by },
      { action: 'user.password-link', target, by },
      {
        action: 'user.change',
        target,
        by,
        changes: [
          { property: 'name', before: email, after: 'Reidun' },
          { property: 'roles', before: ['viewer'], after: ['ops'] },
        ],
      },
      { action: 'user.invite', target: { ...target, name: email }, by, details: { roles: ['viewer'] } },
    ]);
    expect(items.some(({ pending }) => pending)).toBe(false);
    expect(JSON.stringify(items)).not.toContain('/password#');
    const made = (await admin.call(ROUTES.settings.users)).find((user) => user.id === id);
    expect(made).toMatchObject({ roles: ['ops', 'admin'], timeZone: 'Europe/Rome' });
    await admin.call(ROUTES.settings.updateUser, { params, body: { roles: ['viewer'] } });
  });

  it('change their own password, which ends their other sessions', async () => {
    const { email, password, api } = await join('dina@firma.no');
    const other = await signIn(url, { email, password });
    const body = { current: 'feil', password: 'mitt neste passord' };
    expect((await api.send('PUT', '/api/session/password', body)).status).toBe(400);
    expect((await api.send('PUT', '/api/session/password', { ...body, current: password })).status).toBe(204);
    expect((await other.send('GET', '/api/session')).status).toBe(401);
    await signIn(url, { email, password: body.password });
  });

  it('always keep one administrator, also when two remove each other at once', async () => {
    const me = await admin.call(ROUTES.session.current);
    const refused = { status: 409, body: { code: 'user.last-admin' } };
    expect(await admin.send('PATCH', `/api/users/${me.userId}`, { active: false })).toMatchObject(refused);
    expect(await admin.send('PATCH', `/api/users/${me.userId}`, { roles: ['ops'] })).toMatchObject(refused);
    const eva = await join('eva@firma.no', 'admin');
    for (let round = 0; round < 5; round += 1) {
      await administration().makeAdmin(ADMIN.email);
      await administration().makeAdmin(eva.email);
      const answers = await Promise.all([
        admin.send('PATCH', `/api/users/${eva.id}`, { roles: ['viewer'] }),
        eva.api.send('PATCH', `/api/users/${me.userId}`, { roles: ['viewer'] }),
      ]);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    }
    await administration().makeAdmin(ADMIN.email);
    expect((await admin.call(ROUTES.session.current)).roles).toContain('admin');
  });
});

describe('roles', () => {
  it('are combined: a user has the rights of each', async () => {
    const { id, api } = await join('rolf@firma.no', 'ops', 'ops');
    expect((await api.call(ROUTES.session.current)).roles).toEqual(['ops']);
    const company = { name: 'Fjordlys' };
    expect((await api.send('POST', '/api/companies', company)).status).toBe(403);
    expect((await api.send('GET', '/api/ops/bulks')).status).toBe(200);
    const params = { id };
    const changed = await admin.call(ROUTES.settings.updateUser, {
      params,
      body: { roles: ['ops', 'marketer'] },
    });
    expect(changed.roles).toEqual(['marketer', 'ops']);
    expect((await api.send('POST', '/api/companies', company)).status).toBe(201);
    expect((await api.send('GET', '/api/ops/bulks')).status).toBe(200);
    expect((await api.send('PATCH', `/api/users/${id}`, { name: 'Rolf' })).status).toBe(403);
  });

  it('are never none, and never unknown ones', async () => {
    const { id } = await join('tom@firma.no', 'ops');
    for (const roles of [[], ['boss'], 'ops', null])
      expect((await admin.send('PATCH', `/api/users/${id}`, { roles })).status).toBe(400);
    const user = (await admin.call(ROUTES.settings.users)).find((each) => each.id === id);
    expect(user?.roles).toEqual(['ops']);
  });

  it('stay when the command line makes their user an administrator', async () => {
    const { id, email } = await join('mona@firma.no', 'ops');
    await administration().makeAdmin(email);
    const user = (await admin.call(ROUTES.settings.users)).find((each) => each.id === id);
    expect(user?.roles).toEqual(['ops', 'admin']);
    await admin.call(ROUTES.settings.updateUser, { params: { id }, body: { roles: ['ops'] } });
  });
});

describe('what is not declared in a request', () => {
  const more = {
    email: 'other@firma.no',
    passwordHash: 'x',
    joined: true,
    sessionGeneration: 9,
    oidc: { issuer: 'https://id.example', sub: 'x' },
    ownerId: newId(),
    roles: ['admin'],
    userId: newId(),
    constructor: { name: 'x' },
  };

  it('changes nothing of users, sessions and keys', async () => {
    const { id, email, api } = await join('ulrik@firma.no');
    const stored = () => app.get(UsersService).find(id);
    const before = await stored();
    const { roles: _roles, ...withoutRoles } = more;
    expect((await admin.send('PATCH', `/api/users/${id}`, { ...withoutRoles, name: email })).status).toBe(
      200,
    );
    expect((await api.send('PATCH', '/api/session', { ...more, language: 'nb' })).status).toBe(200);
    const link = await admin.call(ROUTES.settings.passwordLink, { params: { id } });
    const password = 'et helt nytt passord';
    expect((await useLink({ ...more, token: tokenOf(link.url), password, name: 'X' })).status).toBe(200);
    const changed = { passwordHash: expect.any(String), sessionGeneration: expect.any(Number) };
    expect(await stored()).toEqual({ ...before, ...changed });

    const again = await signIn(url, { email, password });
    const key = {
      ...more,
      name: 'Rapport',
      scopes: ['data:read'],
      expiresInDays: 1,
      expiresAt: '2099-01-01',
    };
    expect((await again.send('POST', '/api/api-keys', key)).status).toBe(201);
    const [made] = await again.call(ROUTES.apiKeys.list);
    expect(made?.owner.id).toBe(id);
    expect(Date.parse(made?.expiresAt ?? '') - Date.now()).toBeLessThanOrEqual(24 * 3_600_000);
  });
});

describe('sessions', () => {
  it('are listed, ended one by one, and all at once', async () => {
    const { email, password, api } = await join('frank@firma.no');
    const other = await signIn(url, { email, password });
    const list = await api.call(ROUTES.sessions.list);
    expect(list).toHaveLength(3);
    expect(list.filter(({ current }) => current)).toHaveLength(1);
    const own = (await other.call(ROUTES.sessions.list)).find(({ current }) => current);
    await api.call(ROUTES.sessions.end, { params: { id: own?.id ?? '' } });
    expect((await other.send('GET', '/api/session')).status).toBe(401);
    expect((await admin.send('DELETE', `/api/sessions/${list[0]?.id}`)).status).toBe(404);
    await api.call(ROUTES.sessions.endAll);
    expect((await api.send('GET', '/api/session')).status).toBe(401);
  });

  it('answer HEAD of the live stream at once', async () => {
    const { api } = await join('siv@firma.no');
    const signal = AbortSignal.timeout(5_000);
    const headers = { cookie: api.cookie };
    const answer = await fetch(`${url}/api/events?topics=runs`, { method: 'HEAD', headers, signal });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  it('and their live streams end when the user is retired, and stay ended when the user is restored', async () => {
    const { id, api } = await join('gro@firma.no');
    const stream = await fetch(`${url}/api/events?topics=runs`, { headers: { cookie: api.cookie } });
    const ended = stream.text();
    await admin.call(ROUTES.settings.updateUser, { params: { id }, body: { active: false } });
    const late = new Promise<string>((resolve) => setTimeout(() => resolve('still open'), 3_000));
    expect(await Promise.race([ended, late])).toContain('retry:');
    await admin.call(ROUTES.settings.updateUser, { params: { id }, body: { active: true } });
    expect((await api.send('GET', '/api/session')).status).toBe(401);
  });
});

describe('the throttle', () => {
  const from = (address: string, body: { email: string; password: string }, cookie = '') =>
    post('/api/session', body, { 'x-forwarded-for': address, cookie });

  it('delays a stranger, and not the owner at another address or in a known browser', async () => {
    const { email, password } = await join('hege@firma.no');
    const known = cookieOf(await from('192.0.2.1', { email, password }));
    const wrong = { email, password: 'gjetning' };
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) statuses.push((await from('192.0.2.66', wrong)).status);
    expect(statuses.slice(0, 6)).toEqual([401, 401, 401, 401, 401, 401]);
    expect(statuses.at(-1)).toBe(429);
    const refused = await from('192.0.2.66', { email, password });
    expect(await refused.json()).toMatchObject({ code: 'rate.limited' });
    expect((await from('192.0.2.66', { email, password }, known)).status).toBe(200);
    expect((await from('192.0.2.7', { email, password })).status).toBe(200);
  });

  it('counts the addresses of one IPv6 network as one', async () => {
    const { email, password } = await join('ingvild@firma.no');
    const statuses: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1)
      statuses.push((await from(`2001:db8:1:2::${attempt}`, { email, password: 'gjetning' })).status);
    expect(statuses.at(-1)).toBe(429);
    expect((await from('2001:db8:1:3::1', { email, password })).status).toBe(200);
  });

  it('keeps the delay that a failure causes while another attempt at the same address succeeds', async () => {
    const throttle = app.get(SignInThrottle, { strict: false });
    const attempt = () => throttle.attempt([['oidc', '10.7.7.7']]);
    for (let n = 0; n < 29; n++) await attempt();
    const undo = await attempt();
    // The attempt of somebody else, which fails.
    await attempt();
    await undo();
    await expect(attempt()).rejects.toMatchObject({ code: 'rate.limited' });
  });

  it('ends a delay with the attempt that caused it, if that succeeds', async () => {
    const throttle = app.get(SignInThrottle, { strict: false });
    const attempt = () => throttle.attempt([['oidc', '10.8.8.8']]);
    for (let n = 0; n < 30; n++) await attempt();
    const undo = await attempt();
    await expect(attempt()).rejects.toMatchObject({ code: 'rate.limited' });
    await undo();
    await attempt();
  });

  it('answers other requests quickly while twelve sign-ins are tried at once', async () => {
    const tries = Array.from({ length: 12 }, (_, index) =>
      from(`198.51.100.${index + 1}`, { email: `nobody${index}@firma.no`, password: 'gjetning' }),
    );
    const durations: number[] = [];
    for (let index = 0; index < 10; index += 1) {
      const start = performance.now();
      expect((await admin.send('GET', '/api/session')).status).toBe(200);
      durations.push(performance.now() - start);
    }
    expect((await Promise.all(tries)).map(({ status }) => status)).toEqual(Array(12).fill(401));
    // Hashing twelve passwords takes more than a second of processor time. The median of the other requests must be shorter.
    expect(durations.sort((a, b) => a - b)[5]).toBeLessThan(1_000);
  });
});

it('stores whose clicks a user wants to see, and keeps the language', async () => {
  const { api } = await join('klikk@firma.no');
  const before = await api.call(ROUTES.session.current);
  expect(before.shownClicks).toBe('people');
  await api.call(ROUTES.session.update, { body: { shownClicks: 'all' } });
  expect(await api.call(ROUTES.session.current)).toEqual({ ...before, shownClicks: 'all' });
  expect((await api.send('PATCH', '/api/session', { shownClicks: 'machines' })).status).toBe(400);
});
