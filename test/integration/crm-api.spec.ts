import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ROUTES,
  ScriptView,
  requestUrl,
  type ClientRequest,
  type ContactCard,
  type ContactPage,
  type CreateField,
  type LookupItem,
  type Page,
  type ProblemBody,
  type RefKind,
} from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { DEMO_USER, signIn, testEnvironment, type ApiClient } from '../support';
import { problem, startApi } from './api.fixture';

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

const found = async (kind: RefKind, q: string): Promise<LookupItem> => {
  const [item] = await api.call(ROUTES.catalogue.lookup, { params: { kind }, query: { q } });
  if (!item) throw new Error(`no ${kind} ${q}`);
  return item;
};
const nora = async (): Promise<ContactCard> =>
  api.call(ROUTES.contacts.get, { params: { id: (await found('contact', 'nora solberg')).id } });

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

  it('refuses a script with a syntax error and reports its line', async () => {
    const broken = { name: `Skript ${newId()}`, source: 'const a = 1;\nconst a = 2;' };
    expect(await problem(api.send('POST', '/api/scripts', broken))).toMatchObject({
      status: 400,
      code: 'validation.failed',
      issues: [
        {
          code: 'script.syntax',
          path: 'source',
          message: { nb: expect.stringMatching(/ \(linje 2\)\. JavaScript melder: «.+»$/) },
        },
      ],
    });
    const script = await api.call(ROUTES.scripts.create, {
      body: { ...broken, source: 'return { ok: true }' },
    });
    const update = await problem(api.send('PATCH', `/api/scripts/${script.id}`, { source: 'return {' }));
    expect(update).toMatchObject({ status: 400, issues: [{ code: 'script.syntax' }] });
  });

  it('tries a script that is not saved, and keeps the outputs that it declares', async () => {
    const source = `setVariable('level', 'gold'); console.log(firstHit); return { score: 7, at: '2026-11-27', rest: null }`;
    const trial = await api.call(ROUTES.scripts.try, { body: { source } });
    expect(trial).toEqual({
      values: { level: 'gold', score: 7, at: '2026-11-27', rest: null },
      log: ['1'],
      outputs: [
        { name: 'level', type: 'text' },
        { name: 'score', type: 'number' },
        { name: 'at', type: 'date' },
      ],
      problem: null,
    });
    const { problem: reason } = await api.call(ROUTES.scripts.try, {
      body: { source: 'return Promise.resolve(1)' },
    });
    expect(reason).toMatchObject({
      code: 'script.value',
      message: { nb: expect.stringContaining('et løfte') },
    });

    const body = { name: `Skript ${newId()}`, source, outputs: trial.outputs };
    const script = await api.call(ROUTES.scripts.create, { body });
    expect(script.outputs).toEqual(trial.outputs);
    const query = { ids: script.id };
    expect(await api.call(ROUTES.catalogue.lookup, { params: { kind: 'script' }, query })).toMatchObject([
      { outputs: trial.outputs },
    ]);
    const twice = { ...body, outputs: [...trial.outputs, { name: 'score', type: 'text' }] };
    expect(await problem(api.send('POST', '/api/scripts', twice))).toMatchObject({
      status: 400,
      issues: [{ path: 'outputs' }],
    });
  });

  it('keeps the parameters that a script declares, and names what is wrong with them', async () => {
    const param = { name: 'size', label: 'Size', type: 'choice', options: ['S', 'M'], required: true };
    const body = { name: `Skript ${newId()}`, source: 'return params' };
    const stored = [{ ...param, default: null }];
    const created = await api.send('POST', '/api/scripts', { ...body, params: [param] });
    const script = ScriptView.parse(created.body);
    expect(script.params).toEqual(stored);
    const query = { ids: script.id };
    expect(await api.call(ROUTES.catalogue.lookup, { params: { kind: 'script' }, query })).toMatchObject([
      { params: stored },
    ]);
    const trial = await api.call(ROUTES.scripts.try, {
      body: { source: body.source, params: script.params },
    });
    expect(trial.values).toEqual({ size: 'S' });

    const refusals = [
      [{ ...param, options: [] }, 'params.0.options', 'script.no-options'],
      [{ ...param, options: ['S', 'S'] }, 'params.0.options', 'script.same-option'],
      [{ ...param, default: 'L' }, 'params.0.default', 'script.default'],
      [{ ...param, name: '__proto__' }, 'params.0.name', 'value.format'],
      [{ ...param, label: ' ' }, 'params.0.label', 'value.too-small'],
    ] as const;
    for (const [wrong, path, code] of refusals) {
      const answer = await problem(api.send('PATCH', `/api/scripts/${script.id}`, { params: [wrong] }));
      expect(answer).toMatchObject({ status: 400, issues: [{ path, code }] });
    }
    const twice = await problem(api.send('PATCH', `/api/scripts/${script.id}`, { params: [param, param] }));
    expect(twice).toMatchObject({ issues: [{ path: 'params', code: 'script.same-name' }] });
  });

  it('tells which links and forms run a script, in the draft or in the live version', async () => {
    const script = await api.call(ROUTES.scripts.create, {
      body: { name: `Skript ${newId()}`, source: '1' },
    });
    const byId = (id: string) => ({ params: { id } });
    const linkWith = async (name: string): Promise<string> => {
      const { id, draft } = await api.call(ROUTES.links.create, {
        body: { name, url: 'https://example.com/' },
      });
      await api.call(ROUTES.workflows.editDraft, {
        ...byId(id),
        body: {
          revision: draft.revision,
          edits: [
            { op: 'add-node', node: { id: 's', type: 'run-script', params: { scriptId: script.id } } },
            { op: 'connect', edge: { id: 'e', from: { node: 'click', port: 'then' }, to: 's' } },
          ],
        },
      });
      return id;
    };
    const usesOf = () => api.call(ROUTES.scripts.uses, byId(script.id));
    expect(await usesOf()).toEqual({ links: [], forms: [] });
    const live = await linkWith('Åpen');
    const drafted = await linkWith('Bil');
    const { draft } = await api.call(ROUTES.links.get, byId(live));
    await api.call(ROUTES.workflows.publish, { ...byId(live), body: { revision: draft.revision } });
    await api.call(ROUTES.workflows.editDraft, {
      ...byId(live),
      body: { revision: draft.revision, edits: [{ op: 'remove-node', nodeId: 's' }] },
    });
    const both = [
      { id: drafted, name: 'Bil' },
      { id: live, name: 'Åpen' },
    ];
    expect(await usesOf()).toEqual({ links: both, forms: [] });
    const emptied = await api.call(ROUTES.links.get, byId(live));
    await api.call(ROUTES.workflows.publish, { ...byId(live), body: { revision: emptied.draft.revision } });
    expect(await usesOf()).toEqual({ links: both.slice(0, 1), forms: [] });
    await api.call(ROUTES.links.remove, byId(drafted));
    expect(await usesOf()).toEqual({ links: [], forms: [] });
    expect(await problem(api.send('GET', `/api/scripts/${newId()}/uses`))).toMatchObject({ status: 404 });
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

type ContactSearch = ClientRequest<typeof ROUTES.contacts.list>['query'];

describe('contacts', () => {
  it.each(['contacts', 'companies', 'links', 'mailings', 'requests', 'follow-ups', 'scripts', 'audit'])(
    'and other lists can be searched for any text, also a null character: %s',
    async (list) => {
      for (const q of ['a\0b', '\ud800', '\u0301', '\\E.*', '(?i)']) {
        const answer = await fetch(`${url}/api/${list}?q=${encodeURIComponent(q.toWellFormed())}`, {
          headers: { cookie: api.cookie },
        });
        expect(answer.status).toBe(200);
        expect(await answer.json()).toMatchObject({ total: 0 });
      }
    },
  );

  it('are found by word prefixes, in pages and in the requested order', async () => {
    const search = (query: ContactSearch): Promise<ContactPage> => api.call(ROUTES.contacts.list, { query });
    expect((await search({ q: 'asen bjo' })).items.map(({ name }) => name)).toEqual(['Bjørn Åsen']);
    expect((await search({ q: 'linnea.granlund@granlund.example' })).total).toBe(1);
    const all = await search({ pageSize: 200 });
    expect(all.total).toBeGreaterThanOrEqual(40);
    const second = await search({ pageSize: 10, page: 2 });
    expect(second.items.map(({ id }) => id)).toEqual(all.items.slice(10, 20).map(({ id }) => id));
    const backwards = await search({ pageSize: 200, sort: '-name' });
    expect(backwards.items.map(({ id }) => id)).toEqual(all.items.map(({ id }) => id).reverse());
    const vip = await found('selection', 'VIP');
    const members = await api.call(ROUTES.selections.members, { params: { id: vip.id } });
    expect((await search({ selectionId: vip.id })).total).toBe(members.total);
    expect(members.total).toBeGreaterThan(2);
    expect(await problem(api.send('GET', '/api/contacts?sort=fields.x_note'))).toMatchObject({
      code: 'validation.failed',
      issues: [{ code: 'sort.unknown', path: 'sort' }],
    });
  });

  it('are created, changed and deleted, and each change records its author', async () => {
    const company = await found('company', 'fjordlys');
    const created = await api.call(ROUTES.contacts.create, {
      body: { firstName: 'Tiril', lastName: 'Eckhoff', country: 'NO', companyId: company.id },
    });
    expect(created).toMatchObject({
      name: 'Tiril Eckhoff',
      company: { name: 'Fjordlys AS' },
      ourContact: null,
    });
    const changed = await api.call(ROUTES.contacts.update, {
      params: { id: created.id },
      body: { country: 'SE', fields: { x_satisfied: true, x_product_line: 'Vind' } },
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
    await api.call(ROUTES.contacts.remove, { params: { id: created.id } });
    expect(await problem(api.send('GET', `/api/contacts/${created.id}`))).toMatchObject({
      status: 404,
      code: 'not-found',
    });
  });

  it('stay unchanged when one part of an update is invalid, and the response names each invalid part', async () => {
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

  it('are added to and removed from interests, projects and static selections, but not dynamic ones', async () => {
    const { id } = await nora();
    const [interest, dynamic] = [
      await found('interest', 'Webinarer'),
      await api.call(ROUTES.selections.list),
    ];
    const joined = await api.call(ROUTES.contacts.join, {
      params: { id, kind: 'interest', targetId: interest.id },
    });
    expect(joined.interests.find(({ target }) => target.id === interest.id)).toMatchObject({
      source: { kind: 'user', user: { name: 'Ingrid Dahl' } },
    });
    await api.call(ROUTES.contacts.leave, { params: { id, kind: 'interest', targetId: interest.id } });
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
  it('hide retired entries by default, refuse duplicate names, and restore entries', async () => {
    const name = `Messe ${newId()}`;
    const made = await api.call(ROUTES.interests.create, { body: { name } });
    expect(await problem(api.send('POST', '/api/interests', { name: name.toUpperCase() }))).toMatchObject({
      status: 409,
      code: 'name.taken',
    });
    await api.call(ROUTES.interests.retire, { params: { id: made.id } });
    const listed = async (deleted?: 'true'): Promise<number> =>
      (await api.call(ROUTES.interests.list, { query: { q: name, deleted } })).total;
    expect([await listed(), await listed('true')]).toEqual([0, 1]);
    expect(
      await api.call(ROUTES.catalogue.lookup, {
        params: { kind: 'interest' },
        query: { ids: `${made.id},${newId()}` },
      }),
    ).toMatchObject([
      { id: made.id, label: name, missing: true },
      { label: '', missing: true },
    ]);
    const again = await api.call(ROUTES.interests.create, { body: { name } });
    expect((await api.send('POST', `/api/interests/${made.id}/restore`)).status).toBe(409);
    await api.call(ROUTES.interests.retire, { params: { id: again.id } });
    expect(await api.call(ROUTES.interests.restore, { params: { id: made.id } })).toMatchObject({
      name,
      deleted: false,
    });
    expect(
      await api.call(ROUTES.interests.update, { params: { id: made.id }, body: { name: `${name} 2` } }),
    ).toMatchObject({
      name: `${name} 2`,
    });
  });

  it('of scripts and categories refuse changes of a reading that is older than the last change', async () => {
    const script = await api.call(ROUTES.scripts.create, { body: { name: 'Utdatert', source: 'return {}' } });
    const category = await api.call(ROUTES.categories.create, { body: { name: 'Utdatert' } });
    const [ingrid, jonas] = [
      { source: 'return { a: 1 }', unchangedSince: script.updatedAt },
      { source: 'return { b: 2 }', unchangedSince: script.updatedAt },
    ];
    await api.call(ROUTES.scripts.update, { params: { id: script.id }, body: ingrid });
    expect(await problem(api.send('PATCH', `/api/scripts/${script.id}`, jonas))).toMatchObject({
      status: 409,
      code: 'draft.stale',
    });
    const { source, updatedAt } = await api.call(ROUTES.scripts.get, { params: { id: script.id } });
    expect(source).toBe(ingrid.source);
    await api.call(ROUTES.scripts.update, {
      params: { id: script.id },
      body: { ...jonas, unchangedSince: updatedAt },
    });

    const stale = { members: [], unchangedSince: category.updatedAt };
    await api.call(ROUTES.categories.update, { params: { id: category.id }, body: { rule: 'even' } });
    expect(await problem(api.send('PATCH', `/api/categories/${category.id}`, stale))).toMatchObject({
      code: 'draft.stale',
    });
    const gone = await problem(api.send('PATCH', `/api/categories/${'0'.repeat(24)}`, stale));
    expect(gone).toMatchObject({ code: 'not-found' });
  });

  it('of categories accept partial updates and refuse cycles', async () => {
    const [support, invoices] = [await found('category', 'Support'), await found('category', 'Faktura')];
    expect(invoices.detail).toBe('Support');
    const before = await api.call(ROUTES.categories.get, { params: { id: support.id } });
    const after = await api.call(ROUTES.categories.update, {
      params: { id: support.id },
      body: { ourContactFirst: false },
    });
    expect(after).toEqual({ ...before, ourContactFirst: false, updatedAt: after.updatedAt });
    expect(
      await problem(api.send('PATCH', `/api/categories/${support.id}`, { parentId: invoices.id })),
    ).toMatchObject({
      code: 'validation.failed',
      issues: [{ code: 'category.parent' }],
    });
  });

  it('of fields refuse duplicate keys and require options for a list field', async () => {
    const key = `x_${newId()}`;
    const body: CreateField = {
      key,
      name: 'Farge',
      entity: 'contact',
      type: 'list',
      options: ['Rød', ' Rød ', 'Blå', ''],
    };
    expect(await api.call(ROUTES.settings.createField, { body })).toMatchObject({ options: ['Rød', 'Blå'] });
    expect((await api.send('POST', '/api/fields', body)).status).toBe(409);
    expect(
      (await api.send('POST', '/api/fields', { ...body, key: `x_${newId()}`, options: [] })).status,
    ).toBe(400);
    expect((await api.send('POST', '/api/fields', { ...body, key: 'colour' })).status).toBe(400);
  });
});

describe('follow-ups and requests', () => {
  it('are listed by status, and an unknown status is refused', async () => {
    const statusesOf = [
      [ROUTES.followUps.list, ['not-started', 'done']],
      [ROUTES.requests.list, ['active', 'closed', 'postponed']],
    ] as const;
    for (const [route, statuses] of statusesOf) {
      const totalOf = async (status?: string): Promise<number> => {
        const { body } = await api.send('GET', requestUrl(route, { query: { status } }));
        return (body as Page<unknown>).total;
      };
      const totals = await Promise.all(statuses.map((status) => totalOf(status)));
      expect(totals.reduce((sum, total) => sum + total, 0)).toBe(await totalOf());
      const refused = await api.send('GET', requestUrl(route, { query: { status: 'asleep' } }));
      expect(refused.status).toBe(400);
    }
  });
});

type LookupSearch = ClientRequest<typeof ROUTES.catalogue.lookup>['query'];

describe('lookups', () => {
  it('return only entries that can be used', async () => {
    const labels = async (kind: RefKind, query: LookupSearch = {}): Promise<string[]> =>
      (await api.call(ROUTES.catalogue.lookup, { params: { kind }, query })).map(({ label }) => label);
    expect(await labels('selection')).not.toContain('Alle i Norge');
    expect(await labels('user', { q: 'per' })).toEqual([]);
    expect(await labels('task-type', { type: 'meeting' })).toEqual(['Møte', 'Møte (internt)']);
    expect(await labels('priority')).toEqual(['Lav', 'Middels', 'Høy']);
    expect(await labels('link', { q: 'hold meg' })).toEqual(['Ja, hold meg informert om nye produkter']);
    expect(await labels('mailing')).toEqual(['Vårnyheter 2027']);
    expect((await api.send('GET', '/api/lookups/planet')).status).toBe(400);
    const [field] = await api.call(ROUTES.catalogue.lookup, {
      params: { kind: 'field' },
      query: { q: 'produktlinje' },
    });
    expect(field?.field).toMatchObject({ key: 'x_product_line', type: 'list' });
  });
});
