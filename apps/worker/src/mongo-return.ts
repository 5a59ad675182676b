import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { mongo, type Connection } from 'mongoose';
import { Log, answers } from '@linkflow/platform';
import { JobProducer } from '@linkflow/queues';

const PROBE_EVERY_MS = 250;
/** Jobs are not made due more often, so that errors which a probe does not show cannot cause a busy loop. */
const MIN_INTERVAL_MS = 2_000;

/**
 * Makes clicks due that wait for their next attempt because MongoDB did not answer, as soon as it answers again. States:
 *
 * - idle → probing: a job failed because MongoDB did not answer.
 * - probing → idle: MongoDB answers; the delayed jobs are due.
 *
 * Without it they would wait for up to the maximum backoff, as the jobs of a process that was restarted meanwhile still do.
 */
@Injectable()
export class MongoReturn implements BeforeApplicationShutdown {
  private probing: Promise<void> | undefined;
  private readonly stopping = new AbortController();

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly jobs: JobProducer,
    private readonly log: Log,
  ) {}

  /** Reports the failure of a job. */
  failed(reason: unknown): void {
    if (!isUnreachable(reason) || this.stopping.signal.aborted) return;
    this.probing ??= this.startWhenBack();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.probing;
  }

  private async startWhenBack(): Promise<void> {
    try {
      await this.probe();
    } catch (error) {
      if (!this.stopping.signal.aborted) this.log.warn({ err: error }, 'delayed clicks keep their delay');
    } finally {
      this.probing = undefined;
    }
  }

  private async probe(): Promise<void> {
    const { signal } = this.stopping;
    const began = Date.now();
    // BullMQ delays the job after its handler has failed.
    do await sleep(PROBE_EVERY_MS, undefined, { signal });
    while (!(await answers(async () => this.connection.db?.command({ ping: 1 }))));
    await sleep(Math.max(0, began + MIN_INTERVAL_MS - Date.now()), undefined, { signal });
    await this.jobs.startDelayed('clicks');
  }
}

function isUnreachable(error: unknown): boolean {
  if (error instanceof mongo.MongoNetworkError || error instanceof mongo.MongoServerSelectionError)
    return true;
  return error instanceof mongo.MongoError && error.hasErrorLabel('RetryableWriteError');
}
