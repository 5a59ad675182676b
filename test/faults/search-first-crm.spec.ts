import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WorkflowNode } from '@linkflow/contracts';
import { until } from '../support';
import { RunLoad } from './runs.fixture';
import { FULL, seedOr, seeded } from './seeded';

const RUNS = FULL ? 500 : 120;
const KILLS = FULL ? 12 : 3;
const SEED = seedOr(909);
/** Retry policy with enough attempts for a CRM in which about every fifth call fails. */
const PATIENT = { attempts: 20, backoff: { baseMs: 100, capMs: 300 } };

const preload = pathToFileURL(fileURLToPath(new URL('./search-first-crm.preload.mjs', import.meta.url)));
const searchFirst = { NODE_OPTIONS: `--import=${preload.href}` };

let scene: RunLoad;
let starts = 0;
/** Restarts the worker with another seed. With the same random numbers, each new process would fail at the same call again. */
const restart = () =>
  scene.apps.restart('worker', { ...searchFirst, TEST_CRM_SEED: String(SEED + starts++) });

beforeAll(async () => {
  scene = await RunLoad.start('search_first', RUNS);
  await restart();
}, 120_000);
afterAll(() => scene?.stop());

it(`(g) every effect happens once in a CRM without idempotency keys that is slow and fails at random, while the worker is killed ${KILLS} times during ${RUNS} runs (seed ${SEED})`, async () => {
  const random = seeded(SEED);
  const nodes = [
    await scene.interest('interest', 'set-interest'),
    await scene.request('request'),
    await followUp('follow-up'),
  ];
  const lane = await scene.publish(nodes.map((node) => ({ ...node, policy: PATIENT })));
  const clicks = scene.people.map((person) => scene.clickOf(lane, person));
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
    await restart();
  }

  expect(await scene.ended(lane.linkId, RUNS, 240_000)).toEqual({ succeeded: RUNS });
  const created = await perKey();
  expect(created.filter(({ count }) => count > 1)).toEqual([]);
  expect(created).toHaveLength(RUNS * 2);
  expect(await scene.db.collection('foreign_states').countDocuments({ 'value.active': true })).toBe(RUNS);
  expect(await scene.db.collection('requests').countDocuments({ 'source.linkId': lane.linkId })).toBe(0);
  expect(
    await repeatedSteps(lane.linkId),
    'attempts must have failed, or nothing was tested',
  ).toBeGreaterThan(RUNS / 10);
}, 600_000);

async function followUp(id: string): Promise<WorkflowNode> {
  return {
    id,
    type: 'create-follow-up',
    repeat: { kind: 'every-click' },
    params: {
      kind: 'to-do',
      taskTypeId: await scene.demo.idOf('task-type', 'Telefon ut'),
      createdById: await scene.demo.idOf('user', 'Ingrid Dahl'),
    },
  };
}

/** Returns how many objects the CRM has created for each effect and key. */
function perKey(): Promise<{ _id: unknown; count: number }[]> {
  return scene.db
    .collection('foreign_created')
    .aggregate<{ _id: unknown; count: number }>([
      { $group: { _id: { effect: '$effect', key: '$key' }, count: { $sum: 1 } } },
    ])
    .toArray();
}

/** Returns the number of steps that needed more than one attempt. */
async function repeatedSteps(linkId: string): Promise<number> {
  const [row] = await scene.db
    .collection('runs')
    .aggregate<{ n: number }>([
      { $match: { 'context.linkId': linkId } },
      { $unwind: '$steps' },
      { $match: { 'steps.attempts.1': { $exists: true } } },
      { $count: 'n' },
    ])
    .toArray();
  return row?.n ?? 0;
}
