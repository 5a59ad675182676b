import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type Condition, type SaveContact } from '@linkflow/contracts';
import { CompaniesService, InterestsService, MatchingContacts, SelectionsService } from '@linkflow/crm';
import { newId } from '@linkflow/platform';
import { signIn, testEnvironment, type ApiClient } from '../support';
import { problem, startApi } from './api.fixture';
import { contactIn } from './crm.fixture';

/** Dynamic selections: the contacts that meet criteria, over the API. */
const environment = testEnvironment('dynamic_selections');
let app: NestFastifyApplication;
let api: ApiClient;

beforeAll(async () => {
  const started = await startApi(environment, { SEED_DEMO: 'true' });
  ({ app } = started);
  api = await signIn(started.url);
}, 120_000);
afterAll(async () => {
  await app?.close();
  await environment.dispose();
});

const is = (fact: string, value: unknown, operator = 'equal'): Condition => ({ fact, operator, value });
const aContact = (more: Partial<SaveContact> = {}): Promise<string> => contactIn(app, more);
const preview = (criteria: Condition) => api.call(ROUTES.selections.preview, { body: { criteria } });
const idsOf = async (criteria: Condition): Promise<string[]> =>
  (await preview(criteria)).contacts.map(({ id }) => id);
const refusal = (criteria: unknown, kind = 'dynamic') =>
  problem(api.send('POST', '/api/selections', { name: newId(), kind, criteria }));

describe('criteria', () => {
  it('find contacts by their own fields, their company, their interests, selections and projects, combined at will', async () => {
    const { id: companyId } = await app
      .get(CompaniesService)
      .create({ name: newId(), country: 'DK', ourContactId: null });
    const { id: interestId } = await app.get(InterestsService).create({ name: newId() });
    const { id: selectionId } = await app.get(SelectionsService).create({ name: newId(), kind: 'static' });
    const [kari, ola, per] = [
      await aContact({ title: 'Daglig leder', country: 'IS', companyId }),
      await aContact({ title: 'Kokk', country: 'IS' }),
      await aContact({ title: 'Kokk', country: 'FO' }),
    ];
    const join = (id: string, kind: 'interest' | 'selection', targetId: string) =>
      api.call(ROUTES.contacts.join, { params: { id, kind, targetId } });
    await join(ola, 'interest', interestId);
    await join(per, 'selection', selectionId);

    expect(
      await idsOf({ all: [is('contact.country', 'IS'), is('contact.title', 'leder', 'contains')] }),
    ).toEqual([kari]);
    expect(await idsOf(is('contact.company', companyId))).toEqual([kari]);
    expect(await idsOf({ all: [is('company.country', 'DK'), is('contact.country', 'IS')] })).toEqual([kari]);
    expect(await idsOf(is('contact.interests', interestId, 'contains'))).toEqual([ola]);
    expect(
      await idsOf({
        any: [
          is('contact.interests', interestId, 'contains'),
          is('contact.selections', selectionId, 'contains'),
        ],
      }),
    ).toEqual([ola, per].sort());
    const neither: Condition = {
      all: [
        is('contact.country', ['IS', 'FO'], 'in'),
        { not: is('contact.interests', interestId, 'contains') },
      ],
    };
    expect(await preview(neither)).toMatchObject({ count: 2, complete: true });
    expect(await idsOf(neither)).toEqual([kari, per].sort());
  });

  it('are kept with a selection, and can be changed', async () => {
    const criteria = is('contact.country', 'GL');
    const { id } = await api.call(ROUTES.selections.create, {
      body: { name: `Grønland ${newId()}`, kind: 'dynamic', criteria },
    });
    const changed: Condition = { any: [criteria, is('contact.language', 'en')] };
    await api.call(ROUTES.selections.update, { params: { id }, body: { criteria: changed } });
    expect(await api.call(ROUTES.selections.get, { params: { id } })).toMatchObject({
      kind: 'dynamic',
      criteria: changed,
    });
  });

  it('are refused with the place of what is wrong', async () => {
    const dynamicId = (await api.call(ROUTES.selections.list)).items.find(
      ({ kind }) => kind === 'dynamic',
    )?.id;
    const wrong: [unknown, string, string?][] = [
      [{ all: [is('contact.shoeSize', 43)] }, 'condition.unknown-fact'],
      [{ all: [is('click.first', true)] }, 'condition.unknown-fact'],
      [{ all: [is('contact.country', 'Atlantis')] }, 'condition.wrong-value'],
      [{ all: [] }, 'condition.empty-group'],
      [is('contact.selections', dynamicId, 'contains'), 'selection.not-static'],
      [is('contact.country', 'NO'), 'criteria.kind', 'static'],
    ];
    for (const [criteria, code, kind] of wrong) {
      const { status, issues } = await refusal(criteria, kind);
      expect({ status, code: issues?.[0]?.code }).toEqual({ status: 400, code });
      expect(issues?.[0]?.path).toMatch(/^criteria/);
    }
  });

  it('do not depend on how many contacts there are: these are read in pages, each contact once', async () => {
    const country = 'MV';
    const ids = new Set<string>();
    for (let n = 0; n < 12; n += 1)
      await Promise.all(Array.from({ length: 100 }, async () => ids.add(await aContact({ country }))));
    const matching = app.get(MatchingContacts);
    const condition = is('contact.country', country);
    const read: string[] = [];
    for (let page = await matching.idsAfter(condition, null, 400); page.length > 0;) {
      read.push(...page);
      page = await matching.idsAfter(condition, page.at(-1) ?? null, 400);
    }
    expect(read).toEqual([...ids].sort());
    expect(await preview(condition)).toMatchObject({ count: ids.size, complete: true });
    expect((await preview(condition)).contacts).toHaveLength(10);
  }, 60_000);
});

describe('the pickers of recipients', () => {
  it('offer static and dynamic selections, but none whose members are not known', async () => {
    const mark = newId();
    for (const [name, kind, criteria] of [
      ['statisk', 'static', null],
      ['dynamisk', 'dynamic', is('contact.country', 'NO')],
      ['uten kriterier', 'dynamic', null],
      ['kombinert', 'combined', null],
    ] as const)
      await api.call(ROUTES.selections.create, { body: { name: `${mark} ${name}`, kind, criteria } });
    const find = async (type?: string) =>
      (
        await api.call(ROUTES.catalogue.lookup, {
          params: { kind: 'selection' },
          query: { q: mark, ...(type && { type }) },
        })
      ).map(({ label, type: kind }) => [label.replace(`${mark} `, ''), kind]);
    expect(await find('any')).toEqual([
      ['dynamisk', 'dynamic'],
      ['statisk', 'static'],
    ]);
    expect(await find()).toEqual([['statisk', 'static']]);
  });
});
