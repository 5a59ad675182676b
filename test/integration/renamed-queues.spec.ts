import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { once } from 'node:events';
import { Queue, Worker } from 'bullmq';
import { afterAll, describe, expect, it } from 'vitest';
import type { JobHandler } from '@linkflow/queues';
import { testEnvironment, until } from '../support';

const environment = testEnvironment('renamed-queues');
Object.assign(process.env, {
  MONGODB_URI: environment.mongoUri,
  REDIS_URL: environment.redisUrl,
  QUEUE_PREFIX: environment.queuePrefix,
  LOG_LEVEL: 'silent',
});

afterAll(() => environment.dispose());

const RUN = 'a'.repeat(24);
const FAILED_RUN = 'e'.repeat(24);
const CLICK = {
  id: 'b'.repeat(24),
  at: 1,
  link: 'c'.repeat(24),
  recipient: 'd'.repeat(24),
  version: 1,
  kind: 'click',
  run: true,
};

const optionsOf = (name: string) => ({
  prefix: `{${environment.queuePrefix}-${name}}`,
  connection: { url: environment.redisUrl },
  skipVersionCheck: true,
});

/** Processes the only waiting job of a queue with a worker that fails, so that the job is stored as failed. */
async function failJob(name: string): Promise<void> {
  const worker = new Worker(name, () => Promise.reject(new Error('failed')), {
    ...optionsOf(name),
    connection: { url: environment.redisUrl, maxRetriesPerRequest: null },
  });
  await once(worker, 'failed');
  await worker.close();
}

describe('a worker of this release', () => {
  it('does the jobs that release 0.1 left in the queues `advance` and `lone`', async () => {
    const { QueuesModule, Queues } = await import('@linkflow/queues');
    const { PlatformModule } = await import('@linkflow/platform');
    const done: object[] = [];
    const handler = (): Type<JobHandler<never>> =>
      class {
        handle(payload: object): Promise<void> {
          done.push(payload);
          return Promise.resolve();
        }
      };
    const [advance, lone] = ['advance-0', 'lone-0'].map((name) => new Queue(name, optionsOf(name)));
    if (!advance || !lone) throw new Error('No queues');
    await lone.add('lone', { v: 1, kind: 'run', runId: FAILED_RUN });
    await failJob('lone-0');
    await lone.add('lone', { v: 99, kind: 'nonsense' });
    await failJob('lone-0');
    await advance.add('advance', { v: 1, runIds: [RUN] });
    await advance.add('advance', { v: 1, runIds: [RUN, RUN] }, { delay: 300 });
    await lone.add('lone', { v: 1, kind: 'run', runId: RUN }, { jobId: `run-${RUN}` });
    await lone.add('lone', { v: 1, kind: 'clicks', clicks: [CLICK] });

    @Module({
      imports: [
        PlatformModule.forApp('test'),
        QueuesModule.consuming(
          {
            clicks: handler(),
            forms: handler(),
            runs: handler(),
            mail: handler(),
            audience: handler(),
            webhooks: handler(),
            quarantine: handler(),
          },
          {
            concurrency: { clicks: 1, forms: 1, runs: 1, mail: 1, audience: 1, webhooks: 1, quarantine: 1 },
            imports: [],
            lockMs: 5_000,
            stopLimitMs: 1_000,
          },
        ),
      ],
    })
    class Worker {}
    const app = await NestFactory.createApplicationContext(Worker, { logger: false });
    try {
      await until(() => done.length === 5, { what: 'the forwarded jobs' });
      expect(done).toEqual(
        expect.arrayContaining([
          { v: 1, runIds: [RUN] },
          { v: 1, runIds: [RUN, RUN] },
          { v: 1, kind: 'run', runId: RUN },
          { v: 1, kind: 'run', runId: FAILED_RUN },
          { v: 1, kind: 'clicks', clicks: [CLICK] },
        ]),
      );
      const names = app
        .get(Queues)
        .all()
        .map(({ name }) => name);
      expect(names).toEqual([
        'clicks-0',
        'forms-0',
        'runs-0',
        'mail-0',
        'audience-0',
        'webhooks-0',
        'quarantine-0',
      ]);
      await until(async () => (await advance.getJobCountByTypes()) === 0, { what: 'an empty former queue' });
      const rest = async () => (await lone.getFailed()).map(({ data }) => data as unknown);
      await until(async () => (await lone.getJobCountByTypes()) === 1, { what: 'an unreadable job only' });
      expect(await rest()).toEqual([{ v: 99, kind: 'nonsense' }]);
    } finally {
      await app.close();
      await Promise.all([advance.close(), lone.close()]);
    }
  });
});
