import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/mongoose';
import type { mongo, Connection } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { signIn, testEnvironment, type ApiClient } from '../support';
import { startApi } from './api.fixture';

/**
 * Lists of one link or mailing that can have a million documents. An index must have them in the order of the list: otherwise MongoDB reads
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
});
afterAll(async () => {
  await app?.close();
  await environment.dispose();
});

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
];

it.each(lists)('the list of %s is read in its order', async (_name, path) => {
  await db.command({ profile: 2 });
  const { status } = await api.send('GET', path());
  await db.command({ profile: 0 });
  const finds = await db
    .collection('system.profile')
    .find({
      'command.find': { $in: ['clicks', 'clickers', 'recipients'] },
      'command.sort': { $exists: true },
    })
    .toArray();
  await db.collection('system.profile').drop();
  expect(status).toBe(200);
  expect(finds.map(({ command, hasSortStage }) => [command.find, hasSortStage ?? false])).toEqual([
    [expect.any(String), false],
  ]);
});
