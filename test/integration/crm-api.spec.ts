import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  CategoryView,
  ContactCard,
  ContactPage,
  FieldDefinition,
  InterestView,
  LookupItem,
  MemberPage,
  Page,
  ProblemBody,
  SelectionView,
  UserView,
} from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { DEMO_USER, signIn, testEnvironment, type ApiClient } from '../support';
import { startApi } from './api.fixture';

const environment = testEnvironment('crm_api');
let app: NestFastifyApplication;
let url: string;
let api: ApiClient;
let viewer: ApiClient;

beforeAll(async () => {
  ({ app, url } = await startApi(environment, { SEED_DEMO: 'true' }));
  api = await signIn(url);
  viewer = await signIn(url, { email: 'sara@example.no', password: 'linkflow' });
}, 120_000);
afterAll(async () => {
  await app?.close();
  await environment.dispose();
});

const problem = async (
  work: Promise<{ status: number; body: unknown }>,
): Promise<ProblemBody & { status: number }> => {
  const { status, body } = await work;
  return { status, ...(body as ProblemBody) };
};
const found = async (kind: string, q: string): Promise<LookupItem> => {
  const [item] = await api.get<LookupItem[]>(`/api/lookups/${kind}?q=${encodeURIComponent(q)}`);
  if (!item) throw new Error(`no ${kind} ${q}`);
  return item;
};
const nora = async (): Promise<ContactCard> =>
  api.get(`/api/contacts/${(await found('contact', 'nora solberg')).id}`);

describe('signing in', () => {
  const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('gives a cookie that scripts can not read, and the session behind it', async () => {
    const answer = await post({ ...DEMO_USER, email: 'Ingrid@Example.no' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ name: 'Ingrid Dahl', role: 'admin', language: 'nb' });
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^lf_session=[\w-]{43}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/);
    const stored = await app
      .get<Connection>(getConnectionToken())
      .collection('sessions')
      .countDocuments({ _id: cookie.slice('lf_session='.length, 54) } as object);
    expect(stored).toBe(0);
  });

  it('is refused alike for a wrong password, an unknown address and somebody who has left', async () => {
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

  it('is slowed down after ten wrong tries for one account, also when they come at once, and not for others', async () => {
    const tries = await Promise.all(
      Array.from({ length: 25 }, () => post({ email: 'ola@example.no', password: 'wrong' })),
    );
    const count = (status: number): number => tries.filter((answer) => answer.status === status).length;
    expect([count(401), count(429)]).toEqual([10, 15]);
    expect((await post({ email: 'ola@example.no', password: 'linkflow' })).status).toBe(429);
    expect((await post({ email: 'jonas@example.no', password: 'linkflow' })).status).toBe(200);
  }, 60_000);

  it('ends with signing out, for good', async () => {
    const leaving = await signIn(url);
    await leaving.delete('/api/session');
    expect(await problem(leaving.send('GET', '/api/session'))).toMatchObject({
      status: 401,
      code: 'session.required',
    });
  });

  it('ends at once for a user who is retired', async () => {
    const kari = await signIn(url, { email: 'kari@example.no', password: 'linkflow' });
    const users = await api.get<UserView[]>('/api/users');
    const id = users.find(({ email }) => email === 'kari@example.no')?.id ?? '';
    await api.patch(`/api/users/${id}`, { active: false });
    expect((await kari.send('GET', '/api/contacts')).status).toBe(401);
    await api.patch(`/api/users/${id}`, { active: true });
  });

  it('keeps the language that was chosen', async () => {
    expect(await viewer.patch('/api/session', { language: 'en' })).toMatchObject({ language: 'en' });
    expect(await viewer.get('/api/session')).toMatchObject({ name: 'Sara Lie', language: 'en' });
  });
});

describe('the guard', () => {
  it('lets nobody in without a session, whatever the route', async () => {
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

  it('lets viewers look and change nothing', async () => {
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

  it('keeps scripts and users to administrators', async () => {
    const jonas = await signIn(url, { email: 'jonas@example.no', password: 'linkflow' });
    expect((await jonas.send('POST', '/api/scripts', { name: 'Et skript', source: '' })).status).toBe(403);
    expect((await jonas.send('POST', '/api/interests', { name: `Interesse ${newId()}` })).status).toBe(201);
  });

  it('refuses a script that can not be read, and says on which line', async () => {
    const broken = { name: `Skript ${newId()}`, source: 'const a = 1;\nconst a = 2;' };
    expect(await problem(api.send('POST', '/api/scripts', broken))).toMatchObject({
      status: 400,
      code: 'validation.failed',
      issues: [
        { code: 'script.syntax', path: 'source', message: { nb: expect.stringMatching(/^Linje 2: /) } },
      ],
    });
    const script = await api.post<{ id: string }>('/api/scripts', {
      ...broken,
      source: 'return { ok: true }',
    });
    const update = await problem(api.send('PATCH', `/api/scripts/${script.id}`, { source: 'return {' }));
    expect(update).toMatchObject({ status: 400, issues: [{ code: 'script.syntax' }] });
  });

  it('refuses a change that a page elsewhere could have sent', async () => {
    const forged = { cookie: api.cookie, origin: 'https://elsewhere.example' };
    const form = await fetch(`${url}/api/interests`, {
      method: 'POST',
      headers: { ...forged, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'name=Forfalsket',
    });
    // Whichever door shuts first: the body is no JSON, or the page is not ours.
    expect([400, 403, 415]).toContain(form.status);
    const bare = await fetch(`${url}/api/session`, { method: 'DELETE', headers: forged });
    expect(bare.status).toBe(403);
    expect((await fetch(`${url}/api/session`, { headers: { cookie: api.cookie } })).status).toBe(200);
  });
});

describe('contacts', () => {
  it('are found by the beginnings of words, in pages, sorted as one asks', async () => {
    const search = (query: string): Promise<ContactPage> => api.get(`/api/contacts?${query}`);
    expect((await search('q=asen+bjo')).items.map(({ name }) => name)).toEqual(['Bjørn Åsen']);
    expect((await search('q=linnea.granlund@granlund.example')).total).toBe(1);
    const all = await search('pageSize=200');
    expect(all.total).toBeGreaterThanOrEqual(40);
    const second = await search('pageSize=10&page=2');
    expect(second.items.map(({ id }) => id)).toEqual(all.items.slice(10, 20).map(({ id }) => id));
    const backwards = await search('pageSize=200&sort=-name');
    expect(backwards.items.map(({ id }) => id)).toEqual(all.items.map(({ id }) => id).reverse());
    const vip = await found('selection', 'VIP');
    const members = await api.get<MemberPage>(`/api/selections/${vip.id}/members`);
    expect((await search(`selectionId=${vip.id}`)).total).toBe(members.total);
    expect(members.total).toBeGreaterThan(2);
    expect(await problem(api.send('GET', '/api/contacts?sort=fields.x_note'))).toMatchObject({
      code: 'validation.failed',
      issues: [{ code: 'sort.unknown', path: 'sort' }],
    });
  });

  it('are created, changed and deleted, each change with who made it', async () => {
    const company = await found('company', 'fjordlys');
    const created = await api.post<ContactCard>('/api/contacts', {
      firstName: 'Tiril',
      lastName: 'Eckhoff',
      country: 'NO',
      companyId: company.id,
    });
    expect(created).toMatchObject({
      name: 'Tiril Eckhoff',
      company: { name: 'Fjordlys AS' },
      ourContact: null,
    });
    const changed = await api.patch<ContactCard>(`/api/contacts/${created.id}`, {
      country: 'SE',
      fields: { x_satisfied: true, x_product_line: 'Vind' },
    });
    expect(changed.country).toBe('SE');
    expect(changed.fields.find(({ field }) => field.key === 'x_satisfied')).toMatchObject({
      value: true,
      source: { kind: 'user', user: { name: 'Ingrid Dahl' } },
    });
    const lines = changed.changes.map(({ kind, target, value, previous }) => [
      kind,
      target.name,
      value,
      previous,
    ]);
    expect(lines).toHaveLength(4);
    expect(lines).toEqual(
      expect.arrayContaining([
        ['field-set', 'Country', 'SE', 'NO'],
        ['field-set', 'Fornøyd kunde', true, null],
        ['field-set', 'Produktlinje', 'Vind', null],
        ['created', 'Tiril Eckhoff', undefined, undefined],
      ]),
    );
    await api.delete(`/api/contacts/${created.id}`);
    expect(await problem(api.send('GET', `/api/contacts/${created.id}`))).toMatchObject({
      status: 404,
      code: 'not-found',
    });
  });

  it('are left as they are when one part of a change is wrong, and the answer says which', async () => {
    const before = await nora();
    const answer = await problem(
      api.send('PATCH', `/api/contacts/${before.id}`, {
        title: 'Ny tittel',
        country: 'XX',
        ourContactId: newId(),
        fields: { x_satisfied: 'ja', x_nothing: 1, x_score: 41 },
      }),
    );
    expect(answer).toMatchObject({ status: 400, code: 'validation.failed' });
    expect(answer.issues?.map(({ code, path }) => `${path} ${code}`).sort()).toEqual([
      'country country.unknown',
      'fields.x_nothing field.missing',
      'fields.x_satisfied field.wrong-value',
      'ourContactId user.missing',
    ]);
    expect(await nora()).toEqual(before);
  });

  it('join and leave by hand what they like, but no dynamic selection', async () => {
    const { id } = await nora();
    const [interest, dynamic] = [
      await found('interest', 'Webinarer'),
      await api.get<Page<SelectionView>>('/api/selections'),
    ];
    const joined = await api.put<ContactCard>(`/api/contacts/${id}/memberships/interest/${interest.id}`);
    expect(joined.interests.find(({ target }) => target.id === interest.id)).toMatchObject({
      source: { kind: 'user', user: { name: 'Ingrid Dahl' } },
    });
    await api.delete(`/api/contacts/${id}/memberships/interest/${interest.id}`);
    expect((await nora()).interests.map(({ target }) => target.id)).not.toContain(interest.id);
    const everybody = dynamic.items.find(({ kind }) => kind === 'dynamic')?.id;
    expect(
      await problem(api.send('PUT', `/api/contacts/${id}/memberships/selection/${everybody}`)),
    ).toMatchObject({
      status: 422,
      code: 'selection.not-static',
    });
    expect(
      await problem(api.send('PUT', `/api/contacts/${id}/memberships/project/${newId()}`)),
    ).toMatchObject({
      status: 422,
      code: 'target.missing',
    });
    expect(
      (await api.send('PUT', `/api/contacts/${newId()}/memberships/interest/${interest.id}`)).status,
    ).toBe(404);
  });
});

describe('lists', () => {
  it('hide what is retired until it is asked for, keep names apart, and take it back', async () => {
    const name = `Messe ${newId()}`;
    const made = await api.post<InterestView>('/api/interests', { name });
    expect(await problem(api.send('POST', '/api/interests', { name: name.toUpperCase() }))).toMatchObject({
      status: 409,
      code: 'name.taken',
    });
    await api.delete(`/api/interests/${made.id}`);
    const listed = async (query: string): Promise<number> =>
      (await api.get<Page<InterestView>>(`/api/interests?q=${encodeURIComponent(name)}${query}`)).total;
    expect([await listed(''), await listed('&deleted=true')]).toEqual([0, 1]);
    expect(await api.get<LookupItem[]>(`/api/lookups/interest?ids=${made.id},${newId()}`)).toMatchObject([
      { id: made.id, label: name, missing: true },
      { label: '', missing: true },
    ]);
    const again = await api.post<InterestView>('/api/interests', { name });
    expect((await api.send('POST', `/api/interests/${made.id}/restore`)).status).toBe(409);
    await api.delete(`/api/interests/${again.id}`);
    expect(await api.post(`/api/interests/${made.id}/restore`)).toMatchObject({ name, deleted: false });
    expect(await api.patch(`/api/interests/${made.id}`, { name: `${name} 2` })).toMatchObject({
      name: `${name} 2`,
    });
  });

  it('of categories change by single parts, and make no circles', async () => {
    const [support, invoices] = [await found('category', 'Support'), await found('category', 'Faktura')];
    expect(invoices.detail).toBe('Support');
    const before = await api.get<CategoryView>(`/api/categories/${support.id}`);
    const after = await api.patch<CategoryView>(`/api/categories/${support.id}`, { ourContactFirst: false });
    expect(after).toEqual({ ...before, ourContactFirst: false });
    expect(
      await problem(api.send('PATCH', `/api/categories/${support.id}`, { parentId: invoices.id })),
    ).toMatchObject({
      code: 'validation.failed',
      issues: [{ code: 'category.parent' }],
    });
  });

  it('of fields take a key once, and ask for the choices of a list', async () => {
    const key = `x_${newId()}`;
    const body = {
      key,
      name: 'Farge',
      entity: 'contact',
      type: 'list',
      options: ['Rød', ' Rød ', 'Blå', ''],
    };
    expect(await api.post<FieldDefinition>('/api/fields', body)).toMatchObject({ options: ['Rød', 'Blå'] });
    expect((await api.send('POST', '/api/fields', body)).status).toBe(409);
    expect(
      (await api.send('POST', '/api/fields', { ...body, key: `x_${newId()}`, options: [] })).status,
    ).toBe(400);
    expect((await api.send('POST', '/api/fields', { ...body, key: 'colour' })).status).toBe(400);
  });
});

describe('follow-ups and requests', () => {
  it('are listed by status, and a status that there is not is refused', async () => {
    const pathsOf = { 'follow-ups': ['not-started', 'done'], requests: ['active', 'closed', 'postponed'] };
    for (const [path, statuses] of Object.entries(pathsOf)) {
      const totalOf = async (query: string): Promise<number> =>
        (await api.get<Page<{ status: string }>>(`/api/${path}${query}`)).total;
      const totals = await Promise.all(statuses.map((status) => totalOf(`?status=${status}`)));
      expect(totals.reduce((sum, total) => sum + total, 0)).toBe(await totalOf(''));
      expect((await api.send('GET', `/api/${path}?status=asleep`)).status).toBe(400);
    }
  });
});

describe('lookups', () => {
  it('offer only what can be used', async () => {
    const labels = async (path: string): Promise<string[]> =>
      (await api.get<LookupItem[]>(`/api/lookups/${path}`)).map(({ label }) => label);
    expect(await labels('selection')).not.toContain('Alle i Norge');
    expect(await labels('user?q=per')).toEqual([]);
    expect(await labels('task-type?type=meeting')).toEqual(['Møte', 'Møte (internt)']);
    expect(await labels('priority')).toEqual(['Lav', 'Middels', 'Høy']);
    expect(await labels('link?q=hold%20meg')).toEqual(['Ja, hold meg informert om nye produkter']);
    expect(await labels('mailing')).toEqual(['Vårnyheter 2027']);
    expect((await api.send('GET', '/api/lookups/planet')).status).toBe(400);
    const [field] = await api.get<LookupItem[]>('/api/lookups/field?q=produktlinje');
    expect(field?.field).toMatchObject({ key: 'x_product_line', type: 'list' });
  });
});
