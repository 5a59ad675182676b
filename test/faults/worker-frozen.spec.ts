import { afterAll, beforeAll, expect, it } from 'vitest';
import { until, type AnotherApp } from '../support';
import { RunLoad } from './runs.fixture';
import { FULL, seedOr, seeded } from './seeded';

const RUNS = FULL ? 400 : 120;
const ROUNDS = FULL ? 3 : 1;
const SEED = seedOr(1717);

let scene: RunLoad;
let other: AnotherApp;
beforeAll(async () => {
  scene = await RunLoad.start('worker_frozen', RUNS);
}, 120_000);
afterAll(() => scene?.stop());

it(`(c) a worker frozen past its lease during ${RUNS} runs, ${ROUNDS} times, repeats no effect and overwrites nothing when it resumes (seed ${SEED})`, async () => {
  const random = seeded(SEED);
  for (let round = 0; round < ROUNDS; round += 1) await freezeOnce(random);
}, 300_000);

async function freezeOnce(random: () => number): Promise<void> {
  const older = await scene.publish(await scene.threeSteps());
  const newer = await scene.publish([await scene.interest('gone', 'remove-interest')]);
  const before = await lostLeases();
  await scene.feed(scene.people.map((person) => scene.clickOf(older, person)));
  const reached = Math.floor(RUNS * (0.1 + 0.4 * random()));
  await until(async () => (await scene.runs(older.linkId, 'succeeded')) >= reached, {
    deadlineMs: 60_000,
    everyMs: 5,
    what: `the first ${reached} runs`,
  });
  await scene.apps.kill('worker', 'SIGSTOP');
  try {
    expect(
      await scene.runs(older.linkId, 'succeeded'),
      'the freeze must come before the last run ends',
    ).toBeLessThan(RUNS);
    other = await scene.apps.another('worker');
    // Newer clicks undo the effects of the older clicks, while the frozen worker still has runs of older clicks in progress.
    await scene.feed(scene.people.map((person) => scene.clickOf(newer, person)));
    expect(await scene.ended(newer.linkId, RUNS, 60_000)).toEqual({ succeeded: RUNS });
    expect(await scene.ended(older.linkId, RUNS, 60_000)).toEqual({ succeeded: RUNS });
  } finally {
    const atThaw = await state();
    await scene.apps.kill('worker', 'SIGCONT');
    // The resumed worker still has runs in progress. It must detect that it has lost their leases.
    await until(async () => (await lostLeases()) > before, { deadlineMs: 30_000 });
    await scene.feed([scene.clickOf(newer, scene.people[0] ?? { recipientId: '', contactId: '' })]);
    await scene.ended(newer.linkId, RUNS + 1, 30_000);
    expect(await state()).toEqual(atThaw);
  }
  await other.kill('SIGTERM');
  expect(await scene.requests(older.linkId)).toEqual({ runs: RUNS, most: 1 });
  const interestId = await scene.demo.idOf('interest', 'Nyhetsbrev');
  const memberships = scene.db.collection('memberships');
  const contactIds = scene.people.map((person) => person.contactId);
  expect(
    await memberships.countDocuments({ targetId: interestId, contactId: { $in: contactIds }, active: true }),
  ).toBe(0);

  /** Returns the stored state of the runs of the older clicks. */
  function state(): Promise<unknown[]> {
    return scene.db
      .collection('runs')
      .find(
        { 'context.linkId': older.linkId },
        { projection: { fence: 1, rev: 1, writeToken: 1, status: 1 } },
      )
      .sort({ _id: 1 })
      .toArray();
  }
}

/** Returns how many leases the worker that this test freezes has lost so far, from its metrics. */
async function lostLeases(): Promise<number> {
  const text = await (await fetch(`${scene.apps.workerUrl}/metrics`)).text();
  return Number(/^linkflow_leases_lost_total(?:\{.*\})? (\d+)/m.exec(text)?.[1] ?? 0);
}
