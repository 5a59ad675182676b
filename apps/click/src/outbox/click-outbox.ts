import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { ClickRecord } from '@linkflow/contracts';
import { Log, MicroBatch } from '@linkflow/platform';
import { ClickSettings } from '../click.config';
import { ClickBuffer } from './click-buffer';
import { ClickQueue, QueueUnavailable } from './click-queue';
import { Journal } from './journal';

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
/** Redis gets this long where the journal is not an alternative. Recipients wait meanwhile. */
const LAST_CHANCE_BUDGET_MS = 1_000;
/** After a failed last chance the next clicks go to memory for this long, so that their recipients need not wait. */
const LAST_CHANCE_PAUSE_MS = 1_000;

/**
 * Stores clicks, then lets their recipients be answered. The clicks of one event-loop turn are stored together: as one job, or as one
 * write to the journal.
 *
 * - `CLICK_JOURNAL=fallback`: in Redis; if Redis does not take them in time, in the journal.
 * - `CLICK_JOURNAL=always`: in the journal, and afterwards in Redis; if the journal does not take them, only in Redis.
 *
 * If the journal is full or its disk fails, Redis gets the clicks again with a longer budget. What it does not take either is kept in a
 * bounded memory buffer, from which it is lost only when the buffer is full or the process is killed. All clicks are answered.
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
    } catch {
      await this.storeAtLast(clicks);
    }
  }

  private async storeInQueueFirst(clicks: ClickRecord[]): Promise<void> {
    try {
      await this.queue.put(clicks, this.settings);
    } catch {
      await this.journal.append(clicks);
    }
  }

  private async storeInJournalFirst(clicks: ClickRecord[]): Promise<void> {
    try {
      await this.journal.append(clicks);
    } catch {
      return this.queue.put(clicks, this.settings);
    }
    for (const click of clicks) this.toHandOver.add(click);
  }

  private async storeAtLast(clicks: ClickRecord[]): Promise<void> {
    try {
      if (Date.now() < this.noLastChanceUntil) throw new QueueUnavailable('Redis does not take clicks');
      await this.queue.put(clicks, { budgetMs: LAST_CHANCE_BUDGET_MS, evenIfPaused: true });
    } catch (error) {
      if (!(error instanceof QueueUnavailable)) this.noLastChanceUntil = Date.now() + LAST_CHANCE_PAUSE_MS;
      this.buffer.add(clicks, error);
    }
  }

  /** Queues clicks that are in the journal. If this fails, the journal queues them when it checks the segment. */
  private async handOver(clicks: ClickRecord[]): Promise<void> {
    await Promise.all([
      this.queue.put(clicks, { budgetMs: HAND_OVER_BUDGET_MS }).catch(() => undefined),
      sleep(HAND_OVER_DELAY_MS),
    ]);
  }
}
