import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WorkflowNode } from '@linkflow/contracts';
import { until } from '../support';
import { RunsUnderFire, type Target } from './runs.fixture';
import { FULL, seedOr, seeded } from './seeded';

const GOOD = 100;
/** Clicks in one job: what travels with poison must be told apart from it. */
const PER_JOB = FULL ? [1, 5] : [5];
const SEED = seedOr(666);

const preload = pathToFileURL(fileURLToPath(new URL('./poison.preload.mjs', import.meta.url)));
const poisonous = { NODE_OPTIONS: `--import=${preload.href}`, WATCHDOG_MS: '2000' };

let scene: RunsUnderFire;
let deaths = 0;
let supervised = true;
let supervisor: Promise<void>;

beforeAll(async () => {
  const people = (GOOD * 2 + 2) * PER_JOB.length;
  scene = await RunsUnderFire.start('poison', people, { RUN_LEASE_MS: '1000', JOB_LOCK_MS: '1000' });
  await scene.apps.restart('worker', poisonous);
  supervisor = supervise();
}, 120_000);
afterAll(async () => {
  supervised = false;
  await supervisor;
  await scene?.stop();
});

it.each(PER_JOB)(
  `(f) one click that kills its worker and one that hangs it do not stop ${GOOD} others, %i in a job (seed ${SEED})`,
  async (perJob) => {
    const random = seeded(SEED + perJob);
    const start = PER_JOB.indexOf(perJob) * (GOOD * 2 + 2);
    const people = scene.people.slice(start, start + GOOD * 2 + 2);
    const [killer, hanger, ...good] = people;
    if (!killer || !hanger) throw new Error('There are no people');
    await rename(killer, 'KILL');
    await rename(hanger, 'HANG');
    const isNobody: WorkflowNode = {
      id: 'if',
      type: 'condition',
      params: { condition: { all: [{ fact: 'contact.lastName', operator: 'equal', value: 'Ingen' }] } },
    };
    const lane = await scene.publish([isNobody, await scene.request('request')], { if: 'no' });
    const before = deaths;

    const first = good.slice(0, GOOD).map((person) => scene.clickOf(lane, person));
    for (const poison of [killer, hanger]) {
      first.splice(Math.floor(random() * first.length), 0, scene.clickOf(lane, poison));
    }
    await scene.feed(first, perJob);
    await until(() => deaths > before, { deadlineMs: 60_000, what: 'a worker that dies' });
    // Clicks that come while workers die do not wait until it is known what of.
    await scene.feed(
      good.slice(GOOD).map((person) => scene.clickOf(lane, person)),
      perJob,
    );

    // Ten workers and more die meanwhile, and each takes as long to start as the machine has other things to do.
    const ended = await scene.ended(lane.linkId, GOOD * 2 + 2, 300_000);
    expect(ended).toEqual({ succeeded: GOOD * 2, failed: 2 });
    expect(await scene.requests(lane.linkId)).toEqual({ runs: GOOD * 2, most: 1 });

    const poisoned = await scene.db
      .collection('runs')
      .find({ linkId: lane.linkId, status: 'failed' })
      .toArray();
    expect(poisoned.map((run) => String(run.recipientId)).toSorted()).toEqual(
      [killer.recipientId, hanger.recipientId].toSorted(),
    );
    expect(poisoned.map((run) => run.failure?.reason.code)).toEqual(['run.poison', 'run.poison']);
    const aside = await scene.db.collection('clicks_set_aside').find({ 'click.link': lane.linkId }).toArray();
    expect(aside.map(({ reason }) => String(reason))).toEqual(['poison', 'poison']);

    // Once it is mended, a person lets it run.
    for (const poison of [killer, hanger]) await rename(poison, 'Frisk');
    for (const run of poisoned) await scene.api.post(`/api/runs/${String(run._id)}/retry`, {});
    await until(async () => (await scene.runs(lane.linkId, 'succeeded')) === GOOD * 2 + 2);
  },
  420_000,
);

function rename({ contactId }: Target, lastName: string): Promise<unknown> {
  return scene.db
    .collection<{ _id: string }>('contacts')
    .updateOne({ _id: contactId }, { $set: { lastName } });
}

/** Starts the worker again whenever it has died, as whoever runs it in earnest does. */
async function supervise(): Promise<void> {
  while (supervised) {
    await until(() => !supervised || !scene.apps.isRunning('worker'), { deadlineMs: 3_600_000 });
    if (!supervised) return;
    deaths += 1;
    // It may die again before it is ready.
    await scene.apps.restart('worker', poisonous).catch(() => {});
  }
}
