import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ROUTES, ROUTE_DEFINITIONS, requestUrl, routeParts, type Role } from '@linkflow/contracts';
import { FoldersService } from '@linkflow/links';
import { newId } from '@linkflow/platform';
import { DEMO_USER, signIn, testEnvironment, type ApiClient } from '../support';
import { createTestApi } from './api.fixture';

const environment = testEnvironment('api_contract');
let app: NestFastifyApplication;
let url: string;
let admin: ApiClient;
const served = new Set<string>();

beforeAll(async () => {
  app = await createTestApi(environment, { SEED_DEMO: 'true' });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', ({ method, url: path }) => {
      for (const one of [method].flat()) served.add(`${one} ${path}`);
    });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
  admin = await signIn(url);
}, 120_000);
afterAll(async () => {
  await app?.close();
  await environment.dispose();
});

const definitions = [...ROUTE_DEFINITIONS.values()];
const USERS: Record<Role, string> = { viewer: 'sara', marketer: 'kari', ops: 'ola', admin: 'ingrid' };
const roles = Object.keys(USERS) as Role[];

/** Returns the path of a route, with ids of objects that do not exist. */
const pathOf = (route: (typeof definitions)[number]['route']): string => {
  const names = [...routeParts(route).path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  return requestUrl(route, { params: Object.fromEntries(names.map((name) => [name, newId()])) });
};

describe('the route table', () => {
  it('has the same routes as the running api', () => {
    // Routes that are not in the table: health checks of libs/platform, the API's documentation, HEAD and preflight requests.
    const outside = /^(?:HEAD|OPTIONS) |^GET \/(?:health\/|api\/docs)/;
    const routes = [...served].filter((route) => !outside.test(route));
    expect(routes.sort()).toEqual(definitions.map(({ route }) => route).sort());
  });

  it.each(definitions.filter((definition) => !definition.public).map(({ route }) => route))(
    'requires a session for %s',
    async (route) => {
      const headers = { 'content-type': 'application/json' };
      const { method } = routeParts(route);
      const response = await fetch(url + pathOf(route), {
        method,
        headers,
        body: method === 'GET' || method === 'DELETE' ? undefined : '{}',
      });
      await response.body?.cancel();
      expect(response.status).toBe(401);
    },
  );

  it.each(roles)('refuses the role %s what it does not allow', async (role) => {
    const client = await signIn(url, { ...DEMO_USER, email: `${USERS[role]}@example.no` });
    const forbidden = definitions.filter(({ route, roles: allowed, public: isPublic }) => {
      if (isPublic) return false;
      return allowed ? !allowed.includes(role) : role === 'viewer' && !route.startsWith('GET ');
    });
    expect(forbidden.length > 0).toBe(role !== 'admin');
    for (const { route } of forbidden) {
      const { status } = await client.send(routeParts(route).method, pathOf(route));
      expect([route, status]).toEqual([route, 403]);
    }
  });
});

describe('the check of responses', () => {
  it('fails a request whose response does not fit its schema', async () => {
    const folders = app.get(FoldersService, { strict: false });
    const spy = vi.spyOn(folders, 'list').mockResolvedValueOnce([{ id: newId() }] as never);
    const { status, body } = await admin.send('GET', requestUrl(ROUTES.folders.list, {}));
    spy.mockRestore();
    expect(status).toBe(500);
    expect(body).toMatchObject({ message: expect.stringContaining('does not fit its schema') });
  });
});
