import { Injectable } from '@nestjs/common';
import type { ClickRecord } from '@linkflow/contracts';
import { within } from '@linkflow/links';
import { Log } from '@linkflow/platform';
import { JobProducer } from '@linkflow/queues';
import { ClickWatch } from '../watch/click-watch';

/** After Redis did not take something it is left alone for so long. */
const PAUSE_MS = 500;
/** More jobs than this under way mean that Redis is stuck; no more are heaped upon it. */
const MOST_UNDER_WAY = 64;

/** Redis does not take clicks now. */
export class QueueAway extends Error {
  override readonly name = 'QueueAway';
}

/** The way of clicks into the queue. */
@Injectable()
export class ClickQueue {
  private pausedUntil = 0;
  private underWay = 0;

  constructor(
    private readonly jobs: JobProducer,
    private readonly watch: ClickWatch,
    private readonly log: Log,
  ) {}

  /**
   * Resolves when Redis has them, and rejects after that time. They may still arrive then; whoever puts them elsewhere
   * too has them delivered twice, and recorded once.
   */
  async put(clicks: ClickRecord[], budgetMs: number, jobId?: string): Promise<void> {
    if (Date.now() < this.pausedUntil || this.underWay >= MOST_UNDER_WAY)
      throw new QueueAway('Redis is away');
    try {
      await within(budgetMs, this.add(clicks, jobId));
    } catch (error) {
      if (Date.now() >= this.pausedUntil) this.log.warn({ err: error }, 'Redis does not take clicks');
      this.pausedUntil = Date.now() + PAUSE_MS;
      throw error;
    }
  }

  /** Whether clicks wait there for a worker, or are being worked on. */
  async isBusy(budgetMs: number): Promise<boolean> {
    return (await within(budgetMs, this.jobs.unfinished('clicks'))) > 0;
  }

  private async add(clicks: ClickRecord[], jobId: string | undefined): Promise<void> {
    this.underWay += 1;
    try {
      await this.watch.sending(clicks, () => this.jobs.add('clicks', { v: 1, clicks }, { jobId }));
    } finally {
      this.underWay -= 1;
    }
  }
}
