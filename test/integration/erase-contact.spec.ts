import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { mongo } from 'mongoose';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { ClickCounter, ClickRecorder } from '@linkflow/links';
import { PersonalData, newId } from '@linkflow/platform';
import { Erasures } from '../../apps/api/src/crm/erasures';
import { DEMO_USER, signIn, testEnvironment, until, type ApiClient } from '../support';
import { startApi } from './api.fixture';
import { peopleOnly } from './click-totals.fixture';
import { AGENT, EMAIL, ErasableScene, NAME, OWNERS, type Doc } from './erase-contact.fixture';

const environment = testEnvironment('erase-contact');

let app: NestFastifyApplication;
let admin: ApiClient;
let viewer: ApiClient;
let scene: ErasableScene;
let db: mongo.Db;

beforeAll(async () => {
  const started = await startApi(environment, { SEED_DEMO: 'true', LOG_LEVEL: 'fatal' });
  app = started.app;
  admin = await signIn(started.url);
  viewer = await signIn(started.url, { ...DEMO_USER, email: 'sara@example.no' });
  scene = new ErasableScene(app, admin);
  db = scene.db;
}, 120_000);
afterAll(async () => {
  await app?.close();
  await environment.dispose();
});

const remove = (id: string) => admin.call(ROUTES.contacts.remove, { params: { id } });
const stateOf = async (id: string) => (await admin.call(ROUTES.contacts.erasure, { params: { id } })).state;
const runAgain = () => app.get(Erasures, { strict: false }).run();
/** Waits until all owners have erased once. The deadline is shorter than the interval of the periodic task (5 s), which would do it too. */
const isSettling = (id: string) =>
  until(async () => (await stateOf(id)) === 'settling', { deadlineMs: 4_000, what: 'the first round' });

/** Makes the next round due as if its time had come, and runs it. */
async function nextRound(id: string, since: 'settlingSince' | 'repeatedAt'): Promise<void> {
  await db.collection<Doc>('erasures').updateOne({ _id: id }, { $set: { [since]: new Date(0) } });
  await runAgain();
  expect(await stateOf(id)).toBe('done');
}

/** Waits until all owners have erased once, then runs the second and the last round. */
async function settle(id: string): Promise<void> {
  await isSettling(id);
  await nextRound(id, 'settlingSince');
  await nextRound(id, 'repeatedAt');
}

/** Changes the card as users do. Returns the audit events, which contain the person's name and address. */
async function changeByHand(id: string, recipient: { mailingId: string; recipientId: string }) {
  await admin.call(ROUTES.contacts.update, { params: { id }, body: { phone: `hemmelig ${EMAIL}` } });
  await admin.call(ROUTES.recipients.address, {
    params: { id: recipient.mailingId, recipientId: recipient.recipientId },
  });
  const actions = ['contact.change', 'recipient.address'];
  const found = await db
    .collection<Doc>('audit')
    .find({ contactId: id, action: { $in: actions } })
    .toArray();
  expect(found).toHaveLength(2);
  expect(JSON.stringify(found)).toContain(EMAIL);
  return found;
}

it('leaves nothing of an erased person in any collection, and totals as they were', async () => {
  const { id, recipientId, linkId, mailingId, runs } = await scene.aPerson();
  const counter = app.get(ClickCounter, { strict: false });
  const before = (await counter.of('linkId', [linkId]))(linkId);
  expect(before).toEqual(peopleOnly(1, 1));
  const byUsers = await changeByHand(id, { mailingId, recipientId });

  await remove(id);
  expect((await admin.send('GET', `/api/contacts/${id}`)).status).toBe(404);
  await isSettling(id);
  // Inserts documents that a worker can still write if it has read the contact before the erasure.
  await db.collection<Doc>('clicks').insertOne({
    _id: newId(),
    linkId,
    mailingId,
    recipientId,
    contactId: id,
    kind: 'confirm',
    ua: AGENT,
  });
  await db
    .collection<Doc>('effects')
    .insertOne({ _id: `${linkId}:late:${id}`, runId: runs.waiting, contactId: id });
  await settle(id);

  expect(await scene.pathsWith(EMAIL, NAME, 'hemmelig', AGENT)).toEqual([]);
  // The contact's id is left only in the erasure itself and in the audit event about it.
  expect(await scene.pathsWith(id)).toEqual(['audit.contactId', 'audit.target.id', 'erasures._id']);
  expect(await db.collection('audit').countDocuments({ contactId: id })).toBe(1);
  // Who did what and when stays.
  for (const { _id, at, by, action } of byUsers)
    expect(await db.collection<Doc>('audit').findOne({ _id })).toMatchObject({ at, by, action });
  expect((await counter.of('linkId', [linkId]))(linkId)).toEqual(before);
});

it('erases once more a day later what a worker stored that was frozen during the first rounds', async () => {
  const { id, recipientId, linkId, mailingId } = await scene.aPerson();
  await remove(id);
  await isSettling(id);
  await nextRound(id, 'settlingSince');
  await db.collection<Doc>('requests').insertOne({ _id: newId(), contactId: id, title: NAME, body: EMAIL });
  await db.collection<Doc>('changes').insertOne({ _id: newId(), contactId: id, target: { name: NAME } });
  await db
    .collection<Doc>('clicks')
    .insertOne({ _id: newId(), linkId, mailingId, recipientId, contactId: id, kind: 'click', ua: AGENT });
  await runAgain();
  expect(await scene.containing(NAME)).toEqual(['changes', 'requests']);
  await nextRound(id, 'repeatedAt');
  expect(await scene.pathsWith(EMAIL, NAME, AGENT)).toEqual([]);
  expect(await scene.pathsWith(id)).toEqual(['audit.contactId', 'audit.target.id', 'erasures._id']);
});

it('ends the runs of an erased person for good, so that nobody is asked to repair them', async () => {
  const attention = () => admin.call(ROUTES.runs.attention);
  const before = await attention();
  const { id, linkId, runs } = await scene.aPerson();
  expect(await attention()).not.toEqual(before);
  await remove(id);
  await isSettling(id);

  for (const runId of Object.values(runs)) {
    const run = await db.collection<Doc>('runs').findOne({ _id: runId });
    expect(run).toMatchObject({ status: 'cancelled', subject: { contactId: null } });
    for (const field of ['dueAt', 'failure', 'trace']) expect(run).not.toHaveProperty(field);
    const { can } = await admin.call(ROUTES.runs.get, { params: { id: runId } });
    expect(can).toEqual({ release: false, retry: false, cancel: false, resolve: false, rerun: false });
    expect(await admin.send('POST', `/api/runs/${runId}/rerun`)).toMatchObject({
      status: 409,
      body: { code: 'run.not-retryable' },
    });
  }
  const cancelled = { status: 'cancelled', endedAt: expect.any(Date) as Date, attempts: [] };
  for (const runId of [runs.retrying, runs.waiting])
    expect(await db.collection<Doc>('runs').findOne({ _id: runId })).toMatchObject({
      fence: 4,
      rev: 6,
      steps: [cancelled],
    });
  expect(await db.collection<Doc>('runs').findOne({ _id: runs.failed })).toMatchObject({
    steps: [{ status: 'failed', reason: { code: 'probe' }, attempts: [] }],
  });
  expect(await attention()).toEqual(before);
  for (const verb of ['rerun', 'retry', 'skip'] as const)
    expect(await admin.call(ROUTES.bulks.count, { body: { verb, filter: { linkId } } })).toEqual({
      runs: 0,
      ineligible: Object.keys(runs).length,
    });
});

it('turns the bulk of an erased person into the one of the runs that it changed', async () => {
  const { id, linkId } = await scene.aPerson();
  const [ofContact, ofLink] = await Promise.all([
    db.collection<Doc>('bulks').findOne({ 'filter.contactId': id }),
    db.collection<Doc>('bulks').findOne({ 'filter.linkId': linkId }),
  ]);
  await remove(id);
  await isSettling(id);
  const get = (bulk: Doc | null) => admin.call(ROUTES.bulks.get, { params: { id: bulk?._id ?? '' } });
  const { filter, about } = await get(ofContact);
  expect(filter).toEqual({ error: `set-interest:probe:${linkId}`, bulk: ofContact?._id });
  expect(about.contact).toBeUndefined();
  expect((await get(ofLink)).filter).toEqual(ofLink?.filter);
  expect((await get(ofLink)).about.error).toMatchObject({ type: 'set-interest', reason: { code: 'probe' } });
});

it('stops bulks that search among the recipients of an erased person, and keeps no search of bulks that have ended', async () => {
  const { id, mailingId } = await scene.aPerson();
  const bulks = () =>
    db
      .collection<Doc & { state: string; filter: { q?: string } }>('people_bulks')
      .find({ 'filter.mailingId': mailingId })
      .toArray()
      .then((found) =>
        found
          .map(({ state, filter }) => [state, filter.q])
          .sort((one, other) => String(one).localeCompare(String(other))),
      );
  expect(await bulks()).toEqual([
    ['canary', EMAIL],
    ['stopped', undefined],
  ]);
  await remove(id);
  await isSettling(id);
  expect(await bulks()).toEqual([
    ['stopped', undefined],
    ['stopped', undefined],
  ]);
});

it('keeps no id of an erased person as the position of a bulk or of a source of recipients, waiting or ended', async () => {
  const { id, mailingId, recipientId } = await scene.aPerson();
  const before = `000000000000${id.slice(12)}`;
  const recipients = db.collection<Doc>('recipients');
  await recipients.insertOne({ _id: newId(), mailingId, contactId: before, removedAt: null });
  const filter = {
    of: 'mailing',
    mailingId,
    clicks: 'people',
    with: [],
    without: [],
    recipientIds: [recipientId],
  };
  const bulks = db.collection<Doc>('people_bulks');
  const [checking, ended, alone] = [newId(), newId(), newId()];
  const bulk = { filter, cursor: id, rev: 4 };
  await bulks.insertMany([
    { ...bulk, _id: checking, state: 'checking' },
    { ...bulk, _id: ended, state: 'stopped' },
    { ...bulk, _id: alone, state: 'checking', filter: { ...filter, mailingId: newId() } },
  ]);
  const sources = db.collection<Doc>('audience_sources');
  const [read, failed] = [newId(), newId()];
  await sources.insertMany([
    { _id: read, mailingId, kind: 'company', state: 'done', cursor: id },
    { _id: failed, mailingId: newId(), kind: 'people', state: 'failed', cursor: id },
  ]);
  await remove(id);
  await settle(id);
  expect(await scene.pathsWith(id)).toEqual(['audit.contactId', 'audit.target.id', 'erasures._id']);
  const cursorOf = async (of: typeof bulks, _id: string) => (await of.findOne({ _id }))?.cursor;
  // A worker that continues them goes on with the people after the erased person.
  for (const _id of [checking, ended]) expect(await cursorOf(bulks, _id)).toBe(before);
  expect(await cursorOf(bulks, alone)).toBe('');
  expect(await cursorOf(sources, read)).toBe(before);
  expect(await cursorOf(sources, failed)).toBeNull();
  // A chosen recipient of an erased person is nobody.
  expect(await recipients.findOne({ _id: recipientId })).toMatchObject({
    contactId: null,
    email: '',
    name: '',
  });
});

it('counts a click on the link of an erased person and starts nothing for it', async () => {
  const { id, recipientId, linkId } = await scene.aPerson();
  await remove(id);
  await isSettling(id);
  const click = {
    id: newId(),
    at: Date.now(),
    link: linkId,
    recipient: recipientId,
    version: 1,
    kind: 'click',
    run: true,
    ua: AGENT,
  } as const;
  const recorder = app.get(ClickRecorder, { strict: false });
  await recorder.record([click]);
  expect(await db.collection<Doc>('clicks').findOne({ _id: click.id })).toMatchObject({
    contactId: null,
    run: false,
    ua: null,
  });
  await recorder.setAside(click, 'unexpected-error', new Date());
  const aside = await db.collection<Doc>('clicks_set_aside').findOne({ _id: click.id });
  expect(aside?.click).toMatchObject({ id: click.id, recipient: recipientId });
  expect(aside?.click).not.toHaveProperty('ua');
  expect((await app.get(ClickCounter, { strict: false }).of('linkId', [linkId]))(linkId).clicks).toBe(2);
});

it('continues an erasure that was cut off at any of its parts', async () => {
  const owners = app.get(PersonalData, { strict: false }).all();
  expect(owners.map(({ name }) => name)).toEqual(OWNERS);
  for (const owner of owners) {
    const { id } = await scene.aPerson();
    const erase = vi.spyOn(owner, 'erase').mockRejectedValueOnce(new Error('killed'));
    await remove(id);
    await until(() => erase.mock.calls.length > 0);
    // A second request continues the interrupted erasure.
    await remove(id);
    await isSettling(id);
    expect(erase.mock.calls.length).toBe(2);
    erase.mockRestore();
    await settle(id);
    expect(await scene.containing(EMAIL, AGENT)).toEqual([]);
  }
});

it('erases a person again whom a backup has brought back', async () => {
  const { id, recipientId } = await scene.aPerson();
  const names = ['contacts', 'recipients', 'clicks', 'runs', 'changes', 'requests', 'audit'];
  const backup = await Promise.all(names.map((name) => db.collection<Doc>(name).find().toArray()));
  await remove(id);
  await settle(id);
  for (const [n, name] of names.entries()) {
    await db.collection(name).deleteMany({});
    await db.collection<Doc>(name).insertMany(backup[n] ?? []);
  }
  expect(await scene.containing(EMAIL)).toContain('contacts');
  // As docs/operations.md says.
  await db
    .collection<Doc>('erasures')
    .updateMany({}, { $set: { state: 'erasing', done: [] }, $unset: { settlingSince: '', repeatedAt: '' } });
  await runAgain();
  await settle(id);
  expect(await db.collection<Doc>('contacts').countDocuments({ _id: id })).toBe(0);
  expect(await db.collection<Doc>('recipients').findOne({ _id: recipientId })).toMatchObject({
    contactId: null,
    email: '',
  });
  expect((await scene.pathsWith(id)).sort()).toEqual(['erasures._id']);
});

it('erases a person once at a time in a process, however many requests and rounds come together', async () => {
  const id = await scene.aContact();
  const [owner] = app.get(PersonalData, { strict: false }).all();
  if (!owner) throw new Error('There are no owners');
  let [now, most] = [0, 0];
  const spy = vi.spyOn(owner, 'erase').mockImplementation(async () => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 50));
    now -= 1;
    // Fails, so that each of the waiting requests and rounds has to erase again.
    throw new Error('refused');
  });
  await Promise.all([remove(id), remove(id), remove(id), runAgain()]);
  await runAgain();
  expect(spy.mock.calls.length).toBeGreaterThan(2);
  expect([most, now]).toEqual([1, 0]);
  spy.mockRestore();
});

it('carries out the other erasures while one fails, and that one later', async () => {
  const [stuck, other] = [await scene.aContact(), await scene.aContact()];
  const [owner] = app.get(PersonalData, { strict: false }).all();
  if (!owner) throw new Error('There are no owners');
  const erase = owner.erase.bind(owner);
  const spy = vi
    .spyOn(owner, 'erase')
    .mockImplementation((id) => (id === stuck ? Promise.reject(new Error('refused')) : erase(id)));
  await remove(stuck);
  await until(() => spy.mock.calls.some(([id]) => id === stuck));
  // Inserts an erasure that another process has left unfinished. No request starts it, so only the periodic task can carry it out.
  await db
    .collection<Doc>('erasures')
    .insertOne({ _id: other, state: 'erasing', done: [], requestedAt: new Date() });
  await runAgain();
  expect([await stateOf(stuck), await stateOf(other)]).toEqual(['erasing', 'settling']);
  spy.mockRestore();
  await runAgain();
  expect(await stateOf(stuck)).toBe('settling');
});

it('finds the open erasures with an index that has no others', async () => {
  const [plan] = await db
    .collection('erasures')
    .aggregate([{ $match: { state: { $in: ['erasing', 'settling'] } } }, { $count: 'n' }])
    .explain()
    .then((explained) => [JSON.stringify(explained)]);
  expect(plan).toContain('"isPartial":true');
});

it('exports everything about a person and records it', async () => {
  const { id, runs } = await scene.aPerson();
  const { collections } = await admin.call(ROUTES.contacts.export, { params: { id } });
  const filled = Object.keys(collections).filter((name) => (collections[name] ?? []).length > 0);
  for (const name of ['contacts', 'recipients', 'clicks', 'clickers', 'clicks_set_aside', 'looks', 'bulks'])
    expect(filled).toContain(name);
  for (const name of ['runs', 'effects', 'requests', 'follow_ups', 'changes', 'audit', 'form_submissions'])
    expect(filled).toContain(name);
  expect(JSON.stringify(collections)).toContain(EMAIL);
  const actions = (collections.audit as { action: string; target: { id: string } }[]).map(
    ({ action, target }) => [action, target.id],
  );
  expect(actions).toContainEqual(['run.start', runs.started]);
  expect(actions).toContainEqual(['run.retry', runs.retried]);
  expect(await db.collection('audit').countDocuments({ action: 'contact.export' })).toBe(1);
  expect((await admin.send('GET', `/api/contacts/${newId()}/export`)).status).toBe(404);
});

it('exports what is kept of clicks that were deleted after their retention', async () => {
  const { id, recipientId, linkId } = await scene.aPerson();
  const clicker = `${linkId}:${recipientId}`;
  await db.collection<Doc>('clicks').deleteMany({ recipientId });
  await db.collection<Doc>('clickers').updateOne({ _id: clicker }, { $set: { archivedClicks: 1 } });
  const { collections } = await admin.call(ROUTES.contacts.export, { params: { id } });
  expect(collections.clickers).toMatchObject([{ _id: clicker, archivedClicks: 1 }]);
});

it('refuses a viewer to export or erase a person', async () => {
  const id = await scene.aContact();
  for (const [method, path] of [
    ['GET', `/api/contacts/${id}/export`],
    ['DELETE', `/api/contacts/${id}`],
  ] as const) {
    expect(await viewer.send(method, path)).toMatchObject({ status: 403, body: { code: 'access.denied' } });
  }
  expect(await db.collection<Doc>('contacts').countDocuments({ _id: id, email: EMAIL })).toBe(1);
  expect((await admin.send('GET', `/api/contacts/${id}/erasure`)).status).toBe(404);
});

it('knows an owner for every path at which something of a person is stored', async () => {
  const { id } = await scene.aPerson();
  const paths = await scene.pathsWith(id, EMAIL, NAME, 'hemmelig', AGENT);
  // If this fails for a new path: declare the path in the PersonalData of its owner, and let the owner erase it.
  expect(paths.filter((path) => !scene.isDeclared(path))).toEqual([]);
  for (const path of [
    'audit.target.name',
    'audit.details.filter.contactId',
    'bulks.about.contact.name',
    'bulks.about.error.reason.params.detail',
    'effects._id',
    'people_bulks.filter.q',
    'runs.steps.output.previous',
    'runs.failure.reason.params.detail',
  ])
    expect(paths).toContain(path);
});

/** Names of the collections that contain no personal data of recipients. */
const IMPERSONAL = new Set(
  'api_keys categories click_resets click_rollup click_slices click_totals clickers companies deleted_folders draft_history erasures fields folders form_versions forms interests leases link_epochs link_versions links mail_events mailings migrations password_links pauses picture_files.chunks picture_files.files pictures priorities projects recipient_counts recipient_files.chunks recipient_files.files repairs reset_clickers retention run_counts run_slices run_totals scripts seeds selections sessions sign_in_attempts subscription_types sweep_bookmarks task_types users webhook_secrets webhook_subscriptions'.split(
    ' ',
  ),
);

it('knows an owner for every collection, or that it has nothing of a person', async () => {
  const owned = new Set(
    app
      .get(PersonalData, { strict: false })
      .all()
      .flatMap(({ collections }) => Object.keys(collections)),
  );
  const names = (await db.collections()).map(({ collectionName }) => collectionName);
  const unowned = names.filter((name) => !owned.has(name) && !IMPERSONAL.has(name));
  // If this fails for a new collection: let an owner declare the paths of its personal data, or add the collection to IMPERSONAL.
  expect(unowned.filter((name) => !name.startsWith('system.'))).toEqual([]);
});
