import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { ClickRecord } from '@linkflow/contracts';
import { Repairs, Versions } from '@linkflow/engine';
import { ClickRollup, ClicksRepository, type ClickDoc } from '@linkflow/links';
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
import { WorkerConfig } from './worker.config';

/**
 * The sweeper's position in the clicks, one small document. Click ids start with their time, so a position is an id.
 *
 * - `upTo` moves forward with each page.
 * - A worker that records late clicks sets `late`; the sweeper moves it to `seen`, waits until those clicks must be recorded, and
 *   moves `upTo` back to them.
 */
interface StoredBookmark {
  _id: 'clicks';
  /** All clicks up to this id were checked. */
  upTo: string;
  /** Lowest id of late clicks that a worker is about to record. */
  late?: string;
  /** The value of `late` that the sweeper took over at `seenAt`. */
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
 * Stores the sweeper's position. The sweeper stays behind the present, so a click recorded soon after it happened is ahead of it. A
 * late click (from a journal, after an outage) may be behind it, so its worker announces it first: one small write per job. The
 * alternative, writing the runs of late clicks first, costs one write per click and creates runs of clicks that may never be
 * recorded.
 */
@Injectable()
export class SweepBookmarks {
  private readonly lateAfterMs = readConfig(WorkerConfig).SWEEPER_LAG_MS / 2;

  constructor(
    private readonly batcher: Batcher,
    private readonly clock: Clock,
    @InjectConnection() private readonly connection: Connection,
  ) {}

  /** Announces clicks older than half of the sweeper's lag. The other half is the time for recording those that are younger. */
  async announceLate(clicks: readonly ClickRecord[]): Promise<void> {
    const limit = lowestIdAt(this.clock.now().getTime() - this.lateAfterMs);
    let late: string | undefined;
    for (const { id } of clicks) if (id < limit && (late === undefined || id < late)) late = id;
    if (late === undefined) return;
    const spec = { _id: BOOKMARK, update: { $min: { late }, $setOnInsert: { upTo: START } }, upsert: true };
    // Two workers tried to create the document at once, and this one lost: repeated, the update finds it.
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

  /** Moves `late` to `seen`. Ignored if a worker has announced a lower id meanwhile. */
  async takeOverLate(late: string, now: Date): Promise<void> {
    await this.bookmarks.updateOne(
      { _id: BOOKMARK, late },
      { $set: { seen: late, seenAt: now }, $unset: { late: '' } },
    );
  }

  /** Moves back to the late clicks in `seen`. */
  async rewindTo(upTo: string): Promise<void> {
    await this.bookmarks.updateOne({ _id: BOOKMARK }, { $set: { upTo }, $unset: { seen: '', seenAt: '' } });
  }

  private get bookmarks(): mongo.Collection<StoredBookmark> {
    return this.connection.collection<StoredBookmark>(BOOKMARKS);
  }
}

const PAGE_SIZE = 1_000;
/** Limits a pass so that it ends before its lease expires. */
const MAX_PAGES_PER_PASS = 200;
const CLICKS_PER_JOB = 100;

type SweptClick = Pick<ClickDoc, '_id' | 'linkId' | 'version' | 'run'>;

/**
 * Finds recorded clicks without a run: their worker crashed after recording them, and their job was lost with Redis. Reads the
 * clicks in the order of their ids, SWEEPER_LAG_MS behind the present, and delivers those without a run again. A run in progress is
 * stored at the latest when its lease is first renewed, long before the sweeper reaches its click.
 */
@Injectable()
export class ClickSweeper {
  private readonly lagMs = readConfig(WorkerConfig).SWEEPER_LAG_MS;

  constructor(
    private readonly bookmarks: SweepBookmarks,
    private readonly clicks: ClicksRepository,
    private readonly versions: Versions,
    private readonly jobs: JobProducer,
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
    let from = await this.startOf(await this.bookmarks.read(), now);
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

  /** The position at which this pass starts: `upTo`, or further back if late clicks were announced and must be recorded by now. */
  private async startOf({ upTo, late, seen, seenAt }: StoredBookmark, now: Date): Promise<string> {
    const hasSeen = seen !== undefined && seenAt !== undefined;
    if (!hasSeen && late !== undefined) await this.bookmarks.takeOverLate(late, now);
    if (!hasSeen || seenAt.getTime() > now.getTime() - this.lagMs) return upTo;
    // One second earlier, because a page excludes its start.
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
    // A run has the id of its click, so the same range of ids covers them.
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

  /** Ids of the runs in a range of ids, which the index of ids answers alone. */
  private async runsIn(range: { $gte: string; $lte: string }): Promise<Set<string>> {
    const runs = this.connection.collection<{ _id: string }>('runs');
    const found = await runs.find({ _id: range }, { projection: { _id: 1 } }).toArray();
    return new Set(found.map(({ _id }) => _id));
  }

  /** Adds the clicks to their queue again. The worker finds them recorded and starts their runs. */
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

const recordOf = ({ _id, at, linkId, recipientId, version, kind, run, ua }: ClickDoc): ClickRecord => ({
  id: _id,
  at: at.getTime(),
  link: linkId,
  recipient: recipientId,
  version,
  kind,
  run,
  ...(ua !== null && { ua }),
});

/** If a pass takes longer, two workers do it at once, which is harmless but wasted work. */
const TOTALS_LEASE_MS = 20_000;

/** Keeps the click totals of links and mailings up to date. One worker does it for all. */
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
