import { beforeEach, describe, expect, it } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import { Segment } from './segment-files';
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
const segmentOf = (name: string): Segment =>
  new Segment(name, Buffer.from(clicks.map((click) => JSON.stringify(click) + '\n').join('')));
const SEGMENT = segmentOf(NAME);
const ids = clicks.map((click) => click.id);

let now: number;
let put: { jobId: string; ids: string[] }[];
let missing: Set<string>;
let queued: boolean;
let setAside: boolean;
let looks: number;
let settler: UntilRecorded;

beforeEach(() => {
  now = BEGUN;
  put = [];
  missing = new Set();
  queued = false;
  setAside = false;
  looks = 0;
  settler = new UntilRecorded(
    putAgain,
    {
      areRecorded: async (asked) => {
        looks += 1;
        return [...asked].flat().every((id) => !missing.has(id)) && !setAside;
      },
      missing: async () => missing,
      someAreQueued: async () => queued,
    },
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
    expect(await until.settle(SEGMENT)).toBe(true);
    expect(put.map((job) => job.jobId)).toEqual([`${NAME}-0`, `${NAME}-500`, `${NAME}-1000`]);
    expect(put.flatMap((job) => job.ids)).toEqual(ids);
  });
});

describe('a file of a journal that takes every click', () => {
  it('is looked into after a grace, and goes when all of its clicks are recorded', async () => {
    expect(settler.isDue(NAME)).toBe(false);
    now += GRACES.firstMs;
    expect(settler.isDue(NAME)).toBe(true);
    expect(await settler.settle(SEGMENT)).toBe(true);
    expect(put).toEqual([]);
  });

  it('goes also when some were set aside instead', async () => {
    setAside = true;
    expect(await settled()).toBe(true);
    expect(put).toEqual([]);
  });

  it('keeps the younger ones from being looked into while it waits for a busy queue', async () => {
    const younger = `00${BEGUN + 1_000}-abcd.ndjson`;
    now += 10_000;
    missing = new Set(ids);
    queued = true;
    await settled();
    expect(settler.isDue(younger)).toBe(false);
    await settler.begin();
    expect(settler.isDue(younger)).toBe(true);
  });

  it('has what is missing put on the queue again, and only that, when nothing is queued', async () => {
    missing = new Set([ids[3] ?? '', ids[700] ?? '']);
    expect(await settled()).toBe(false);
    expect(put).toEqual([
      { jobId: `${NAME}-0`, ids: [ids[3]] },
      { jobId: `${NAME}-500`, ids: [ids[700]] },
    ]);
  });

  it('is put there less and less often while it goes on missing', async () => {
    missing = new Set(ids.slice(0, 1));
    expect(await timesUntil(40, () => put.length)).toEqual([0, 3, 9, 19, 29, 39]);
  });

  it('is patient while clicks are queued, as they may only be late, and looks less and less often', async () => {
    missing = new Set(ids);
    queued = true;
    expect(await timesUntil(59, () => looks)).toEqual([0, 3, 9, 19, 29, 39, 49, 59]);
    expect(put).toEqual([]);
    await timesUntil(20, () => looks);
    expect(put).toHaveLength(3);
  });

  it('is looked into at once when the queue has become empty', async () => {
    missing = new Set(ids);
    queued = true;
    await timesUntil(19, () => looks);
    now += 1_000;
    await settler.begin();
    expect(settler.isDue(NAME)).toBe(false);
    queued = false;
    await settler.begin();
    expect(settler.isDue(NAME)).toBe(true);
    expect(await settled()).toBe(false);
    expect(put).toHaveLength(3);
  });
});

const settled = async (): Promise<boolean> => {
  await settler.begin();
  return settler.settle(SEGMENT);
};

/** Goes on second by second, and tells in which of them the count has grown. */
async function timesUntil(seconds: number, count: () => number): Promise<number[]> {
  const began = now;
  const times: number[] = [];
  for (let second = 0; second <= seconds; second++) {
    now = began + second * 1_000;
    const before = count();
    await settler.begin();
    if (second === 0 || settler.isDue(NAME)) await settler.settle(SEGMENT);
    if (count() > before) times.push(second);
  }
  return times;
}
