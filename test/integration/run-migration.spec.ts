import { mongo } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { engineMigrations, type StoredRun } from '@linkflow/engine';
import { migrate, newId, type Log } from '@linkflow/platform';
import { testEnvironment } from '../support';

/** Migration of the engine's collections from the format of release 0.1 to that of this release. */
const environment = testEnvironment('run_migration');
const at = new Date('2027-03-01T10:00:00Z');
const [link, mailing, recipient, contact, bulk] = Array.from({ length: 5 }, newId) as [
  string,
  string,
  string,
  string,
  string,
];
const log: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
let client: mongo.MongoClient;
let db: mongo.Db;

interface Doc {
  _id: string;
  [field: string]: unknown;
}

beforeAll(async () => {
  client = await new mongo.MongoClient(environment.mongoUri).connect();
  db = client.db();
});
afterAll(async () => {
  await client?.close();
  await environment.dispose();
});

const former = (more: object = {}): Doc => ({
  _id: newId(),
  linkId: link,
  mailingId: mailing,
  recipientId: recipient,
  contactId: contact,
  version: 3,
  clickedAt: at,
  createdAt: at,
  status: 'succeeded',
  fence: 1,
  rev: 2,
  mark: 'token',
  steps: [],
  ...more,
});
const stored = async (id: string): Promise<StoredRun | null> =>
  db.collection<StoredRun>('runs').findOne({ _id: id });

it('moves the fields of runs, keeps what did not move, and replaces their indexes', async () => {
  const reason = { code: 'x', message: { en: 'Old text', nb: 'Gammel tekst' } };
  const plain = former({
    status: 'failed',
    failure: { nodeId: 'a', type: 't', reason, key: 'k' },
    bulkIds: [bulk],
  });
  const original = former({ status: 'cancelled', againBy: newId(), unborn: { version: 4, bulkId: bulk } });
  const rerun = former({ againOf: original._id, clickId: original._id });
  const addressOnly = former({ contactId: null });
  const held = former({ status: 'held', heldBy: `link:${link}` });
  const heldByAll = former({ status: 'held', heldBy: 'all' });
  const runs = db.collection<Doc>('runs');
  await runs.createIndex({ linkId: 1, status: 1, _id: -1 });
  await runs.insertMany([plain, original, rerun, addressOnly, held, heldByAll]);
  await db.collection<Doc>('bulks').insertMany([
    { _id: bulk, verb: 'again', filter: { linkId: link } },
    { _id: newId(), verb: 'retry', filter: {} },
  ]);
  await db.collection<Doc>('pauses').insertOne({
    _id: `link:${link}`,
    scope: { kind: 'link', linkId: link },
    note: 'n',
    at,
    by: { id: 'u', name: 'U' },
  });
  await db.collection<Doc>('repairs').insertOne({ _id: 'all', since: at, rung: 2, begun: 3 });

  await migrate(db, engineMigrations, log);

  const { createdAt, fence, rev, steps, status, failure, bulkIds } = plain;
  expect(await stored(plain._id)).toEqual({
    _id: plain._id,
    trigger: { type: 'click', id: plain._id, at },
    subject: { contactId: contact },
    context: { linkId: link, mailingId: mailing, recipientId: recipient },
    workflow: { owner: link, version: 3 },
    writeToken: 'token',
    createdAt,
    fence,
    rev,
    steps,
    status,
    failure: { ...(failure as object), key: expect.stringMatching(/^t:x:/) },
    bulkIds,
  });
  expect(await stored(original._id)).toMatchObject({
    rerunBy: original.againBy,
    pendingRerun: { version: 4, bulkId: bulk },
  });
  expect(await stored(rerun._id)).toMatchObject({
    rerunOf: original._id,
    trigger: { id: original._id },
  });
  expect(await stored(addressOnly._id)).toMatchObject({ subject: { contactId: null } });
  expect(await stored(held._id)).toMatchObject({ heldBy: `workflow:${link}` });
  expect(await stored(heldByAll._id)).toMatchObject({ heldBy: 'all' });
  expect((await runs.indexes()).map(({ name }) => name)).toEqual(['_id_']);
  expect(await db.collection('bulks').distinct('verb')).toEqual(['rerun', 'retry']);
  expect(await db.collection('pauses').find().toArray()).toEqual([
    {
      _id: `workflow:${link}`,
      scope: { kind: 'workflow', owner: link },
      note: 'n',
      at,
      by: { id: 'u', name: 'U' },
    },
  ]);
  expect(await db.collection('repairs').find().toArray()).toEqual([
    { _id: 'all', since: at, enqueued: 2, started: 3 },
  ]);
});

it('continues after an interruption without changing migrated runs again', async () => {
  const [first, second] = [former(), former()].sort((a, b) => (a._id < b._id ? -1 : 1)) as [Doc, Doc];
  await db.collection<Doc>('runs').insertMany([first, second]);
  await migrate(db, engineMigrations, log);
  expect(await stored(first._id), 'finished migrations are not repeated').toHaveProperty('linkId');

  const id = 'engine-0002-run-shape';
  const ledger = db.collection<Doc>('migrations');
  await ledger.updateOne({ _id: id }, { $set: { progress: first._id }, $unset: { finishedAt: '' } });
  await migrate(db, engineMigrations, log);
  expect(await stored(first._id)).toHaveProperty('linkId');
  const migrated = await stored(second._id);
  expect(migrated).toMatchObject({ workflow: { owner: link, version: 3 } });

  await ledger.updateOne({ _id: id }, { $unset: { progress: '', finishedAt: '' } });
  await migrate(db, engineMigrations, log);
  expect(await stored(first._id)).toMatchObject({ workflow: { owner: link, version: 3 } });
  expect(await stored(second._id)).toEqual(migrated);
});

it('renames reason codes in runs, error keys and bulks, and the count of ineligible runs', async () => {
  const [failed, retried, untouched] = [newId(), newId(), newId()];
  const attempt = { number: 1, startedAt: at, outcome: 'retry' };
  const step = { nodeId: 'a', type: 't', status: 'failed', startedAt: at };
  const unforeseen = { code: 'step.unforeseen' };
  const run = { trigger: { type: 'click', id: 'c', at }, status: 'succeeded' };
  const other = { ...step, reason: { code: 'x', params: { n: 1 } }, attempts: [attempt] };
  await db.collection<Doc>('runs').insertMany([
    {
      ...run,
      _id: failed,
      steps: [{ ...step, reason: { code: 'step.told-failed' }, attempts: [attempt] }, other],
      failure: { nodeId: 'a', type: 't', reason: { code: 'run.poison' }, key: 't:run.poison:0123' },
    },
    { ...run, _id: retried, steps: [{ ...step, attempts: [{ ...attempt, reason: unforeseen }, attempt] }] },
    { ...run, _id: untouched, steps: [other] },
  ]);
  const id = newId();
  const filter = { error: 't:step.unforeseen:0123' };
  await db
    .collection<Doc>('bulks')
    .insertOne({ _id: id, filter, about: { error: { type: 't', reason: unforeseen } }, passed: 4 });
  await db
    .collection<Doc>('migrations')
    .deleteMany({ _id: { $in: [/^engine-000[45]/] as unknown as string[] } });

  await migrate(db, engineMigrations, log);

  expect(await stored(failed)).toEqual({
    ...run,
    _id: failed,
    steps: [{ ...step, reason: { code: 'step.marked-failed' }, attempts: [attempt] }, other],
    failure: {
      nodeId: 'a',
      type: 't',
      reason: { code: 'run.crashed-worker' },
      key: 't:run.crashed-worker:0123',
    },
  });
  const unexpected = { code: 'step.unexpected-error' };
  expect(await stored(retried)).toEqual({
    ...run,
    _id: retried,
    steps: [{ ...step, attempts: [{ ...attempt, reason: unexpected }, attempt] }],
  });
  expect(await stored(untouched)).toEqual({ ...run, _id: untouched, steps: [other] });
  expect(await db.collection<Doc>('bulks').findOne({ _id: id })).toEqual({
    _id: id,
    filter: { error: 't:step.unexpected-error:0123' },
    about: { error: { type: 't', reason: unexpected } },
    ineligible: 4,
  });
});

it('counts the interruptions of open runs in `interrupted`, and removes `proven` from all runs', async () => {
  const run = (more: object): Doc => ({ _id: newId(), status: 'succeeded', rev: 2, steps: [], ...more });
  const [ended, fresh, walked, queued] = [
    run({ fence: 3, proven: 3 }),
    run({ status: 'running', fence: 3, proven: 2 }),
    run({ status: 'running', fence: 5, proven: 2 }),
    run({ status: 'queued', fence: 5, proven: 2 }),
  ];
  await db.collection<Doc>('runs').insertMany([ended, fresh, walked, queued]);
  const migration = engineMigrations.find(({ id }) => id === 'engine-0009-interruptions');
  // Another id, because the tests above have applied all migrations.
  await migrate(db, migration ? [{ ...migration, id: 'engine-0009-again' }] : [], log);
  const counts = await Promise.all(
    [ended, fresh, walked, queued].map(async ({ _id }) => (await stored(_id))?.interrupted),
  );
  expect(counts).toEqual([undefined, undefined, 2, 3]);
  expect(await db.collection('runs').countDocuments({ proven: { $exists: true } })).toBe(0);
});

it('drops the indexes of a bulk with a link or a mailing, also where one of them is missing', async () => {
  const runs = db.collection<Doc>('runs');
  await runs.createIndex({ 'context.linkId': 1, bulkIds: 1, _id: -1 });
  await runs.createIndex({ bulkIds: 1, status: 1, _id: -1 });
  const migration = engineMigrations.find(({ id }) => id === 'engine-0010-indexes-of-bulks');
  await migrate(db, migration ? [{ ...migration, id: 'engine-0010-again' }] : [], log);
  const names = (await runs.indexes()).map(({ name }) => name);
  expect(names).toContain('bulkIds_1_status_1__id_-1');
  expect(names.filter((name) => /context\..*bulkIds/.test(name ?? ''))).toEqual([]);
});

it('gives runs of the release before the verdicts of their clicks, and replaces four indexes', async () => {
  const runs = db.collection<Doc>('runs');
  await runs.createIndex({ status: 1, _id: -1 });
  await runs.createIndex({ 'context.linkId': 1, status: 1, _id: -1 });
  await db.collection<Doc>('migrations').deleteMany({ _id: 'engine-0012-verdicts-of-runs' });
  const clicks = ([undefined, 'human', 'suspect', 'bot'] as const).map((verdict) => ({
    _id: newId(),
    ...(verdict && { verdict }),
    ...(verdict === 'bot' && { verdictWrites: 2 }),
  }));
  await db.collection<Doc>('clicks').insertMany(clicks);
  const runOf = (trigger: object, more: object = {}): Doc => ({
    _id: newId(),
    trigger: { type: 'click', at, ...trigger },
    subject: { contactId: contact },
    context: { linkId: link },
    workflow: { owner: link, version: 3 },
    createdAt: at,
    status: 'succeeded',
    fence: 1,
    rev: 2,
    steps: [],
    ...more,
  });
  const bot = clicks[3]?._id ?? '';
  const ofClicks = clicks.map(({ _id }) => runOf({ id: _id }));
  const rerun = runOf({ id: bot }, { rerunOf: bot });
  const others = [
    runOf({ id: newId() }),
    runOf({ type: 'manual', id: bot }),
    runOf({ type: 'form', id: newId() }),
  ];
  await runs.insertMany([...ofClicks, rerun, ...others]);

  await migrate(db, engineMigrations, log);
  await migrate(db, engineMigrations, log);

  const verdictsOf = (some: Doc[]) => Promise.all(some.map(async ({ _id }) => (await stored(_id))?.verdict));
  expect(await verdictsOf(ofClicks)).toEqual([undefined, undefined, 'suspect', 'bot']);
  expect(await verdictsOf([rerun, ...others])).toEqual(['bot', undefined, undefined, undefined]);
  expect(await stored(rerun._id)).toEqual({ ...rerun, verdict: 'bot', verdictWrites: 2 });
  const names = (await runs.indexes()).map(({ name }) => name);
  expect(names).not.toContain('status_1__id_-1');
  expect(names).not.toContain('context.linkId_1_status_1__id_-1');
});
