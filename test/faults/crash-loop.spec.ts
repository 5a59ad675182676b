import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WorkflowNode } from '@linkflow/contracts';
import { until } from '../support';
import { RunLoad } from './runs.fixture';
import { FULL, seedOr, seeded } from './seeded';

const INNOCENTS = FULL ? 3_000 : 300;
const KILLS = FULL ? 31 : 3;
/** The short form has no click that crashes its workers, because it takes a minute until it is set aside; quarantine.spec.ts tests one. */
const KILLERS = FULL ? 1 : 0;
const SEED = seedOr(3131);

const preload = pathToFileURL(fileURLToPath(new URL('./crashing-contacts.preload.mjs', import.meta.url)));
// Few clicks are processed at a time, so that many jobs wait for their turn when the worker dies.
const env = { NODE_OPTIONS: `--import=${preload.href}`, WORKER_CLICKS: '20' };

let scene: RunLoad;
beforeAll(async () => {
  scene = await RunLoad.start('crash_loop', INNOCENTS + 1, { RUN_LEASE_MS: '1000', JOB_LOCK_MS: '1000' });
  await scene.apps.restart('worker', env);
}, 120_000);
afterAll(() => scene?.stop());

it(`(g) ${KILLS} kills of the worker, and ${KILLERS} clicks that kill it, set aside none of ${INNOCENTS} innocent clicks (seed ${SEED})`, async () => {
  const random = seeded(SEED);
  const [killer, ...innocents] = scene.people;
  if (!killer) throw new Error('There are no people');
  await scene.db
    .collection<{ _id: string }>('contacts')
    .updateOne({ _id: killer.contactId }, { $set: { lastName: 'KILL' } });
  const isNobody: WorkflowNode = {
    id: 'if',
    type: 'condition',
    params: { condition: { all: [{ fact: 'contact.lastName', operator: 'equal', value: 'Ingen' }] } },
  };
  const first = await scene.interest('first', 'set-interest');
  const lane = await scene.publish([first, isNobody, await scene.request('request')], { if: 'no' });
  const clicks = innocents.map((person) => scene.clickOf(lane, person));
  if (KILLERS > 0) clicks.splice(Math.floor(random() * clicks.length), 0, scene.clickOf(lane, killer));
  // Half of the clicks are in jobs of one click, as from an idle apps/click; the others are in jobs of seven, as under load.
  await scene.feed(clicks.slice(0, clicks.length / 2), 1);
  await scene.feed(clicks.slice(clicks.length / 2), 7);

  let crashes = 0;
  let kills = 0;
  const isOver = async (): Promise<boolean> =>
    kills >= KILLS &&
    (await scene.runs(lane.linkId, 'succeeded')) >= INNOCENTS &&
    (await scene.runs(lane.linkId, 'failed')) >= KILLERS;
  for (const deadline = Date.now() + 500_000; Date.now() < deadline && !(await isOver());) {
    if (!scene.apps.isRunning('worker')) {
      crashes += 1;
      await scene.apps.restart('worker', env).catch(() => undefined);
    }
    await sleep(random() * 200);
    if (kills < KILLS && scene.apps.isRunning('worker')) {
      kills += 1;
      await scene.apps.kill('worker', 'SIGKILL');
    }
  }
  console.log(
    `crash loop: ${kills} kills, ${crashes} ends of the worker in all, ${INNOCENTS} innocent clicks`,
  );

  const total = INNOCENTS + KILLERS;
  expect(await scene.ended(lane.linkId, total, 60_000)).toEqual({
    succeeded: INNOCENTS,
    ...(KILLERS > 0 && { failed: KILLERS }),
  });
  expect(await scene.requests(lane.linkId)).toEqual({ runs: INNOCENTS, most: 1 });
  await until(async () => (await scene.db.collection('clicks').countDocuments()) === total);
  const aside = await scene.db.collection('clicks_set_aside').find().toArray();
  expect(aside.map(({ click }) => String(click.recipient))).toEqual(KILLERS > 0 ? [killer.recipientId] : []);
  if (KILLERS === 0) return;
  // The run of the crashing click shows the step that was completed, and the step at which its workers crashed.
  const failed = await scene.db
    .collection('runs')
    .findOne({ status: 'failed', 'context.linkId': lane.linkId });
  expect(failed?.failure).toMatchObject({ nodeId: 'if', reason: { code: 'run.crashed-worker' } });
  expect(failed?.steps.map((step: { nodeId: string; status: string }) => [step.nodeId, step.status])).toEqual(
    [
      ['first', 'succeeded'],
      ['if', 'failed'],
    ],
  );
}, 600_000);
