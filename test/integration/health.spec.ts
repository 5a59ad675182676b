import { isDeepStrictEqual } from 'node:util';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startApps,
  startOwnServices,
  testEnvironment,
  until,
  type App,
  type OwnServices,
  type RunningApps,
} from '../support';

let services: OwnServices;
let apps: RunningApps;

beforeAll(async () => {
  services = await startOwnServices('health');
  apps = await startApps({
    environment: testEnvironment('health', { services }),
    only: ['api', 'worker', 'click'],
  });
}, 180_000);
afterAll(async () => {
  await apps?.stop();
  await services?.stop();
});

const urlOf = (app: App): string => ({ api: apps.apiUrl, worker: apps.workerUrl, click: apps.clickUrl })[app];

const readiness = async (app: App): Promise<{ code: number; status: string; away: string[] }> => {
  const answer = await fetch(`${urlOf(app)}/health/ready`);
  return { code: answer.status, ...((await answer.json()) as { status: string; away: string[] }) };
};

describe.each<App>(['api', 'worker'])('%s', (app) => {
  it.each([
    ['mongo', 'MongoDB'],
    ['redis', 'Redis'],
  ] as const)(
    'is not ready while %s is unreachable, reports it, stays live, and recovers',
    async (service, name) => {
      expect(await readiness(app)).toMatchObject({
        code: 200,
        status: 'ok',
        away: [],
        clock: { status: 'ok' },
      });
      // A suspended server accepts connections but does not answer.
      await services.kill(service, 'SIGSTOP');
      try {
        // The signal suspends the server a moment later.
        const suspended = await until(async () => {
          const found = await readiness(app);
          return found.code !== 200 && found;
        });
        expect(suspended).toMatchObject({ code: 503, status: 'away', away: [name] });
        expect((await fetch(`${urlOf(app)}/health/live`)).status).toBe(200);
      } finally {
        await services.kill(service, 'SIGCONT');
      }
      await until(async () => (await readiness(app)).code === 200, { what: `${app} with ${name} back` });
    },
  );
});

/** What the three apps say about their stores. */
const states = async (): Promise<unknown> => {
  const [api, worker, click] = await Promise.all([readiness('api'), readiness('worker'), readiness('click')]);
  return [api.away, api.code, worker.away, worker.code, click.away, click.status];
};
const areReady = async (): Promise<boolean> =>
  isDeepStrictEqual(await states(), [[], 200, [], 200, [], 'ok']);

describe('a Redis without free memory', () => {
  it('is reported by all three apps, until it takes writes again', async () => {
    const redis = new Redis(services.redisUrl);
    const refused = ['Redis (refuses writes)'];
    try {
      await redis.config('SET', 'maxmemory', '1');
      expect(await states()).toEqual([refused, 503, refused, 503, refused, 'degraded']);
    } finally {
      await redis.config('SET', 'maxmemory', '0');
      redis.disconnect();
    }
    await until(areReady, { what: 'three ready apps' });
  });
});

describe('a MongoDB that is locked for a backup', () => {
  it('is reported by all three apps, until it takes writes again', async () => {
    const client = new mongoose.mongo.MongoClient(services.mongoUri);
    const refused = ['MongoDB (refuses writes)'];
    try {
      await client.db('admin').command({ fsync: 1, lock: true });
      expect(await states()).toEqual([refused, 503, refused, 503, refused, 'degraded']);
    } finally {
      await client.db('admin').command({ fsyncUnlock: 1 });
      await client.close();
    }
    await until(areReady, { what: 'three ready apps' });
  });
});
