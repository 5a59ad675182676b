import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { afterAll, describe, expect, it } from 'vitest';
import { migrations } from '../../apps/api/src/migrations';
import { trustedProxies } from '@linkflow/platform';
import { SessionSettings } from '../../apps/api/src/session/sessions.service';
import { isLocal } from '../../scripts/lib/sign-in.mjs';
import { DEMO_USER, testEnvironment } from '../support';
import { createTestApi, startApi } from './api.fixture';

const environment = testEnvironment('public_address');
const PUBLIC = { PUBLIC_URL: 'https://linkflow.example.no' };
let app: NestFastifyApplication | undefined;

afterAll(async () => {
  await app?.close();
  await environment.dispose();
});

const signInAt = (url: string) =>
  fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(DEMO_USER),
  });

describe('an api with a public https address', () => {
  it('does not seed the demo', async () => {
    const api = await createTestApi(environment, { ...PUBLIC, SEED_DEMO: 'true' });
    await expect(api.init()).rejects.toThrow(/SEED_DEMO/);
    expect(await api.get<Connection>(getConnectionToken()).collection('users').countDocuments()).toBe(0);
    await api.close();
  });

  it('sends HSTS and a __Host- cookie, and the published password of an earlier demo opens nothing', async () => {
    const local = await startApi(environment, { SEED_DEMO: 'true', PUBLIC_URL: 'http://localhost:3000' });
    const plain = await signInAt(local.url);
    expect(plain.status).toBe(200);
    expect(plain.headers.get('strict-transport-security')).toBeNull();
    await local.app.close();

    const open = await startApi(environment, { ...PUBLIC, SEED_DEMO: 'false' });
    app = open.app;
    const answer = await signInAt(open.url);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
    const out = await fetch(`${open.url}/api/session`, { method: 'DELETE' });
    expect(out.headers.getSetCookie()[0]).toMatch(/^__Host-lf_session=;.*Path=\/;.*Secure/);
  }, 60_000);
});

describe('sessions of the release before', () => {
  it('get an absolute end and a generation', async () => {
    const db = app?.get<Connection>(getConnectionToken()).db;
    if (!db) throw new Error('not connected');
    const createdAt = new Date('2026-01-01T00:00:00Z');
    const old = { _id: 'old', userId: 'u', createdAt, expiresAt: new Date('2026-01-20T00:00:00Z') };
    await db.collection('sessions').insertOne(old as never);
    const migration = migrations.find(({ id }) => id === 'api-0002-end-of-sessions');
    await migration?.up({ db } as Parameters<NonNullable<typeof migration>['up']>[0]);
    expect(await db.collection('sessions').findOne({ _id: 'old' as never })).toMatchObject({
      generation: 0,
      endsAt: new Date('2026-04-01T00:00:00Z'),
      lastUsedAt: new Date('2026-01-06T00:00:00Z'),
    });
  });
});

describe('password links of the release before', () => {
  it('keep working, the newest of each user, and end with the sessions of the user', async () => {
    const db = app?.get<Connection>(getConnectionToken()).db;
    if (!db) throw new Error('not connected');
    const links = db.collection<Record<string, unknown> & { _id: string }>('password_links');
    const users = db.collection<{ _id: string; email: string; sessionGeneration: number }>('users');
    await links.deleteMany({});
    await links.dropIndexes();
    await links.createIndex({ userId: 1 });
    await users.insertOne({ _id: 'u', email: 'u@firma.no', sessionGeneration: 3 });
    const expiresAt = new Date('2099-01-01T00:00:00Z');
    await links.insertMany([
      { _id: 'older', userId: 'u', purpose: 'reset', expiresAt: new Date('2098-01-01T00:00:00Z') },
      { _id: 'newer', userId: 'u', purpose: 'reset', expiresAt },
      { _id: 'setup', userId: null, purpose: 'setup', expiresAt },
    ]);
    const migration = migrations.find(({ id }) => id === 'api-0004-one-password-link-per-user');
    const context = { db } as Parameters<NonNullable<typeof migration>['up']>[0];
    // Runs the migration twice, as happens after an interruption. The second time must change nothing.
    for (let round = 0; round < 2; round += 1) await migration?.up(context);
    expect(await links.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 'setup', hash: 'setup', userId: null, purpose: 'setup', generation: null, expiresAt },
      { _id: 'u', hash: 'newer', userId: 'u', purpose: 'reset', generation: 3, expiresAt },
    ]);
    expect((await links.indexes()).map(({ name }) => name)).toEqual(['_id_']);
  });
});

describe('an address that only this machine can reach', () => {
  it.each([
    ['http://localhost:4400', true],
    ['http://LOCALHOST', true],
    ['https://linkflow.localhost:8443/', true],
    ['http://127.1:4400', true],
    ['http://127.0.0.9', true],
    ['http://[::1]:4400', true],
    ['http://localhost.example.no', false],
    ['http://localhost@example.no', false],
    ['http://127.0.0.1.example.no', false],
    ['https://linkflow.example.no', false],
    ['http://0.0.0.0:4400', false],
  ])('%s: %s, for the api as for npm start', (url, expected) => {
    process.env.PUBLIC_URL = url;
    process.env.SESSION_SECRET = '5b'.repeat(32);
    expect(new SessionSettings().isLocal).toBe(expected);
    expect(isLocal(url)).toBe(expected);
  });
});

describe('TRUSTED_PROXIES', () => {
  it('takes addresses, networks and ranges, and refuses anything else', () => {
    expect(trustedProxies({ TRUSTED_PROXIES: '10.0.0.0/8, ::1,uniquelocal' })).toEqual([
      '10.0.0.0/8',
      '::1',
      'uniquelocal',
    ]);
    expect(trustedProxies({ TRUSTED_PROXIES: '' })).toBe(false);
    for (const wrong of ['proxy.local', '10.0.0.0/33', '*', '10.0.0.0/8/9']) {
      expect(() => trustedProxies({ TRUSTED_PROXIES: wrong })).toThrow('TRUSTED_PROXIES');
    }
  });
});
