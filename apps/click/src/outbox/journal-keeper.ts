import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { ClickRecord } from '@linkflow/contracts';
import { ClicksRepository } from '@linkflow/links';
import { Log, Metrics } from '@linkflow/platform';
import { ClickSettings } from '../click.config';
import { ClickQueue, QueueUnavailable } from './click-outbox';
import { Journal, JournalStats, type Acknowledger } from './journal';
import { createdAt, type JournalRecord, type Segment } from './segment-files';

/** Maximum number of clicks in one job. */
const JOB_SIZE = 500;
/** Maximum number of click ids in one MongoDB query. */
const QUERY_SIZE = 1_000;
const MONGO_TIMEOUT_MS = 10_000;
const REDIS_TIMEOUT_MS = 5_000;

/** Puts records on the queue as one job. Resolves once Redis has stored the job. A job with the same `jobId` is added only once. */
export type Requeue<R extends JournalRecord = ClickRecord> = (records: R[], jobId: string) => Promise<void>;

/**
 * Acknowledger for `CLICK_JOURNAL=fallback`, and for submissions: puts the records of a segment on the queue, and acknowledges the segment once Redis has stored
 * all of them.
 */
export class QueuedAcknowledger<R extends JournalRecord = ClickRecord> implements Acknowledger<R> {
  constructor(private readonly requeue: Requeue<R>) {}

  begin(): Promise<void> {
    return Promise.resolve();
  }

  isDue(): boolean {
    return true;
  }

  async acknowledge(segment: Segment<R>): Promise<boolean> {
    for (const [jobId, clicks] of jobsOf(segment)) await this.requeue(clicks, jobId);
    return true;
  }
}

/** Tells whether the clicks of a segment still need to be queued. `ids` are click ids in groups, one MongoDB query per group. */
export interface ClickLookup {
  areRecorded(ids: Iterable<readonly string[]>): Promise<boolean>;
  /** Returns the ids of the clicks that the worker has neither recorded in MongoDB nor set aside (as impossible to process). */
  missing(ids: Iterable<readonly string[]>): Promise<Set<string>>;
  /** Whether the queue holds any clicks. If so, clicks that are missing in MongoDB may still be waiting there. */
  someAreQueued(): Promise<boolean>;
}

const RECHECK_DELAYS = {
  /**
   * Age at which a segment is first checked. Also the first delay between checks, and between attempts to queue its missing clicks; each of
   * these delays doubles every time.
   */
  firstMs: 3_000,
  /** Maximum of the delays that double, see `firstMs`. */
  maxMs: 60_000,
  /**
   * If clicks are still missing this long after they were written or last queued, they are queued again, even if the queue is not empty and
   * may still hold them.
   */
  requeueAnywayMs: 60_000,
};

/** State of a segment that was checked and could not be acknowledged yet. Times are epoch ms. */
interface RecheckState {
  nextCheckAt: number;
  checkDelayMs: number;
  lastQueuedAt: number;
  queueDelayMs: number;
}

/**
 * Acknowledger for `CLICK_JOURNAL=always`: acknowledges a segment once each of its clicks is recorded in MongoDB or set aside. If clicks
 * are missing in MongoDB while the queue is empty, Redis has lost them, and they are queued again.
 */
export class RecordedAcknowledger implements Acknowledger {
  /** State by segment name, of those segments that were checked and could not be acknowledged yet. */
  private readonly states = new Map<string, RecheckState>();
  private isQueueEmpty = false;
  /**
   * Set when clicks of a segment are missing while the queue is not empty. They are probably still on the queue, and so are clicks of
   * younger segments; therefore the rest of the pass is skipped.
   */
  private skipRest = false;

  constructor(
    private readonly requeue: Requeue,
    private readonly lookup: ClickLookup,
    private readonly delays = RECHECK_DELAYS,
    private readonly clock: () => number = Date.now,
  ) {}

  async begin(): Promise<void> {
    this.isQueueEmpty = !(await this.lookup.someAreQueued());
    this.skipRest = false;
  }

  isDue(name: string): boolean {
    if (this.skipRest) return false;
    const state = this.states.get(name);
    if (!state) return this.clock() >= createdAt(name) + this.delays.firstMs;
    return this.clock() >= state.nextCheckAt || this.mayRequeue(state);
  }

  async acknowledge(segment: Segment<ClickRecord>): Promise<boolean> {
    const { name } = segment;
    const { firstMs, maxMs } = this.delays;
    const state = this.states.get(name) ?? {
      nextCheckAt: 0,
      checkDelayMs: firstMs,
      lastQueuedAt: createdAt(name),
      queueDelayMs: 0,
    };
    if (
      (await this.lookup.areRecorded(segment.ids(QUERY_SIZE))) ||
      (this.mayRequeue(state) && (await this.requeueMissing(segment, state)))
    ) {
      this.states.delete(name);
      return true;
    }
    state.nextCheckAt = this.clock() + state.checkDelayMs;
    state.checkDelayMs = Math.min(state.checkDelayMs * 2, maxMs);
    this.states.set(name, state);
    if (!this.isQueueEmpty) this.skipRest = true;
    return false;
  }

  /**
   * Queues those clicks of the segment again that are missing in MongoDB. Returns whether none were missing. A click does not count if
   * only its id is readable: it cannot be queued, and the segment is kept as damaged.
   */
  private async requeueMissing(segment: Segment<ClickRecord>, state: RecheckState): Promise<boolean> {
    const missing = await this.lookup.missing(segment.ids(QUERY_SIZE));
    if (missing.size === 0) return true;
    let isComplete = true;
    for (const [jobId, clicks] of jobsOf(segment)) {
      const missingClicks = clicks.filter((click) => missing.has(click.id));
      if (missingClicks.length === 0) continue;
      isComplete = false;
      await this.requeue(missingClicks, jobId);
    }
    if (isComplete) return true;
    state.lastQueuedAt = this.clock();
    state.queueDelayMs = Math.min(state.queueDelayMs * 2 || this.delays.firstMs, this.delays.maxMs);
    return false;
  }

  private mayRequeue({ lastQueuedAt, queueDelayMs }: RecheckState): boolean {
    const elapsedMs = this.clock() - lastQueuedAt;
    return elapsedMs >= queueDelayMs && (this.isQueueEmpty || elapsedMs >= this.delays.requeueAnywayMs);
  }
}

/**
 * Divides the clicks of a segment into jobs. The same segment always gives the same jobs with the same ids, so that a queue adds each of
 * them only once.
 */
function* jobsOf<R extends JournalRecord>(segment: Segment<R>): Generator<[jobId: string, clicks: R[]]> {
  for (const { firstLine, clicks } of segment.clicks(JOB_SIZE)) {
    if (clicks.length > 0) yield [`${segment.name}-${firstLine}`, clicks];
  }
}

@Injectable()
export class StoredClickLookup implements ClickLookup {
  constructor(
    private readonly clicks: ClicksRepository,
    private readonly queue: ClickQueue,
  ) {}

  async areRecorded(ids: Iterable<readonly string[]>): Promise<boolean> {
    for (const part of ids) {
      if (!(await this.clicks.areRecorded(part, { maxTimeMS: MONGO_TIMEOUT_MS }))) return false;
    }
    return true;
  }

  async missing(ids: Iterable<readonly string[]>): Promise<Set<string>> {
    const missing = new Set<string>();
    for (const part of ids) {
      for (const id of await this.clicks.unprocessed(part, { maxTimeMS: MONGO_TIMEOUT_MS })) missing.add(id);
    }
    return missing;
  }

  someAreQueued(): Promise<boolean> {
    return this.queue.isBusy(REDIS_TIMEOUT_MS);
  }
}

const PASS_EVERY_MS = 1_000;
const PROBE_EVERY_MS = 5_000;
const REQUEUE_BUDGET_MS = 5_000;

/** Opens the journal, has its segments acknowledged every second, logs an error when the journal is full, and closes it at shutdown. */
@Injectable()
export class JournalKeeper implements OnModuleInit, OnApplicationShutdown {
  private readonly acknowledger: Acknowledger;
  private timer: NodeJS.Timeout | undefined;
  private wasFull = false;
  private lastProbeAt = 0;

  constructor(
    private readonly journal: Journal,
    private readonly stats: JournalStats,
    private readonly queue: ClickQueue,
    lookup: StoredClickLookup,
    settings: ClickSettings,
    metrics: Metrics,
    private readonly log: Log,
  ) {
    this.acknowledger = settings.journal.always
      ? new RecordedAcknowledger(this.requeue, lookup)
      : new QueuedAcknowledger(this.requeue);
    publishJournal(metrics, stats);
  }

  /**
   * Starts the regular passes over the journal. Does not reject if the disk is full or read-only, because Redis may still store the clicks.
   */
  async onModuleInit(): Promise<void> {
    await this.probe();
    this.timer = setInterval(() => {
      // Logged before the pass, because a pass does not end while the disk hangs.
      this.logChangeOfFull();
      void this.pass();
    }, PASS_EVERY_MS);
    void this.pass();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.journal.close();
  }

  private readonly requeue: Requeue = async (clicks, jobId) => {
    await this.queue.put(clicks, { budgetMs: REQUEUE_BUDGET_MS, jobId });
    this.stats.replayed += clicks.length;
    this.log.info({ clicks: clicks.length }, 'queued clicks from the journal');
  };

  private async pass(): Promise<void> {
    try {
      await this.journal.acknowledge(this.acknowledger);
    } catch (error) {
      if (!(error instanceof QueueUnavailable))
        this.log.debug({ err: error }, 'journal could not be acknowledged');
    }
    if (this.stats.full || performance.now() - this.lastProbeAt >= PROBE_EVERY_MS) await this.probe();
    this.logChangeOfFull();
  }

  /** Tests whether the journal can write to its disk, so that ops learn of a full or read-only disk while Redis still stores the clicks. */
  private async probe(): Promise<void> {
    this.lastProbeAt = performance.now();
    await this.journal.probe();
    this.logChangeOfFull();
  }

  private logChangeOfFull(): void {
    const { full, bytes, problem } = this.stats;
    if (full === this.wasFull) return;
    this.wasFull = full;
    if (full)
      this.log.error(
        { bytes, err: problem },
        'the journal takes no clicks: an outage of Redis leaves them only in memory',
      );
    else this.log.info({ bytes }, 'the journal takes clicks again');
  }
}

function publishJournal(metrics: Metrics, journal: JournalStats): void {
  metrics.counterFrom(
    'linkflow_journal_written_total',
    'Clicks written to the journal.',
    () => journal.written,
  );
  metrics.counterFrom(
    'linkflow_journal_replayed_total',
    'Clicks of the journal that were queued again.',
    () => journal.replayed,
  );
  metrics.counterFrom(
    'linkflow_clicks_lost_total',
    'Clicks that were answered, but that neither Redis, the journal nor the memory buffer took.',
    () => journal.lost,
  );
  metrics.gauge('linkflow_journal_bytes', 'Size of the files of the journal.', () => journal.bytes);
  metrics.gauge('linkflow_journal_full', '1 while the journal takes no more clicks.', () =>
    journal.full ? 1 : 0,
  );
}
