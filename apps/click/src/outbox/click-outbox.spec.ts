import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClickRecord, LookRecord } from '@linkflow/contracts';
import type { Counter, Log, Metrics, Tracing } from '@linkflow/platform';
import type { JobProducer } from '@linkflow/queues';
import type { ClickSettings } from '../click.config';
import {
  ClickBuffer,
  ClickOutbox,
  ClickQueue,
  QueueUnavailable,
  type PendingClick,
  type TrackedRequest,
} from './click-outbox';
import { JournalStats, type Journal } from './journal';

const click = (id: string): ClickRecord => ({
  id,
  at: 0,
  link: 'l',
  recipient: 'r',
  version: 1,
  kind: 'click',
  run: true,
});
const look = (id: string): LookRecord => ({
  id,
  at: 0,
  link: 'l',
  recipient: 'r',
  kind: 'head',
  seen: { h: 0 },
});
/** A turn of the event loop, after the time that clicks wait for each other. */
async function turn(): Promise<void> {
  vi.advanceTimersByTime(10);
  await nextTurn();
}
const idsOf = (requests: readonly TrackedRequest[]): string[] => requests.map(({ id }) => id);

/** Batches that were put on the queue. The test ends each of them with `succeed` or `fail`. */
let queued: { ids: string[]; budgetMs: number; succeed(): void; fail(): void }[];
let journaled: string[][];
let isJournalFull: boolean;
let errors: string[];
let stats: JournalStats;
let answered: string[];
let buffer: ClickBuffer;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  queued = [];
  journaled = [];
  isJournalFull = false;
  errors = [];
  stats = new JournalStats();
  answered = [];
});

function outbox(mode: 'fallback' | 'always' = 'fallback'): ClickOutbox {
  const queue: Pick<ClickQueue, 'put'> = {
    put: (clicks, { budgetMs }) =>
      new Promise((resolve, reject) =>
        queued.push({
          ids: idsOf(clicks),
          budgetMs,
          succeed: resolve,
          fail: () => reject(new Error('Redis is down')),
        }),
      ),
  };
  const journal: Pick<Journal, 'append'> = {
    append: async (clicks) => {
      if (isJournalFull) throw new Error('full');
      journaled.push(idsOf(clicks));
    },
  };
  const log: Pick<Log, 'error' | 'info'> = {
    info: () => undefined,
    error: (_details: unknown, message?: string) => errors.push(message ?? ''),
  };
  const settings = { budgetMs: 50, journal: { always: mode === 'always' } };
  const metrics: Pick<Metrics, 'gauge'> = { gauge: () => undefined };
  buffer = new ClickBuffer(queue as ClickQueue, journal as Journal, stats, metrics as Metrics, log as Log, 3);
  return new ClickOutbox(
    queue as ClickQueue,
    journal as Journal,
    buffer,
    settings as ClickSettings,
    log as Log,
  );
}
afterEach(async () => {
  isJournalFull = false;
  await buffer.onApplicationShutdown();
  vi.useRealTimers();
});
const pending = (id: string): PendingClick => ({ click: click(id), answer: () => answered.push(id) });

describe('the outbox', () => {
  it('queues the clicks of one turn together, and answers all of them once they are queued', async () => {
    const clicks = outbox();
    for (const id of ['a', 'b', 'c']) clicks.add(pending(id));
    await turn();
    expect(queued.map(({ ids }) => ids)).toEqual([['a', 'b', 'c']]);
    expect(answered).toEqual([]);
    queued[0]?.succeed();
    await turn();
    expect(answered).toEqual(['a', 'b', 'c']);
  });

  it('collects the next batch while one is being stored', async () => {
    const clicks = outbox();
    for (const id of ['a', 'b', 'c']) {
      clicks.add(pending(id));
      await turn();
    }
    expect(queued.map(({ ids }) => ids)).toEqual([['a']]);
    queued[0]?.succeed();
    await turn();
    await turn();
    expect(queued.map(({ ids }) => ids)).toEqual([['a'], ['b', 'c']]);
  });

  it('limits the clicks of a job', async () => {
    const clicks = outbox();
    for (let n = 0; n < 4_500; n++) clicks.add(pending(String(n)));
    for (let n = 0; n < 4; n++) {
      await turn();
      queued[n]?.succeed();
      await turn();
    }
    expect(queued.map(({ ids }) => ids.length)).toEqual([2_000, 2_000, 500]);
    expect(new Set(answered).size).toBe(4_500);
  });

  it('answers the other clicks of a batch if one answer can not be written', async () => {
    const clicks = outbox();
    clicks.add({
      click: click('a'),
      answer: () => {
        throw new Error('gone');
      },
    });
    clicks.add(pending('b'));
    await turn();
    queued[0]?.succeed();
    await turn();
    expect(answered).toEqual(['b']);
    expect(errors).toHaveLength(1);
  });

  it('writes clicks to the journal if Redis does not take them', async () => {
    const clicks = outbox();
    clicks.add(pending('a'));
    await turn();
    queued[0]?.fail();
    await turn();
    expect(journaled).toEqual([['a']]);
    expect(answered).toEqual(['a']);
  });

  it('writes clicks to the journal first if the journal takes every click', async () => {
    const clicks = outbox('always');
    clicks.add(pending('a'));
    await turn();
    expect(answered).toEqual(['a']);
    await turn();
    expect([journaled, queued.map(({ ids }) => ids)]).toEqual([[['a']], [['a']]]);
  });

  it('queues clicks that a full journal does not take', async () => {
    isJournalFull = true;
    const clicks = outbox('always');
    clicks.add(pending('a'));
    await turn();
    queued[0]?.succeed();
    await turn();
    expect(answered).toEqual(['a']);
    expect(stats.lost).toBe(0);
  });

  it('gives Redis more time for clicks that neither a slow Redis nor a full journal took', async () => {
    isJournalFull = true;
    const clicks = outbox();
    clicks.add(pending('a'));
    await turn();
    queued[0]?.fail();
    await turn();
    expect(queued[1]?.budgetMs).toBeGreaterThan(500);
    expect(answered).toEqual([]);
    queued[1]?.succeed();
    await turn();
    expect([answered, buffer.size, stats.lost]).toEqual([['a'], 0, 0]);
  });

  it('keeps clicks in memory that neither Redis nor the journal takes, and stores them later', async () => {
    isJournalFull = true;
    await failTwice(outbox(), 'a');
    expect([answered, buffer.size, stats.lost]).toEqual([['a'], 1, 0]);
    expect(errors, 'the alarm').toHaveLength(1);
    isJournalFull = false;
    await buffer.flush();
    expect([journaled, buffer.size, stats.lost]).toEqual([[['a']], 0, 0]);
  });

  it('does not let recipients wait for a Redis that just failed its last chance', async () => {
    isJournalFull = true;
    const clicks = outbox();
    await failTwice(clicks, 'a');
    const before = queued.length;
    clicks.add(pending('b'));
    await turn();
    queued[before]?.fail();
    await turn();
    expect([answered, buffer.size, queued.length - before]).toEqual([['a', 'b'], 2, 1]);
  });

  it('counts and reports clicks as lost only when the memory is full as well', async () => {
    isJournalFull = true;
    const clicks = outbox();
    await failTwice(clicks, 'a');
    for (const id of ['b', 'c', 'd', 'e']) {
      const before = queued.length;
      clicks.add(pending(id));
      await turn();
      queued[before]?.fail();
      await turn();
    }
    expect(answered).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect([buffer.size, stats.lost]).toEqual([3, 2]);
    expect(errors, 'one alarm, and one loss in ten seconds').toHaveLength(2);
  });
});

describe('a look', () => {
  it('is queued with the clicks of its turn, and answers nobody', async () => {
    const requests = outbox();
    requests.add(pending('a'));
    requests.addLook(look('b'));
    await turn();
    expect(queued.map(({ ids }) => ids)).toEqual([['a', 'b']]);
    queued[0]?.succeed();
    await turn();
    expect(answered).toEqual(['a']);
  });

  it('is not written to the journal, nor tried again, if Redis does not take it', async () => {
    const requests = outbox();
    requests.add(pending('a'));
    requests.addLook(look('b'));
    await turn();
    queued[0]?.fail();
    await turn();
    expect([journaled, answered]).toEqual([[['a']], ['a']]);
    requests.addLook(look('c'));
    await turn();
    queued[1]?.fail();
    await turn();
    expect([journaled, queued.length, buffer.size]).toEqual([[['a']], 2, 0]);
  });

  it('is queued with the clicks that a journal took first', async () => {
    const requests = outbox('always');
    requests.add(pending('a'));
    requests.addLook(look('b'));
    await turn();
    await turn();
    expect([journaled, queued.map(({ ids }) => ids)]).toEqual([[['a']], [['a', 'b']]]);
  });
});

it('looks that Redis does not take are counted', async () => {
  const counted = { add: vi.fn<(count: number) => void>() };
  const metrics: Pick<Metrics, 'counter'> = { counter: () => counted as unknown as Counter };
  const added: unknown[] = [];
  const jobs: Pick<JobProducer, 'add'> = {
    add: async (_kind, payload) => {
      added.push(payload);
      if (added.length > 1) throw new Error('Redis is down');
    },
  };
  const log: Pick<Log, 'warn'> = { warn: () => undefined };
  const queue = new ClickQueue(jobs as JobProducer, { on: false } as Tracing, metrics as Metrics, log as Log);
  await queue.put([click('a'), look('b')], { budgetMs: 50 });
  expect(added).toEqual([{ v: 1, clicks: [click('a')], looks: [look('b')] }]);
  expect(counted.add).not.toHaveBeenCalled();
  await expect(queue.put([look('c'), look('d')], { budgetMs: 50 })).rejects.toThrow('Redis is down');
  await expect(queue.put([look('e')], { budgetMs: 50 })).rejects.toThrow(QueueUnavailable);
  expect(counted.add.mock.calls).toEqual([[2], [1]]);
});

/** Adds a click, and makes both attempts to put it on the queue fail: the first one and the last chance. */
async function failTwice(clicks: ClickOutbox, id: string): Promise<void> {
  clicks.add(pending(id));
  for (let n = 0; n < 2; n++) {
    await turn();
    queued.at(-1)?.fail();
    await turn();
  }
}

it('the queue is used again half a second after a failure, also if the clock of the machine is set back meanwhile', async () => {
  vi.useFakeTimers();
  try {
    let isAway = true;
    const add = async (): Promise<void> => {
      if (isAway) throw new Error('Redis is down');
    };
    const jobs: Pick<JobProducer, 'add'> = { add };
    const log: Pick<Log, 'warn'> = { warn: () => undefined };
    const metrics: Pick<Metrics, 'counter'> = {
      counter: () => ({ add: () => undefined }) as unknown as Counter,
    };
    const queue = new ClickQueue(
      jobs as JobProducer,
      { on: false } as Tracing,
      metrics as Metrics,
      log as Log,
    );
    const put = (): Promise<void> => queue.put([click('a')], { budgetMs: 50 });
    await expect(put()).rejects.toThrow('Redis is down');
    isAway = false;
    await expect(put()).rejects.toThrow(QueueUnavailable);
    vi.setSystemTime(Date.now() - 3_600_000);
    vi.advanceTimersByTime(500);
    await put();
  } finally {
    vi.useRealTimers();
  }
});
