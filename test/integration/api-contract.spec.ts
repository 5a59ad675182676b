import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { format, resolveConfig } from 'prettier';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  RIGHTS,
  ROUTES,
  ROUTE_DEFINITIONS,
  hasRight,
  mayUse,
  requestUrl,
  routeParts,
  type Right,
  type Role,
} from '@linkflow/contracts';
import { FoldersService } from '@linkflow/links';
import { newId } from '@linkflow/platform';
import { DEMO_USER, Demo, signIn, testEnvironment, type ApiClient } from '../support';
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

  it.each(definitions.filter((definition) => definition.access !== 'public').map(({ route }) => route))(
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

  it('is in docs/security.md as the running api grants it to each role', async () => {
    const allowed = new Map<string, Set<Role>>();
    for (const role of roles) {
      for (const route of [...definitions.map((one) => one.route), ...QUEUE_BOARDS]) {
        const roleSet = allowed.get(route) ?? new Set<Role>();
        allowed.set(route, roleSet);
        if (await grants(role, route)) roleSet.add(role);
      }
    }
    for (const { route } of definitions) {
      expect([route, ...roles.filter((role) => allowed.get(route)?.has(role))]).toEqual([
        route,
        ...roles.filter((role) => mayUse([role], route)),
      ]);
    }
    // The requests above have also ended all sessions of the administrator.
    admin = await signIn(url);
    const file = join(import.meta.dirname, '../../docs/security.md');
    const found = await readFile(file, 'utf8');
    const marked = /(?<=<!-- rights: begin[^>]*-->\n)[^]*(?=\n<!-- rights: end -->)/;
    expect(found).toMatch(marked);
    const text = found.replace(marked, () => `\n${tablesOf(allowed)}\n`);
    const wanted = await format(text, { ...(await resolveConfig(file)), filepath: file });
    if (process.env.UPDATE_DOCS === 'true') await writeFile(file, wanted);
    else expect(found, 'UPDATE_DOCS=true writes the file anew').toBe(wanted);
  });
});

/** The queue boards are not in the route table, because a library serves them. */
const QUEUE_BOARDS = ['GET /api/ops/queues', 'GET /api/ops/queues/repair'];
/** Routes that would end the session with which they are called. */
const ENDS_SESSION: readonly string[] = [ROUTES.session.signOut, ROUTES.sessions.endAll];
const clients = new Map<Role, ApiClient>();

/** True if a user with this role gets through the guard of a route. The requests are about things that do not exist, or have no body. */
async function grants(role: Role, route: string): Promise<boolean> {
  const client =
    clients.get(role) ?? (await signIn(url, { ...DEMO_USER, email: `${USERS[role]}@example.no` }));
  clients.set(role, client);
  if (ENDS_SESSION.includes(route)) clients.delete(role);
  const { method } = routeParts(route);
  const response = await fetch(url + pathOf(route as (typeof definitions)[number]['route']), {
    method,
    redirect: 'manual',
    headers: { cookie: client.cookie, 'content-type': 'application/json' },
    ...(method !== 'GET' && method !== 'DELETE' && { body: '{}' }),
  });
  await response.body?.cancel();
  if (accessOf(route) !== 'public') expect([route, response.status]).not.toEqual([route, 401]);
  return response.status !== 403;
}

const accessOf = (route: string): string => ROUTE_DEFINITIONS.get(route)?.access ?? 'the queue board';

/** Both tables as Markdown: rights and their roles, routes and their roles. */
function tablesOf(allowed: ReadonlyMap<string, ReadonlySet<Role>>): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = (titles: readonly string[], rows: (readonly string[])[]) =>
    [row([...titles, ...roles]), row([...titles, ...roles].map(() => '---')), ...rows.map(row)].join('\n');
  const marks = (has: (role: Role) => boolean) => roles.map((role) => (has(role) ? '✓' : ''));
  const rights = Object.keys(RIGHTS) as Right[];
  const order = (route: string): string => `${routeParts(route).path} ${routeParts(route).method}`;
  const byPath = [...allowed].sort(([a], [b]) => (order(a) < order(b) ? -1 : 1));
  return [
    table(
      ['Right'],
      rights.map((right) => [`\`${right}\``, ...marks((role) => hasRight([role], right))]),
    ),
    table(
      ['Route', 'Requires'],
      byPath.map(([route, having]) => [
        `\`${route}\``,
        accessOf(route),
        ...marks((role) => having.has(role)),
      ]),
    ),
  ].join('\n\n');
}

describe('what colleagues see of a message', () => {
  const as = (role: Role) => signIn(url, { ...DEMO_USER, email: `${USERS[role]}@example.no` });

  it('never acts as the recipient: no list and no preview has a tracked or personal address', async () => {
    const viewer = await as('viewer');
    const demo = new Demo(viewer);
    const { id } = await demo.mailing();
    const recipients = await demo.recipients();
    const recipientId = recipients[0]?.id ?? '';
    const link = await demo.link();
    const seen = [
      recipients,
      await viewer.call(ROUTES.mailings.get, { params: { id } }),
      await viewer.call(ROUTES.mailings.preview, { params: { id } }),
      await viewer.call(ROUTES.recipients.preview, { params: { id, recipientId } }),
      await viewer.call(ROUTES.links.clickers, { params: { id: link.id } }),
    ];
    // `/c/` and `/o/` followed by a token.
    expect(JSON.stringify(seen)).not.toMatch(/\/[co]\/[\w-]{40}/);
    const { subject, html } = await viewer.call(ROUTES.recipients.preview, { params: { id, recipientId } });
    expect(subject).not.toBe('');
    expect(html).toContain(link.url);
    expect(html).not.toContain('{{');
  });

  it('is the message of the recipient who was asked for, and of nobody in another mailing', async () => {
    const demo = new Demo(admin);
    const { id } = await demo.mailing();
    const [first, second] = await demo.recipients();
    const preview = (recipientId = '') =>
      admin.call(ROUTES.recipients.preview, { params: { id, recipientId } });
    expect((await preview(first?.id)).html).not.toBe((await preview(second?.id)).html);
    for (const path of [`${newId()}/recipients/${first?.id}`, `${id}/recipients/${newId()}`]) {
      expect((await admin.send('GET', `/api/mailings/${path}/preview`)).status).toBe(404);
      expect((await admin.send('POST', `/api/mailings/${path}/address`)).status).toBe(404);
    }
  });

  it.each(['viewer', 'ops'] as const)('refuses the role %s the address of a message', async (role) => {
    const demo = new Demo(await as(role));
    const [first] = await demo.recipients();
    await expect(demo.personalUrl(first ?? { id: '' })).rejects.toThrow('access.denied');
    expect(await new Demo(await as('marketer')).personalUrl(first ?? { id: '' })).toMatch(/\/o\/[\w-]{56}$/);
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
