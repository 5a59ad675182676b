import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { ClickRecord } from '@linkflow/contracts';
import { Repairs, RunRollup, Versions } from '@linkflow/engine';
import { ClickResets, ClickRollup, ClicksRepository, type ClickDoc } from '@linkflow/links';
import {
  Batcher,
  Clock,
  Log,
  PeriodicTasks,
  lowestIdAt,
  readConfig,
  renameCollection,
  type Migration,
} from '@linkflow/platform';
import { JobProducer } from '@linkflow/queues';
import { ClearedTimes } from './retention';
import { WorkerConfig } from './worker.config';

/**
 * The sweeper's position in the clicks, one small document. Click ids start with their time, so a position is an id.
 *
 * - `upTo` moves forward with each page.
 * - A worker that is about to record late clicks sets `late`. The sweeper moves it to `seen`, waits until those clicks must have been
 *   recorded, and moves `upTo` back to them.
 */
interface StoredBookmark {
  _id: 'clicks';
  /** All clicks up to this id were checked. */
  upTo: string;
  /** Lowest id of late clicks that a worker is about to record. */
  late?: string;
  /** The value that the sweeper moved here from `late`, at the time `seenAt`. */
  seen?: string;
  seenAt?: Date;
}

const BOOKMARKS = 'sweep_bookmarks';
const BOOKMARK = 'clicks';
const START = '0'.repeat(24);

export const workerMigrations: readonly Migration[] = [
  {
    id: 'worker-0001-sweep-bookmarks',
    description: 'rename the collection `patrol` to `sweep_bookmarks`',
    up: ({ db }) => renameCollection(db, 'patrol', BOOKMARKS),
  },
];

/**
 * Stores the position of the sweeper. The sweeper stays SWEEPER_LAG_MS behind the present, so it normally reaches the id of a click after
 * the click was recorded. A late click (from a journal, after an outage) may have an id that the sweeper has already passed, so its worker
 * announces it before it records it: one small write per job. The alternative, to store the runs of late clicks before the clicks, costs
 * one write per click and creates runs of clicks that may never be recorded.
 */
@Injectable()
export class SweepBookmarks {
  constructor(
    private readonly batcher: Batcher,
    @InjectConnection() private readonly connection: Connection,
  ) {}

  /** Announces that late clicks are about to be recorded. `late` is the lowest of their ids. */
  async announceLate(late: string): Promise<void> {
    const spec = { _id: BOOKMARK, update: { $min: { late }, $setOnInsert: { upTo: START } }, upsert: true };
    // Another worker created the document at the same moment, so this upsert failed. The second attempt finds the document.
    if ((await this.batcher.update(BOOKMARKS, spec)) === 'existed') {
      await this.batcher.update(BOOKMARKS, spec);
    }
  }

  async read(): Promise<StoredBookmark> {
    return (await this.bookmarks.findOne({ _id: BOOKMARK })) ?? { _id: BOOKMARK, upTo: START };
  }

  async savePosition(upTo: string): Promise<void> {
    await this.bookmarks.updateOne({ _id: BOOKMARK }, { $set: { upTo } }, { upsert: true });
  }

  /** Moves `late` to `seen`. Does nothing if a worker has announced a lower id in the meantime. */
  async takeOverLate(late: string, now: Date): Promise<void> {
    await this.bookmarks.updateOne(
      { _id: BOOKMARK, late },
      { $set: { seen: late, seenAt: now }, $unset: { late: '' } },
    );
  }

  /** Moves the position back to before the late clicks in `seen`, and removes `seen`. */
  async rewindTo(upTo: string): Promise<void> {
    await this.bookmarks.updateOne({ _id: BOOKMARK }, { $set: { upTo }, $unset: { seen: '', seenAt: '' } });
  }

  private get bookmarks(): mongo.Collection<StoredBookmark> {
    return this.connection.collection<StoredBookmark>(BOOKMARKS);
  }
}

const PAGE_SIZE = 1_000;
/** Maximum number of pages in one pass, so that a pass ends before its lease expires. */
const MAX_PAGES_PER_PASS = 200;
const CLICKS_PER_JOB = 100;

type SweptClick = Pick<ClickDoc, '_id' | 'linkId' | 'version' | 'run'>;

/**
 * Finds recorded clicks that have no run: their worker crashed after it had recorded them, and Redis lost their job. Reads the clicks in
 * the order of their ids, SWEEPER_LAG_MS behind the present, and delivers those without a run again. A run that is being walked may not be
 * stored yet; it is stored at the latest when its lease is first renewed, long before the sweeper reaches its click.
 */
@Injectable()
export class ClickSweeper {
  private readonly lagMs = readConfig(WorkerConfig).SWEEPER_LAG_MS;

  constructor(
    private readonly bookmarks: SweepBookmarks,
    private readonly clicks: ClicksRepository,
    private readonly versions: Versions,
    private readonly jobs: JobProducer,
    private readonly cleared: ClearedTimes,
    private readonly repairs: Repairs,
    private readonly clock: Clock,
    private readonly log: Log,
    @InjectConnection() private readonly connection: Connection,
    tasks: PeriodicTasks,
  ) {
    const everyMs = readConfig(WorkerConfig).SWEEPER_MS;
    tasks.add({
      name: 'click-sweeper',
      everyMs,
      leaseMs: everyMs * 3,
      run: (signal) => this.sweep(signal),
    });
  }

  private async sweep(signal: AbortSignal): Promise<void> {
    const now = this.clock.now();
    const start = await this.startOf(await this.bookmarks.read(), now);
    // The runs of older clicks may have been deleted after their retention. They must not be created again.
    const lowest = await this.cleared.lowestId();
    let from = start < lowest ? lowest : start;
    const end = lowestIdAt(now.getTime() - this.lagMs);
    for (let page = 0; page < MAX_PAGES_PER_PASS && !signal.aborted; page += 1) {
      const clicks = await this.clicks.scan({ after: from, before: end }, PAGE_SIZE);
      const last = clicks.at(-1);
      if (!last) break;
      await this.redeliver(await this.withoutRun(clicks));
      from = last._id;
      await this.bookmarks.savePosition(from);
      if (clicks.length < PAGE_SIZE) break;
    }
  }

  /** The position at which this pass starts: `upTo`, or further back if late clicks were announced and must have been recorded by now. */
  private async startOf({ upTo, late, seen, seenAt }: StoredBookmark, now: Date): Promise<string> {
    const hasSeen = seen !== undefined && seenAt !== undefined;
    if (!hasSeen && late !== undefined) await this.bookmarks.takeOverLate(late, now);
    if (!hasSeen || seenAt.getTime() > now.getTime() - this.lagMs) return upTo;
    // One second before the first late click, because a page does not include the click at its start.
    const back = lowestIdAt(parseInt(seen.slice(0, 8), 16) * 1_000 - 1_000);
    const start = back < upTo ? back : upTo;
    await this.bookmarks.rewindTo(start);
    return start;
  }

  private async withoutRun(clicks: SweptClick[]): Promise<string[]> {
    const first = clicks[0]?._id;
    const last = clicks.at(-1)?._id;
    const running = clicks.filter((click) => click.run && click.version > 0);
    if (running.length === 0 || first === undefined || last === undefined) return [];
    // A run has the same id as its click, so the runs of these clicks are in the same range of ids.
    const existing = await this.runsIn({ $gte: first, $lte: last });
    const missing = running.filter((click) => !existing.has(click._id));
    const expected = await Promise.all(missing.map((click) => this.expectsRun(click)));
    const ids = missing.filter((_, index) => expected[index]).map((click) => click._id);
    if (ids.length === 0) return [];
    const aside = await this.clicks.setAsideAmong(ids);
    return ids.filter((id) => !aside.has(id));
  }

  private async expectsRun({ linkId, version }: SweptClick): Promise<boolean> {
    const runnable = await this.versions.load(linkId, version);
    return !runnable || runnable.workflow.thenStart !== null;
  }

  /** Ids of the runs in a range of ids. MongoDB reads only the index of ids, not the documents. */
  private async runsIn(range: { $gte: string; $lte: string }): Promise<Set<string>> {
    const runs = this.connection.collection<{ _id: string }>('runs');
    const found = await runs.find({ _id: range }, { projection: { _id: 1 } }).toArray();
    return new Set(found.map(({ _id }) => _id));
  }

  /** Adds the clicks to their queue again. A worker then finds that they are recorded already and starts their runs. */
  private async redeliver(ids: string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += CLICKS_PER_JOB) {
      const clicks = await this.clicks.findMany(ids.slice(from, from + CLICKS_PER_JOB));
      await this.jobs.add('clicks', { v: 1, clicks: clicks.map(recordOf) });
    }
    if (ids.length === 0) return;
    await this.repairs.count('started', ids.length);
    this.log.warn({ clicks: ids.length }, 'redelivered clicks that had no run');
  }
}

/** The click as it was delivered, from the recorded click. */
export const recordOf = ({
  _id,
  at,
  linkId,
  recipientId,
  version,
  kind,
  run,
  ua,
}: ClickDoc): ClickRecord => ({
  id: _id,
  at: at.getTime(),
  link: linkId,
  recipient: recipientId,
  version,
  kind,
  run,
  ...(ua !== null && { ua }),
});

/** Lease of one pass. If a pass takes longer, a second worker does the same work at the same time, which is harmless but wasteful. */
const TOTALS_LEASE_MS = 20_000;

/** Keeps the click totals of links and mailings up to date. Runs in one worker at a time. */
@Injectable()
export class ClickTotalsTask {
  constructor(roller: ClickRollup, tasks: PeriodicTasks) {
    tasks.add({
      name: 'click-totals',
      everyMs: readConfig(WorkerConfig).TOTALS_MS,
      leaseMs: TOTALS_LEASE_MS,
      run: () => roller.run(),
    });
  }
}

/** Keeps what funnels show up to date. Runs in one worker at a time; two at once are harmless, because their transactions conflict. */
@Injectable()
export class RunTotalsTask {
  constructor(rollup: RunRollup, tasks: PeriodicTasks) {
    tasks.add({
      name: 'run-totals',
      everyMs: readConfig(WorkerConfig).TOTALS_MS,
      leaseMs: TOTALS_LEASE_MS,
      run: (signal) => rollup.run(signal),
    });
  }
}

/** Lease of one round; its pages are short transactions. */
const RESETS_LEASE_MS = 60_000;
const RESETS_EVERY_MS = 5_000;

/** Completes resets of counters that were interrupted, or that have many clickers. Runs in one worker at a time. */
@Injectable()
export class ClickResetsTask {
  constructor(resets: ClickResets, tasks: PeriodicTasks) {
    tasks.add({
      name: 'click-resets',
      everyMs: RESETS_EVERY_MS,
      leaseMs: RESETS_LEASE_MS,
      run: (signal) => resets.run(signal),
    });
  }
}
