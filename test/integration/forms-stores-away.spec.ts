import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROUTES, type FormDetail } from '@linkflow/contracts';
import {
  signIn,
  startApps,
  startOwnServices,
  testEnvironment,
  until,
  type ApiClient,
  type OwnServices,
  type RunningApps,
} from '../support';
import { aForm, openForm, submitForm as submit } from '../support/a-form';

/** Submissions while Redis or MongoDB is away. */
let services: OwnServices;
let apps: RunningApps;
let api: ApiClient;
let journal: string;
let form: FormDetail;

beforeAll(async () => {
  services = await startOwnServices('forms-stores-away');
  const environment = testEnvironment('forms-stores-away', { services });
  journal = await mkdtemp(join(tmpdir(), 'form-journal-'));
  apps = await startApps({
    environment,
    seedDemo: true,
    env: { JOURNAL_DIR: journal, FORM_MIN_SECONDS: '0', FORM_BUDGET_MS: '200' },
  });
  api = await signIn(apps.apiUrl);
  form = await aForm(api, { name: 'Skjema', template: 'person' });
}, 240_000);
afterAll(async () => {
  await apps?.stop();
  await services?.stop();
  await rm(journal, { recursive: true, force: true });
});

const values = (name: string) => ({ firstName: name, lastName: 'Vent', email: `${name}@example.no` });
const open = () => openForm(`${apps.clickUrl}/f/${form.id}`);
const segments = async (): Promise<string[]> =>
  (await readdir(join(journal, 'forms'))).filter((name) => name.endsWith('.ndjson'));
/** The submissions of a person, as soon as one is processed. */
const processedOf = (name: string) =>
  until(
    async () => {
      const { items } = await api.call(ROUTES.submissions.list, {
        params: { id: form.id },
        query: { q: `${name}@example.no` },
      });
      return items.some(({ status }) => status === 'processed') && items;
    },
    { deadlineMs: 60_000, what: `the submission of ${name}` },
  );

it('a submission while Redis is away is in the journal, and is stored once when it is back', async () => {
  const page = await open();
  await services.kill('redis');
  // The person is told that it was received, and presses twice.
  expect((await submit(page, values('uten-redis'))).status).toBe(200);
  expect((await submit(page, values('uten-redis'))).status).toBe(200);
  expect(await segments()).not.toEqual([]);
  await services.restart('redis');
  expect(await processedOf('uten-redis')).toHaveLength(1);
  await until(async () => (await segments()).length === 0, { what: 'an empty journal' });
});

it('a form that was shown can be sent while MongoDB is away, and is processed when it is back', async () => {
  const page = await open();
  await services.kill('mongo');
  expect((await submit(page, values('uten-mongo'))).status).toBe(200);
  await services.restart('mongo');
  expect(await processedOf('uten-mongo')).toHaveLength(1);
});
