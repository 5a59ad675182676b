import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { mongo, type Connection } from 'mongoose';
import { Log, answers } from '@linkflow/platform';
import { JobProducer } from '@linkflow/queues';

const PROBE_EVERY_MS = 250;
/**
 * Minimum time from the failure of a job until delayed jobs are made due, so that errors that a probe does not detect cannot cause a busy
 * loop.
 */
const MIN_INTERVAL_MS = 2_000;

/**
 * Retries the delayed jobs of the queue `clicks` as soon as MongoDB answers again after it was unreachable. States:
 *
 * - idle → probing: a job failed because MongoDB was unreachable.
 * - probing → idle: MongoDB answers; all delayed jobs of the queue are due now.
 *
 * Without this, the jobs would wait until the end of their backoff. They are also made due when a process starts: the process that delayed
 * them may have been restarted before MongoDB came back and, if its clock was ahead, has given them a backoff that ends much too late.
 */
@Injectable()
export class MongoReturn implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private probing: Promise<void> | undefined;
  private readonly stopping = new AbortController();

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly jobs: JobProducer,
    private readonly log: Log,
  ) {}

  /** Not awaited: a worker also starts while Redis does not answer. */
  onApplicationBootstrap(): void {
    this.jobs
      .startDelayed('clicks')
      .catch((error: unknown) => this.log.warn({ err: error }, 'delayed clicks keep their backoff'));
  }

  /** Call it when a job has failed. Starts to probe MongoDB if the job failed because MongoDB was unreachable. */
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
      if (!this.stopping.signal.aborted) this.log.warn({ err: error }, 'delayed clicks keep their backoff');
    } finally {
      this.probing = undefined;
    }
  }

  private async probe(): Promise<void> {
    const { signal } = this.stopping;
    const began = performance.now();
    // Sleep before the first probe: BullMQ moves the failed job to 'delayed' only after its handler has thrown, so startDelayed() would not
    // find it earlier.
    do await sleep(PROBE_EVERY_MS, undefined, { signal });
    while (!(await answers(async () => this.connection.db?.command({ ping: 1 }))));
    await sleep(Math.max(0, began + MIN_INTERVAL_MS - performance.now()), undefined, { signal });
    await this.jobs.startDelayed('clicks');
  }
}

function isUnreachable(error: unknown): boolean {
  if (error instanceof mongo.MongoNetworkError || error instanceof mongo.MongoServerSelectionError)
    return true;
  return error instanceof mongo.MongoError && error.hasErrorLabel('RetryableWriteError');
}
