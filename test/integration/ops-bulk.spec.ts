import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  AuditPage,
  BulkCounted,
  BulkPage,
  BulkState,
  BulkView,
  RunDetail,
  RunPage,
} from '@linkflow/contracts';
import { LiveEvents, newId } from '@linkflow/platform';
import type { StoredRun } from '@linkflow/engine';
import { testEnvironment, until } from '../support';
import { Interest, startOps, statusOf, type Ops, type Person } from './ops.fixture';

/** One verb done to many runs, through the api, with a real worker behind it. */
const environment = testEnvironment('ops_bulk');
let house: Ops;

beforeAll(async () => {
  house = await startOps(environment);
}, 120_000);
afterAll(async () => {
  await house?.close();
  await environment.dispose();
});

/** Runs of one link that all failed at their second step. */
async function broken(runs: number) {
  const [fine, gone] = await Promise.all([Interest.make(house.admin), Interest.make(house.admin)]);
  await gone.retire();
  const link = await house.scene.link([fine.step('a'), gone.step('b')]);
  const people = await Promise.all(Array.from({ length: runs }, () => house.scene.person()));
  const ids = await house.scene.click(link, people);
  await house.scene.all(link, 'failed', runs);
  return { link, people, ids, fine, gone };
}

const start = (body: object): Promise<BulkView> => house.ops.post('/api/ops/bulks', body);
const bulk = (id: string): Promise<BulkView> => house.ops.get(`/api/ops/bulks/${id}`);
const inState = (id: string, state: BulkState): Promise<BulkView> =>
  until(
    async () => {
      const view = await bulk(id);
      return view.state === state && view;
    },
    { what: `a bulk that is ${state}`, deadlineMs: 30_000 },
  );
const effectsOf = async (people: readonly Person[]): Promise<number[]> => [
  ...new Set(await Promise.all(people.map((person) => house.scene.effects(person)))),
];

describe('a dry run', () => {
  it('counts the runs that the verb fits and those it does not, and does nothing', async () => {
    const { link, fine, people } = await broken(4);
    await house.scene.publish(link, 2, [fine.step('a')]);
    await house.scene.click(link, people.slice(0, 2), 2);
    await house.scene.all(link, 'succeeded', 2);
    const count = (verb: string, more = {}): Promise<BulkCounted> =>
      house.ops.post('/api/ops/bulks/count', { verb, filter: { linkId: link, ...more } });
    expect(await count('retry')).toEqual({ runs: 4, unfit: 2 });
    expect(await count('again')).toEqual({ runs: 6, unfit: 0 });
    expect(await count('cancel')).toEqual({ runs: 0, unfit: 6 });
    expect(await count('skip', { status: 'failed,succeeded', contactId: people[0]?.contactId })).toEqual({
      runs: 1,
      unfit: 1,
    });
    await house.scene.all(link, 'failed', 4);
  });
});

describe('a bulk', () => {
  it('comes to a run of the very second it began in, whichever process gave that one its id', async () => {
    const { link, ids, gone } = await broken(1);
    await gone.restore();
    const run = await house.scene.get(ids[0] ?? '');
    const second = Math.floor(Date.now() / 1_000).toString(16);
    await house.scene.connection
      .collection<StoredRun>('runs')
      .insertOne({ ...run, _id: second + 'f'.repeat(16), mark: newId() });
    const { id } = await start({ verb: 'retry', filter: { linkId: link }, canary: 0, perSecond: 50 });
    expect(await inState(id, 'done')).toMatchObject({ total: 2, done: 2, passed: 0 });
  });

  it('begins with a few, waits for a person, does the rest, and knows how its runs stand', async () => {
    const { link, people, gone } = await broken(12);
    await gone.restore();
    const { id } = await start({
      verb: 'retry',
      filter: { linkId: link, status: 'failed' },
      canary: 3,
      perSecond: 40,
    });
    const checking = await inState(id, 'checking');
    expect(checking).toMatchObject({ total: 12, done: 3, passed: 0, by: { name: 'Ola Nordmann' } });
    await house.scene.all(link, 'succeeded', 3);
    expect(await house.scene.count('runs', { linkId: link, status: 'failed' })).toBe(9);
    expect((await bulk(id)).outcome).toEqual({ succeeded: 3 });

    await house.ops.post(`/api/ops/bulks/${id}/continue`);
    const done = await inState(id, 'done');
    expect(done).toMatchObject({ total: 12, done: 12, passed: 0, endedAt: expect.any(String) as string });
    await house.scene.all(link, 'succeeded', 12);
    expect((await bulk(id)).outcome).toEqual({ succeeded: 12 });
    expect(await effectsOf(people)).toEqual([2]);

    // From the bulk to its runs, and from a run to the bulk.
    const its = await house.ops.get<RunPage>(`/api/runs?bulk=${id}&status=succeeded`);
    expect(its.total).toBe(12);
    expect(await house.ops.get<RunPage>(`/api/runs?bulk=${id}&status=failed`)).toMatchObject({ total: 0 });
    const run = await house.marketer.get<RunDetail>(`/api/runs/${its.items[0]?.id}`);
    expect(run.bulks).toEqual([{ id, verb: 'retry', at: done.at, by: done.by }]);

    for (const verb of ['stop', 'continue'])
      expect(await statusOf(house.ops, `/api/ops/bulks/${id}/${verb}`)).toEqual([409, 'bulk.ended']);
    const lines = (await house.ops.get<AuditPage>('/api/audit?action=bulk.')).items;
    expect(lines.filter((line) => line.target.id === id).map((line) => line.action)).toEqual([
      'bulk.continue',
      'bulk.start',
    ]);
    expect((await house.ops.get<BulkPage>('/api/ops/bulks')).items[0]).toMatchObject({ id, state: 'done' });
  });

  it('keeps the words of its error and of what it was narrowed to, when nothing has that error any more', async () => {
    const { link, people, gone } = await broken(2);
    await gone.restore();
    const [one] = people;
    const { items } = await house.ops.get<RunPage>(`/api/runs?linkId=${link}&contactId=${one?.contactId}`);
    const failure = items[0]?.failure;
    const filter = {
      linkId: link,
      mailingId: one?.mailingId,
      contactId: one?.contactId,
      error: failure?.key,
    };
    const { id, about } = await start({ verb: 'retry', filter, canary: 0 });
    await inState(id, 'done');
    await house.scene.all(link, 'succeeded', 1);
    expect(about).toEqual({
      error: { type: 'set-interest', reason: failure?.reason },
      link: { id: link, name: 'Prøve' },
      mailing: { id: one?.mailingId, name: 'Prøveutsendelse' },
      contact: { id: one?.contactId, name: 'Kari Prøve' },
    });
    expect(failure?.reason.message.nb).toContain('Interesse');
    const left = await house.ops.get<RunPage>(`/api/runs?linkId=${link}&contactId=${one?.contactId}`);
    expect(left.items[0]?.failure).toBeUndefined();
    await house.scene.connection
      .collection<{ _id: string }>('links')
      .updateOne({ _id: link }, { $set: { name: 'Et annet navn' } });
    expect((await bulk(id)).about).toEqual(about);
  });

  it('is done at once when the first few were all', async () => {
    const { link } = await broken(2);
    const { id } = await start({ verb: 'skip', filter: { linkId: link }, canary: 5 });
    expect(await inState(id, 'done')).toMatchObject({ done: 2, passed: 0 });
    await house.scene.all(link, 'succeeded', 2);
  });

  it('keeps to its rate, and stops where it is told to', async () => {
    const { link, gone } = await broken(20);
    await gone.restore();
    const begun = Date.now();
    const { id } = await start({ verb: 'retry', filter: { linkId: link }, canary: 0, perSecond: 4 });
    await until(async () => (await bulk(id)).done >= 4);
    // One at the start, and one each quarter of a second from then on.
    expect(Date.now() - begun).toBeGreaterThan(600);
    const stopped = await house.ops.post<BulkView>(`/api/ops/bulks/${id}/stop`);
    expect(stopped).toMatchObject({ state: 'stopped', endedAt: expect.any(String) as string });
    // Its runner has let go of it.
    await until(async () => (await house.scene.count('leases', { _id: `bulk:${id}` })) === 0);
    const { done } = await bulk(id);
    expect(done).toBeLessThan(10);
    await house.scene.all(link, 'succeeded', done);
    await house.scene.all(link, 'failed', 20 - done);
    expect(await statusOf(house.ops, `/api/ops/bulks/${id}/continue`)).toEqual([409, 'bulk.ended']);
  });

  it('that was cut off after a page does nothing twice, not to a run that failed again meanwhile either', async () => {
    const { link, ids } = await broken(5);
    const { id } = await start({ verb: 'retry', filter: { linkId: link }, canary: 0, perSecond: 40 });
    // All fail again, as nothing was mended.
    expect(await inState(id, 'done')).toMatchObject({ done: 5 });
    const attempts = async (): Promise<(number | undefined)[]> =>
      Promise.all(ids.map(async (run) => (await house.scene.get(run)).steps[1]?.attempts.length));
    await until(async () => (await attempts()).every((made) => made === 2));
    await house.scene.all(link, 'failed', 5);

    // Another bulk comes to the same runs, and then the first one's runner dies before it has written how far it was.
    const { id: other } = await start({ verb: 'retry', filter: { linkId: link }, canary: 0, perSecond: 40 });
    await inState(other, 'done');
    await until(async () => (await attempts()).every((made) => made === 3));
    await house.scene.all(link, 'failed', 5);
    await house.scene.connection
      .collection<{ _id: string }>('bulks')
      .updateOne({ _id: id }, { $set: { state: 'rest', cursor: '' }, $inc: { rev: 1 } });
    await inState(id, 'done');
    expect(await attempts()).toEqual([3, 3, 3, 3, 3]);
    expect((await bulk(id)).outcome).toEqual({ failed: 5 });
    expect((await bulk(other)).outcome).toEqual({ failed: 5 });
  });

  it('does runs again once each, and never the runs that it made itself', async () => {
    const { link, people, ids, fine } = await broken(6);
    await house.scene.publish(link, 2, [fine.step('x')]);
    // One of them was done again by hand before.
    await house.ops.post(`/api/runs/${ids[0]}/again`);
    await house.scene.all(link, 'succeeded', 1);
    const { id, total } = await start({
      verb: 'again',
      filter: { linkId: link, status: 'failed,cancelled' },
      canary: 1,
      perSecond: 40,
    });
    expect(total).toBe(5);
    await inState(id, 'checking');
    await house.ops.post(`/api/ops/bulks/${id}/continue`);
    expect(await inState(id, 'done')).toMatchObject({ done: 5, passed: 0 });
    await house.scene.all(link, 'succeeded', 6);
    expect(await house.scene.count('runs', { linkId: link })).toBe(12);
    expect(await house.scene.count('runs', { linkId: link, status: 'failed' })).toBe(0);
    expect(await effectsOf(people)).toEqual([2]);

    const everything = await start({ verb: 'again', filter: { linkId: link }, canary: 0, perSecond: 100 });
    expect(await inState(everything.id, 'done')).toMatchObject({ total: 6, done: 6 });
    await house.scene.all(link, 'succeeded', 12);
    expect(await effectsOf(people)).toEqual([3]);
  });

  it('cancels runs that wait', async () => {
    const wait = { id: 'w', type: 'wait', params: { kind: 'for', amount: 1, unit: 'hours' } };
    const link = await house.scene.link([wait]);
    const people = await Promise.all([1, 2, 3].map(() => house.scene.person()));
    const [first] = await house.scene.click(link, people);
    await house.scene.all(link, 'waiting', 3);
    const { id } = await start({ verb: 'cancel', filter: { linkId: link, status: 'waiting' }, canary: 1 });
    await inState(id, 'checking');
    await house.ops.post(`/api/ops/bulks/${id}/continue`);
    expect(await inState(id, 'done')).toMatchObject({ done: 3, outcome: { cancelled: 3 } });
    expect(await house.ops.get<RunDetail>(`/api/runs/${first}`)).toMatchObject({ status: 'cancelled' });
  });

  it('is told of while it goes on, once a second at most', async () => {
    const { link } = await broken(8);
    const told: number[] = [];
    const live = house.worker.get(LiveEvents, { strict: false });
    const announce = live.announce.bind(live);
    live.announce = (event) => {
      const { type } = event();
      if (type === 'ops') told.push(Date.now());
      announce(event);
    };
    const { id } = await start({ verb: 'skip', filter: { linkId: link }, canary: 0, perSecond: 4 });
    await inState(id, 'done');
    live.announce = announce;
    expect(told.length).toBeGreaterThanOrEqual(2);
    // The last tells of the end, which no one waits for.
    for (let at = 1; at < told.length - 1; at++) {
      expect((told[at] ?? 0) - (told[at - 1] ?? 0)).toBeGreaterThanOrEqual(950);
    }
  });
});

describe('refusals', () => {
  it('of who may not, of what is not there, and of what makes no sense', async () => {
    const body = { verb: 'retry', filter: { linkId: newId() } };
    for (const who of [house.marketer, house.viewer]) {
      expect(await statusOf(who, '/api/ops/bulks', body)).toEqual([403, 'access.denied']);
      expect((await who.send('GET', '/api/audit')).status).toBe(403);
    }
    expect(await statusOf(house.ops, `/api/ops/bulks/${newId()}/stop`)).toEqual([404, 'not-found']);
    for (const wrong of [
      { ...body, verb: 'delete' },
      { ...body, canary: -1 },
      { ...body, perSecond: 0 },
      { verb: 'retry', filter: { status: 'broken' } },
    ])
      expect(await statusOf(house.ops, '/api/ops/bulks', wrong)).toEqual([400, 'validation.failed']);
  });

  it('of going on before the first few are done', async () => {
    const { link } = await broken(8);
    const { id } = await start({ verb: 'skip', filter: { linkId: link }, canary: 8, perSecond: 2 });
    expect(await statusOf(house.ops, `/api/ops/bulks/${id}/continue`)).toEqual([409, 'bulk.not-ready']);
    await house.ops.post(`/api/ops/bulks/${id}/stop`);
  });
});
