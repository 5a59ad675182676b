import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support';
import { RunLoad } from './runs.fixture';
import { FULL, seedOr, seeded } from './seeded';

const RUNS = FULL ? 1_000 : 200;
const KILLS = FULL ? 12 : 3;
const SEED = seedOr(4242);

let scene: RunLoad;
beforeAll(async () => {
  scene = await RunLoad.start('worker_killed', RUNS);
}, 120_000);
afterAll(() => scene?.stop());

it(`(a) every run ends and every effect happens once when the worker is killed ${KILLS} times during ${RUNS} runs (seed ${SEED})`, async () => {
  const random = seeded(SEED);
  const lane = await scene.publish(await scene.threeSteps());
  const clicks = scene.people.map((person) => scene.clickOf(lane, person));
  // Adds jobs with one click, as an idle apps/click creates them, and jobs with seven clicks, as under load.
  await scene.feed(clicks.slice(0, RUNS / 2), 1);
  await scene.feed(clicks.slice(RUNS / 2), 7);

  for (let kill = 0; kill < KILLS; kill += 1) {
    const target = Math.floor(((kill + random()) / KILLS) * RUNS * 0.8);
    await until(async () => (await scene.runs(lane.linkId, 'succeeded')) >= target, { deadlineMs: 120_000 });
    await sleep(random() * 40);
    expect(
      await scene.runs(lane.linkId, 'succeeded'),
      'the kill must come before the last run ends',
    ).toBeLessThan(RUNS);
    await scene.apps.kill('worker', 'SIGKILL');
    await scene.apps.restart('worker');
  }

  expect(await scene.ended(lane.linkId, RUNS, 240_000)).toEqual({ succeeded: RUNS });
  expect(await scene.db.collection('clicks').countDocuments({ linkId: lane.linkId })).toBe(RUNS);
  expect(await scene.requests(lane.linkId)).toEqual({ runs: RUNS, most: 1 });
  const interests = { 'source.linkId': lane.linkId, 'source.nodeId': 'interest' };
  expect(await scene.db.collection('changes').countDocuments(interests)).toBe(RUNS);
  expect(await scene.db.collection('clicks_set_aside').countDocuments()).toBe(0);
}, 600_000);
