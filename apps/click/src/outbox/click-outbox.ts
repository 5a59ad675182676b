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

/** Maximum number of clicks in one job, or in one write to the journal. */
const MAX_BATCH_SIZE = 2_000;
/**
 * Batches are stored one at a time: concurrent ones would only be smaller, and a small batch costs Redis or the disk as much as a large
 * one.
 */
const BATCH_CONCURRENCY = 1;
/**
 * Minimum time from one job to the next for clicks that are already in the journal. More clicks are collected meanwhile, because fewer,
 * larger jobs cost the queue and the worker less.
 */
const HAND_OVER_DELAY_MS = 10;
const HAND_OVER_BATCH_SIZE = 1_000;
const HAND_OVER_BUDGET_MS = 1_000;
/** How long to wait for Redis when the journal has failed. Recipients wait meanwhile. */
const LAST_CHANCE_BUDGET_MS = 1_000;
/** After this last chance has failed, clicks go straight to the memory buffer for this long, so that their recipients need not wait. */
const LAST_CHANCE_PAUSE_MS = 1_000;

/**
 * Stores clicks, then answers their recipients. The clicks of one event-loop turn are stored together: as one job, or as one write to the
 * journal.
 *
 * - `CLICK_JOURNAL=fallback`: in Redis; if Redis does not store them in time, in the journal.
 * - `CLICK_JOURNAL=always`: in the journal, and afterwards in Redis; if the journal fails, only in Redis.
 *
 * If this fails because the journal is full or its disk fails, the clicks are sent to Redis once more with a longer budget (the last
 * chance). If that fails too, they are kept in a memory buffer (ClickBuffer), where they are lost only if it is full or the process is
 * killed. All recipients are answered in any case.
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

  /** Queues clicks that are already in the journal. If this fails, JournalKeeper queues them when it finds them missing in MongoDB. */
  private async handOver(clicks: ClickRecord[]): Promise<void> {
    await Promise.all([
      this.queue.put(clicks, { budgetMs: HAND_OVER_BUDGET_MS }).catch(() => undefined),
      sleep(HAND_OVER_DELAY_MS),
    ]);
  }
}
