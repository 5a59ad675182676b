import { describe, expect, it } from 'vitest';
import {
  ROUTES,
  requestUrl,
  type ClientRequest,
  type ContactCard,
  type ContactPage,
  type CreateField,
  type LookupItem,
  type Page,
  type RefKind,
} from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { testEnvironment, type ApiClient } from '../support';
import { problem } from './api.fixture';
import { crmApiForFile } from './crm-api.fixture';

/** The records of the built-in CRM at the api. */
let url: string;
let api: ApiClient;
crmApiForFile(testEnvironment('crm_api'), (started) => ({ url, api } = started));

const found = async (kind: RefKind, q: string): Promise<LookupItem> => {
  const [item] = await api.call(ROUTES.catalogue.lookup, { params: { kind }, query: { q } });
  if (!item) throw new Error(`no ${kind} ${q}`);
  return item;
};
const nora = async (): Promise<ContactCard> =>
  api.call(ROUTES.contacts.get, { params: { id: (await found('contact', 'nora solberg')).id } });

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
