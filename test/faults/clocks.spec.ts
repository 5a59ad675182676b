import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support';
import { RunLoad, type Lane } from './runs.fixture';
import { FULL, seedOr, seeded } from './seeded';

const RUNS = FULL ? 500 : 60;
const SEED = seedOr(3600);
const HOUR_MS = 3_600_000;
/** How long after its due time a run may continue, ms: time to start a worker on a busy machine, and for some passes of the reconciler. */
const LATE_MS = 20_000;

/** Where packages install libfaketime. It shifts the time of one process. */
const LIBRARY = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib64/faketime/libfaketimeMT.so.1',
  '/usr/local/lib/faketime/libfaketimeMT.so.1',
].find((path) => existsSync(path));

let scene: RunLoad;
beforeAll(async () => {
  if (LIBRARY) scene = await RunLoad.start('clocks', RUNS * 2, { LOG_LEVEL: 'info' });
  else
    console.warn(
      'skipped: libfaketime is not installed (package faketime), so no process can have a wrong clock',
    );
}, 120_000);
afterAll(() => scene?.stop());

it.skipIf(!LIBRARY).each([
  ['an hour ahead', '+3600s', HOUR_MS],
  ['an hour behind', '-3600s', -HOUR_MS],
])(
  `waits of ${RUNS} runs end at the right time although the only worker is %s and is killed (seed ${SEED})`,
  async (_name, shift, offsetMs) => {
    const random = seeded(SEED + offsetMs);
    await scene.apps.restart('worker', {
      LD_PRELOAD: LIBRARY ?? '',
      FAKETIME: shift,
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    });
    const wait = { id: 'wait', type: 'wait', params: { kind: 'for', amount: 1, unit: 'hours' } };
    const lane = await scene.publish([wait, await scene.request('request')]);
    const people = offsetMs > 0 ? scene.people.slice(0, RUNS) : scene.people.slice(RUNS);
    await scene.feed(
      people.map((person) => scene.clickOf(lane, person)),
      5,
    );
    await until(async () => (await scene.runs(lane.linkId, 'waiting')) === RUNS, { deadlineMs: 60_000 });
    expect(await health()).toMatchObject({ status: 'degraded', clock: { status: 'off' } });
    expect(Math.abs((await health()).clock.offsetMs - offsetMs)).toBeLessThan(2_000);
    const metrics = await (await fetch(`${scene.apps.workerUrl}/metrics`)).text();
    expect(metrics).toMatch(/linkflow_clock_offset_seconds\{app="worker"\} -?3[56]\d\d/);

    // The due times must be correct in spite of the wrong clock. They are then set to some seconds from now, to shorten the wait.
    const first = await dueTimes(lane);
    for (const due of first) expect(Math.abs(due - HOUR_MS - Date.now())).toBeLessThan(60_000);
    const due = Date.now() + 3_000 + Math.floor(random() * 1_000);
    await scene.db
      .collection('runs')
      .updateMany({ 'context.linkId': lane.linkId }, { $set: { dueAt: new Date(due) } });
    await sleep(1_000 + random() * 1_000);
    expect(await scene.runs(lane.linkId, 'waiting'), 'waits that ended early').toBe(RUNS);
    await scene.apps.kill('worker', 'SIGKILL');
    await scene.apps.restart('worker');
    expect(await health()).toMatchObject({ status: 'ok', clock: { status: 'ok' } });

    expect(await scene.ended(lane.linkId, RUNS, LATE_MS + 10_000)).toEqual({ succeeded: RUNS });
    const ends = await waitEnds(lane);
    expect(Math.min(...ends)).toBeGreaterThanOrEqual(due);
    expect(Math.max(...ends)).toBeLessThan(due + LATE_MS);
    expect(await scene.requests(lane.linkId)).toEqual({ runs: RUNS, most: 1 });
    console.log(
      `clocks: ${RUNS} waits of a worker that was ${_name} ended ${Math.max(...ends) - due} ms late or less`,
    );
  },
  180_000,
);

interface Health {
  status: string;
  clock: { status: string; offsetMs: number };
}

const health = async (): Promise<Health> =>
  (await (await fetch(`${scene.apps.workerUrl}/health/ready`)).json()) as Health;

const dueTimes = async ({ linkId }: Lane): Promise<number[]> =>
  (await scene.db.collection('runs').find({ 'context.linkId': linkId }).toArray()).map(({ dueAt }) =>
    (dueAt as Date).getTime(),
  );

/** When the waits of the runs ended, epoch ms. */
const waitEnds = async ({ linkId }: Lane): Promise<number[]> =>
  (await scene.db.collection('runs').find({ 'context.linkId': linkId }).toArray()).map((run) =>
    (run.steps as { nodeId: string; endedAt: Date }[])
      .filter(({ nodeId }) => nodeId === 'wait')
      .reduce((_, { endedAt }) => endedAt.getTime(), 0),
  );
