import { appendFile, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import { QueuedAcknowledger } from './journal-keeper';
import {
  Journal,
  JournalFull,
  JournalSlow,
  JournalStats,
  type Acknowledger,
  type JournalOptions,
} from './journal';
import { OpenSegment, SegmentFiles, parseClick } from './segment-files';

let folder: string;
const opened: Journal[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(opened.splice(0).map((journal) => journal.close()));
  await rm(folder, { recursive: true, force: true });
});

const click = (n: number): ClickRecord => ({
  id: n.toString(16).padStart(24, '0'),
  at: 1_800_000_000_000 + n,
  link: 'a'.repeat(24),
  recipient: 'b'.repeat(24),
  version: 1,
  kind: 'click',
  run: true,
});
const clicks = (from: number, to: number): ClickRecord[] =>
  Array.from({ length: to - from }, (_, index) => click(from + index));

async function journalAt(more: Partial<JournalOptions> = {}, stats = new JournalStats()): Promise<Journal> {
  const journal = new Journal(
    { folder, maxBytes: 1_000_000, orphanMs: 60_000, segmentMs: 1_000, ...more },
    stats,
    parseClick,
  );
  await journal.open();
  opened.push(journal);
  return journal;
}
const numberOf = (one: ClickRecord): number => parseInt(one.id, 16);
async function replayed(journal: Journal): Promise<number[]> {
  const seen: number[] = [];
  await journal.acknowledge(new QueuedAcknowledger(async (batch) => void seen.push(...batch.map(numberOf))));
  return seen;
}

describe('the journal', () => {
  it('replays all clicks in order, and is empty afterwards', async () => {
    const journal = await journalAt();
    await Promise.all([
      journal.append(clicks(0, 3)),
      journal.append(clicks(3, 5)),
      journal.append([click(5)]),
    ]);
    expect(await replayed(journal)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await replayed(journal)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('has a click on disk when append resolves, even if the process never closes the journal', async () => {
    await (await journalAt()).append([click(7)]);
    const next = await journalAt({ orphanMs: -1 });
    expect(await replayed(next)).toEqual([7]);
  });

  it('does not touch a segment that another process may still be writing to', async () => {
    const first = await journalAt();
    await first.append([click(1)]);
    expect(await replayed(await journalAt())).toEqual([]);
    expect(await replayed(first)).toEqual([1]);
  });

  it('keeps a segment whose replay failed and replays it next time', async () => {
    const journal = await journalAt();
    await journal.append(clicks(0, 1200));
    let batches = 0;
    const refuseTheThird = async (): Promise<void> => {
      batches += 1;
      if (batches === 3) throw new Error('Redis went away');
    };
    await expect(journal.acknowledge(new QueuedAcknowledger(refuseTheThird))).rejects.toThrow(
      'Redis went away',
    );
    expect(await replayed(journal)).toEqual(clicks(0, 1200).map((_, index) => index));
  });

  it('takes clicks during a replay and loses none of them', async () => {
    const journal = await journalAt();
    await journal.append(clicks(0, 10));
    const seen: number[] = [];
    const appended: Promise<void>[] = [];
    const put = async (batch: ClickRecord[]): Promise<void> => {
      for (let n = 10; n < 40; n++) appended.push(journal.append([click(n)]));
      seen.push(...batch.map(numberOf));
    };
    await journal.acknowledge(new QueuedAcknowledger(put));
    await Promise.all(appended);
    seen.push(...(await replayed(journal)));
    expect(seen.sort((a, b) => a - b)).toEqual(clicks(0, 40).map((_, index) => index));
  });

  it('ignores a last line that a crash has cut off', async () => {
    await writeFile(join(folder, '000000000000001-x.ndjson'), `${JSON.stringify(click(1))}\n{"id":"00`);
    expect(await replayed(await journalAt({ orphanMs: -1 }))).toEqual([1]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps a segment with an unreadable line after replaying the others', async () => {
    const name = '000000000000001-x.ndjson';
    await writeFile(
      join(folder, name),
      `${JSON.stringify(click(1))}\nnonsense\n${JSON.stringify(click(2))}\n`,
    );
    const journal = await journalAt({ orphanMs: -1 });
    expect(await replayed(journal)).toEqual([1, 2]);
    expect(await readdir(folder)).toEqual([`${name}.damaged`]);
    expect(await replayed(journal)).toEqual([]);
  });

  it('replays the oldest segment first', async () => {
    const line = (n: number) => JSON.stringify(click(n)) + '\n';
    await writeFile(join(folder, '000000000000009-a.ndjson'), line(9));
    await writeFile(join(folder, '000000000000003-b.ndjson'), line(3));
    await appendFile(join(folder, '000000000000003-b.ndjson'), line(4));
    expect(await replayed(await journalAt({ orphanMs: -1 }))).toEqual([3, 4, 9]);
  });

  it('refuses an append that exceeds its maximum size, and takes clicks again once emptied', async () => {
    const stats = new JournalStats();
    const journal = await journalAt({ maxBytes: 400 }, stats);
    await journal.append([click(1), click(2)]);
    await expect(journal.append([click(3)])).rejects.toThrow(JournalFull);
    expect(stats).toMatchObject({ written: 2, full: true });
    await replayed(journal);
    await journal.probe();
    expect(stats).toMatchObject({ bytes: 0, full: false });
    await journal.append([click(3)]);
    expect(await replayed(journal)).toEqual([3]);
  });

  it('refuses clicks while its disk fails, reports being full, and keeps earlier clicks', async () => {
    const stats = new JournalStats();
    const journal = await journalAt({ segmentMs: -1 }, stats);
    await journal.append([click(1)]);
    const elsewhere = `${folder}-away`;
    await rename(folder, elsewhere);
    await expect(journal.append([click(2)])).rejects.toThrow('ENOENT');
    expect(stats).toMatchObject({ written: 1, full: true });
    await rename(elsewhere, folder);
    await journal.append([click(3)]);
    expect(await replayed(journal)).toEqual([1, 3]);
    await journal.probe();
    expect(stats).toMatchObject({ written: 2, full: false });
  });

  it('notices a failing disk before a click needs it', async () => {
    const stats = new JournalStats();
    const journal = await journalAt({}, stats);
    await rm(folder, { recursive: true });
    await writeFile(folder, 'not a folder');
    await journal.probe();
    expect(stats).toMatchObject({ full: true, written: 0 });
    expect(stats.problem).toBeInstanceOf(Error);
    await rm(folder);
    await journal.probe();
    expect(stats).toMatchObject({ full: false, problem: undefined });
    await journal.append([click(1)]);
    expect(await replayed(journal)).toEqual([1]);
  });

  it('preallocates space in a busy segment and removes it on closing', async () => {
    const lines = clicks(0, 20).map((one) => JSON.stringify(one) + '\n');
    const writeAll = async (): Promise<[Journal, string]> => {
      const journal = await journalAt({ segmentMs: 60_000 });
      for (let n = 0; n < 20; n++) await journal.append([click(n)]);
      const [name = ''] = await readdir(folder);
      return [journal, join(folder, name)];
    };
    const [, left] = await writeAll();
    const text = await readFile(left, 'utf8');
    expect(text.length).toBeGreaterThan(lines.join('').length);
    expect(text.replace(/\0*$/, '')).toBe(lines.join(''));
    expect(await replayed(await journalAt({ orphanMs: -1 }))).toHaveLength(20);

    const [journal, closed] = await writeAll();
    await journal.close();
    expect(await readFile(closed, 'utf8')).toBe(lines.join(''));
  });

  it('starts a new segment at the size limit', async () => {
    const journal = await journalAt({ segmentBytes: 100 });
    for (const n of [1, 2, 3]) await journal.append([click(n)]);
    expect(await readdir(folder)).toHaveLength(3);
    expect(new Set(await replayed(journal))).toEqual(new Set([1, 2, 3]));
  });

  it('keeps a segment that is not acknowledged, and checks it again when it is due', async () => {
    const journal = await journalAt();
    await journal.append([click(1)]);
    let due = true;
    let checks = 0;
    const acknowledger: Acknowledger = {
      begin: async () => undefined,
      isDue: () => due,
      acknowledge: async () => {
        checks += 1;
        return false;
      },
    };
    await journal.acknowledge(acknowledger);
    due = false;
    await journal.acknowledge(acknowledger);
    expect(checks).toBe(1);
    expect(await replayed(journal)).toEqual([1]);
  });

  it('writes clicks to a new segment if the process was suspended so long that another may have removed the first', async () => {
    const times = [0, 10_000, 10_000, 10_000];
    const journal = await journalAt({ orphanMs: 5_000, clock: () => times.shift() ?? 10_000 });
    await journal.append([click(1)]);
    expect(await readdir(folder)).toHaveLength(2);
    expect(await replayed(journal)).toEqual([1, 1]);
  });

  it('refuses an append to a disk that needs longer than its budget, and at once those that follow', async () => {
    const stats = new JournalStats();
    const journal = await journalAt({ diskBudgetMs: 500 }, stats);
    const ends = slowWrites();
    await expect(journal.append([click(1)])).rejects.toThrow(JournalSlow);
    await expect(journal.append([click(2)])).rejects.toThrow(JournalSlow);
    expect(stats).toMatchObject({ full: true, written: 0 });
    await journal.probe();
    expect(stats.full).toBe(true);
    ends();
    await vi.waitFor(() => expect(stats.written).toBe(1));
    await vi.waitFor(async () => {
      await journal.probe();
      expect(stats).toMatchObject({ full: false, problem: undefined });
    });
    await journal.append([click(3)]);
    expect(await replayed(journal)).toEqual([1, 3]);
  });

  it('gives up an append if another process may have removed each segment that it was written to', async () => {
    let now = 0;
    const stats = new JournalStats();
    const journal = await journalAt({ orphanMs: 5_000, clock: () => (now += 6_000) }, stats);
    await expect(journal.append([click(1)])).rejects.toThrow(JournalSlow);
    expect(await readdir(folder)).toHaveLength(2);
    expect(stats).toMatchObject({ full: true, written: 0 });
  });

  it('reports a disk that does not answer a probe, and starts no further probe meanwhile', async () => {
    const stats = new JournalStats();
    const journal = await journalAt({ diskBudgetMs: 30 }, stats);
    let answer = (): void => {};
    const tries = vi
      .spyOn(SegmentFiles.prototype, 'tryToWrite')
      .mockImplementation(() => new Promise((resolve) => (answer = resolve)));
    await journal.probe();
    await journal.probe();
    expect([stats.full, stats.problem instanceof JournalSlow, tries.mock.calls.length]).toEqual([
      true,
      true,
      1,
    ]);
    answer();
    await sleep(1);
    tries.mockRestore();
    await vi.waitFor(async () => {
      await journal.probe();
      expect(stats.full).toBe(false);
    });
  });
});

/** Makes writes wait until the returned function is called. */
function slowWrites(): () => void {
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const { append } = OpenSegment.prototype;
  vi.spyOn(OpenSegment.prototype, 'append').mockImplementation(async function (this: OpenSegment, lines) {
    await ended;
    return append.call(this, lines);
  });
  return end;
}
