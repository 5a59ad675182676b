import { afterAll, beforeAll, expect, it } from 'vitest';
import { until, type AnotherApp } from '../support';
import { RunsUnderFire } from './runs.fixture';
import { FULL, seedOr, seeded } from './seeded';

const RUNS = FULL ? 400 : 120;
const ROUNDS = FULL ? 3 : 1;
const SEED = seedOr(1717);

let scene: RunsUnderFire;
let other: AnotherApp;
beforeAll(async () => {
  scene = await RunsUnderFire.start('worker_frozen', RUNS);
}, 120_000);
afterAll(() => scene?.stop());

it(`(c) a worker frozen past its lease in the middle of ${RUNS} runs, ${ROUNDS} times, makes nothing double and nothing wrong when it goes on (seed ${SEED})`, async () => {
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
    expect(await scene.runs(older.linkId, 'succeeded'), 'the frost must come in the middle').toBeLessThan(
      RUNS,
    );
    other = await scene.apps.another('worker');
    // Everybody takes back what the older clicks set, while some of those are in the hands of the frozen worker.
    await scene.feed(scene.people.map((person) => scene.clickOf(newer, person)));
    expect(await scene.ended(newer.linkId, RUNS, 60_000)).toEqual({ succeeded: RUNS });
    expect(await scene.ended(older.linkId, RUNS, 60_000)).toEqual({ succeeded: RUNS });
  } finally {
    const atThaw = await state();
    await scene.apps.kill('worker', 'SIGCONT');
    // It had runs in its hands, and notices that they are gone.
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

  /** What the runs of the older clicks have come to, as it is written. */
  function state(): Promise<unknown[]> {
    return scene.db
      .collection('runs')
      .find({ linkId: older.linkId }, { projection: { fence: 1, rev: 1, mark: 1, status: 1 } })
      .sort({ _id: 1 })
      .toArray();
  }
}

/** Runs that the first worker has found to be another's. */
async function lostLeases(): Promise<number> {
  const text = await (await fetch(`${scene.apps.workerUrl}/metrics`)).text();
  return Number(/^linkflow_leases_lost_total(?:\{.*\})? (\d+)/m.exec(text)?.[1] ?? 0);
}
