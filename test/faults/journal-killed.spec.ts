import { afterAll, beforeAll, expect, it } from 'vitest';
import { ClickLoad } from './clicks.fixture';
import { FULL, seedOr, seeded } from './seeded';

const CLICKS = FULL ? 2_000 : 200;
const PER_SECOND = 200;
const SEED = seedOr(707);

let scene: ClickLoad;
beforeAll(async () => {
  scene = await ClickLoad.start('journal-killed', 2 * CLICKS);
}, 180_000);
afterAll(() => scene?.stop());

it.each([
  ['fallback', 0],
  ['always', 1],
])(
  `replays the journal once after kill -9 during ${CLICKS} clicks while Redis is down (CLICK_JOURNAL=%s, seed ${SEED})`,
  async (mode, round) => {
    if (round > 0) await scene.apps.restart('click', { CLICK_JOURNAL: mode });
    const random = seeded(SEED + round);
    const recipientIds = scene.recipientIds.slice(round * CLICKS, (round + 1) * CLICKS);
    const before = await scene.recordedOf('clicks');
    const [first] = await scene.send(recipientIds.slice(0, 1), PER_SECOND);
    expect(first?.status).toBe(302);

    await scene.services.kill('redis');
    const killAt = Math.floor(CLICKS * (0.4 + random() * 0.4));
    let killed: Promise<void> | undefined;
    const results = await scene.send(recipientIds.slice(1), PER_SECOND, (count) => {
      if (count >= killAt) killed ??= scene.apps.kill('click');
    });
    await killed;
    expect(await scene.segments()).not.toEqual([]);
    const accepted = results.filter((one) => one.status === 302).map((one) => one.recipientId);
    expect(accepted.length).toBeGreaterThan(CLICKS * 0.2);
    expect(accepted.length).toBeLessThan(CLICKS);

    await scene.services.restart('redis');
    await scene.apps.restart('click', { CLICK_JOURNAL: mode });
    await scene.untilIdle(60_000);
    const recorded = await scene.recordedOf('clicks');
    expect(accepted.filter((id) => recorded.get(id) !== 1)).toEqual([]);
    // A click that was on disk but not yet answered at the kill may be recorded too, but only once.
    expect(Math.max(...recorded.values())).toBe(1);
    expect(recorded.size).toBeGreaterThanOrEqual(before.size + 1 + accepted.length);
    expect(await scene.recordedOf('runs')).toEqual(recorded);
    const effects = await scene.effectsOfRuns();
    expect(effects.size).toBe(recorded.size);
    expect(Math.max(...effects.values())).toBe(1);
  },
  240_000,
);
