import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { ClickRecord } from '@linkflow/contracts';
import { within } from '@linkflow/links';
import { Log } from '@linkflow/platform';
import { JobProducer } from '@linkflow/queues';
import { ClickSettings } from '../click.config';
import { Journal } from '../journal/journal';

/** After Redis did not take something it is left alone for so long; clicks go to the journal at once. */
const PAUSE_MS = 500;
/** More jobs than this under way mean that Redis is stuck; no more are heaped upon it. */
const MOST_UNDER_WAY = 64;
const REPLAY_EVERY_MS = 1_000;
const REPLAY_BUDGET_MS = 5_000;

/** Brings clicks to the queue, or to the disk when the queue can't be reached in time. */
@Injectable()
export class ClickOutbox implements OnModuleInit, OnApplicationShutdown {
  private pausedUntil = 0;
  private underWay = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly jobs: JobProducer,
    private readonly journal: Journal,
    private readonly settings: ClickSettings,
    private readonly log: Log,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.journal.open();
    this.timer = setInterval(() => void this.replay(), REPLAY_EVERY_MS);
    void this.replay();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.journal.close();
  }

  /**
   * Resolves when the clicks are safe, within the budget or as soon as the disk has them. Never rejects: whoever clicked is
   * answered in any case.
   */
  async store(clicks: ClickRecord[]): Promise<void> {
    if (Date.now() >= this.pausedUntil && this.underWay < MOST_UNDER_WAY) {
      try {
        // It may still arrive after its budget; its clicks are then delivered twice, and recorded once.
        return await within(this.settings.budgetMs, this.enqueue(clicks));
      } catch (error) {
        if (Date.now() >= this.pausedUntil)
          this.log.warn({ err: error }, 'Redis does not take clicks; they go to the journal');
        this.pausedUntil = Date.now() + PAUSE_MS;
      }
    }
    try {
      await this.journal.append(clicks);
    } catch (error) {
      this.log.error(
        { err: error, clicks: clicks.length },
        'clicks are lost: neither Redis nor the journal took them',
      );
    }
  }

  private async enqueue(clicks: ClickRecord[]): Promise<void> {
    this.underWay += 1;
    try {
      await this.jobs.add('clicks', { v: 1, clicks });
    } finally {
      this.underWay -= 1;
    }
  }

  private async replay(): Promise<void> {
    if (Date.now() < this.pausedUntil) return;
    try {
      const clicks = await this.journal.replay((batch) => within(REPLAY_BUDGET_MS, this.enqueue(batch)));
      if (clicks > 0) this.log.info({ clicks }, 'clicks of the journal are on the queue');
    } catch (error) {
      this.pausedUntil = Date.now() + PAUSE_MS;
      this.log.debug({ err: error }, 'the journal waits for Redis');
    }
  }
}
