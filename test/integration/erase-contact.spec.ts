import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { ClickCounter, ClickRecorder, linksMigrations } from '@linkflow/links';
import { Log, PersonalData, migrate, newId } from '@linkflow/platform';
import { Erasures } from '../../apps/api/src/crm/erasures';
import { DEMO_USER, signIn, testEnvironment, until, type ApiClient } from '../support';
import { startApi } from './api.fixture';

const environment = testEnvironment('erase-contact');
const EMAIL = 'turid.hemmelig@example.no';
const NAME = 'Turid Hemmelig';
const AGENT = 'Mozilla/5.0 (Turids maskin)';

let app: NestFastifyApplication;
let admin: ApiClient;
let viewer: ApiClient;
let db: mongo.Db;

beforeAll(async () => {
  const started = await startApi(environment, { SEED_DEMO: 'true', LOG_LEVEL: 'error' });
  app = started.app;
  admin = await signIn(started.url);
  viewer = await signIn(started.url, { ...DEMO_USER, email: 'kari@example.no' });
  const connection = app.get<Connection>(getConnectionToken());
  if (!connection.db) throw new Error('Not connected');
  db = connection.db;
}, 120_000);
afterAll(async () => {
  await app?.close();
  await environment.dispose();
});

type Doc = Record<string, unknown> & { _id: string };
const put = (name: string, doc: Doc) => db.collection<Doc>(name).insertOne(doc);

/** A contact with a document in every collection that knows a person. */
async function aPerson() {
  const { id } = await admin.call(ROUTES.contacts.create, {
    body: {
      firstName: 'Turid',
      lastName: 'Hemmelig',
      email: EMAIL,
      title: null,
      phone: null,
      country: null,
      language: null,
      timeZone: null,
      companyId: null,
      ourContactId: null,
    },
  });
  const [recipientId, linkId, mailingId, clickId, runId] = [newId(), newId(), newId(), newId(), newId()];
  const at = new Date();
  await put('recipients', {
    _id: recipientId,
    mailingId,
    contactId: id,
    email: EMAIL,
    name: NAME,
    addedAt: at,
    removedAt: null,
  });
  const click = {
    id: clickId,
    at: at.getTime(),
    link: linkId,
    recipient: recipientId,
    version: 1,
    ua: AGENT,
  };
  await app.get(ClickRecorder, { strict: false }).record([{ ...click, kind: 'click', run: true }]);
  await put('clicks_set_aside', { _id: newId(), click, reason: 'crashed-worker', at });
  const reason = { code: 'probe', params: { detail: NAME } };
  await put('runs', {
    _id: runId,
    trigger: { type: 'click', id: clickId, at },
    subject: { contactId: id, address: EMAIL },
    context: { linkId, mailingId, recipientId },
    workflow: { owner: linkId, version: 1 },
    createdAt: at,
    status: 'retrying',
    dueAt: new Date(at.getTime() + 3_600_000),
    fence: 3,
    rev: 5,
    steps: [
      {
        nodeId: 'n1',
        type: 'set-field',
        status: 'retrying',
        startedAt: at,
        reason,
        attempts: [{ number: 1, startedAt: at, outcome: 'retry', reason }],
        output: { previous: NAME },
        trace: { value: EMAIL },
      },
    ],
  });
  await put('effects', { _id: `${linkId}:n1:${id}`, runId, at });
  for (const name of ['follow_ups', 'requests'])
    await put(name, { _id: `${runId}:${name}`, contactId: id, text: NAME, body: EMAIL, createdAt: at });
  return { id, recipientId, linkId, mailingId, runId };
}

/** Names of the collections that contain one of the texts anywhere. */
async function containing(...texts: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const { collectionName } of await db.collections()) {
    if (collectionName.startsWith('system.')) continue;
    const docs = JSON.stringify(await db.collection(collectionName).find().toArray());
    if (texts.some((text) => docs.toLowerCase().includes(text.toLowerCase()))) found.push(collectionName);
  }
  return found.sort();
}

const stateOf = async (id: string) => (await admin.call(ROUTES.contacts.erasure, { params: { id } })).state;

/** Makes the second round of an erasure due. */
const settle = (id: string) =>
  db
    .collection<Doc>('erasures')
    .updateOne({ _id: id, state: 'settling' }, { $set: { settlingSince: new Date(0) } });

it('leaves nothing of an erased person in any collection, and totals as they were', async () => {
  const { id, recipientId, linkId, mailingId, runId } = await aPerson();
  const counter = app.get(ClickCounter, { strict: false });
  const before = (await counter.of('linkId', [linkId]))(linkId);
  expect(before).toEqual({ clicks: 1, clickers: 1 });
  expect((await containing(EMAIL, NAME, 'hemmelig', AGENT)).length).toBeGreaterThan(6);

  await admin.call(ROUTES.contacts.remove, { params: { id } });
  expect((await admin.send('GET', `/api/contacts/${id}`)).status).toBe(404);
  await until(async () => (await stateOf(id)) === 'settling');
  // A click that its worker judged with what it had read before the erasure.
  await db.collection<Doc>('clicks').insertOne({
    _id: newId(),
    linkId,
    mailingId,
    recipientId,
    contactId: id,
    kind: 'confirm',
    ua: AGENT,
  });
  await settle(id);
  await until(async () => (await stateOf(id)) === 'done');

  expect(await containing(EMAIL, NAME, 'hemmelig', AGENT)).toEqual([]);
  // Only the erasure and its audit line name the contact, by id.
  expect(await containing(id)).toEqual(['audit', 'erasures']);
  expect((await counter.of('linkId', [linkId]))(linkId)).toEqual(before);
  const run = await db.collection<Doc>('runs').findOne({ _id: runId });
  expect(run).toMatchObject({ status: 'cancelled', subject: { contactId: null }, fence: 4, rev: 6 });
  expect(run).not.toHaveProperty('dueAt');
  expect(await db.collection('audit').countDocuments({ 'target.id': id })).toBe(1);
  const rerun = await admin.send('POST', `/api/runs/${runId}/rerun`);
  expect(rerun).toMatchObject({ status: 409, body: { code: 'run.not-retryable' } });
});

it('stores the family and version of a browser only, also of clicks from before an upgrade', async () => {
  const whole =
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 (machine of Turid Hemmelig)';
  const { linkId, recipientId } = await aPerson();
  const click = {
    at: Date.now(),
    link: linkId,
    recipient: recipientId,
    version: 1,
    kind: 'click',
    run: true,
  } as const;
  const [fresh, old] = [newId(), newId()];
  await app.get(ClickRecorder, { strict: false }).record([{ ...click, id: fresh, ua: whole }]);
  await put('clicks', { _id: old, linkId, recipientId, kind: 'confirm', ua: whole });
  const migration = linksMigrations.filter(({ id }) => id === 'links-0003-reduced-user-agents');
  await db.collection<Doc>('migrations').deleteOne({ _id: 'links-0003-reduced-user-agents' });
  await migrate(db, migration, app.get(Log));
  for (const _id of [fresh, old])
    expect(await db.collection<Doc>('clicks').findOne({ _id })).toMatchObject({ ua: 'Firefox 140' });
  await db.collection('contacts').deleteMany({ email: EMAIL });
  await db.collection('recipients').deleteMany({ email: EMAIL });
  for (const name of ['changes', 'follow_ups', 'requests', 'runs', 'clicks_set_aside'])
    await db.collection(name).deleteMany({});
});

it('counts a click on the link of an erased person and starts nothing for it', async () => {
  const { id, recipientId, linkId } = await aPerson();
  await admin.call(ROUTES.contacts.remove, { params: { id } });
  await until(async () => (await stateOf(id)) === 'settling');
  const clickId = newId();
  await app.get(ClickRecorder, { strict: false }).record([
    {
      id: clickId,
      at: Date.now(),
      link: linkId,
      recipient: recipientId,
      version: 1,
      kind: 'click',
      run: true,
      ua: AGENT,
    },
  ]);
  const click = await db.collection<Doc>('clicks').findOne({ _id: clickId });
  expect(click).toMatchObject({ contactId: null, run: false, ua: null });
  expect((await app.get(ClickCounter, { strict: false }).of('linkId', [linkId]))(linkId).clicks).toBe(2);
});

it('continues an erasure that was cut off at any of its parts', async () => {
  const owners = app.get(PersonalData, { strict: false }).all();
  expect(owners.map(({ name }) => name)).toEqual(['links', 'crm', 'engine', 'audit']);
  for (const owner of owners) {
    const { id } = await aPerson();
    const erase = vi.spyOn(owner, 'erase').mockRejectedValueOnce(new Error('killed'));
    await admin.call(ROUTES.contacts.remove, { params: { id } });
    // Repeating the request has no effect.
    await admin.call(ROUTES.contacts.remove, { params: { id } });
    await until(async () => (await stateOf(id)) === 'settling');
    expect(erase.mock.calls.length).toBeGreaterThan(1);
    erase.mockRestore();
    await settle(id);
    await app.get(Erasures, { strict: false }).run();
    await until(async () => (await stateOf(id)) === 'done');
    expect(await containing(EMAIL, AGENT)).toEqual([]);
  }
});

it('exports everything about a person and records it', async () => {
  const { id } = await aPerson();
  const { collections } = await admin.call(ROUTES.contacts.export, { params: { id } });
  const filled = Object.keys(collections).filter((name) => (collections[name] ?? []).length > 0);
  for (const name of ['contacts', 'recipients', 'clicks', 'runs', 'requests', 'follow_ups', 'changes'])
    expect(filled).toContain(name);
  expect(JSON.stringify(collections)).toContain(EMAIL);
  expect(await db.collection('audit').countDocuments({ action: 'contact.export' })).toBe(1);
  expect((await viewer.send('GET', `/api/contacts/${newId()}/export`)).status).toBe(404);
});

/** Collections without personal data of recipients. */
const IMPERSONAL = new Set(
  'bulks categories click_rollup click_slices click_totals companies erasures fields folders interests leases link_epochs link_versions links mailings migrations password_links pauses priorities projects recipient_counts repairs scripts seeds selections sessions sign_in_attempts sweep_bookmarks task_types users'.split(
    ' ',
  ),
);

it('knows an owner for every collection that has a path of a person', async () => {
  const owned = new Set(
    app
      .get(PersonalData, { strict: false })
      .all()
      .flatMap(({ collections }) => Object.keys(collections)),
  );
  const names = (await db.collections()).map(({ collectionName }) => collectionName);
  const unowned = names.filter((name) => !owned.has(name) && !IMPERSONAL.has(name));
  // A new collection: name its personal paths with an owner, or add it to IMPERSONAL.
  expect(unowned.filter((name) => !name.startsWith('system.'))).toEqual([]);
});
