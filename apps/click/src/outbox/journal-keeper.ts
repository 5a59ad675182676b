import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Log } from '@linkflow/platform';
import { ClickSettings } from '../click.config';
import { QueuedAcknowledger, RecordedAcknowledger, StoredClickLookup, type Requeue } from './acknowledgers';
import { ClickQueue, QueueUnavailable } from './click-queue';
import { Journal, JournalStats, type Acknowledger } from './journal';

const PASS_EVERY_MS = 1_000;
const REQUEUE_BUDGET_MS = 5_000;

/** Opens the journal, acknowledges its segments regularly, raises the alarm when it is full, and closes it. */
@Injectable()
export class JournalKeeper implements OnModuleInit, OnApplicationShutdown {
  private readonly acknowledger: Acknowledger;
  private timer: NodeJS.Timeout | undefined;
  private wasFull = false;

  constructor(
    private readonly journal: Journal,
    private readonly stats: JournalStats,
    private readonly queue: ClickQueue,
    lookup: StoredClickLookup,
    settings: ClickSettings,
    private readonly log: Log,
  ) {
    this.acknowledger = settings.journal.always
      ? new RecordedAcknowledger(this.requeue, lookup)
      : new QueuedAcknowledger(this.requeue);
  }

  async onModuleInit(): Promise<void> {
    await this.journal.open();
    this.timer = setInterval(() => void this.pass(), PASS_EVERY_MS);
    void this.pass();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.journal.close();
  }

  private readonly requeue: Requeue = async (clicks, jobId) => {
    await this.queue.put(clicks, REQUEUE_BUDGET_MS, jobId);
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
    this.logChangeOfFull();
  }

  private logChangeOfFull(): void {
    const { full, bytes } = this.stats;
    if (full === this.wasFull) return;
    this.wasFull = full;
    if (full)
      this.log.error({ bytes }, 'the journal takes no more clicks: those that Redis does not take are lost');
    else this.log.info({ bytes }, 'the journal takes clicks again');
  }
}
