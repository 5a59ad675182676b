import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/mongoose';
import { mongo, type Connection } from 'mongoose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MAX_COUNTED_RUNS, type ErrorGroup, ROUTES } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { signIn, testEnvironment, type ApiClient } from '../support';
import { ClickHistory, failureOf, type ClickTargets } from '../bench/growth-data';
import { startApi } from './api.fixture';

/** MongoDB uses an index for every filter of runs and every pair of filters. The test data are those of benchmark (g), but fewer. */
const environment = testEnvironment('runs-found');
const STORED = 4_000;
const HOUR_MS = 3_600_000;
const ids = (amount: number): string[] => Array.from({ length: amount }, newId);
const around: ClickTargets = {
  links: ids(6),
  mailings: ids(4),
  people: ids(200).map((recipientId) => ({ recipientId, contactId: newId() })),
};
/** Ids of bulk operations: `some` has changed every other failed run, `every` has changed all failed runs. */
const [some, every] = [newId(), newId()];
/** Ids of a link that has no failed runs and of a mailing that does not contain this link. Each has many runs. */
const [calm, elsewhere] = [newId(), newId()];

interface Doc {
  _id: string;
  status: string;
  context: { linkId: string; mailingId: string };
  subject: { contactId: string };
  failure?: { key: string };
  bulkIds?: string[];
  verdict?: 'suspect' | 'bot';
}

let app: NestFastifyApplication;
let api: ApiClient;
let db: NonNullable<Connection['db']>;
let docs: Doc[];

beforeAll(async () => {
  const started = await startApi(environment, { SEED_DEMO: 'true' });
  app = started.app;
  api = await signIn(started.url);
  const connection = app.get<Connection>(getConnectionToken());
  if (!connection.db) throw new Error('Not connected');
  db = connection.db;
  await new ClickHistory(connection, around, { firstLink: 8, people: 'at-random' }).growTo(STORED);
  const runs = db.collection<Doc>('runs');
  const [sample] = await runs.find({ status: 'succeeded' }).limit(1).toArray();
  if (!sample) throw new Error('No run');
  const many = (linkId = '', mailingId = '') =>
    ids(400).map((_id) => ({ ...sample, context: { ...sample.context, linkId, mailingId }, _id }));
  await runs.insertMany([...many(calm, around.mailings[0]), ...many(around.links[1], elsewhere)]);
  const failed = await runs.find({ failure: { $exists: true } }).toArray();
  await runs.bulkWrite(
    failed.map(({ _id }, n) => ({
      updateOne: { filter: { _id }, update: { $set: { bulkIds: n % 2 ? [some, every] : [every] } } },
    })),
  );
  const all = await runs.find({}, { projection: { context: 1 } }).toArray();
  await runs.bulkWrite(
    all.flatMap(({ _id, context }, n) => {
      // Of one link, 19 in 20 runs are a machine's.
      const verdict =
        context.linkId === calm ? n % 20 > 0 && 'bot' : n % 5 === 0 ? 'bot' : n % 7 === 0 && 'suspect';
      return verdict ? [{ updateOne: { filter: { _id }, update: { $set: { verdict } } } }] : [];
    }),
  );
  docs = await runs.find().sort({ _id: -1 }).toArray();
}, 120_000);
afterAll(async () => {
  await app?.close();
  await environment.dispose();
});

type Filter = Record<string, string>;
const at = (doc: Doc): number => Number.parseInt(doc._id.slice(0, 8), 16) * 1_000;
function matches(
  doc: Doc,
  { status, linkId, mailingId, contactId, error, bulk, from, to, verdict }: Filter,
): boolean {
  return (
    (!status || status.split(',').includes(doc.status)) &&
    (!linkId || doc.context.linkId === linkId) &&
    (!mailingId || doc.context.mailingId === mailingId) &&
    (!contactId || doc.subject.contactId === contactId) &&
    (!error || doc.failure?.key === error) &&
    (!bulk || doc.bulkIds?.includes(bulk) === true) &&
    (!verdict || (doc.verdict ?? 'human') === verdict) &&
    (!from || at(doc) >= Date.parse(from)) &&
    (!to || at(doc) < Date.parse(to))
  );
}

const daysAgo = (days: number): string =>
  new Date(Math.floor((Date.now() - days * 24 * HOUR_MS) / 1_000) * 1_000).toISOString();
const [hot = '', other = ''] = around.links;
const filters: Filter[] = [
  { status: 'failed' },
  { status: 'succeeded' },
  { status: 'queued' },
  { status: 'failed,waiting,needs-review' },
  { linkId: hot },
  { linkId: other },
  { linkId: calm },
  { mailingId: around.mailings[1] ?? '' },
  { mailingId: elsewhere },
  { contactId: around.people[7]?.contactId ?? '' },
  { error: failureOf(3).key },
  { bulk: some },
  { bulk: every },
  { bulk: newId() },
  { verdict: 'human' },
  { verdict: 'bot' },
  { from: daysAgo(2) },
  { to: daysAgo(28) },
  { from: daysAgo(20), to: daysAgo(19) },
];
const pairs = filters.flatMap((one, n) =>
  filters
    .slice(n)
    .filter((two) => one === two || !Object.keys(one).some((key) => key in two))
    .map((two) => ({ ...one, ...two })),
);
const more: Filter[] = [
  { status: 'failed', linkId: hot, mailingId: around.mailings[1] ?? '' },
  { status: 'failed', linkId: hot, mailingId: around.mailings[1] ?? '', from: daysAgo(20), to: daysAgo(10) },
  { status: 'failed', linkId: hot, mailingId: around.mailings[1] ?? '', bulk: some },
  { status: 'failed,queued', linkId: hot, mailingId: around.mailings[1] ?? '' },
  { error: failureOf(3).key, linkId: hot, mailingId: around.mailings[1] ?? '' },
];
const named = (filter: Filter): string => {
  const names = new Map([
    [hot, 'hot'],
    [other, 'other'],
    [calm, 'calm'],
    [elsewhere, 'elsewhere'],
    [some, 'some'],
    [every, 'every'],
  ]);
  return Object.entries(filter)
    .map(
      ([key, value]) =>
        `${key} ${names.get(value) ?? (/^[0-9a-f]{24}$/.test(value) ? 'an id' : value.slice(0, 28))}`,
    )
    .join(', ');
};

describe('the list of runs', () => {
  it.each([{}, ...pairs, ...more].map((filter): [string, Filter] => [named(filter) || 'everything', filter]))(
    'finds by %s',
    async (_name, filter) => {
      await db.setProfilingLevel('all');
      const query = { ...filter, pageSize: 20 };
      const page = await api.call(ROUTES.runs.list, { query });
      const second = await api.call(ROUTES.runs.list, { query: { ...query, page: 2 } });
      await db.setProfilingLevel('off');
      const expected = docs.filter((doc) => matches(doc, filter));
      expect(page.total).toBe(expected.length);
      expect([...page.items, ...second.items].map((run) => run.id)).toEqual(
        expected.slice(0, 40).map((doc) => doc._id),
      );
      // MongoDB's profiler has recorded the query plans.
      const profiles = await db
        .collection('system.profile')
        .find({ ns: `${db.databaseName}.runs`, op: 'query' })
        .toArray();
      await db.collection('system.profile').drop();
      for (const one of profiles) {
        expect(one.planSummary).not.toContain('COLLSCAN');
        // The runs of a bulk on a link are found among the runs of the bulk.
        const ofBulk = filter.bulk
          ? docs.filter((doc) => matches(doc, { bulk: filter.bulk ?? '' })).length
          : 0;
        expect(one.docsExamined).toBeLessThanOrEqual(Math.max(250, ofBulk));
      }
    },
  );

  it('of people passes over those of machines without reading them', async () => {
    await db.setProfilingLevel('all');
    const { items } = await api.call(ROUTES.runs.list, {
      query: { linkId: calm, verdict: 'human', pageSize: 15 },
    });
    await db.setProfilingLevel('off');
    const profiles = await db
      .collection('system.profile')
      .find({ ns: `${db.databaseName}.runs` })
      .toArray();
    await db.collection('system.profile').drop();
    const examined = (op: string): unknown => profiles.find((profile) => profile.op === op)?.docsExamined;
    // The count is a command, which an index answers alone.
    expect([items.length, examined('query'), examined('command')]).toEqual([15, 15, 0]);
  });

  it('has the runs that a bulk action counts', async () => {
    for (const verdict of ['human', 'suspect', 'bot'] as const) {
      const { runs, ineligible } = await api.call(ROUTES.bulks.count, {
        body: { verb: 'retry', filter: { verdict } },
      });
      const expected = docs.filter((doc) => matches(doc, { verdict }));
      expect(runs).toBeGreaterThan(0);
      expect(runs + ineligible).toBe(expected.length);
    }
  });

  it('refuses pages beyond the limit of counted runs', async () => {
    const answer = await api.send('GET', `/api/runs?page=${MAX_COUNTED_RUNS / 50 + 1}`);
    expect(answer).toMatchObject({ status: 400, body: { issues: [{ code: 'page.too-deep' }] } });
  });
});

it('MongoDB maintains six indexes for every run, and the others only for runs that need them', async () => {
  const indexes = await db.collection('runs').indexes();
  expect(indexes.filter((index) => !index.partialFilterExpression).map(({ name }) => name)).toEqual([
    '_id_',
    'status_1__id_-1_verdict_1',
    'context.linkId_1_status_1__id_-1_verdict_1',
    'context.mailingId_1_status_1__id_-1_verdict_1',
    'context.linkId_1_context.mailingId_1__id_-1_verdict_1',
    'subject.contactId_1__id_-1',
  ]);
  expect(indexes.filter((index) => index.partialFilterExpression)).toHaveLength(10);
});

describe('groups of errors', () => {
  const groupsOf = (filter: Filter): Promise<ErrorGroup[]> => api.call(ROUTES.runs.errors, { query: filter });

  it.each(
    [
      {},
      ...filters.filter(
        (filter) =>
          !(
            'verdict' in filter ||
            'status' in filter ||
            'contactId' in filter ||
            'error' in filter ||
            'bulk' in filter
          ),
      ),
    ].map((filter): [string, Filter] => [named(filter) || 'everything', filter]),
  )('count the failed runs of %s', async (_name, filter) => {
    const failed = docs.filter((doc) => doc.failure && matches(doc, filter));
    const byKey = new Map<string, Doc[]>();
    for (const doc of failed) {
      const key = doc.failure?.key ?? '';
      byKey.set(key, [...(byKey.get(key) ?? []), doc]);
    }
    const groups = await groupsOf(filter);
    expect(Object.fromEntries(groups.map((group) => [group.key, group.runs]))).toEqual(
      Object.fromEntries([...byKey].map(([key, of]) => [key, of.length])),
    );
    for (const { key, reason, type, firstSeen, lastSeen } of groups) {
      const of = byKey.get(key) ?? [];
      const [first, last] = [of.at(-1), of[0]].map((doc) => (doc ? at(doc) : Number.NaN));
      expect(key.startsWith(`${type}:${reason.code}:`)).toBe(true);
      expect(Math.abs(Date.parse(firstSeen) - (first ?? 0))).toBeLessThan(2_000);
      expect(Math.abs(Date.parse(lastSeen) - (last ?? 0))).toBeLessThan(2_000);
    }
    const seen = groups.map((group) => group.lastSeen);
    expect(seen).toEqual([...seen].sort().reverse());
  });

  describe('groups of errors while runs change', () => {
    const link = newId();
    const failureNo = (n: number) => {
      const words = `Feil nummer ${'abc'[n]}`;
      const reason = { code: 'probe', message: { en: words, nb: words } };
      return { nodeId: 'x', type: 'set-interest', reason, key: `set-interest:probe:${'abc'[n]}` };
    };
    const put = async (failures: number[]): Promise<string[]> => {
      const made = ids(failures.length).sort();
      const common = {
        trigger: { type: 'click', id: newId(), at: new Date() },
        subject: { contactId: newId() },
        context: { linkId: link, mailingId: newId() },
        workflow: { owner: link, version: 1 },
        steps: [],
      };
      await runs().deleteMany({ 'context.linkId': link });
      await runs().insertMany(
        made.map((_id, n) => ({ ...common, _id, status: 'failed', failure: failureNo(failures[n] ?? 0) })),
      );
      return made;
    };
    const runs = () => app.get<Connection>(getConnectionToken()).collection<Doc>('runs');
    /** Lets the next request for error groups call `change` after it has found the groups and before it queries each group. */
    function afterTheScan(change: () => Promise<unknown>): void {
      const aggregate = runs().aggregate.bind(runs());
      let scans = 0;
      vi.spyOn(runs(), 'aggregate').mockImplementation((...args) => {
        const cursor = aggregate(...args);
        if (++scans > 2) return cursor;
        const toArray = cursor.toArray.bind(cursor);
        const last = scans === 2;
        cursor.toArray = async () => {
          const found = await toArray();
          if (last) await change();
          return found;
        };
        return cursor;
      });
    }
    const shown = async () =>
      (await groupsOf({ linkId: link })).map(({ key, runs: n, reason }) => [
        key.slice(-1),
        n,
        reason.message.en.slice(-1),
      ]);
    afterEach(() => vi.restoreAllMocks());
    afterAll(() => runs().deleteMany({ 'context.linkId': link }));

    it('omits a group whose last run was repaired meanwhile', async () => {
      const [gone = ''] = await put([0, 1]);
      afterTheScan(() =>
        runs().updateOne({ _id: gone }, { $set: { status: 'queued' }, $unset: { failure: '' } }),
      );
      expect(await shown()).toEqual([['b', 1, 'b']]);
    });

    it('keeps a group and its text when its last run has another error meanwhile', async () => {
      const [, , last = ''] = await put([0, 1, 0]);
      afterTheScan(() =>
        runs().updateOne({ _id: last }, { $set: { failure: failureNo(2) } as Partial<Doc> }),
      );
      expect(await shown()).toEqual([
        ['b', 1, 'b'],
        ['a', 1, 'a'],
      ]);
    });

    it('repeats the read when an index is dropped meanwhile', async () => {
      await put([0, 1]);
      const killed = new mongo.MongoServerError({ message: 'query plan killed :: index dropped', code: 175 });
      const spy = vi.spyOn(runs(), 'aggregate').mockImplementationOnce(() => {
        throw killed;
      });
      expect(await shown()).toHaveLength(2);
      expect(spy.mock.calls.length).toBeGreaterThan(2);
    });
  });

  it('do not count runs that were repaired', async () => {
    const [group] = await groupsOf({});
    const key = group?.key ?? '';
    const run = docs.find((doc) => doc.failure?.key === key);
    await db
      .collection<Doc>('runs')
      .updateOne({ _id: run?._id ?? '' }, { $set: { status: 'queued' }, $unset: { failure: '' } });
    const after = (await groupsOf({})).find((one) => one.key === key);
    expect(after?.runs ?? 0).toBe((group?.runs ?? 0) - 1);
  });
});
