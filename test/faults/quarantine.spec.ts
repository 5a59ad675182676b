import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROUTES, type WorkflowNode } from '@linkflow/contracts';
import { until } from '../support';
import { RunLoad, type Target } from './runs.fixture';
import { FULL, seedOr, seeded } from './seeded';

const GOOD = 100;
/** Clicks per job. Valid clicks that are in the same job as a crashing click must be separated from it. */
const PER_JOB = FULL ? [1, 5] : [5];
const SEED = seedOr(666);

const preload = pathToFileURL(fileURLToPath(new URL('./crashing-contacts.preload.mjs', import.meta.url)));
const crashing = { NODE_OPTIONS: `--import=${preload.href}`, WATCHDOG_MS: '2000' };

let scene: RunLoad;
let crashes = 0;
let supervised = true;
let supervisor: Promise<void>;

beforeAll(async () => {
  const people = (GOOD * 2 + 2) * PER_JOB.length;
  scene = await RunLoad.start('quarantine', people, { RUN_LEASE_MS: '1000', JOB_LOCK_MS: '1000' });
  await scene.apps.restart('worker', crashing);
  supervisor = supervise();
}, 120_000);
afterAll(async () => {
  supervised = false;
  await supervisor;
  await scene?.stop();
});

it.each(PER_JOB)(
  `(f) a click that kills its worker and one that blocks it do not stop ${GOOD} others, %i per job (seed ${SEED})`,
  async (perJob) => {
    const random = seeded(SEED + perJob);
    const start = PER_JOB.indexOf(perJob) * (GOOD * 2 + 2);
    const people = scene.people.slice(start, start + GOOD * 2 + 2);
    const [killer, blocker, ...good] = people;
    if (!killer || !blocker) throw new Error('There are no people');
    await rename(killer, 'KILL');
    await rename(blocker, 'HANG');
    const isNobody: WorkflowNode = {
      id: 'if',
      type: 'condition',
      params: { condition: { all: [{ fact: 'contact.lastName', operator: 'equal', value: 'Ingen' }] } },
    };
    const lane = await scene.publish([isNobody, await scene.request('request')], { if: 'no' });
    const before = crashes;

    const first = good.slice(0, GOOD).map((person) => scene.clickOf(lane, person));
    for (const target of [killer, blocker]) {
      first.splice(Math.floor(random() * first.length), 0, scene.clickOf(lane, target));
    }
    await scene.feed(first, perJob);
    await until(() => crashes > before, { deadlineMs: 60_000, what: 'a crash of the worker' });
    // More valid clicks arrive while workers crash. They must not wait until the cause is identified.
    await scene.feed(
      good.slice(GOOD).map((person) => scene.clickOf(lane, person)),
      perJob,
    );

    // The deadline is long: ten or more workers crash meanwhile, and each new one takes time to start on a busy machine.
    const ended = await scene.ended(lane.linkId, GOOD * 2 + 2, 300_000);
    expect(ended).toEqual({ succeeded: GOOD * 2, failed: 2 });
    expect(await scene.requests(lane.linkId)).toEqual({ runs: GOOD * 2, most: 1 });

    const failed = await scene.db
      .collection('runs')
      .find({ 'context.linkId': lane.linkId, status: 'failed' })
      .toArray();
    expect(failed.map((run) => String(run.context.recipientId)).toSorted()).toEqual(
      [killer.recipientId, blocker.recipientId].toSorted(),
    );
    expect(failed.map((run) => run.failure?.reason.code)).toEqual([
      'run.crashed-worker',
      'run.crashed-worker',
    ]);
    const aside = await scene.db.collection('clicks_set_aside').find({ 'click.link': lane.linkId }).toArray();
    expect(aside.map(({ reason }) => String(reason))).toEqual(['crashed-worker', 'crashed-worker']);

    // Removes the cause of the crashes, then retries the failed runs as an operator would do.
    for (const target of [killer, blocker]) await rename(target, 'Frisk');
    for (const run of failed)
      await scene.api.call(ROUTES.runs.retry, { params: { id: String(run._id) }, body: {} });
    await until(async () => (await scene.runs(lane.linkId, 'succeeded')) === GOOD * 2 + 2);
  },
  420_000,
);

function rename({ contactId }: Target, lastName: string): Promise<unknown> {
  return scene.db
    .collection<{ _id: string }>('contacts')
    .updateOne({ _id: contactId }, { $set: { lastName } });
}

/** Restarts the worker after each crash, like a process manager. */
async function supervise(): Promise<void> {
  while (supervised) {
    await until(() => !supervised || !scene.apps.isRunning('worker'), { deadlineMs: 3_600_000 });
    if (!supervised) return;
    crashes += 1;
    // Ignores the error: the new worker may crash before it is ready.
    await scene.apps.restart('worker', crashing).catch(() => {});
  }
}
