import { beforeEach, describe, expect, it } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import { UntilQueued, UntilRecorded } from './settlers';

const BEGUN = 1_800_000_000_000;
const NAME = `00${BEGUN}-abcd.ndjson`;
const GRACES = { firstMs: 3_000, mostMs: 10_000, patienceMs: 60_000 };

const clicks = Array.from({ length: 1_200 }, (_, n): ClickRecord => ({
  id: n.toString(16).padStart(24, '0'),
  at: BEGUN,
  link: 'a'.repeat(24),
  recipient: 'b'.repeat(24),
  version: 1,
  kind: 'click',
  run: true,
}));
const ids = clicks.map((click) => click.id);

let now: number;
let put: { jobId: string; ids: string[] }[];
let missing: Set<string>;
let queued: boolean;
let settler: UntilRecorded;

beforeEach(() => {
  now = BEGUN;
  put = [];
  missing = new Set();
  queued = false;
  settler = new UntilRecorded(
    putAgain,
    { missing: async () => missing, someAreQueued: async () => queued },
    GRACES,
    () => now,
  );
});
const putAgain = async (batch: ClickRecord[], jobId: string): Promise<void> => {
  put.push({ jobId, ids: batch.map((click) => click.id) });
};

describe('a file of clicks that Redis did not take', () => {
  it('goes when they are on the queue, in jobs that are the same each time', async () => {
    const until = new UntilQueued(putAgain);
    expect(until.isDue()).toBe(true);
    expect(await until.settle(NAME, clicks)).toBe(true);
    expect(put.map((job) => job.jobId)).toEqual([`${NAME}-0`, `${NAME}-500`, `${NAME}-1000`]);
    expect(put.flatMap((job) => job.ids)).toEqual(ids);
  });
});

describe('a file of a journal that takes every click', () => {
  it('is looked into after a grace, and goes when all of its clicks are recorded', async () => {
    expect(settler.isDue(NAME)).toBe(false);
    now += GRACES.firstMs;
    expect(settler.isDue(NAME)).toBe(true);
    expect(await settler.settle(NAME, clicks)).toBe(true);
    expect(put).toEqual([]);
  });

  it('has what is missing put on the queue again, and only that, when nothing is queued', async () => {
    missing = new Set([ids[3] ?? '', ids[700] ?? '']);
    expect(await settler.settle(NAME, clicks)).toBe(false);
    expect(put).toEqual([
      { jobId: `${NAME}-0`, ids: [ids[3]] },
      { jobId: `${NAME}-500`, ids: [ids[700]] },
    ]);
  });

  it('waits longer each time, up to a limit', async () => {
    missing = new Set(ids);
    const waits: number[] = [];
    for (let n = 0; n < 4; n++) {
      await settler.settle(NAME, clicks);
      const from = now;
      while (!settler.isDue(NAME)) now += 1_000;
      waits.push(now - from);
    }
    expect(waits).toEqual([3_000, 6_000, 10_000, 10_000]);
  });

  it('is patient while clicks are queued, as they may only be late', async () => {
    missing = new Set(ids);
    queued = true;
    now += GRACES.patienceMs - 1;
    await settler.settle(NAME, clicks);
    expect(put).toEqual([]);
    now += 1;
    await settler.settle(NAME, clicks);
    expect(put).toHaveLength(3);
    now += GRACES.patienceMs - 1;
    await settler.settle(NAME, clicks);
    expect(put).toHaveLength(3);
  });
});
