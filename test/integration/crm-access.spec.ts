import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { ROUTES, type ProblemBody } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { DEMO_USER, signIn, testEnvironment, type ApiClient } from '../support';
import { problem } from './api.fixture';
import { crmApiForFile } from './crm-api.fixture';

/** Who is let in, and who may do what. */
let app: NestFastifyApplication;
let url: string;
let api: ApiClient;
let viewer: ApiClient;
crmApiForFile(testEnvironment('crm_access'), (started) => ({ app, url, api, viewer } = started));

describe('signing in', () => {
  const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('sets an HttpOnly cookie and returns the session', async () => {
    const answer = await post({ ...DEMO_USER, email: 'Ingrid@Example.no' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ name: 'Ingrid Dahl', roles: ['admin'], language: 'nb' });
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^lf_session=[\w-]{43}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/);
    const stored = await app
      .get<Connection>(getConnectionToken())
      .collection('sessions')
      .countDocuments({ _id: cookie.slice('lf_session='.length, 54) } as object);
    expect(stored).toBe(0);
  });

  it('is refused identically for a wrong password, an unknown address and a retired user', async () => {
    const bodies = [
      { email: 'kari@example.no', password: 'linkflyt' },
      { email: 'nobody@example.no', password: 'linkflow' },
      { email: 'per@example.no', password: 'linkflow' },
    ];
    const answers = await Promise.all(
      bodies.map(async (body) => {
        const { requestId: _, ...rest } = (await (await post(body)).json()) as ProblemBody;
        return rest;
      }),
    );
    expect(answers[0]).toMatchObject({ code: 'session.refused' });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('is limited to six failed attempts per account and address, also concurrent ones, without affecting other accounts', async () => {
    const tries = await Promise.all(
      Array.from({ length: 25 }, () => post({ email: 'ola@example.no', password: 'wrong' })),
    );
    const count = (status: number): number => tries.filter((answer) => answer.status === status).length;
    expect([count(401), count(429)]).toEqual([6, 19]);
    expect((await post({ email: 'jonas@example.no', password: 'linkflow' })).status).toBe(200);
  }, 60_000);

  it('ends permanently with signing out', async () => {
    const leaving = await signIn(url);
    await leaving.call(ROUTES.session.signOut);
    expect(await problem(leaving.send('GET', '/api/session'))).toMatchObject({
      status: 401,
      code: 'session.required',
    });
  });

  it('ends immediately for a retired user', async () => {
    const kari = await signIn(url, { email: 'kari@example.no', password: 'linkflow' });
    const users = await api.call(ROUTES.settings.users);
    const id = users.find(({ email }) => email === 'kari@example.no')?.id ?? '';
    await api.call(ROUTES.settings.updateUser, { params: { id }, body: { active: false } });
    expect((await kari.send('GET', '/api/contacts')).status).toBe(401);
    await api.call(ROUTES.settings.updateUser, { params: { id }, body: { active: true } });
  });

  it('stores the chosen language', async () => {
    expect(await viewer.call(ROUTES.session.update, { body: { language: 'en' } })).toMatchObject({
      language: 'en',
    });
    expect(await viewer.call(ROUTES.session.current)).toMatchObject({ name: 'Sara Lie', language: 'en' });
  });
});

describe('access control', () => {
  it('requires a session on every route', async () => {
    for (const path of [
      '/api/contacts',
      '/api/links',
      '/api/runs',
      '/api/actions',
      '/api/lookups/user',
      '/api/events',
    ]) {
      const answer = await fetch(url + path);
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      await answer.body?.cancel();
    }
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  it('lets viewers read and not write', async () => {
    expect((await viewer.send('GET', '/api/contacts')).status).toBe(200);
    for (const [method, path] of [
      ['POST', '/api/contacts'],
      ['DELETE', `/api/contacts/${newId()}`],
      ['PATCH', `/api/users/${newId()}`],
      ['POST', '/api/links'],
    ] as const) {
      expect(await problem(viewer.send(method, path, {}))).toMatchObject({
        status: 403,
        code: 'access.denied',
      });
    }
  });

  it('restricts changes of scripts to admins', async () => {
    const jonas = await signIn(url, { email: 'jonas@example.no', password: 'linkflow' });
    expect((await jonas.send('POST', '/api/scripts', { name: 'Et skript', source: '' })).status).toBe(403);
    expect((await jonas.send('POST', '/api/interests', { name: `Interesse ${newId()}` })).status).toBe(201);
  });

  it('refuses a change that a page of another site could have sent', async () => {
    const forged = { cookie: api.cookie, origin: 'https://elsewhere.example' };
    const form = await fetch(`${url}/api/interests`, {
      method: 'POST',
      headers: { ...forged, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'name=Forfalsket',
    });
    // Two checks refuse this request, of the content type and of the origin. The status depends on which of them runs first.
    expect([400, 403, 415]).toContain(form.status);
    const bare = await fetch(`${url}/api/session`, { method: 'DELETE', headers: forged });
    expect(bare.status).toBe(403);
    expect((await fetch(`${url}/api/session`, { headers: { cookie: api.cookie } })).status).toBe(200);
  });
});
