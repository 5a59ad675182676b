import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ROUTES,
  type BulkCounted,
  type BulkState,
  type BulkView,
  type ClientRequest,
  type BulkVerb,
} from '@linkflow/contracts';
import { LiveEvents, newId } from '@linkflow/platform';
import type { StoredRun } from '@linkflow/engine';
import { testEnvironment, until } from '../support';
import { Interest, startOps, statusOf, type Ops, type Person } from './ops.fixture';

/** Bulk operations that are started through the api. A real worker carries them out. */
const environment = testEnvironment('ops_bulk');
let system: Ops;

beforeAll(async () => {
  system = await startOps(environment);
}, 120_000);
afterAll(async () => {
  await system?.close();
  await environment.dispose();
});

/** Creates runs of one link that fail at their second step, because its interest (`gone`) is deleted. */
async function broken(runs: number) {
  const [fine, gone] = await Promise.all([Interest.create(system.admin), Interest.create(system.admin)]);
  await gone.retire();
  const link = await system.scene.link([fine.step('a'), gone.step('b')]);
  const people = await Promise.all(Array.from({ length: runs }, () => system.scene.person()));
  const ids = await system.scene.click(link, people);
  await system.scene.all(link, 'failed', runs);
  return { link, people, ids, fine, gone };
}

const start = (body: ClientRequest<typeof ROUTES.bulks.start>['body']): Promise<BulkView> =>
  system.ops.call(ROUTES.bulks.start, { body });
const bulk = (id: string): Promise<BulkView> => system.ops.call(ROUTES.bulks.get, { params: { id } });
const inState = (id: string, state: BulkState): Promise<BulkView> =>
  until(
    async () => {
      const view = await bulk(id);
      return view.state === state && view;
    },
    { what: `a bulk that is ${state}`, deadlineMs: 30_000 },
  );
const effectsOf = async (people: readonly Person[]): Promise<number[]> => [
  ...new Set(await Promise.all(people.map((person) => system.scene.effects(person)))),
];

describe('counting the runs of a bulk', () => {
  it('returns how many runs the command fits and how many it does not, and changes nothing', async () => {
    const { link, fine, people } = await broken(4);
    await system.scene.publish(link, 2, [fine.step('a')]);
    await system.scene.click(link, people.slice(0, 2), { version: 2 });
    await system.scene.all(link, 'succeeded', 2);
    const count = (verb: BulkVerb, more = {}): Promise<BulkCounted> =>
      system.ops.call(ROUTES.bulks.count, { body: { verb, filter: { linkId: link, ...more } } });
    expect(await count('retry')).toEqual({ runs: 4, ineligible: 2 });
    expect(await count('rerun')).toEqual({ runs: 6, ineligible: 0 });
    expect(await count('cancel')).toEqual({ runs: 0, ineligible: 6 });
    expect(await count('skip', { status: 'failed,succeeded', contactId: people[0]?.contactId })).toEqual({
      runs: 1,
      ineligible: 1,
    });
    await system.scene.all(link, 'failed', 4);
  });
});

describe('a bulk', () => {
  it('includes runs created in the second in which it started, whichever process created their ids', async () => {
    const { link, ids, gone } = await broken(1);
    await gone.restore();
    const run = await system.scene.get(ids[0] ?? '');
    const second = Math.floor(Date.now() / 1_000).toString(16);
    await system.scene.connection
      .collection<StoredRun>('runs')
      .insertOne({ ...run, _id: second + 'f'.repeat(16), writeToken: newId() });
    const { id } = await start({ verb: 'retry', filter: { linkId: link }, canary: 0, perSecond: 50 });
    expect(await inState(id, 'done')).toMatchObject({ total: 2, done: 2, ineligible: 0 });
  });

  it('changes the canary, waits for confirmation, changes the rest, and reports the status of its runs', async () => {
    const { link, people, gone } = await broken(12);
    await gone.restore();
    const { id } = await start({
      verb: 'retry',
      filter: { linkId: link, status: 'failed' },
      canary: 3,
      perSecond: 40,
    });
    const checking = await inState(id, 'checking');
    expect(checking).toMatchObject({ total: 12, done: 3, ineligible: 0, by: { name: 'Ola Nordmann' } });
    await system.scene.all(link, 'succeeded', 3);
    expect(await system.scene.count('runs', { 'context.linkId': link, status: 'failed' })).toBe(9);
    expect((await bulk(id)).outcome).toEqual({ succeeded: 3 });

    await system.ops.call(ROUTES.bulks.continue, { params: { id } });
    const done = await inState(id, 'done');
    expect(done).toMatchObject({ total: 12, done: 12, ineligible: 0, endedAt: expect.any(String) as string });
    await system.scene.all(link, 'succeeded', 12);
    expect((await bulk(id)).outcome).toEqual({ succeeded: 12 });
    expect(await effectsOf(people)).toEqual([2]);

    // The list of runs can be filtered by bulk operation, and a run lists the bulk operations that have changed it.
    const its = await system.ops.call(ROUTES.runs.list, { query: { bulk: id, status: 'succeeded' } });
    expect(its.total).toBe(12);
    expect(await system.ops.call(ROUTES.runs.list, { query: { bulk: id, status: 'failed' } })).toMatchObject({
      total: 0,
    });
    const run = await system.marketer.call(ROUTES.runs.get, { params: { id: its.items[0]?.id ?? '' } });
    expect(run.bulks).toEqual([{ id, verb: 'retry', at: done.at, by: done.by }]);

    for (const verb of ['stop', 'continue'])
      expect(await statusOf(system.ops, `/api/ops/bulks/${id}/${verb}`)).toEqual([409, 'bulk.ended']);
    const lines = (await system.ops.call(ROUTES.ops.audit, { query: { action: 'bulk.' } })).items;
    expect(lines.filter((line) => line.target.id === id).map((line) => line.action)).toEqual([
      'bulk.continue',
      'bulk.start',
    ]);
    expect((await system.ops.call(ROUTES.bulks.list)).items[0]).toMatchObject({ id, state: 'done' });
  });

  it('keeps the texts of its error and its filter after the last run with that error was repaired', async () => {
    const { link, people, gone } = await broken(2);
    await gone.restore();
    const [one] = people;
    const { items } = await system.ops.call(ROUTES.runs.list, {
      query: { linkId: link, contactId: one?.contactId },
    });
    const failure = items[0]?.failure;
    const filter = {
      linkId: link,
      mailingId: one?.mailingId,
      contactId: one?.contactId,
      error: failure?.key,
    };
    const { id, about } = await start({ verb: 'retry', filter, canary: 0 });
    await inState(id, 'done');
    await system.scene.all(link, 'succeeded', 1);
    expect(about).toEqual({
      error: { type: 'set-interest', reason: failure?.reason },
      link: { id: link, name: 'Prøve' },
      mailing: { id: one?.mailingId, name: 'Prøveutsendelse' },
      contact: { id: one?.contactId, name: 'Kari Prøve' },
    });
    expect(failure?.reason.message.nb).toContain('Interesse');
    const left = await system.ops.call(ROUTES.runs.list, {
      query: { linkId: link, contactId: one?.contactId },
    });
    expect(left.items[0]?.failure).toBeUndefined();
    await system.scene.connection
      .collection<{ _id: string }>('links')
      .updateOne({ _id: link }, { $set: { name: 'Et annet navn' } });
    expect((await bulk(id)).about).toEqual(about);
  });

  it('is done after the canary when no other runs match', async () => {
    const { link } = await broken(2);
    const { id } = await start({ verb: 'skip', filter: { linkId: link }, canary: 5 });
    expect(await inState(id, 'done')).toMatchObject({ done: 2, ineligible: 0 });
    await system.scene.all(link, 'succeeded', 2);
  });

  it('keeps its rate limit and stops on request', async () => {
    const { link, gone } = await broken(20);
    await gone.restore();
    const begun = Date.now();
    const { id } = await start({ verb: 'retry', filter: { linkId: link }, canary: 0, perSecond: 4 });
    await until(async () => (await bulk(id)).done >= 4);
    // Four runs take at least 750 ms: the first is processed at once, then one every 250 ms.
    expect(Date.now() - begun).toBeGreaterThan(600);
    const stopped = await system.ops.call(ROUTES.bulks.stop, { params: { id } });
    expect(stopped).toMatchObject({ state: 'stopped', endedAt: expect.any(String) as string });
    // Waits until the worker has released the lease of the bulk operation.
    await until(async () => (await system.scene.count('leases', { _id: `bulk:${id}` })) === 0);
    const { done } = await bulk(id);
    expect(done).toBeLessThan(10);
    await system.scene.all(link, 'succeeded', done);
    await system.scene.all(link, 'failed', 20 - done);
    expect(await statusOf(system.ops, `/api/ops/bulks/${id}/continue`)).toEqual([409, 'bulk.ended']);
  });

  it('changes no run twice after an interruption, also when a run failed again meanwhile', async () => {
    const { link, ids } = await broken(5);
    const { id } = await start({ verb: 'retry', filter: { linkId: link }, canary: 0, perSecond: 40 });
    // All runs fail again, because the interest is still deleted.
    expect(await inState(id, 'done')).toMatchObject({ done: 5 });
    const attempts = async (): Promise<(number | undefined)[]> =>
      Promise.all(ids.map(async (run) => (await system.scene.get(run)).steps[1]?.attempts.length));
    await until(async () => (await attempts()).every((made) => made === 2));
    await system.scene.all(link, 'failed', 5);

    // A second bulk operation changes the same runs. Then the first one is set back to the state that a worker leaves if it crashes before
    // it has stored the cursor.
    const { id: other } = await start({ verb: 'retry', filter: { linkId: link }, canary: 0, perSecond: 40 });
    await inState(other, 'done');
    await until(async () => (await attempts()).every((made) => made === 3));
    await system.scene.all(link, 'failed', 5);
    await system.scene.connection
      .collection<{ _id: string }>('bulks')
      .updateOne({ _id: id }, { $set: { state: 'rest', cursor: '' }, $inc: { rev: 1 } });
    await inState(id, 'done');
    expect(await attempts()).toEqual([3, 3, 3, 3, 3]);
    expect((await bulk(id)).outcome).toEqual({ failed: 5 });
    expect((await bulk(other)).outcome).toEqual({ failed: 5 });
  });

  it('reruns each run once and never the runs that it created itself', async () => {
    const { link, people, ids, fine } = await broken(6);
    await system.scene.publish(link, 2, [fine.step('x')]);
    // One of the runs is rerun before the bulk operation starts.
    await system.ops.call(ROUTES.runs.rerun, { params: { id: ids[0] ?? '' } });
    await system.scene.all(link, 'succeeded', 1);
    const { id, total } = await start({
      verb: 'rerun',
      filter: { linkId: link, status: 'failed,cancelled' },
      canary: 1,
      perSecond: 40,
    });
    expect(total).toBe(5);
    await inState(id, 'checking');
    await system.ops.call(ROUTES.bulks.continue, { params: { id } });
    expect(await inState(id, 'done')).toMatchObject({ done: 5, ineligible: 0 });
    await system.scene.all(link, 'succeeded', 6);
    expect(await system.scene.count('runs', { 'context.linkId': link })).toBe(12);
    expect(await system.scene.count('runs', { 'context.linkId': link, status: 'failed' })).toBe(0);
    expect(await effectsOf(people)).toEqual([2]);

    const everything = await start({ verb: 'rerun', filter: { linkId: link }, canary: 0, perSecond: 100 });
    expect(await inState(everything.id, 'done')).toMatchObject({ total: 6, done: 6 });
    await system.scene.all(link, 'succeeded', 12);
    expect(await effectsOf(people)).toEqual([3]);
  });

  it('cancels waiting runs', async () => {
    const wait = { id: 'w', type: 'wait', params: { kind: 'for', amount: 1, unit: 'hours' } };
    const link = await system.scene.link([wait]);
    const people = await Promise.all([1, 2, 3].map(() => system.scene.person()));
    const [first] = await system.scene.click(link, people);
    await system.scene.all(link, 'waiting', 3);
    const { id } = await start({ verb: 'cancel', filter: { linkId: link, status: 'waiting' }, canary: 1 });
    await inState(id, 'checking');
    await system.ops.call(ROUTES.bulks.continue, { params: { id } });
    expect(await inState(id, 'done')).toMatchObject({ done: 3, outcome: { cancelled: 3 } });
    expect(await system.ops.call(ROUTES.runs.get, { params: { id: first ?? '' } })).toMatchObject({
      status: 'cancelled',
    });
  });

  it('is announced at most once a second while it runs', async () => {
    const { link } = await broken(8);
    const announcedAt: number[] = [];
    const live = system.worker.get(LiveEvents, { strict: false });
    const announce = live.announce.bind(live);
    live.announce = (event) => {
      const { type } = event();
      if (type === 'ops') announcedAt.push(Date.now());
      announce(event);
    };
    const { id } = await start({ verb: 'skip', filter: { linkId: link }, canary: 0, perSecond: 4 });
    await inState(id, 'done');
    live.announce = announce;
    expect(announcedAt.length).toBeGreaterThanOrEqual(2);
    // One at the start, one per second, and one that announces the end without delay. The steps of a bulk would give many more.
    const seconds = ((announcedAt.at(-1) ?? 0) - (announcedAt[0] ?? 0)) / 1000;
    expect(announcedAt.length).toBeLessThanOrEqual(Math.ceil(seconds) + 2);
  });
});

describe('refused bulk commands', () => {
  it('include those of other roles, of unknown bulks, and with invalid filters', async () => {
    const body = { verb: 'retry', filter: { linkId: newId() } };
    for (const who of [system.marketer, system.viewer]) {
      expect(await statusOf(who, '/api/ops/bulks', body)).toEqual([403, 'access.denied']);
      expect((await who.send('GET', '/api/audit')).status).toBe(403);
    }
    expect(await statusOf(system.ops, `/api/ops/bulks/${newId()}/stop`)).toEqual([404, 'not-found']);
    for (const wrong of [
      { ...body, verb: 'delete' },
      { ...body, canary: -1 },
      { ...body, perSecond: 0 },
      { verb: 'retry', filter: { status: 'broken' } },
    ])
      expect(await statusOf(system.ops, '/api/ops/bulks', wrong)).toEqual([400, 'validation.failed']);
  });

  it('include continuing before the canary is done', async () => {
    const { link } = await broken(8);
    const { id } = await start({ verb: 'skip', filter: { linkId: link }, canary: 8, perSecond: 2 });
    expect(await statusOf(system.ops, `/api/ops/bulks/${id}/continue`)).toEqual([409, 'bulk.not-ready']);
    await system.ops.call(ROUTES.bulks.stop, { params: { id } });
  });
});
