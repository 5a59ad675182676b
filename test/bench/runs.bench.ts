import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import mongoose from 'mongoose';
import type { ClickRecord, ClicksJob } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { JOBS, queuePrefix } from '@linkflow/queues';
import { until, type TestEnvironment } from '../support';
import { program } from './clicks.bench';
import { median, type Figure } from './median';
import type { Scene } from './scene';

const ROUNDS = 5;
const CLICKS = 8_000;
const CONCURRENCY = 500;

/**
 * (b) Measures how many runs of three CRM actions one worker executes per second, compared with BullMQ jobs that have the same payload
 * and do nothing, and (c) the round trips to MongoDB per run. The queue is paused while it is filled. The rate is measured between 10 %
 * and 90 % of the work, which excludes start and end. `from` is the index of the first recipient; each recipient clicks once.
 */
export async function benchRuns(
  environment: TestEnvironment,
  scene: Scene,
  perJob: number,
  from: number,
): Promise<Figure[]> {
  const connection = await mongoose.createConnection(environment.mongoUri).asPromise();
  const queue = openQueue('clicks-0', environment);
  const ratios: number[] = [];
  const trips: number[] = [];
  const rates: number[] = [];
  const noops: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const noop = await noopRate(environment, scene, perJob);
      // Selects only the runs of this round, so that counting them costs the same in each round.
      const filter = { status: 'succeeded', _id: { $gt: newId() } };
      await queue.pause();
      await fill(queue, scene, { perJob, clicks: CLICKS, first: from + round * CLICKS });
      const before = await roundTrips(connection);
      await queue.resume();
      const runs = connection.collection<{ _id: string; status: string }>('runs');
      const rate = await rateOf(() => runs.countDocuments(filter));
      const after = await roundTrips(connection);
      noops.push(noop);
      rates.push(rate.perSecond);
      trips.push((after - before - rate.polls) / CLICKS);
      ratios.push(rate.perSecond / noop);
    }
  } finally {
    await queue.close();
    await connection.close();
  }
  const of = `${perJob} click${perJob === 1 ? '' : 's'} a job`;
  return [
    {
      name: `(b) finished runs / no-op jobs of the same payload, ${of}`,
      value: median(ratios),
      unit: 'ratio',
      aim: { atLeast: 0.2 },
      detail: `${Math.round(median(rates))} runs against ${Math.round(median(noops))} jobs a second`,
    },
    {
      name: `(c) MongoDB round trips at load, ${of}`,
      value: median(trips),
      unit: 'per run',
      aim: { atMost: 0.5 },
      detail: `${CLICKS} runs, each with its click, clicker, three actions and their history`,
    },
  ];
}

async function noopRate(environment: TestEnvironment, scene: Scene, perJob: number): Promise<number> {
  const prefix = queuePrefix(environment.queuePrefix, 'noop');
  const queue = openQueue('noop', environment);
  // The number of jobs is the number of clicks of the other measurement; fewer jobs would end too soon to be measured.
  const jobs = await fill(queue, scene, { perJob, clicks: CLICKS * perJob });
  await queue.close();
  const worker = fork(
    program('noop-worker.ts'),
    ['noop', prefix, environment.redisUrl, String(CONCURRENCY), String(jobs)],
    { execArgv: ['--import', 'tsx'] },
  );
  try {
    const [perSecond] = await once(worker, 'message');
    return Number(perSecond);
  } finally {
    worker.kill('SIGKILL');
  }
}

export function openQueue(name: string, environment: TestEnvironment): Queue {
  return new Queue(name, {
    prefix: queuePrefix(environment.queuePrefix, name),
    connection: { url: environment.redisUrl },
    skipVersionCheck: true,
  });
}

interface Filling {
  perJob: number;
  clicks: number;
  /** Index of the first recipient. */
  first?: number;
  /** What each click has besides. */
  more?: Partial<ClickRecord>;
}

/** Adds clicks of consecutive recipients to a queue. Returns the number of jobs. */
export async function fill(
  queue: Queue,
  scene: Scene,
  { perJob, clicks, first = 0, more }: Filling,
): Promise<number> {
  const jobs: ClicksJob[] = [];
  for (let from = 0; from < clicks; from += perJob) {
    jobs.push({
      v: 1,
      clicks: Array.from({ length: Math.min(perJob, clicks - from) }, (_, n) => ({
        ...clickOf(scene, first + from + n),
        ...more,
      })),
    });
  }
  for (let from = 0; from < jobs.length; from += 500) {
    await queue.addBulk(
      jobs.slice(from, from + 500).map((data) => ({ name: 'clicks', data, opts: JOBS.clicks.options })),
    );
  }
  return jobs.length;
}

export const clickOf = (scene: Scene, n: number): ClickRecord => ({
  id: newId(),
  at: Date.now(),
  link: scene.linkId,
  recipient: scene.recipientIds[n % scene.recipientIds.length] ?? '',
  version: scene.version,
  kind: 'click',
  run: true,
});

/** Polls a counter until it reaches `total`. Returns its rate between 10 % and 90 %, and the number of polls. */
export async function rateOf(
  count: () => Promise<number>,
  total = CLICKS,
): Promise<{ perSecond: number; polls: number }> {
  const seen: { at: number; done: number }[] = [];
  let polls = 0;
  await until(
    async () => {
      polls += 1;
      const done = await count();
      seen.push({ at: performance.now(), done });
      if (done < total) await sleep(50);
      return done >= total;
    },
    { deadlineMs: 180_000, everyMs: 10, what: 'the end of the work' },
  );
  const from = seen.find((one) => one.done >= total * 0.1);
  const to = seen.find((one) => one.done >= total * 0.9) ?? seen.at(-1);
  if (!from || !to || to.at <= from.at) return { perSecond: Number.NaN, polls };
  return { perSecond: ((to.done - from.done) / (to.at - from.at)) * 1_000, polls };
}

/** Read and write commands that MongoDB has counted, without the driver's heartbeats. */
async function roundTrips(connection: mongoose.Connection): Promise<number> {
  const status = await connection.db?.admin().serverStatus();
  const commands: unknown = status?.metrics?.commands;
  if (typeof commands !== 'object' || commands === null)
    throw new Error('serverStatus has no command counters');
  let sum = 0;
  for (const name of [
    'find',
    'getMore',
    'insert',
    'update',
    'delete',
    'findAndModify',
    'aggregate',
    'bulkWrite',
  ]) {
    const one: unknown = Reflect.get(commands, name);
    if (typeof one === 'object' && one !== null && 'total' in one) sum += Number(one.total);
  }
  return sum;
}
