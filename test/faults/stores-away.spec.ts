import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support';
import { ClicksUnderFire, tally } from './clicks.fixture';
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

/** What happens while clicks come, each when that share of them was fired; the next one not before it is done. */
type Happening = [share: number, what: () => Promise<unknown>];

const stopRedis = () => scene.services.kill('redis');
const startRedis = () => scene.services.restart('redis');
const stopMongo = () => scene.services.kill('mongo');
const startMongo = () => scene.services.restart('mongo');
const freezeWorker = () => scene.apps.kill('worker', 'SIGSTOP');
const thawWorker = () => scene.apps.kill('worker', 'SIGCONT');

const awayAndBack: Happening[] = [
  [0.1, stopRedis],
  [0.3, startRedis],
  [0.4, stopMongo],
  [0.55, startMongo],
  [0.6, stopRedis],
  [0.65, stopMongo],
  [0.75, startRedis],
  [0.75, startMongo],
];

let forgotten = 0;
/** Forgets everything while no worker takes anything, so that there is something to forget. */
const forget = async (): Promise<void> => {
  const redis = new Redis(scene.services.redisUrl);
  try {
    forgotten = await until(async () => {
      const jobs = await redis.keys('*clicks-0}*:[0-9]*');
      return jobs.length;
    });
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
};

it(`answers and keeps ${CLICKS} clicks while Redis and MongoDB are stopped and started, one and both (seed ${SEED})`, async () => {
  await everyClickCounts(SEED, awayAndBack);
}, 600_000);

it(`with CLICK_JOURNAL=always keeps ${CLICKS} clicks also when Redis forgets them (seed ${SEED})`, async () => {
  await scene.apps.restart('click', { CLICK_JOURNAL: 'always' });
  const forgetting: Happening[] = [
    [0.8, freezeWorker],
    [0.85, forget],
    [0.85, thawWorker],
  ];
  await everyClickCounts(SEED + 1, [...awayAndBack, ...forgetting]);
  expect(forgotten).toBeGreaterThan(0);
}, 600_000);

async function everyClickCounts(seed: number, happenings: Happening[]): Promise<void> {
  const random = seeded(seed);
  const recipientIds = Array.from({ length: CLICKS }, () => {
    const recipientId = scene.recipientIds[Math.floor(random() * RECIPIENTS)];
    if (!recipientId) throw new Error('There are no recipients');
    return recipientId;
  });
  const before = await scene.recordedOf('clicks');
  const known = await scene.fire(recipientIds.slice(0, 1), PER_SECOND);

  const plan = happenings.map(([share, what]): Happening => [share + (random() - 0.5) * 0.04, what]);
  let last: Promise<unknown> = Promise.resolve();
  const fired = await scene.fire(recipientIds.slice(1), PER_SECOND, (count) => {
    while (plan[0] && count >= plan[0][0] * CLICKS) last = last.then(plan.shift()?.[1]);
  });
  await last;
  const answers = [...known, ...fired];
  expect(answers.filter((answer) => answer.status !== 302)).toEqual([]);

  await scene.rest(240_000);
  const expected = tally([...recipientIds, ...repeated(before)]);
  expect(await scene.recordedOf('clicks')).toEqual(expected);
  expect(await scene.recordedOf('runs')).toEqual(expected);
  const effects = await scene.effectsOfRuns();
  const total = sum(expected);
  expect(effects.size).toBe(total);
  expect(Math.max(...effects.values())).toBe(1);
  expect(await scene.totals()).toEqual({ clicks: total, clickers: expected.size });
}

const sum = (counts: Map<string, number>): number => [...counts.values()].reduce((all, one) => all + one, 0);

const repeated = (counts: Map<string, number>): string[] =>
  [...counts].flatMap(([id, count]) => Array.from({ length: count }, () => id));
