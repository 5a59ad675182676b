import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support';
import { ClickLoad, tally, type SentClick } from './clicks.fixture';
import { FULL, seedOr, seeded } from './seeded';

const CLICKS = FULL ? 10_000 : 750;
const PER_SECOND = FULL ? 400 : 100;
const RECIPIENTS = 200;
const SEED = seedOr(505);

let scene: ClickLoad;
beforeAll(async () => {
  scene = await ClickLoad.start('stores-away', RECIPIENTS);
}, 180_000);
afterAll(() => scene?.stop());

const stopRedis = () => scene.services.kill('redis');
const startRedis = () => scene.services.restart('redis');
const stopMongo = () => scene.services.kill('mongo');
const startMongo = () => scene.services.restart('mongo');

/** A fault. It is injected when about this share of a volley's clicks has been sent and the previous fault has been injected completely. */
type Fault = [share: number, inject: () => Promise<unknown>];
/** Sends the next clicks, as many as this share of all clicks, and injects the faults meanwhile. */
type Volley = (share: number, ...faults: Fault[]) => Promise<void>;

it(`answers and keeps ${CLICKS} clicks while Redis, MongoDB or both are stopped and started (seed ${SEED})`, async () => {
  await expectEveryClickOnce(SEED, stopAndStartStores);
}, 600_000);

it(`with CLICK_JOURNAL=always keeps ${CLICKS} clicks even if Redis loses them (seed ${SEED})`, async () => {
  await scene.apps.restart('click', { CLICK_JOURNAL: 'always' });
  await expectEveryClickOnce(SEED + 1, async (volley) => {
    // Suspends the worker, so that the queue has jobs that Redis can lose.
    await scene.apps.kill('worker', 'SIGSTOP');
    await volley(0.2);
    await flushRedis();
    await scene.apps.kill('worker', 'SIGCONT');
    await stopAndStartStores(volley);
  });
}, 600_000);

async function stopAndStartStores(volley: Volley): Promise<void> {
  await volley(0.25, [0.2, stopRedis], [0.7, startRedis]);
  await volley(0.25, [0.2, stopMongo], [0.7, startMongo]);
  await volley(0.3, [0.2, stopMongo], [0.3, stopRedis], [0.7, startRedis], [0.8, startMongo]);
}

async function flushRedis(): Promise<void> {
  const redis = new Redis(scene.services.redisUrl);
  try {
    await until(async () => (await redis.keys('*clicks-0}*:[0-9]*')).length > 0, {
      what: 'queued clicks',
    });
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
}

async function expectEveryClickOnce(
  seed: number,
  scenario: (volley: Volley) => Promise<void>,
): Promise<void> {
  const random = seeded(seed);
  const before = [...(await scene.recordedOf('clicks'))].flatMap(([id, count]) =>
    Array<string>(count).fill(id),
  );
  const recipientIds = Array.from({ length: CLICKS }, () => {
    const recipientId = scene.recipientIds[Math.floor(random() * RECIPIENTS)];
    if (!recipientId) throw new Error('No recipient');
    return recipientId;
  });
  const answers: SentClick[] = [];
  const volley: Volley = async (share, ...faults) => {
    const clicks = recipientIds.slice(answers.length, answers.length + Math.ceil(share * CLICKS));
    const plan = faults.map(([at, inject]): Fault => [at + (random() - 0.5) * 0.1, inject]);
    let last: Promise<unknown> = Promise.resolve();
    const sent = await scene.send(clicks, PER_SECOND, (count) => {
      while (plan[0] && count >= plan[0][0] * clicks.length) last = last.then(plan.shift()?.[1]);
    });
    await last;
    answers.push(...sent);
  };

  // Sends one click, so that apps/click has the link in memory before the stores are stopped.
  await volley(1 / CLICKS);
  await scenario(volley);
  await volley(1);
  expect(answers).toHaveLength(CLICKS);
  expect(answers.filter((answer) => answer.status !== 302)).toEqual([]);

  await scene.untilIdle(240_000);
  const expected = tally([...before, ...recipientIds]);
  expect(await scene.recordedOf('clicks')).toEqual(expected);
  expect(await scene.recordedOf('runs')).toEqual(expected);
  const effects = await scene.effectsOfRuns();
  expect(effects.size).toBe(before.length + CLICKS);
  expect(Math.max(...effects.values())).toBe(1);
  expect(await scene.totals()).toEqual({ clicks: before.length + CLICKS, clickers: expected.size });
}
