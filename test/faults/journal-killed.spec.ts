import { afterAll, beforeAll, expect, it } from 'vitest';
import { ClicksUnderFire } from './clicks.fixture';
import { FULL, seedOr, seeded } from './seeded';

const CLICKS = FULL ? 2_000 : 200;
const PER_SECOND = 200;
const SEED = seedOr(707);

let scene: ClicksUnderFire;
beforeAll(async () => {
  scene = await ClicksUnderFire.start('journal-killed', 2 * CLICKS);
}, 180_000);
afterAll(() => scene?.stop());

it.each([
  ['fallback', 0],
  ['always', 1],
])(
  `replays a journal once after kill -9 in the middle of ${CLICKS} clicks that Redis did not take (CLICK_JOURNAL=%s, seed ${SEED})`,
  async (mode, round) => {
    if (round > 0) await scene.apps.restart('click', { CLICK_JOURNAL: mode });
    const random = seeded(SEED + round);
    const recipientIds = scene.recipientIds.slice(round * CLICKS, (round + 1) * CLICKS);
    const before = await scene.recordedOf('clicks');
    const [known] = await scene.fire(recipientIds.slice(0, 1), PER_SECOND);
    expect(known?.status).toBe(302);

    await scene.services.kill('redis');
    const killAt = Math.floor(CLICKS * (0.4 + random() * 0.4));
    let killed: Promise<void> | undefined;
    const fired = await scene.fire(recipientIds.slice(1), PER_SECOND, (count) => {
      if (count >= killAt) killed ??= scene.apps.kill('click');
    });
    await killed;
    expect(await scene.segments()).not.toEqual([]);
    const accepted = fired.filter((one) => one.status === 302).map((one) => one.recipientId);
    expect(accepted.length).toBeGreaterThan(CLICKS * 0.2);
    expect(accepted.length).toBeLessThan(CLICKS);

    await scene.services.restart('redis');
    await scene.apps.restart('click', { CLICK_JOURNAL: mode });
    await scene.rest(60_000);
    const recorded = await scene.recordedOf('clicks');
    expect(accepted.filter((id) => recorded.get(id) !== 1)).toEqual([]);
    // Some were on the disk and their answer was cut off: they may be there, once.
    expect(Math.max(...recorded.values())).toBe(1);
    expect(recorded.size).toBeGreaterThanOrEqual(before.size + 1 + accepted.length);
    expect(await scene.recordedOf('runs')).toEqual(recorded);
    const effects = await scene.effectsOfRuns();
    expect(effects.size).toBe(recorded.size);
    expect(Math.max(...effects.values())).toBe(1);
  },
  240_000,
);
