import { NestFactory } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type BulkVerb, type BulkView } from '@linkflow/contracts';
import { JobProducer } from '@linkflow/queues';
import { signIn, startApps, testEnvironment, until, type ApiClient, type RunningApps } from '../support';
import { startApi } from './api.fixture';
import { Interest, OPS_ENV, OpsScene } from './ops.fixture';

/** A worker is killed while it carries out a bulk operation. Another worker continues it, and no run is changed twice. */
const seed = Number(process.env.FAULT_SEED ?? 5);
const RUNS = 80;
const environment = testEnvironment('ops_bulk_takeover');
/** The worker that is killed. It runs in a separate process. */
let victim: RunningApps;
let app: NestFastifyApplication;
let api: ApiClient;
let scene: OpsScene;

beforeAll(async () => {
  const { app: started, url } = await startApi(environment, { SEED_DEMO: 'true', ...OPS_ENV });
  app = started;
  api = await signIn(url);
  scene = new OpsScene(app.get<Connection>(getConnectionToken()), () =>
    app.get(JobProducer, { strict: false }),
  );
  victim = await startApps({ environment, only: ['worker'], env: OPS_ENV });
}, 240_000);
afterAll(async () => {
  await victim?.stop();
  await app?.close();
  await environment.dispose();
});

describe(`a worker killed after at least ${seed} runs of a bulk (seed ${seed})`, () => {
  it.each<[BulkVerb, number]>([
    ['retry', RUNS],
    ['rerun', 2 * RUNS],
  ])(
    '%s of %i runs',
    async (verb, runsAfterwards) => {
      const [fine, gone] = await Promise.all([Interest.create(api), Interest.create(api)]);
      await gone.retire();
      const link = await scene.link([fine.step('a'), gone.step('b')]);
      const people = await Promise.all(Array.from({ length: RUNS }, () => scene.person()));
      const ids = await scene.click(link, people);
      await scene.all(link, 'failed', RUNS);
      // The interest is still deleted, so retried runs fail again: the number of attempts shows how often each run was retried.
      await scene.publish(link, 2, [fine.step('a'), gone.step('b')]);

      const { id } = await api.call(ROUTES.bulks.start, {
        body: {
          verb,
          filter: { linkId: link, status: 'failed' },
          canary: 0,
          perSecond: 40,
        },
      });
      const bulk = (): Promise<BulkView> => api.call(ROUTES.bulks.get, { params: { id } });
      await until(async () => (await bulk()).done >= seed);
      await victim.kill('worker');
      expect((await bulk()).done).toBeLessThan(RUNS);
      const { AppModule } = await import('../../apps/worker/src/app.module');
      const other = await NestFactory.createApplicationContext(AppModule, { logger: false });

      const done = await until(
        async () => {
          const view = await bulk();
          return view.state === 'done' && view;
        },
        { what: 'the end of the bulk', deadlineMs: 45_000 },
      );
      expect(done).toMatchObject({ total: RUNS, done: RUNS, ineligible: 0 });
      await until(
        async () => (await scene.count('runs', { 'context.linkId': link, dueAt: { $exists: true } })) === 0,
        {
          deadlineMs: 30_000,
        },
      );
      await other.close();
      await victim.restart('worker');
      expect(await scene.count('runs', { 'context.linkId': link })).toBe(runsAfterwards);
      const runs = await Promise.all(ids.map((run) => scene.get(run)));
      if (verb === 'retry') {
        expect(new Set(runs.map((run) => run.steps[1]?.attempts.length))).toEqual(new Set([2]));
        expect(await effects(people)).toEqual([1]);
      } else {
        expect(new Set(runs.map((run) => run.rerunBy)).size).toBe(RUNS);
        expect(await effects(people)).toEqual([2]);
      }
    },
    120_000,
  );
});

const effects = async (people: readonly Parameters<OpsScene['effects']>[0][]): Promise<number[]> => [
  ...new Set(await Promise.all(people.map((person) => scene.effects(person)))),
];
