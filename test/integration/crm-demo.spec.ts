import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Demo, signIn, testEnvironment } from '../support';
import { startApi } from './api.fixture';

const environment = testEnvironment('crm_demo');
let apps: { app: NestFastifyApplication; url: string }[] = [];
const COUNTED = [
  'users',
  'contacts',
  'companies',
  'links',
  'link_versions',
  'mailings',
  'recipients',
  'folders',
  'forms',
  'form_submissions',
];

beforeAll(async () => {
  // Starts two api instances at the same time on the same empty database.
  apps = await Promise.all([1, 2].map(() => startApi(environment, { SEED_DEMO: 'true' })));
}, 120_000);
afterAll(async () => {
  for (const { app } of apps) await app.close();
  await environment.dispose();
});

const first = (): { app: NestFastifyApplication; url: string } => {
  const [one] = apps;
  if (!one) throw new Error('the api did not start');
  return one;
};
const connection = (): Connection => first().app.get<Connection>(getConnectionToken());
const counts = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    await Promise.all(
      COUNTED.map(async (name) => [name, await connection().collection(name).countDocuments()] as const),
    ),
  );

describe('the demo', () => {
  it('is seeded once by two processes that start concurrently, and complete when both are ready', async () => {
    const seen = await counts();
    expect(seen).toMatchObject({
      users: 6,
      companies: 11,
      contacts: 41,
      // Four of the demo, and the seven of the start set.
      links: 11,
      // Those of the links, and the workflow of the form.
      link_versions: 12,
      mailings: 1,
      forms: 1,
      form_submissions: 6,
    });
    // There are 41 contacts. One has no e-mail address and is therefore in the list as blocked.
    expect(seen.recipients).toBe(41);
    for (const { url } of apps) {
      const recipients = await new Demo(await signIn(url)).recipients();
      expect(recipients.flatMap(({ blocked }) => blocked ?? [])).toEqual(['no-address']);
    }
  });

  it('has links without problems, and a mailing that contains them', async () => {
    const api = await signIn(first().url);
    const demo = new Demo(api);
    for (const name of [Demo.LINK, 'Bare de viktigste nyhetene', 'Ring meg', 'Book en demo']) {
      const { draft, changed, liveVersion } = await demo.link(name);
      expect([name, draft.problems, changed, liveVersion]).toEqual([name, [], false, 1]);
    }
    const norwegian = await demo.recipientFrom((card) => card.country === 'NO' && card.ourContact !== null);
    const swedish = await demo.recipientFrom((card) => card.country === 'SE' && card.ourContact !== null);
    expect(norwegian.id).not.toBe(swedish.id);
    for (const one of [norwegian, swedish]) expect(await demo.personalUrl(one)).toMatch(/\/o\/[\w-]{56}$/);
  });

  it('resumes after an interruption without overwriting changes by people', async () => {
    const before = await counts();
    await connection()
      .collection('seeds')
      .updateOne({}, { $set: { done: false, until: new Date(0) } });
    await connection().collection('recipients').deleteMany({ name: 'Nora Solberg' });
    await connection()
      .collection('users')
      .updateOne({ email: 'kari@example.no' }, { $set: { name: 'Kari Berg' } });
    const third = await startApi(environment, { SEED_DEMO: 'true' });
    apps.push(third);
    expect(await counts()).toEqual(before);
    expect(await connection().collection('users').countDocuments({ name: 'Kari Berg' })).toBe(1);
  });
});
