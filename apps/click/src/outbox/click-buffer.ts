import { Injectable, type BeforeApplicationShutdown, type OnApplicationShutdown } from '@nestjs/common';
import type { ClickRecord } from '@linkflow/contracts';
import { Log, Metrics } from '@linkflow/platform';
import { ClickQueue } from './click-queue';
import { Journal, JournalStats } from './journal';

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
  private lossLoggedAt = 0;

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
    if (Date.now() - this.lossLoggedAt < LOG_LOSS_EVERY_MS) return;
    this.lossLoggedAt = Date.now();
    const { lost, bytes } = this.stats;
    this.log.error(
      { err: reason, lost, bytes },
      'clicks lost: neither Redis, the journal nor the memory takes them',
    );
  }
}
