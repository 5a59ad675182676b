import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/mongoose';
import type { mongo, Connection } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { searchTextOf } from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import { signIn, testEnvironment, type ApiClient } from '../support';
import { startApi } from './api.fixture';

/**
 * Lists that can have thousands of documents, and those of one link or mailing a million. An index must have them in the order of the list: otherwise MongoDB reads
 * and sorts all of them for every page.
 */
const environment = testEnvironment('lists-in-order');
let app: NestFastifyApplication;
let api: ApiClient;
let db: mongo.Db;
let link: string;
let mailing: string;

beforeAll(async () => {
  const started = await startApi(environment, { SEED_DEMO: 'true' });
  app = started.app;
  api = await signIn(started.url);
  const connection = app.get<Connection>(getConnectionToken());
  if (!connection.db) throw new Error('Not connected');
  db = connection.db;
  link = (await api.call(ROUTES.links.list, { query: {} })).items[0]?.id ?? '';
  mailing = (await api.call(ROUTES.mailings.list, { query: {} })).items[0]?.id ?? '';
  // Of a few documents, MongoDB may find sorting as cheap as reading them in their order.
  await copyDocuments('links', link, 300);
});
afterAll(async () => {
  await app?.close();
  await environment.dispose();
});

async function copyDocuments(collection: string, id: string, count: number): Promise<void> {
  const documents = db.collection<{ _id: string; updatedAt: Date }>(collection);
  const original = await documents.findOne({ _id: id });
  if (!original) throw new Error(`There is no document ${id} in ${collection}`);
  await documents.insertMany(
    Array.from({ length: count }, (_, n) => ({
      ...original,
      _id: newId(),
      updatedAt: new Date(original.updatedAt.getTime() + n),
    })),
  );
}

const LISTED = ['clicks', 'clickers', 'recipients', 'links', 'mailings', 'forms'];

const lists: [name: string, path: () => string][] = [
  ['clickers', () => `/api/links/${link}/clickers`],
  ['clickers that are machines', () => `/api/links/${link}/clickers?verdict=bot`],
  ...['name', 'email', 'addedAt'].flatMap((field): [string, () => string][] => [
    [`recipients by ${field}`, () => `/api/mailings/${mailing}/recipients?sort=${field}`],
    [`recipients by ${field}, descending`, () => `/api/mailings/${mailing}/recipients?sort=-${field}`],
  ]),
  ['clicks', () => `/api/clicks?linkId=${link}`],
  ['clicks of machines', () => `/api/clicks?linkId=${link}&verdict=bot`],
  ['messages', () => `/api/mailings/${mailing}/deliveries`],
  ['messages that were sent', () => `/api/mailings/${mailing}/deliveries?state=sent`],
  ['links', () => '/api/links'],
  ['links of one user', () => '/api/links?view=mine'],
  ['links that were changed lately', () => '/api/links?view=recent'],
  ['links by name', () => '/api/links?sort=name'],
  ['mailings', () => '/api/mailings'],
  ['forms', () => '/api/forms'],
  ['forms of one user', () => '/api/forms?view=mine'],
];

it.each(lists)('the list of %s is read in its order', async (_name, path) => {
  await db.command({ profile: 2 });
  const { status } = await api.send('GET', path());
  await db.command({ profile: 0 });
  const finds = await db
    .collection('system.profile')
    .find({
      'command.find': { $in: LISTED },
      'command.sort': { $exists: true },
    })
    .toArray();
  await db.collection('system.profile').drop();
  expect(status).toBe(200);
  expect(finds).not.toEqual([]);
  expect(finds.filter(({ hasSortStage }) => hasSortStage).map(({ command }) => command)).toEqual([]);
});

it('the recipients that a search finds are in the order of the list', async () => {
  const names = [
    'Ære',
    'ånd',
    'Aase',
    'Aas',
    'Øre',
    'zebra',
    'ås',
    'AS',
    'as',
    'És',
    'Ola-Kari',
    'Ola Kari',
    'Olaf',
  ];
  const anyone = await db.collection<{ _id: string }>('recipients').findOne({ mailingId: mailing });
  await db.collection<{ _id: string }>('recipients').insertMany(
    names.map((name, n) => {
      const person = { email: `${n}@orden.example`, name };
      return { ...anyone, _id: newId(), contactId: null, ...person, searchText: searchTextOf(person) };
    }),
  );
  const params = { id: mailing };
  for (const sort of ['name', '-name', 'email', '-email', 'addedAt', '-addedAt']) {
    const all = await api.call(ROUTES.recipients.list, { params, query: { sort, pageSize: 200 } });
    const found = await api.call(ROUTES.recipients.list, { params, query: { sort, q: '@ORDEN' } });
    const wanted = all.items.filter(({ email }) => email.endsWith('@orden.example'));
    expect(found.items.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
    expect(found.total).toBe(names.length);
  }
});

it('a search among the recipients of a mailing reads those that it finds, and the keys of an index', async () => {
  const anyone = await db.collection<{ _id: string }>('recipients').findOne({ mailingId: mailing });
  const numbers = Array.from({ length: 2_600 }, (_, n) => n);
  await db.collection<{ _id: string }>('recipients').insertMany(
    numbers.map((n) => {
      const person = { email: `p${n}@søk.example`, name: `Åse ${n}` };
      return { ...anyone, _id: newId(), contactId: null, ...person, searchText: searchTextOf(person) };
    }),
  );
  await db.command({ profile: 2 });
  const params = { id: mailing };
  const [byName, byAddress] = [
    await api.call(ROUTES.recipients.list, { params, query: { q: 'åse 29' } }),
    await api.call(ROUTES.recipients.list, { params, query: { q: 'P299@SØK' } }),
  ];
  await db.command({ profile: 0 });
  const found = await db
    .collection('system.profile')
    .find({ 'command.find': 'recipients', docsExamined: { $exists: true } })
    .toArray();
  await db.collection('system.profile').drop();
  expect([byName.total, byAddress.total]).toEqual([11, 1]);
  expect(byName.items.map(({ name }) => name).slice(0, 2)).toEqual(['Åse 29', 'Åse 290']);
  const query = { q: '@søk', sort: '-email', pageSize: 2, page: 2 };
  const many = await api.call(ROUTES.recipients.list, { params, query });
  // An @ comes after the digits, so that the first page has 9 and 99.
  expect([many.total, many.items.map(({ name }) => name)]).toEqual([2_600, ['Åse 999', 'Åse 998']]);
  expect(Math.max(...found.map(({ docsExamined }) => Number(docsExamined)))).toBe(11);
});
