import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support';
import { ClicksUnderFire, tally, type Fired } from './clicks.fixture';
import { FULL, seedOr, seeded } from './seeded';

const CLICKS = FULL ? 10_000 : 750;
const PER_SECOND = FULL ? 400 : 100;
const RECIPIENTS = 200;
const SEED = seedOr(505);

let scene: ClicksUnderFire;
beforeAll(async () => {
  scene = await ClicksUnderFire.start('stores-away', RECIPIENTS);
}, 180_000);
afterAll(() => scene?.stop());

const stopRedis = () => scene.services.kill('redis');
const startRedis = () => scene.services.restart('redis');
const stopMongo = () => scene.services.kill('mongo');
const startMongo = () => scene.services.restart('mongo');

/** What happens while clicks come, each when about that share of them was fired, and not before the one before is done. */
type Happening = [share: number, what: () => Promise<unknown>];
/** Fires that share of all clicks. */
type Volley = (share: number, ...happenings: Happening[]) => Promise<void>;

it(`answers and keeps ${CLICKS} clicks while Redis and MongoDB are stopped and started, one and both (seed ${SEED})`, async () => {
  await everyClickCounts(SEED, comingAndGoing);
}, 600_000);

it(`with CLICK_JOURNAL=always keeps ${CLICKS} clicks also when Redis forgets them (seed ${SEED})`, async () => {
  await scene.apps.restart('click', { CLICK_JOURNAL: 'always' });
  await everyClickCounts(SEED + 1, async (volley) => {
    // No worker takes anything meanwhile, so that there is something to forget.
    await scene.apps.kill('worker', 'SIGSTOP');
    await volley(0.2);
    await forget();
    await scene.apps.kill('worker', 'SIGCONT');
    await comingAndGoing(volley);
  });
}, 600_000);

async function comingAndGoing(volley: Volley): Promise<void> {
  await volley(0.25, [0.2, stopRedis], [0.7, startRedis]);
  await volley(0.25, [0.2, stopMongo], [0.7, startMongo]);
  await volley(0.3, [0.2, stopMongo], [0.3, stopRedis], [0.7, startRedis], [0.8, startMongo]);
}

async function forget(): Promise<void> {
  const redis = new Redis(scene.services.redisUrl);
  try {
    await until(async () => (await redis.keys('*clicks-0}*:[0-9]*')).length > 0, {
      what: 'clicks to forget',
    });
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
}

async function everyClickCounts(seed: number, story: (volley: Volley) => Promise<void>): Promise<void> {
  const random = seeded(seed);
  const before = [...(await scene.recordedOf('clicks'))].flatMap(([id, count]) =>
    Array<string>(count).fill(id),
  );
  const recipientIds = Array.from({ length: CLICKS }, () => {
    const recipientId = scene.recipientIds[Math.floor(random() * RECIPIENTS)];
    if (!recipientId) throw new Error('There are no recipients');
    return recipientId;
  });
  const answers: Fired[] = [];
  const volley: Volley = async (share, ...happenings) => {
    const clicks = recipientIds.slice(answers.length, answers.length + Math.ceil(share * CLICKS));
    const plan = happenings.map(([at, what]): Happening => [at + (random() - 0.5) * 0.1, what]);
    let last: Promise<unknown> = Promise.resolve();
    const fired = await scene.fire(clicks, PER_SECOND, (count) => {
      while (plan[0] && count >= plan[0][0] * clicks.length) last = last.then(plan.shift()?.[1]);
    });
    await last;
    answers.push(...fired);
  };

  // The link becomes known.
  await volley(1 / CLICKS);
  await story(volley);
  await volley(1);
  expect(answers).toHaveLength(CLICKS);
  expect(answers.filter((answer) => answer.status !== 302)).toEqual([]);

  await scene.rest(240_000);
  const expected = tally([...before, ...recipientIds]);
  expect(await scene.recordedOf('clicks')).toEqual(expected);
  expect(await scene.recordedOf('runs')).toEqual(expected);
  const effects = await scene.effectsOfRuns();
  expect(effects.size).toBe(before.length + CLICKS);
  expect(Math.max(...effects.values())).toBe(1);
  expect(await scene.totals()).toEqual({ clicks: before.length + CLICKS, clickers: expected.size });
}
