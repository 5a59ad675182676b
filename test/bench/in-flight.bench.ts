import { setTimeout as sleep } from 'node:timers/promises';
import { QueueEvents } from 'bullmq';
import mongoose from 'mongoose';
import { newId } from '@linkflow/platform';
import { JOBS, queuePrefix } from '@linkflow/queues';
import { until, type RunningApps, type TestEnvironment } from '../support';
import { startBare } from './clicks.bench';
import { load, type Load } from './load';
import { median, percentile, type Figure } from './median';
import { clickOf, openQueue } from './runs.bench';
import type { Scene } from './scene';

const LEVELS = [1, 100, 1_000];
const ROUNDS = 3;
/** Duration of each measurement, s, after the warm-up. */
const SECONDS = 3;
const WARM_UP_SECONDS = 1;
/** Largest number of clicks per job: the size of a micro-batch of apps/click under load. */
const PER_JOB = 25;

/**
 * (i), first half: compares tracked URLs with a bare Fastify redirect in alternating rounds, with 1, 100 and 1,000 clicks in flight,
 * each on its own connection. No worker runs meanwhile. `clear` empties the queue.
 */
export async function benchClicksInFlight(
  apps: RunningApps,
  paths: string[],
  clear: () => Promise<void>,
): Promise<Figure[]> {
  const bare = await startBare();
  const figures: Figure[] = [];
  try {
    for (const connections of LEVELS) {
      const options = { connections, seconds: SECONDS, warmUpSeconds: WARM_UP_SECONDS };
      const theirs: Load[] = [];
      const ours: Load[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        theirs.push(await load(bare.url, paths, options));
        ours.push(await load(apps.clickUrl, paths, options));
      }
      await clear();
      figures.push(clickFigure(connections, ours, theirs));
    }
  } finally {
    bare.stop();
  }
  return figures;
}

function clickFigure(connections: number, ours: Load[], theirs: Load[]): Figure {
  const ratios = ours.map((one, round) => one.perSecond / (theirs[round]?.perSecond ?? Number.NaN));
  const both = (of: keyof Load, digits: number): string =>
    [ours, theirs].map((all) => median(all.map((one) => one[of])).toFixed(digits)).join(' against ');
  return {
    name: `(i) tracked URLs / bare Fastify 302, ${inFlight(connections)}`,
    value: median(ratios),
    unit: 'ratio',
    aim: null,
    detail: `${both('perSecond', 0)} a second; p50 ${both('p50', 2)}, p99 ${both('p99', 2)} ms`,
  };
}

/**
 * (i), second half: with 1, 100 and 1,000 clicks in flight at one worker, measures how many runs of three actions end per second, and
 * the time from a click to its last effect. A new job is added whenever a job has ended. `from` is the index of the first recipient;
 * each recipient clicks once.
 */
export async function benchRunsInFlight(
  environment: TestEnvironment,
  scene: Scene,
  from: number,
): Promise<Figure[]> {
  const connection = await mongoose.createConnection(environment.mongoUri).asPromise();
  const constantLoad = await ConstantLoad.start(environment, scene, from);
  const figures: Figure[] = [];
  try {
    for (const clicks of LEVELS) {
      const rounds: { perSecond: number; times: number[] }[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const { perSecond, first, last } = await constantLoad.run(clicks);
        rounds.push({ perSecond, times: await timesOf(connection, first, last) });
      }
      const percentileOf = (of: number): string =>
        median(rounds.map(({ times }) => percentile(times, of))).toFixed(0);
      figures.push({
        name: `(i) runs of three actions a second, ${inFlight(clicks)}`,
        value: median(rounds.map(({ perSecond }) => perSecond)),
        unit: 'a second',
        aim: null,
        detail: `click to last effect p50 ${percentileOf(0.5)}, p99 ${percentileOf(0.99)} ms; ${Math.min(clicks, PER_JOB)} a job`,
      });
    }
  } finally {
    await constantLoad.stop();
    await connection.close();
  }
  return figures;
}

/** Adds jobs with clicks to the queue so that a constant number of clicks is in flight. */
class ConstantLoad {
  private readonly open = new Set<string>();
  private ended: () => void = () => undefined;

  private constructor(
    private readonly queue: ReturnType<typeof openQueue>,
    private readonly events: QueueEvents,
    private readonly scene: Scene,
    private person: number,
  ) {
    events.on('completed', ({ jobId }) => {
      if (this.open.delete(jobId)) this.ended();
    });
  }

  static async start(environment: TestEnvironment, scene: Scene, from: number): Promise<ConstantLoad> {
    const name = 'clicks-0';
    const events = new QueueEvents(name, {
      prefix: queuePrefix(environment.queuePrefix, name),
      connection: { url: environment.redisUrl },
      skipVersionCheck: true,
      // Reads the events from the beginning. By default, events before the first read are skipped, so the first job could be missed.
      lastEventId: '0-0',
    });
    await events.waitUntilReady();
    return new ConstantLoad(openQueue(name, environment), events, scene, from);
  }

  async stop(): Promise<void> {
    await this.events.close();
    await this.queue.close();
  }

  /** Returns how many runs ended per second. Runs of clicks in the measured period have ids between `first` and `last`. */
  async run(clicks: number): Promise<{ perSecond: number; first: string; last: string }> {
    const perJob = Math.min(clicks, PER_JOB);
    let done = 0;
    let failure: unknown;
    let isOver = false;
    const put = (): void => void this.put(perJob).catch((error: unknown) => (failure = error));
    this.ended = () => {
      done += perJob;
      if (!isOver) put();
    };
    for (let n = 0; n < clicks / perJob; n += 1) put();
    await sleep(WARM_UP_SECONDS * 1_000);
    const before = { done, at: performance.now(), id: newId() };
    await sleep(SECONDS * 1_000);
    const after = { done, at: performance.now(), id: newId() };
    isOver = true;
    await until(
      () => {
        if (failure) throw failure;
        return this.open.size === 0;
      },
      { deadlineMs: 60_000, what: 'the end of the runs' },
    );
    const perSecond = ((after.done - before.done) / (after.at - before.at)) * 1_000;
    return { perSecond, first: before.id, last: after.id };
  }

  private async put(amount: number): Promise<void> {
    const clicks = Array.from({ length: amount }, () => clickOf(this.scene, this.person++));
    const jobId = `flight-${newId()}`;
    this.open.add(jobId);
    await this.queue.add('clicks', { v: 1, clicks }, { ...JOBS.clicks.options, jobId });
  }
}

/** Times from a click to the end of its run, ms, of the runs with ids between `first` and `last`. */
async function timesOf(connection: mongoose.Connection, first: string, last: string): Promise<number[]> {
  const runs = await connection
    .collection<{ _id: string; trigger: { at: Date }; endedAt?: Date }>('runs')
    .find({ _id: { $gt: first, $lt: last } }, { projection: { 'trigger.at': 1, endedAt: 1 } })
    .toArray();
  return runs.flatMap(({ trigger, endedAt }) => (endedAt ? [endedAt.getTime() - trigger.at.getTime()] : []));
}

const inFlight = (clicks: number): string =>
  `${clicks.toLocaleString('en')} click${clicks === 1 ? '' : 's'} in flight`;
