import { Injectable } from '@nestjs/common';
import type { ClickRecord } from '@linkflow/contracts';
import { Log, Tracing, withTimeout } from '@linkflow/platform';
import { JobProducer } from '@linkflow/queues';

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
   * Adds one job with these clicks to the queue. Resolves once Redis has stored it.
   *
   * Redis may still store the job after the budget has passed. If the caller then stores the clicks elsewhere, they are delivered twice;
   * the worker recognises them by their ids.
   *
   * @throws QueueUnavailable if Redis was not called; any other error if the call failed or took longer than the budget
   */
  async put(clicks: ClickRecord[], { budgetMs, jobId, evenIfPaused = false }: PutOptions): Promise<void> {
    const isPaused = Date.now() < this.pausedUntil && !evenIfPaused;
    if (isPaused || this.calls >= MAX_CONCURRENT_CALLS)
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
