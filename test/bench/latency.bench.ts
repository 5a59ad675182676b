import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { lowestIdAt } from '@linkflow/platform';
import { until, type RunningApps, type TestEnvironment } from '../support';
import { load } from './load';
import { percentile, type Figure } from './median';
import type { Scene } from './scene';

const PER_SECOND = 500;
const SECONDS = 20;

/**
 * (f) Measures the time from a click to its last effect at a constant rate: from the stored time at which apps/click accepted the click
 * to the stored end of its run of three actions. The recipients have not clicked in the other parts, so each of them clicks once.
 */
export async function benchLatency(
  apps: RunningApps,
  environment: TestEnvironment,
  scene: Scene,
): Promise<Figure[]> {
  const connection = await mongoose.createConnection(environment.mongoUri).asPromise();
  try {
    const runs = connection.collection<{ _id: string; trigger: { at: Date }; endedAt?: Date }>('runs');
    // Ids of one second are not ordered between processes, so the runs of the other parts must be from an earlier second.
    await sleep(1_000);
    const ownRuns = { 'context.linkId': scene.linkId, _id: { $gte: lowestIdAt(Date.now()) } };
    const { answers } = await load(apps.clickUrl, scene.paths.slice(-PER_SECOND * SECONDS), {
      connections: 32,
      perSecond: PER_SECOND,
      seconds: SECONDS,
    });
    const ended = { ...ownRuns, endedAt: { $exists: true } };
    await until(async () => (await runs.countDocuments(ended)) >= answers, {
      deadlineMs: 120_000,
      everyMs: 200,
      what: 'the end of all runs',
    });
    const found = await runs.find(ended, { projection: { 'trigger.at': 1, endedAt: 1 } }).toArray();
    const times = found.flatMap(({ trigger, endedAt }) =>
      endedAt ? [endedAt.getTime() - trigger.at.getTime()] : [],
    );
    return [0.5, 0.95, 0.99].map((share) => ({
      name: `(f) click to last effect at ${PER_SECOND} clicks a second, p${share * 100}`,
      value: percentile(times, share),
      unit: 'ms',
      aim: null,
      detail: `${times.length} clicks of ${SECONDS} s, three actions each`,
    }));
  } finally {
    await connection.close();
  }
}
