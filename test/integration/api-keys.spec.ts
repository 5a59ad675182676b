import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  KEY_SCOPES,
  ROUTES,
  ROUTE_DEFINITIONS,
  keyScopeOf,
  requestUrl,
  routeParts,
  type KeyScope,
  type NewApiKey,
} from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { UserAdministration } from '../../apps/api/src/session/user-administration';
import { DEMO_USER, signIn, testEnvironment, type ApiClient } from '../support';
import { startApi } from './api.fixture';

const environment = testEnvironment('api_keys');
let app: NestFastifyApplication;
let url: string;
let admin: ApiClient;
let marketer: ApiClient;

beforeAll(async () => {
  ({ app, url } = await startApi(environment, { SEED_DEMO: 'true', TRUSTED_PROXIES: 'loopback' }));
  admin = await signIn(url);
  marketer = await signIn(url, { ...DEMO_USER, email: 'kari@example.no' });
}, 120_000);
afterAll(async () => {
  await app?.close();
  await environment.dispose();
});

const keysInDatabase = () => app.get<Connection>(getConnectionToken()).collection('api_keys');

const create = (api: ApiClient, scopes: KeyScope[], name = 'integration'): Promise<NewApiKey> =>
  api.call(ROUTES.apiKeys.create, { body: { name, scopes, expiresInDays: 30 } });

interface Answer {
  status: number;
  body: { code?: string; issues?: { code: string }[]; details?: Record<string, unknown> };
}

/** Sends a request with a key and without cookies. */
async function send(
  token: string,
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Answer['body'] };
}

const pathOf = (route: Parameters<typeof keyScopeOf>[0]): string => {
  const names = [...routeParts(route).path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  return requestUrl(route, { params: Object.fromEntries(names.map((name) => [name, newId()])) });
};

describe('an API key', () => {
  it('is shown once, stored as a hash, and lets a program act in the name of its owner', async () => {
    const { key, token } = await create(marketer, ['data:read', 'links:write'], 'CRM sync');
    expect(token).toMatch(/^lf_[0-9a-f]{24}_[\w-]{43}$/);
    expect(key).toMatchObject({ name: 'CRM sync', owner: { name: 'Kari Hansen' }, lastUsedAt: null });
    const stored = JSON.stringify(await keysInDatabase().find().toArray());
    expect(stored).not.toContain(token.slice(-43));

    expect((await send(token, 'GET', '/api/links')).status).toBe(200);
    const created = await send(token, 'POST', '/api/links', {
      body: { name: 'By a program', url: 'https://example.no' },
    });
    expect(created.status).toBe(201);
    const [listed] = await marketer.call(ROUTES.apiKeys.list);
    expect(JSON.stringify(listed)).not.toContain(token.slice(-43));
    expect(Date.now() - Date.parse(listed?.lastUsedAt ?? '')).toBeLessThan(60_000);
    const audit = await admin.call(ROUTES.ops.audit, { query: { action: 'link.create' } });
    expect(audit.items[0]).toMatchObject({ by: { name: 'Kari Hansen', key: 'CRM sync' } });
    const ofKeys = await admin.call(ROUTES.ops.audit, { query: { action: 'key.create' } });
    expect(ofKeys.items[0]).toMatchObject({
      by: { name: 'Kari Hansen' },
      target: { kind: 'key', id: key.id, name: 'CRM sync' },
      details: { scopes: ['data:read', 'links:write'] },
    });
    expect(ofKeys.items[0]?.by.key).toBeUndefined();
  });

  it('may do what its scopes allow and nothing else, on every route', async () => {
    const tokens = new Map<KeyScope, string>();
    for (const scope of KEY_SCOPES) {
      const without = KEY_SCOPES.filter((other) => other !== scope);
      tokens.set(scope, (await create(admin, without, `without ${scope}`)).token);
    }
    const { token: complete } = await create(admin, [...KEY_SCOPES], 'everything');
    for (const { route, access } of ROUTE_DEFINITIONS.values()) {
      if (access === 'public') continue;
      const { method } = routeParts(route);
      const scope = keyScopeOf(route);
      const refused = await send(scope ? (tokens.get(scope) ?? '') : complete, method, pathOf(route));
      expect([route, refused.status]).toEqual([route, 403]);
      expect(refused.body.issues?.[0]?.code).toBe(scope ? 'key.scope' : 'key.session-only');
      // With the scope, the request gets past the guard. Its ids and its body are wrong, so it does nothing.
      if (scope && method !== 'GET') {
        const passed = await send(complete, method, pathOf(route), { body: {} });
        expect([route, passed.body.code === 'access.denied']).toEqual([route, false]);
      }
    }
  }, 30_000);

  it('reaches no sessions, users, keys, live events and queues', async () => {
    const { token } = await create(admin, [...KEY_SCOPES], 'everything');
    const closed: [string, string][] = [
      ['GET', '/api/session'],
      ['PATCH', '/api/session'],
      ['PUT', '/api/session/password'],
      ['GET', '/api/sessions'],
      ['DELETE', '/api/sessions'],
      ['POST', '/api/users'],
      ['PATCH', `/api/users/${newId()}`],
      ['POST', `/api/users/${newId()}/password-link`],
      ['DELETE', `/api/users/${newId()}/sessions`],
      ['GET', '/api/api-keys'],
      ['POST', '/api/api-keys'],
      ['DELETE', `/api/api-keys/${newId()}`],
      ['GET', '/api/events?topics=runs'],
      ['GET', '/api/ops/queues'],
      ['GET', '/api/ops/queues/repair'],
    ];
    for (const [method, path] of closed) {
      // Also when the request carries the cookie of a session.
      for (const headers of [{}, { cookie: admin.cookie }] as Record<string, string>[]) {
        const { status, body } = await send(token, method, path, { headers });
        expect([path, status, body.issues?.[0]?.code]).toEqual([path, 403, 'key.session-only']);
      }
    }
  });

  it('never has more rights than its owner has now', async () => {
    const refusal = await marketer.send('POST', '/api/api-keys', { name: 'x', scopes: ['scripts:write'] });
    expect(refusal).toMatchObject({ status: 400, body: { issues: [{ code: 'key.role', path: 'scopes' }] } });
    const { token, key } = await create(marketer, ['data:read', 'contacts:write']);
    const write = () => send(token, 'POST', '/api/contacts', { body: {} });
    expect((await write()).status).toBe(400);
    const setRoles = (roles: string[]) => admin.send('PATCH', `/api/users/${key.owner.id}`, { roles });
    await setRoles(['viewer']);
    expect(await write()).toMatchObject({ status: 403, body: { issues: [{ code: 'key.role' }] } });
    expect((await send(token, 'GET', '/api/contacts')).status).toBe(200);
    await setRoles(['marketer']);
    expect((await write()).status).toBe(400);
  });

  it('is judged alone: a wrong key is refused although the request has a session', async () => {
    const cookie = admin.cookie;
    const answer = await send('lf_wrong', 'GET', '/api/links', { headers: { cookie } });
    expect([answer.status, answer.body.code]).toEqual([401, 'key.refused']);
    const { token } = await create(marketer, ['data:read']);
    const write = await send(token, 'POST', '/api/links', { body: { name: 'x' }, headers: { cookie } });
    expect([write.status, write.body.issues?.[0]?.code]).toEqual([403, 'key.scope']);
  });

  it('leaves the protection against forgery in place for sessions and for public routes', async () => {
    const { token } = await create(marketer, ['links:write']);
    const foreign = {
      origin: 'https://evil.example',
      'sec-fetch-site': 'cross-site',
      cookie: marketer.cookie,
    };
    const forged = (authorization: string) =>
      fetch(`${url}/api/links/${newId()}/publish`, {
        method: 'POST',
        headers: { ...foreign, authorization },
      });
    // A bearer token that is no key of ours does not switch the protection off.
    for (const authorization of ['', 'Basic eDp5', 'Bearer other']) {
      const answer = await forged(authorization);
      expect([answer.status, await answer.json()]).toEqual([
        403,
        expect.objectContaining({ message: 'This request comes from another site.' }),
      ]);
    }
    const signOut = await fetch(`${url}/api/session`, {
      method: 'DELETE',
      headers: { ...foreign, authorization: `Bearer ${token}` },
    });
    expect(signOut.status).toBe(403);
    expect((await marketer.send('GET', '/api/session')).status).toBe(200);
    // A program needs no header of a browser.
    expect((await send(token, 'POST', `/api/links/${newId()}/publish`)).body.issues?.[0]?.code).toBe(
      'key.scope',
    );
  });

  it('ends when it is revoked by its owner or an administrator, and not by other users', async () => {
    const viewer = await signIn(url, { ...DEMO_USER, email: 'sara@example.no' });
    for (const by of [marketer, admin]) {
      const { key, token } = await create(marketer, ['data:read']);
      expect((await viewer.send('DELETE', `/api/api-keys/${key.id}`)).status).toBe(404);
      expect((await viewer.call(ROUTES.apiKeys.list)).map(({ id }) => id)).not.toContain(key.id);
      expect((await send(token, 'GET', '/api/links')).status).toBe(200);
      await by.call(ROUTES.apiKeys.revoke, { params: { id: key.id } });
      expect((await send(token, 'GET', '/api/links')).body.code).toBe('key.refused');
    }
  });

  it('ends when it expires', async () => {
    const { key, token } = await create(marketer, ['data:read']);
    const expiresAt = new Date(Date.now() - 60_000);
    await keysInDatabase().updateOne({ _id: key.id as never }, { $set: { expiresAt } });
    expect((await send(token, 'GET', '/api/links')).body.code).toBe('key.refused');
    for (const expiresInDays of [0, 366, 1.5]) {
      const body = { name: 'x', scopes: ['data:read'], expiresInDays };
      expect((await marketer.send('POST', '/api/api-keys', body)).status).toBe(400);
    }
  });

  it('ends when its owner is deactivated, also when the owner is active again', async () => {
    const { token, key } = await create(marketer, ['data:read']);
    const setActive = (active: boolean) =>
      admin.call(ROUTES.settings.updateUser, { params: { id: key.owner.id }, body: { active } });
    await setActive(false);
    expect((await send(token, 'GET', '/api/links')).body.code).toBe('key.refused');
    await setActive(true);
    expect((await send(token, 'GET', '/api/links')).body.code).toBe('key.refused');
    marketer = await signIn(url, { ...DEMO_USER, email: 'kari@example.no' });
  });

  it('stays ended when the command line activates an owner whose deactivation was interrupted', async () => {
    const owner = await signIn(url, { ...DEMO_USER, email: 'ola@example.no' });
    const { token, key } = await create(owner, ['data:read']);
    // The state after a crash during the deactivation: the user is stored as inactive, and the API keys are not revoked yet.
    await app
      .get<Connection>(getConnectionToken())
      .collection('users')
      .updateOne({ _id: key.owner.id as never }, { $set: { active: false } });
    await app.get(UserAdministration).makeAdmin('ola@example.no');
    expect((await send(token, 'GET', '/api/links')).body.code).toBe('key.refused');
  });
});

describe('the API keys of one user', () => {
  it('are at most 50, also when several are created at the same time', async () => {
    const ops = await signIn(url, { ...DEMO_USER, email: 'ola@example.no' });
    const create = () =>
      ops.send('POST', '/api/api-keys', { name: 'many', scopes: ['runs:retry'], expiresInDays: 1 });
    for (let count = 0; count < 45; count += 1) await create();
    const answers = await Promise.all(Array.from({ length: 20 }, create));
    const created = answers.filter(({ status }) => status < 300).length;
    expect(created).toBeLessThanOrEqual(5);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(20 - created);
    while ((await create()).status < 300);
    expect(await keysInDatabase().countDocuments({ name: 'many' })).toBe(50);
  });
});

describe('wrong API keys', () => {
  it('are refused alike, and slowed down per address, which does not stop right keys', async () => {
    const { key, token } = await create(marketer, ['data:read']);
    const headers = { 'x-forwarded-for': '198.51.100.7' };
    const wrong = [
      'lf_',
      `lf_${newId()}_${'a'.repeat(43)}`,
      `lf_${key.id}_${'a'.repeat(43)}`,
      `${token}a`,
      token.toUpperCase(),
    ].map((one) => (one.startsWith('lf_') ? one : `lf_${one}`));
    const bodies = await Promise.all(
      wrong.map(async (one) => {
        const { status, body } = await send(one, 'GET', '/api/links', { headers });
        return [status, body.code, body.issues];
      }),
    );
    expect(new Set(bodies.map((one) => JSON.stringify(one))).size).toBe(1);
    let answer: Answer | undefined;
    for (let count = 0; count < 40 && answer?.status !== 429; count += 1) {
      answer = await send(`lf_${newId()}_${'a'.repeat(43)}`, 'GET', '/api/links', { headers });
    }
    expect(answer).toMatchObject({ status: 429, body: { code: 'rate.limited' } });
    expect(answer?.body.details?.retryAfterSeconds).toBeGreaterThan(0);
    expect((await send(token, 'GET', '/api/links', { headers })).status).toBe(200);
    expect((await send('lf_x', 'GET', '/api/links')).status).toBe(401);
  });
});
