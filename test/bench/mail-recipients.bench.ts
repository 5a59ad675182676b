import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { ROUTES } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { signIn, until, type ApiClient, type RunningApps, type TestEnvironment } from '../support';
import { benchApiWhileSending } from './mail-api-delay.bench';
import type { Figure } from './median';
import { watchLoop } from './loop-delays';
import { memoryOf } from './memory.bench';

const PEOPLE = 100_000;
const DEADLINE_MS = 300_000;

/**
 * 100,000 recipients from a company, from a dynamic selection, and from a file of which half are contacts: time, memory of the worker, event
 * loop of the api.
 */
export async function benchMailRecipients(
  apps: RunningApps,
  environment: TestEnvironment,
): Promise<Figure[]> {
  const loop = await watchLoop(apps);
  const api = await signIn(apps.apiUrl);
  const { id: companyId } = await api.call(ROUTES.companies.create, { body: { name: 'Stort firma' } });
  await addContacts(environment, companyId);
  const name = (part: string) => `(mail) ${PEOPLE.toLocaleString('en')} recipients from ${part}`;
  const [first, second, third] = [await aMailing(api), await aMailing(api), await aMailing(api)];
  await loop.delays();

  const start = performance.now();
  await api.call(ROUTES.recipients.add, { params: { id: first }, body: { companyIds: [companyId] } });
  await allDone(api, first);
  const seconds = (performance.now() - start) / 1_000;
  const lag = await loop.delays();

  const criteria = {
    all: [
      { fact: 'contact.firstName', operator: 'equal', value: 'Måle' },
      { not: { fact: 'contact.interests', operator: 'contains', value: newId() } },
    ],
  };
  const previewed = await api.call(ROUTES.selections.preview, { body: { criteria } });
  const { id: selectionId } = await api.call(ROUTES.selections.create, {
    body: { name: 'Alle målte', kind: 'dynamic', criteria },
  });
  const selectionStart = performance.now();
  await api.call(ROUTES.recipients.add, { params: { id: third }, body: { selectionIds: [selectionId] } });
  await allDone(api, third);
  const selectionSeconds = (performance.now() - selectionStart) / 1_000;
  const selectionLag = await loop.delays();

  const { worker: before } = await memoryOf(apps);
  let peak = before;
  let isReading = true;
  const watching = (async () => {
    while (isReading) {
      peak = Math.max(peak, (await memoryOf(apps)).worker);
      await sleep(200);
    }
  })();
  const fileStart = performance.now();
  await upload(apps, api, second);
  await allDone(api, second);
  isReading = false;
  await watching;
  const fileSeconds = (performance.now() - fileStart) / 1_000;
  const fileLag = await loop.delays();
  const whileSending = await benchApiWhileSending({ apps, loop, api, mailingId: first });
  await loop.stop();
  const lags = [lag, selectionLag, fileLag];
  const most = (values: number[]): number => Math.max(...values);
  return [
    {
      name: name('a company, ms'),
      value: seconds * 1_000,
      unit: 'ms',
      aim: { atMost: 10_000 },
      detail: `${Math.round(PEOPLE / seconds)} a second`,
    },
    {
      name: name('a dynamic selection, ms'),
      value: selectionSeconds * 1_000,
      unit: 'ms',
      aim: null,
      detail: `${Math.round(PEOPLE / selectionSeconds)} a second; a preview counted ${previewed.count} in 2 s`,
    },
    {
      name: name('a file, ms'),
      value: fileSeconds * 1_000,
      unit: 'ms',
      aim: null,
      detail: `${Math.round(PEOPLE / fileSeconds)} rows a second`,
    },
    {
      name: '(mail) memory of worker that the file adds',
      value: peak - before,
      unit: 'MB',
      aim: { atMost: 150 },
      detail: `from ${Math.round(before)} MB`,
    },
    {
      name: '(mail) worst delay of the event loop of the api meanwhile',
      value: most(lags.map(({ longestMs }) => longestMs)),
      unit: 'ms',
      aim: { atMost: 50 },
      detail: lags
        .map(({ longestMs, ownMs, idleMs }) => {
          const [longest, own, idle] = [longestMs, ownMs, idleMs].map(Math.round);
          return `${longest} (its own work ${own}; an idle process ${idle})`;
        })
        .join(', '),
    },
    {
      name: '(mail) longest work of the api without a pause meanwhile',
      value: most(lags.map(({ busiestMs }) => busiestMs)),
      unit: 'ms',
      aim: { atMost: 50 },
      detail: lags.map(({ busiestMs }) => Math.round(busiestMs)).join(', '),
    },
    ...whileSending,
  ];
}

async function aMailing(api: ApiClient): Promise<string> {
  const html = '<p>Hei {{contact.firstName|du}}</p><a href="{{link:unsubscribe}}">Meld deg av</a>';
  const body = { name: 'Stor utsendelse', subject: 'Hei', html };
  return (await api.call(ROUTES.mailings.create, { body })).id;
}

async function allDone(api: ApiClient, id: string): Promise<void> {
  await until(
    async () => {
      const { sources, totals } = await api.call(ROUTES.audience.get, { params: { id } });
      return sources.every(({ state }) => state === 'done') && totals.ready === PEOPLE;
    },
    { deadlineMs: DEADLINE_MS, everyMs: 100, what: 'all recipients' },
  );
}

/** Half of the rows are contacts, half are not known. */
async function upload(apps: RunningApps, api: ApiClient, id: string): Promise<void> {
  const rows = Array.from({ length: PEOPLE }, (_, n) =>
    n % 2 === 0 ? `Måle Person ${n};stor${n}@example.no` : `Ukjent ${n};ukjent${n}@example.no`,
  );
  const response = await fetch(
    `${apps.apiUrl}/api/mailings/${id}/audience/files?name=stor.csv&unknown=keep`,
    {
      method: 'POST',
      headers: { cookie: api.cookie, 'content-type': 'text/csv', origin: apps.apiUrl },
      body: `Navn;E-post\n${rows.join('\n')}\n`,
    },
  );
  if (response.status !== 201) throw new Error(`The upload failed: ${await response.text()}`);
}

async function addContacts(environment: TestEnvironment, companyId: string): Promise<void> {
  const connection = await mongoose.createConnection(environment.mongoUri).asPromise();
  const now = new Date();
  const contacts = Array.from({ length: PEOPLE }, (_, n) => ({
    _id: newId(),
    firstName: 'Måle',
    lastName: `Person ${n}`,
    name: `Måle Person ${n}`,
    email: `stor${n}@example.no`,
    emailKey: `stor${n}@example.no`,
    companyId,
    fields: {},
    fieldSetAt: {},
    createdAt: now,
    updatedAt: now,
  }));
  await connection.collection<{ _id: string }>('contacts').insertMany(contacts);
  await connection.close();
}
