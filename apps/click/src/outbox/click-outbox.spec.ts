import { beforeEach, describe, expect, it } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import type { Log } from '@linkflow/platform';
import type { ClickSettings } from '../click.config';
import { ClickOutbox, type ClickQueue, type PendingClick } from './click-outbox';
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
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const idsOf = (clicks: readonly ClickRecord[]): string[] => clicks.map(({ id }) => id);

/** Batches that the queue got, and how to end each of them. */
let queued: { ids: string[]; succeed(): void; fail(): void }[];
let journaled: string[][];
let isJournalFull: boolean;
let errors: string[];
let stats: JournalStats;
let answered: string[];

beforeEach(() => {
  queued = [];
  journaled = [];
  isJournalFull = false;
  errors = [];
  stats = new JournalStats();
  answered = [];
});

function outbox(mode: 'fallback' | 'always' = 'fallback'): ClickOutbox {
  const queue: Pick<ClickQueue, 'put'> = {
    put: (clicks) =>
      new Promise((resolve, reject) =>
        queued.push({ ids: idsOf(clicks), succeed: resolve, fail: () => reject(new Error('Redis is down')) }),
      ),
  };
  const journal: Pick<Journal, 'append'> = {
    append: async (clicks) => {
      if (isJournalFull) throw new Error('full');
      journaled.push(idsOf(clicks));
    },
  };
  const log: Pick<Log, 'error'> = {
    error: (_details: unknown, message?: string) => errors.push(message ?? ''),
  };
  const settings = { budgetMs: 50, journal: { always: mode === 'always' } };
  return new ClickOutbox(
    queue as ClickQueue,
    journal as Journal,
    stats,
    settings as ClickSettings,
    log as Log,
  );
}
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

  it('answers, counts and reports clicks that neither Redis nor the journal takes', async () => {
    isJournalFull = true;
    const clicks = outbox();
    for (const id of ['a', 'b']) {
      clicks.add(pending(id));
      await turn();
      queued.at(-1)?.fail();
      await turn();
    }
    expect(answered).toEqual(['a', 'b']);
    expect(stats.lost).toBe(2);
    expect(errors, 'once in ten seconds').toHaveLength(1);
  });
});
