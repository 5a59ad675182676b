import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Log } from '@linkflow/platform';
import { ClickSettings } from '../click.config';
import { ClickQueue, QueueAway } from '../record/click-queue';
import { Journal, type Settler } from './journal';
import { JournalNumbers } from './journal-numbers';
import { RecordedClicks } from './recorded-clicks';
import { UntilQueued, UntilRecorded, type PutAgain } from './settlers';

const EVERY_MS = 1_000;
const BUDGET_MS = 5_000;

/** Opens the journal, looks after what is in it, and closes it. */
@Injectable()
export class JournalKeeper implements OnModuleInit, OnApplicationShutdown {
  private readonly settler: Settler;
  private timer: NodeJS.Timeout | undefined;
  private wasFull = false;

  constructor(
    private readonly journal: Journal,
    private readonly numbers: JournalNumbers,
    private readonly queue: ClickQueue,
    recorded: RecordedClicks,
    settings: ClickSettings,
    private readonly log: Log,
  ) {
    this.settler = settings.journal.always
      ? new UntilRecorded(this.putAgain, recorded)
      : new UntilQueued(this.putAgain);
  }

  async onModuleInit(): Promise<void> {
    await this.journal.open();
    this.timer = setInterval(() => void this.look(), EVERY_MS);
    void this.look();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.journal.close();
  }

  private readonly putAgain: PutAgain = async (clicks, jobId) => {
    await this.queue.put(clicks, BUDGET_MS, jobId);
    this.numbers.replayed += clicks.length;
    this.log.info({ clicks: clicks.length }, 'clicks of the journal are on the queue');
  };

  private async look(): Promise<void> {
    try {
      await this.journal.settle(this.settler);
    } catch (error) {
      if (!(error instanceof QueueAway)) this.log.debug({ err: error }, 'the journal waits');
    }
    this.sayWhetherFull();
  }

  /** The alarm: once when it begins, with what it means, and once when it is over. */
  private sayWhetherFull(): void {
    const { full, bytes } = this.numbers;
    if (full === this.wasFull) return;
    this.wasFull = full;
    if (full)
      this.log.error({ bytes }, 'the journal takes no more: clicks that Redis does not take are lost');
    else this.log.info({ bytes }, 'the journal takes clicks again');
  }
}
