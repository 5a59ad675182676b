import { Injectable } from '@nestjs/common';
import type { ClickRecord } from '@linkflow/contracts';
import { Log, withTimeout } from '@linkflow/platform';
import { JobProducer } from '@linkflow/queues';
import { ClickMetrics } from '../click-metrics';

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
    private readonly metrics: ClickMetrics,
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
      await this.metrics.sending(clicks, () => this.jobs.add('clicks', { v: 1, clicks }, { jobId }));
    } finally {
      this.calls -= 1;
    }
  }
}
