import { join } from 'node:path';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { FormRecord } from '@linkflow/contracts';
import { Log, Metrics, withTimeout, type Counter } from '@linkflow/platform';
import { JobProducer } from '@linkflow/queues';
import { ClickSettings } from '../click.config';
import { Journal, JournalStats } from '../outbox/journal';
import { QueuedAcknowledger } from '../outbox/journal-keeper';

const PASS_EVERY_MS = 1_000;
const REPLAY_BUDGET_MS = 5_000;
/** After Redis has failed, it is not waited for during this time, ms. */
const PAUSE_MS = 2_000;

/**
 * Stores what people have sent before they are told so: on the queue `forms`; if Redis does not take it in time, in a journal of its own on
 * disk (`forms` in the folder of the journal), whose records are queued when Redis is back. If both fail, the person is asked to send it
 * again. With `CLICK_JOURNAL=always`, it is in the journal first. A record that is queued twice is stored once, by its id.
 */
@Injectable()
export class SubmissionStore implements OnModuleInit, OnApplicationShutdown {
  private readonly stats = new JournalStats();
  private readonly journal: Journal<FormRecord>;
  private readonly stored: Counter;
  private readonly journaled: Counter;
  private timer: NodeJS.Timeout | undefined;
  private pausedUntil = 0;

  constructor(
    private readonly jobs: JobProducer,
    private readonly settings: ClickSettings,
    metrics: Metrics,
    private readonly log: Log,
  ) {
    const { folder, maxBytes } = settings.journal;
    this.journal = new Journal({ folder: join(folder, 'forms'), maxBytes }, this.stats, (json) =>
      FormRecord.parse(json),
    );
    const counters = metrics.counters(
      'linkflow_submissions_accepted_total',
      'Submissions of forms and confirmations, by where they were stored first: queue or journal.',
      ['where'],
    );
    this.stored = counters.of('queue');
    this.journaled = counters.of('journal');
    metrics.gauge(
      'linkflow_forms_journal_bytes',
      'Size of the journal of submissions.',
      () => this.stats.bytes,
    );
  }

  /** Does not reject if the disk is full or read-only, because Redis may still store submissions. */
  async onModuleInit(): Promise<void> {
    await this.journal.probe();
    this.timer = setInterval(() => void this.pass(), PASS_EVERY_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.journal.close();
  }

  /** Returns false if it could be stored nowhere. */
  async add(record: FormRecord): Promise<boolean> {
    const { budgetMs } = this.settings.forms;
    if (!this.settings.journal.always && (await this.queue(record, budgetMs))) return true;
    try {
      await this.journal.append([record]);
      this.journaled.add();
      return true;
    } catch (error) {
      this.log.error({ err: error }, 'the journal does not take a submission');
      return this.settings.journal.always && (await this.queue(record, budgetMs));
    }
  }

  private async queue(record: FormRecord, budgetMs: number): Promise<boolean> {
    if (performance.now() < this.pausedUntil) return false;
    try {
      await withTimeout(budgetMs, () => this.enqueue([record], `form-${record.id}`));
      this.stored.add();
      return true;
    } catch (error) {
      this.pausedUntil = performance.now() + PAUSE_MS;
      this.log.warn({ err: error }, 'Redis does not take a submission');
      return false;
    }
  }

  private enqueue(records: FormRecord[], jobId: string): Promise<void> {
    return this.jobs.add('forms', { v: 1, records, due: [] }, { jobId });
  }

  /** Queues what is in the journal. */
  private async pass(): Promise<void> {
    try {
      await this.journal.acknowledge(
        new QueuedAcknowledger<FormRecord>(async (records, jobId) => {
          await withTimeout(REPLAY_BUDGET_MS, () => this.enqueue(records, jobId));
          this.stats.replayed += records.length;
          this.log.info({ submissions: records.length }, 'queued submissions from the journal');
        }),
      );
    } catch (error) {
      this.log.debug({ err: error }, 'the journal of submissions could not be acknowledged');
    }
  }
}
