import { Injectable, type BeforeApplicationShutdown, type OnApplicationShutdown } from '@nestjs/common';
import type { ClickRecord, LookRecord } from '@linkflow/contracts';
import { Log, Metrics, MicroBatch, Tracing, withTimeout, type Counter } from '@linkflow/platform';
import { JobProducer } from '@linkflow/queues';
import { ClickSettings } from '../click.config';
import { Journal, JournalStats } from './journal';

/** Maximum number of links of a span. OpenTelemetry drops further ones. */
const MAX_SPAN_LINKS = 128;
/** For this long after a failed call, `put` fails at once without calling Redis. */
const PAUSE_MS = 500;
/** Maximum number of calls to Redis that have not returned. At this number Redis does not respond, and `put` fails at once. */
const MAX_CONCURRENT_CALLS = 64;

/** Redis was not called: an earlier call failed less than `PAUSE_MS` ago, or too many calls have not returned yet. */
export class QueueUnavailable extends Error {
  override readonly name = 'QueueUnavailable';
}

export interface PutOptions {
  budgetMs: number;
  /** No second job with this id is added while the first one exists. */
  jobId?: string;
  /** Calls Redis even if an earlier call failed less than `PAUSE_MS` ago. */
  evenIfPaused?: boolean;
}

/** What is sent to the worker. Looks are evidence about clicks; unlike clicks, they may be lost. */
export type TrackedRequest = ClickRecord | LookRecord;

const isClick = (request: TrackedRequest): request is ClickRecord =>
  request.kind === 'click' || request.kind === 'confirm';
const isLook = (request: TrackedRequest): request is LookRecord => !isClick(request);

/** The requests of one job. */
interface Batch {
  clicks: ClickRecord[];
  looks: LookRecord[];
}

/** The BullMQ queue `clicks`, behind a circuit breaker. */
@Injectable()
export class ClickQueue {
  private readonly lostLooks: Counter;
  /** Time of `performance.now()`: a correction of the machine's clock must not prolong the pause. */
  private pausedUntil = 0;
  private calls = 0;

  constructor(
    private readonly jobs: JobProducer,
    private readonly tracing: Tracing,
    metrics: Metrics,
    private readonly log: Log,
  ) {
    this.lostLooks = metrics.counter(
      'linkflow_looks_lost_total',
      'HEAD requests, prefetches and requests for hidden links that Redis did not take. They are missing as evidence.',
    );
  }

  /**
   * Adds one job with these requests to the queue. Resolves once Redis has stored it.
   *
   * Redis may still store the job after the budget has passed. If the caller then stores the clicks elsewhere, they are delivered twice;
   * the worker recognises them by their ids. The caller stores no looks elsewhere, so they count as lost if this rejects.
   *
   * @throws QueueUnavailable if Redis was not called; any other error if the call failed or took longer than the budget
   */
  async put(requests: readonly TrackedRequest[], options: PutOptions): Promise<void> {
    const looks = requests.filter(isLook);
    try {
      await this.tryToPut({ clicks: requests.filter(isClick), looks }, options);
    } catch (error) {
      if (looks.length > 0) this.lostLooks.add(looks.length);
      throw error;
    }
  }

  /** Whether any clicks wait for a worker or are being processed. */
  async isBusy(budgetMs: number): Promise<boolean> {
    return (await withTimeout(budgetMs, () => this.jobs.unfinished('clicks'))) > 0;
  }

  private async tryToPut(
    requests: Batch,
    { budgetMs, jobId, evenIfPaused = false }: PutOptions,
  ): Promise<void> {
    const isPaused = performance.now() < this.pausedUntil && !evenIfPaused;
    if (isPaused || this.calls >= MAX_CONCURRENT_CALLS)
      throw new QueueUnavailable('Redis does not take clicks');
    try {
      await withTimeout(budgetMs, () => this.add(requests, jobId));
    } catch (error) {
      if (performance.now() >= this.pausedUntil) this.log.warn({ err: error }, 'Redis does not take clicks');
      this.pausedUntil = performance.now() + PAUSE_MS;
      throw error;
    }
  }

  private async add({ clicks, looks }: Batch, jobId: string | undefined): Promise<void> {
    this.calls += 1;
    try {
      const payload = { v: 1, clicks, ...(looks.length > 0 && { looks }) } as const;
      await this.traced(clicks, () => this.jobs.add('clicks', payload, { jobId }));
    } finally {
      this.calls -= 1;
    }
  }

  /** Runs `send` in a span: a child of the click's span if the job has one click, else linked to the spans of its clicks. */
  private async traced(clicks: readonly ClickRecord[], send: () => Promise<void>): Promise<void> {
    if (!this.tracing.on) return send();
    const traces = clicks.flatMap(({ trace }) => trace ?? []);
    const span = this.tracing.begin('send clicks', {
      kind: 'producer',
      parent: traces.length === 1 ? traces[0] : undefined,
      about: traces.length === 1 ? [] : traces.slice(0, MAX_SPAN_LINKS),
      facts: { 'linkflow.clicks': clicks.length },
    });
    try {
      await this.tracing.within(span, send);
      span.end();
    } catch (error) {
      span.end({ error: error instanceof Error ? error.name : 'unknown' });
      throw error;
    }
  }
}

/** Maximum number of clicks in memory: about 20 MB if the user agents are long. */
const MAX_CLICKS = 20_000;
const RETRY_MS = 250;
/** Maximum number of clicks in one write to the journal or to Redis. */
const WRITE_SIZE = 500;
const QUEUE_BUDGET_MS = 1_000;
const LOG_LOSS_EVERY_MS = 10_000;

/**
 * The last resort: keeps clicks in memory that neither Redis nor the journal has stored. Every `RETRY_MS` it tries the journal, then Redis.
 * The clicks are lost if the process is killed before one of them stores them. Clicks beyond `MAX_CLICKS` are lost at once, which is
 * counted and logged.
 */
@Injectable()
export class ClickBuffer implements BeforeApplicationShutdown, OnApplicationShutdown {
  private clicks: ClickRecord[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private lossLoggedAt = -Infinity;

  constructor(
    private readonly queue: ClickQueue,
    private readonly journal: Journal,
    private readonly stats: JournalStats,
    metrics: Metrics,
    private readonly log: Log,
    private readonly maxClicks = MAX_CLICKS,
  ) {
    metrics.gauge(
      'linkflow_clicks_in_memory',
      'Answered clicks that neither Redis nor the journal has taken yet. They are lost if the process is killed.',
      () => this.size,
    );
  }

  get size(): number {
    return this.clicks.length;
  }

  /** @param reason why neither Redis nor the journal stored the clicks */
  add(clicks: readonly ClickRecord[], reason: unknown): void {
    if (this.clicks.length === 0)
      this.log.error({ err: reason }, 'neither Redis nor the journal takes clicks: they are kept in memory');
    const kept = clicks.slice(0, Math.max(0, this.maxClicks - this.clicks.length));
    this.clicks.push(...kept);
    if (kept.length < clicks.length) this.lose(clicks.length - kept.length, reason);
    this.timer ??= setInterval(() => void this.flush(), RETRY_MS);
  }

  /** Stores what it can while the connections to Redis are still open. */
  beforeApplicationShutdown(): Promise<void> {
    return this.flush();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.flush();
    clearInterval(this.timer);
    if (this.clicks.length > 0) this.lose(this.clicks.splice(0).length, new Error('The process stops'));
  }

  /** Stores the clicks in the journal, else in Redis. Stops when all are stored, or when both fail. Never rejects. */
  flush(): Promise<void> {
    this.writing ??= this.writeAll().finally(() => (this.writing = undefined));
    return this.writing;
  }

  private async writeAll(): Promise<void> {
    let written = 0;
    while (this.clicks.length > 0) {
      const part = this.clicks.slice(0, WRITE_SIZE);
      try {
        await this.write(part);
      } catch {
        return;
      }
      this.clicks.splice(0, part.length);
      written += part.length;
    }
    clearInterval(this.timer);
    this.timer = undefined;
    if (written > 0) this.log.info({ clicks: written }, 'the clicks in memory are stored');
  }

  private async write(clicks: ClickRecord[]): Promise<void> {
    try {
      await this.journal.append(clicks);
    } catch {
      await this.queue.put(clicks, { budgetMs: QUEUE_BUDGET_MS, evenIfPaused: true });
    }
  }

  private lose(count: number, reason: unknown): void {
    this.stats.lost += count;
    if (performance.now() - this.lossLoggedAt < LOG_LOSS_EVERY_MS) return;
    this.lossLoggedAt = performance.now();
    const { lost, bytes } = this.stats;
    this.log.error(
      { err: reason, lost, bytes },
      'clicks lost: neither Redis, the journal nor the memory takes them',
    );
  }
}

/** A click whose recipient is waiting. */
export interface PendingClick {
  click: ClickRecord;
  /** Sends the answer. Called once, after the click is stored or lost. */
  answer(): void;
}

/** A look that was answered already. */
interface PendingLook {
  look: LookRecord;
}

/** Maximum number of requests in one job, or in one write to the journal. */
const MAX_BATCH_SIZE = 2_000;
/**
 * Batches are stored one at a time: concurrent ones would only be smaller, and a small batch costs Redis or the disk as much as a large
 * one.
 */
const BATCH_CONCURRENCY = 1;
/**
 * Clicks that arrive within 10 ms after a job share the next one, because BullMQ's work for a job costs as much as that of the worker for a
 * click. A batch of 16 clicks does not wait any longer, because further clicks save little.
 */
const GATHER = { ms: 10, size: 16 };
/** Clicks that are already in the journal need not be quick. */
const HAND_OVER = { concurrency: 1, maxSize: 1_000, gather: { ms: 10, size: 1_000 } };
const HAND_OVER_BUDGET_MS = 1_000;
/** How long to wait for Redis when the journal has failed. Recipients wait meanwhile. */
const LAST_CHANCE_BUDGET_MS = 1_000;
/** After this last chance has failed, clicks go straight to the memory buffer for this long, so that their recipients need not wait. */
const LAST_CHANCE_PAUSE_MS = 1_000;

/**
 * Stores clicks, then answers their recipients. The clicks of one event-loop turn, and under load of some milliseconds, are stored
 * together: as one job, or as one write to the journal.
 *
 * - `CLICK_JOURNAL=fallback`: in Redis; if Redis does not store them in time, in the journal.
 * - `CLICK_JOURNAL=always`: in the journal, and afterwards in Redis; if the journal fails, only in Redis.
 *
 * If this fails because the journal is full or its disk fails, the clicks are sent to Redis once more with a longer budget (the last
 * chance). If that fails too, they are kept in a memory buffer (ClickBuffer), where they are lost only if it is full or the process is
 * killed. All recipients are answered in any case.
 *
 * Looks travel with the clicks of their turn. They are evidence and not worth a place in the journal: what Redis does not take is lost.
 */
@Injectable()
export class ClickOutbox {
  private readonly pending = new MicroBatch<PendingClick | PendingLook>(
    (batch) => this.storeAndAnswer(batch),
    { concurrency: BATCH_CONCURRENCY, maxSize: MAX_BATCH_SIZE, gather: GATHER },
  );
  private readonly toHandOver = new MicroBatch<TrackedRequest>(
    (requests) => this.handOver(requests),
    HAND_OVER,
  );
  private noLastChanceUntil = 0;

  constructor(
    private readonly queue: ClickQueue,
    private readonly journal: Journal,
    private readonly buffer: ClickBuffer,
    private readonly settings: ClickSettings,
    private readonly log: Log,
  ) {}

  add(pending: PendingClick): void {
    this.pending.add(pending);
  }

  /** Sends a look to the worker, unless Redis fails. */
  addLook(look: LookRecord): void {
    this.pending.add({ look });
  }

  private async storeAndAnswer(batch: (PendingClick | PendingLook)[]): Promise<void> {
    await this.store(batch.map((pending) => ('look' in pending ? pending.look : pending.click)));
    for (const pending of batch) {
      if ('look' in pending) continue;
      try {
        pending.answer();
      } catch (error) {
        this.log.error({ err: error }, 'answer could not be written');
      }
    }
  }

  /** Never rejects, because recipients are answered in any case. */
  private async store(requests: TrackedRequest[]): Promise<void> {
    try {
      if (this.settings.journal.always) await this.storeInJournalFirst(requests);
      else await this.storeInQueueFirst(requests);
    } catch {
      await this.storeAtLast(requests.filter(isClick));
    }
  }

  private async storeInQueueFirst(requests: TrackedRequest[]): Promise<void> {
    try {
      await this.queue.put(requests, this.settings);
    } catch {
      await this.storeInJournal(requests);
    }
  }

  private async storeInJournalFirst(requests: TrackedRequest[]): Promise<void> {
    try {
      await this.storeInJournal(requests);
    } catch {
      return this.queue.put(requests, this.settings);
    }
    for (const request of requests) this.toHandOver.add(request);
  }

  private async storeInJournal(requests: readonly TrackedRequest[]): Promise<void> {
    const clicks = requests.filter(isClick);
    if (clicks.length > 0) await this.journal.append(clicks);
  }

  private async storeAtLast(clicks: ClickRecord[]): Promise<void> {
    if (clicks.length === 0) return;
    try {
      if (performance.now() < this.noLastChanceUntil)
        throw new QueueUnavailable('Redis does not take clicks');
      await this.queue.put(clicks, { budgetMs: LAST_CHANCE_BUDGET_MS, evenIfPaused: true });
    } catch (error) {
      if (!(error instanceof QueueUnavailable))
        this.noLastChanceUntil = performance.now() + LAST_CHANCE_PAUSE_MS;
      this.buffer.add(clicks, error);
    }
  }

  /** Queues clicks that are already in the journal. If this fails, JournalKeeper queues them when it finds them missing in MongoDB. */
  private async handOver(requests: TrackedRequest[]): Promise<void> {
    await this.queue.put(requests, { budgetMs: HAND_OVER_BUDGET_MS }).catch(() => undefined);
  }
}
