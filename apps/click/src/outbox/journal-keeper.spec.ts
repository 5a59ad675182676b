import { beforeEach, describe, expect, it } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import { Segment, parseClick } from './segment-files';
import { QueuedAcknowledger, RecordedAcknowledger } from './journal-keeper';

const CREATED = 1_800_000_000_000;
const NAME = `00${CREATED}-abcd.ndjson`;
const DELAYS = { firstMs: 3_000, maxMs: 10_000, requeueAnywayMs: 60_000 };

const clicks = Array.from({ length: 1_200 }, (_, n): ClickRecord => ({
  id: n.toString(16).padStart(24, '0'),
  at: CREATED,
  link: 'a'.repeat(24),
  recipient: 'b'.repeat(24),
  version: 1,
  kind: 'click',
  run: true,
}));
const segmentOf = (name: string): Segment<ClickRecord> =>
  new Segment(name, Buffer.from(clicks.map((click) => JSON.stringify(click) + '\n').join('')), parseClick);
const SEGMENT = segmentOf(NAME);
const ids = clicks.map((click) => click.id);

let now: number;
let requeued: { jobId: string; ids: string[] }[];
let missing: Set<string>;
let queued: boolean;
let setAside: boolean;
let checks: number;
let acknowledger: RecordedAcknowledger;

beforeEach(() => {
  now = CREATED;
  requeued = [];
  missing = new Set();
  queued = false;
  setAside = false;
  checks = 0;
  acknowledger = new RecordedAcknowledger(
    requeue,
    {
      areRecorded: async (wanted) => {
        checks += 1;
        return [...wanted].flat().every((id) => !missing.has(id)) && !setAside;
      },
      missing: async () => missing,
      someAreQueued: async () => queued,
    },
    DELAYS,
    () => now,
  );
});
const requeue = async (batch: ClickRecord[], jobId: string): Promise<void> => {
  requeued.push({ jobId, ids: batch.map((click) => click.id) });
};

describe('a segment of a journal for clicks that Redis did not take', () => {
  it('is acknowledged once its clicks are queued, in the same jobs each time', async () => {
    const fallback = new QueuedAcknowledger(requeue);
    expect(fallback.isDue()).toBe(true);
    expect(await fallback.acknowledge(SEGMENT)).toBe(true);
    expect(requeued.map((job) => job.jobId)).toEqual([`${NAME}-0`, `${NAME}-500`, `${NAME}-1000`]);
    expect(requeued.flatMap((job) => job.ids)).toEqual(ids);
  });
});

describe('a segment of a journal for every click', () => {
  it('is checked after a delay, and acknowledged if all of its clicks are recorded', async () => {
    expect(acknowledger.isDue(NAME)).toBe(false);
    now += DELAYS.firstMs;
    expect(acknowledger.isDue(NAME)).toBe(true);
    expect(await acknowledger.acknowledge(SEGMENT)).toBe(true);
    expect(requeued).toEqual([]);
  });

  it('is acknowledged if the worker has set some of its clicks aside', async () => {
    setAside = true;
    expect(await checked()).toBe(true);
    expect(requeued).toEqual([]);
  });

  it('delays the check of younger segments while its clicks may be on the queue', async () => {
    const younger = `00${CREATED + 1_000}-abcd.ndjson`;
    now += 10_000;
    missing = new Set(ids);
    queued = true;
    await checked();
    expect(acknowledger.isDue(younger)).toBe(false);
    await acknowledger.begin();
    expect(acknowledger.isDue(younger)).toBe(true);
  });

  it('has its missing clicks, and only those, queued again if the queue is empty', async () => {
    missing = new Set([ids[3] ?? '', ids[700] ?? '']);
    expect(await checked()).toBe(false);
    expect(requeued).toEqual([
      { jobId: `${NAME}-0`, ids: [ids[3]] },
      { jobId: `${NAME}-500`, ids: [ids[700]] },
    ]);
  });

  it('is acknowledged as damaged if the only missing click is cut off after its id', async () => {
    const [first, second] = clicks.map((click) => JSON.stringify(click));
    const damaged = new Segment(NAME, Buffer.from(`${first}\n${second?.slice(0, 50)}\n`), parseClick);
    missing = new Set(ids.slice(0, 2));
    await acknowledger.begin();
    expect(await acknowledger.acknowledge(damaged)).toBe(false);
    expect(requeued).toEqual([{ jobId: `${NAME}-0`, ids: [ids[0]] }]);
    missing = new Set(ids.slice(1, 2));
    now += DELAYS.firstMs;
    expect(await acknowledger.acknowledge(damaged)).toBe(true);
    expect([requeued.length, damaged.isDamaged]).toEqual([1, true]);
  });

  it('is queued at increasing intervals while its clicks stay missing', async () => {
    missing = new Set(ids.slice(0, 1));
    expect(await timesUntil(40, () => requeued.length)).toEqual([0, 3, 9, 19, 29, 39]);
  });

  it('is checked at increasing intervals while the queue is busy, and queued again after a minute', async () => {
    missing = new Set(ids);
    queued = true;
    expect(await timesUntil(59, () => checks)).toEqual([0, 3, 9, 19, 29, 39, 49, 59]);
    expect(requeued).toEqual([]);
    await timesUntil(20, () => checks);
    expect(requeued).toHaveLength(3);
  });

  it('is checked at once when the queue has become empty', async () => {
    missing = new Set(ids);
    queued = true;
    await timesUntil(19, () => checks);
    now += 1_000;
    await acknowledger.begin();
    expect(acknowledger.isDue(NAME)).toBe(false);
    queued = false;
    await acknowledger.begin();
    expect(acknowledger.isDue(NAME)).toBe(true);
    expect(await checked()).toBe(false);
    expect(requeued).toHaveLength(3);
  });
});

const checked = async (): Promise<boolean> => {
  await acknowledger.begin();
  return acknowledger.acknowledge(SEGMENT);
};

/** Simulates one pass over the journal per second. Returns the seconds in which `count` grew. */
async function timesUntil(seconds: number, count: () => number): Promise<number[]> {
  const began = now;
  const times: number[] = [];
  for (let second = 0; second <= seconds; second++) {
    now = began + second * 1_000;
    const before = count();
    await acknowledger.begin();
    if (second === 0 || acknowledger.isDue(NAME)) await acknowledger.acknowledge(SEGMENT);
    if (count() > before) times.push(second);
  }
  return times;
}
