import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { ClickRecord } from '@linkflow/contracts';
import { Log, MicroBatch, Tracing, withTimeout } from '@linkflow/platform';
import { JobProducer } from '@linkflow/queues';
import { ClickSettings } from '../click.config';
import { Journal, JournalStats } from './journal';

/** OpenTelemetry drops further links of a span. */
const MAX_SPAN_LINKS = 128;
/** After a failure Redis is not tried for this long. */
const PAUSE_MS = 500;
/** More concurrent calls mean that Redis does not respond; further ones fail at once. */
const MAX_CONCURRENT_CALLS = 64;

/** Redis does not take clicks now: a call failed less than `PAUSE_MS` ago, or too many have not returned. */
export class QueueUnavailable extends Error {
  override readonly name = 'QueueUnavailable';
}

/** The BullMQ queue `clicks`, behind a circuit breaker. */
@Injectable()
export class ClickQueue {
  private pausedUntil = 0;
  private calls = 0;

  constructor(
    private readonly jobs: JobProducer,
    private readonly tracing: Tracing,
    private readonly log: Log,
  ) {}

  /**
   * Adds one job with these clicks. Resolves once Redis has it.
   *
   * Redis may still take the job after the budget has passed. A caller that then stores the clicks elsewhere causes a second delivery,
   * which the worker recognises by the click ids.
   *
   * @param jobId a job with the same id is added only once
   * @throws QueueUnavailable without trying; any other error after trying
   */
  async put(clicks: ClickRecord[], budgetMs: number, jobId?: string): Promise<void> {
    if (Date.now() < this.pausedUntil || this.calls >= MAX_CONCURRENT_CALLS)
      throw new QueueUnavailable('Redis does not take clicks');
    try {
      await withTimeout(budgetMs, () => this.add(clicks, jobId));
    } catch (error) {
      if (Date.now() >= this.pausedUntil) this.log.warn({ err: error }, 'Redis does not take clicks');
      this.pausedUntil = Date.now() + PAUSE_MS;
      throw error;
    }
  }

  /** Whether any clicks wait for a worker or are being processed. */
  async isBusy(budgetMs: number): Promise<boolean> {
    return (await withTimeout(budgetMs, () => this.jobs.unfinished('clicks'))) > 0;
  }

  private async add(clicks: ClickRecord[], jobId: string | undefined): Promise<void> {
    this.calls += 1;
    try {
      await this.traced(clicks, () => this.jobs.add('clicks', { v: 1, clicks }, { jobId }));
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

/** A click whose recipient is waiting. */
export interface PendingClick {
  click: ClickRecord;
  /** Sends the answer. Called once, after the click is stored or lost. */
  answer(): void;
}

/** Clicks in one job. */
const MAX_BATCH_SIZE = 2_000;
/** Concurrent batches would only be smaller, and a small batch costs Redis or the disk as much as a large one. */
const BATCH_CONCURRENCY = 1;
/** Clicks that are already on disk wait this long for others, because larger jobs cost the queue and the worker less. */
const HAND_OVER_DELAY_MS = 10;
const HAND_OVER_BATCH_SIZE = 1_000;
const HAND_OVER_BUDGET_MS = 1_000;
const LOG_LOSS_EVERY_MS = 10_000;

/**
 * Stores clicks, then lets their recipients be answered. The clicks of one event-loop turn are stored together: as one job, or as one
 * write to the journal.
 *
 * - `CLICK_JOURNAL=fallback`: in Redis; if Redis does not take them in time, in the journal.
 * - `CLICK_JOURNAL=always`: in the journal, and afterwards in Redis; if the journal does not take them, only in Redis.
 *
 * Clicks that neither takes are lost. They are answered as well, counted and logged.
 */
@Injectable()
export class ClickOutbox {
  private readonly pending = new MicroBatch<PendingClick>(
    (batch) => this.storeAndAnswer(batch),
    BATCH_CONCURRENCY,
    MAX_BATCH_SIZE,
  );
  private readonly toHandOver = new MicroBatch<ClickRecord>(
    (clicks) => this.handOver(clicks),
    1,
    HAND_OVER_BATCH_SIZE,
  );
  private lossLoggedAt = 0;

  constructor(
    private readonly queue: ClickQueue,
    private readonly journal: Journal,
    private readonly stats: JournalStats,
    private readonly settings: ClickSettings,
    private readonly log: Log,
  ) {}

  add(pending: PendingClick): void {
    this.pending.add(pending);
  }

  private async storeAndAnswer(batch: PendingClick[]): Promise<void> {
    await this.store(batch.map(({ click }) => click));
    for (const pending of batch) {
      try {
        pending.answer();
      } catch (error) {
        this.log.error({ err: error }, 'answer could not be written');
      }
    }
  }

  /** Never rejects, because recipients are answered in any case. */
  private async store(clicks: ClickRecord[]): Promise<void> {
    try {
      if (this.settings.journal.always) await this.storeInJournalFirst(clicks);
      else await this.storeInQueueFirst(clicks);
    } catch (error) {
      this.stats.lost += clicks.length;
      if (Date.now() - this.lossLoggedAt < LOG_LOSS_EVERY_MS) return;
      this.lossLoggedAt = Date.now();
      const { lost, bytes } = this.stats;
      this.log.error({ err: error, lost, bytes }, 'clicks lost: neither Redis nor the journal takes them');
    }
  }

  private async storeInQueueFirst(clicks: ClickRecord[]): Promise<void> {
    try {
      await this.queue.put(clicks, this.settings.budgetMs);
    } catch {
      await this.journal.append(clicks);
    }
  }

  private async storeInJournalFirst(clicks: ClickRecord[]): Promise<void> {
    try {
      await this.journal.append(clicks);
    } catch {
      return this.queue.put(clicks, this.settings.budgetMs);
    }
    for (const click of clicks) this.toHandOver.add(click);
  }

  /** Queues clicks that are in the journal. If this fails, the journal queues them when it checks the segment. */
  private async handOver(clicks: ClickRecord[]): Promise<void> {
    await Promise.all([
      this.queue.put(clicks, HAND_OVER_BUDGET_MS).catch(() => undefined),
      sleep(HAND_OVER_DELAY_MS),
    ]);
  }
}
