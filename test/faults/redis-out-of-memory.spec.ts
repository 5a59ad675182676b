import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support';
import { ClickLoad, tally, type SentClick } from './clicks.fixture';
import { FULL, seedOr, seeded } from './seeded';

const CLICKS = FULL ? 3_000 : 200;
const PER_SECOND = FULL ? 200 : 100;
const RECIPIENTS = 50;
const SEED = seedOr(1414);

let scene: ClickLoad;
let redis: Redis;
beforeAll(async () => {
  scene = await ClickLoad.start('redis-out-of-memory', RECIPIENTS);
  redis = new Redis(scene.services.redisUrl);
}, 180_000);
afterAll(async () => {
  redis?.disconnect();
  await scene?.stop();
});

it(`keeps ${CLICKS} clicks and their effects while Redis has no free memory, and says so (seed ${SEED})`, async () => {
  const random = seeded(SEED);
  const recipientIds = Array.from({ length: CLICKS }, () => {
    const recipientId = scene.recipientIds[Math.floor(random() * RECIPIENTS)];
    if (!recipientId) throw new Error('No recipient');
    return recipientId;
  });
  const [begin, end] = [0.1 + random() * 0.2, 0.6 + random() * 0.2];
  const sent: SentClick[] = [];
  let faults: Promise<unknown> = Promise.resolve();
  let step = 0;
  sent.push(
    ...(await scene.send(recipientIds, PER_SECOND, (count) => {
      const share = count / CLICKS;
      if (step === 0 && share >= begin) {
        step = 1;
        faults = faults.then(() => redis.config('SET', 'maxmemory', '1'));
      } else if (step === 1 && share >= end) {
        step = 2;
        faults = faults.then(async () => {
          expect(await awayOf(scene.apps.clickUrl)).toEqual(['Redis (refuses writes)']);
          await redis.config('SET', 'maxmemory', '0');
        });
      }
    })),
  );
  await faults;
  expect(sent.filter((answer) => answer.status !== 302)).toEqual([]);

  await scene.untilIdle(90_000);
  const expected = tally(recipientIds);
  expect(await scene.recordedOf('clicks')).toEqual(expected);
  expect(await scene.recordedOf('runs')).toEqual(expected);
  const effects = await scene.effectsOfRuns();
  expect([effects.size, Math.max(...effects.values())]).toEqual([CLICKS, 1]);
  for (const url of [scene.apps.apiUrl, scene.apps.clickUrl, scene.apps.workerUrl])
    await until(async () => (await awayOf(url)).length === 0, { what: 'a ready app' });
}, 240_000);

async function awayOf(url: string): Promise<string[]> {
  const answer = (await (await fetch(`${url}/health/ready`)).json()) as { away: string[] };
  return answer.away;
}
