import { Queue } from 'bullmq';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, OpsOverview, type RunStatus } from '@linkflow/contracts';
import { ClickRate, ClicksRepository, SuspendedScripts } from '@linkflow/links';
import type { Clock } from '@linkflow/platform';
import { queueNames, queuePrefix } from '@linkflow/queues';
import { DEMO_USER, signIn, testEnvironment, until, type ApiClient } from '../support';
import { startApi } from './api.fixture';

const environment = testEnvironment('ops_overview');
const [clicksQueue = ''] = queueNames('clicks', 1);

let app: NestFastifyApplication;
let url: string;
let ops: ApiClient;
let queue: Queue;

beforeAll(async () => {
  ({ app, url } = await startApi(environment, { SEED_DEMO: 'true' }));
  ops = await signIn(url, { ...DEMO_USER, email: 'ola@example.no' });
  queue = new Queue(clicksQueue, {
    prefix: queuePrefix(environment.queuePrefix, clicksQueue),
    connection: { url: environment.redisUrl },
  });
}, 120_000);
afterAll(async () => {
  await queue?.close();
  await app?.close();
  await environment.dispose();
});

const collection = (name: string): mongo.Collection<{ _id: string }> =>
  app.get<Connection>(getConnectionToken()).collection<{ _id: string }>(name);

/** Returns the id of the nth click in the second of this time (ms). */
const idAt = (time: number, n: number): string =>
  Math.floor(time / 1_000)
    .toString(16)
    .padStart(8, '0') + n.toString(16).padStart(16, '0');

const clicksOf = (at: number, many: number, from = 0): { _id: string }[] =>
  Array.from({ length: many }, (_, n) => ({ _id: idAt(at, from + n) }));

const overview = async (): Promise<OpsOverview> => OpsOverview.parse(await ops.call(ROUTES.ops.overview));

let lastRun = 0;
const addRuns = async (status: RunStatus, many: number): Promise<void> => {
  const runs = Array.from({ length: many }, () => ({ _id: idAt(Date.now(), ++lastRun), status, steps: [] }));
  await collection('runs').insertMany(runs);
};

describe('the ops overview', () => {
  it('names the scripts that apps/click does not run, until they are in time again', async () => {
    const suspended = app.get(SuspendedScripts, { strict: false });
    const id = idAt(Date.now(), 1);
    const until = new Date(Date.now() + 60_000);
    await suspended.add({ id, name: 'Treg', until });
    await suspended.add({ id: idAt(Date.now(), 2), name: 'Gammel', until: new Date(Date.now() - 1) });
    expect((await overview()).suspendedScripts).toEqual([{ id, name: 'Treg', until: until.toISOString() }]);
    await suspended.remove(id);
    expect((await overview()).suspendedScripts).toEqual([]);
  });

  it('is allowed for ops and admins only', async () => {
    const kari = await signIn(url, { ...DEMO_USER, email: 'kari@example.no' });
    expect((await kari.send('GET', '/api/ops/overview')).status).toBe(403);
    expect((await fetch(`${url}/api/ops/overview`)).status).toBe(401);
  });

  it('shows empty queues and no runs for an idle system', async () => {
    const idle = await overview();
    expect(idle.stores).toEqual({ mongo: true, redis: true });
    expect(idle.queues.find(({ name }) => name === clicksQueue)).toEqual({
      name: clicksQueue,
      waiting: 0,
      active: 0,
      delayed: 0,
      failed: 0,
      oldestMs: null,
    });
    expect(idle.retrying).toEqual({ runs: 0, storm: false });
    expect(idle.repairs).toEqual({ since: null, enqueued: 0, started: 0 });
    expect(idle.setAside).toBe(0);
  });

  it('shows the depth of a queue and the age of its oldest job', async () => {
    const day = 86_400_000;
    const payload = { v: 1, clicks: [] };
    await queue.add('clicks', payload, { timestamp: Date.now() - 90_000 });
    await queue.add('clicks', payload);
    await queue.add('clicks', payload, { delay: day });
    const view = (await overview()).queues.find(({ name }) => name === clicksQueue);
    expect(view).toMatchObject({ waiting: 2, delayed: 1, active: 0, failed: 0 });
    expect(view?.oldestMs).toBeGreaterThanOrEqual(90_000);
    expect(view?.oldestMs).toBeLessThan(150_000);
    await queue.drain(true);
  });

  it('counts clicks per minute', async () => {
    await collection('clicks').insertMany(clicksOf(Date.now(), 3));
    const { clicksPerMinute } = await overview();
    expect(clicksPerMinute.length).toBe(15);
    expect(clicksPerMinute.reduce((sum, { clicks }) => sum + clicks, 0)).toBe(3);
    expect(clicksPerMinute.map(({ minute }) => minute)).toEqual(
      clicksPerMinute.map((_, n) =>
        new Date(Date.parse(clicksPerMinute[0]?.minute ?? '') + n * 60_000).toISOString(),
      ),
    );
  });

  it('counts the clicks of a minute by verdict, from indexes', async () => {
    const clock: Clock = { now: () => new Date('2031-01-01T12:00:30Z') };
    const minute = Date.parse('2031-01-01T12:00:00Z');
    const verdicts = [undefined, 'human', 'human', 'suspect', 'bot', 'bot', 'bot'];
    const clicks = clicksOf(minute, verdicts.length).map((click, index) => ({
      ...click,
      ...(verdicts[index] && { verdict: verdicts[index] }),
    }));
    await collection('clicks').insertMany(clicks);
    const repository = app.get(ClicksRepository, { strict: false });
    expect(await new ClickRate(repository, clock).lastMinutes(1)).toEqual([
      { minute: new Date(minute), clicks: 7, humanClicks: 3, suspectClicks: 1 },
    ]);
    const plan = await repository.clicks
      .find({ verdict: 'bot', _id: { $gte: idAt(minute, 0) } }, { projection: { _id: 1 } })
      .explain('executionStats');
    expect(plan.executionStats).toMatchObject({ totalDocsExamined: 0, nReturned: 3 });
  });

  it('recounts past minutes at growing intervals, as clicks may arrive late', async () => {
    let now = Date.parse('2030-01-01T12:00:30Z');
    const clock: Clock = { now: () => new Date(now) };
    const rate = new ClickRate(app.get(ClicksRepository, { strict: false }), clock);
    const minute = Date.parse('2030-01-01T11:58:00Z');
    const clicks = async (): Promise<number | undefined> =>
      (await rate.lastMinutes(15)).find((one) => one.minute.getTime() === minute)?.clicks;
    await collection('clicks').insertMany([
      ...clicksOf(minute, 4),
      ...clicksOf(minute + 59_999, 1, 100),
      ...clicksOf(minute - 1, 9),
      ...clicksOf(minute + 60_000, 9),
    ]);
    expect(await clicks()).toBe(5);
    await collection('clicks').insertMany(clicksOf(minute, 2, 50));
    now += 60_000;
    expect(await clicks(), 'cached').toBe(5);
    now += 120_000;
    expect(await clicks(), 'twice as old').toBe(7);
    const none = { clicks: 0, humanClicks: 0, suspectClicks: 0 };
    expect(await rate.lastMinutes(2)).toEqual([
      { minute: new Date('2030-01-01T12:02:00Z'), ...none },
      { minute: new Date('2030-01-01T12:03:00Z'), ...none },
    ]);
  });

  it('counts unfinished and failed runs and detects a retry storm', async () => {
    await addRuns('succeeded', 30);
    await addRuns('cancelled', 4);
    await addRuns('failed', 5);
    await addRuns('retrying', 101);
    const seen = await until(
      async () => {
        const now = await overview();
        return now.runs.retrying === 101 && now;
      },
      { what: 'the count of runs' },
    );
    expect(seen.runs).toEqual({ failed: 5, retrying: 101 });
    expect(seen.retrying).toEqual({ runs: 101, storm: true });
  });

  it('counts the runs that nobody has continued for more than a minute', async () => {
    expect((await overview()).overdue).toBe(0);
    const due = (ageMs: number, status: RunStatus) => ({
      _id: idAt(Date.now(), ++lastRun),
      status,
      steps: [],
      dueAt: new Date(Date.now() - ageMs),
    });
    const runs = [due(61_000, 'waiting'), due(3_600_000, 'running'), due(30_000, 'queued')];
    await collection('runs').insertMany(runs);
    await until(async () => (await overview()).overdue === 2, { what: 'the count of overdue runs' });
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain('linkflow_runs_overdue{app="api"} 2');
    await collection('runs').deleteMany({ _id: { $in: runs.map(({ _id }) => _id) } });
  });

  it('exposes the system metrics to Prometheus', async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain('linkflow_runs{status="failed",app="api"} 5');
    expect(text).toMatch(/linkflow_queue_jobs\{queue="clicks-0",state="waiting",app="api"\} 0/);
    expect(text).toContain('linkflow_queue_oldest_seconds{queue="clicks-0",app="api"} 0');
    expect(text).toContain('linkflow_repairs{what="enqueued",app="api"} 0');
  });
});
