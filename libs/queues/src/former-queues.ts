import { setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Queue, UnrecoverableError, Worker, type Job, type QueueOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { Log, REDIS, REDIS_PREFIX, readConfig } from '@linkflow/platform';
import { FORMER_KINDS, JOBS, JobProducer, QueueConfig, queueNames, queuePrefix, type JobKind } from './jobs';

export const QUEUE_CONNECTION = Symbol('queue-connection');

const RETRY_MS = 1_000;
const CONCURRENCY = 100;

/**
 * Forwards the jobs of renamed queues (`FORMER_KINDS`) to their new queues, so that an upgrade from an earlier release loses no jobs, even
 * while processes of both releases run. Former queues that do not exist in Redis are not touched. A job is forwarded:
 * - at the start of this process, if it has failed (except with a payload that cannot be read: it stays in the former queue);
 * - when it is due, if it is waiting or delayed;
 * - when its lock expires, if its worker crashed.
 */
@Injectable()
export class FormerQueues implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly workers: Worker[] = [];
  private starting: Promise<void> | undefined;

  constructor(
    private readonly jobs: JobProducer,
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(REDIS_PREFIX) private readonly prefix: string,
    @Inject(QUEUE_CONNECTION) private readonly connection: QueueOptions['connection'],
    private readonly log: Log,
  ) {}

  /** Starts forwarding in the background: Redis may be unreachable, which must not delay the start of the app. */
  onApplicationBootstrap(): void {
    this.starting = this.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.starting;
    await Promise.all(this.workers.map((worker) => worker.close()));
  }

  private async start(): Promise<void> {
    const { QUEUE_SHARDS } = readConfig(QueueConfig);
    for (const { former, kind } of FORMER_KINDS) {
      for (const queue of queueNames(kind, QUEUE_SHARDS, former)) await this.takeOver(queue, kind);
    }
  }

  private async takeOver(name: string, kind: JobKind): Promise<void> {
    const { signal } = this.stopping;
    const options = {
      prefix: queuePrefix(this.prefix, name),
      connection: this.connection,
      skipVersionCheck: true,
    };
    while (!signal.aborted) {
      try {
        if ((await this.redis.exists(`${options.prefix}:${name}:meta`)) === 0) return;
        await this.forwardFailed(name, kind, options);
        const worker = new Worker(name, (job) => this.forward(kind, job), {
          ...options,
          concurrency: CONCURRENCY,
          removeOnComplete: { count: 0 },
        });
        worker.on('error', (error) => this.log.warn({ queue: name, err: error }, 'queue error'));
        this.workers.push(worker);
        return this.log.info({ queue: name, to: kind }, 'forwarding the jobs of a renamed queue');
      } catch (error) {
        this.log.warn({ queue: name, err: error }, 'renamed queue cannot be read; retrying');
        await sleep(RETRY_MS, undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
  }

  private async forwardFailed(name: string, kind: JobKind, options: QueueOptions): Promise<void> {
    const queue = new Queue(name, options);
    queue.on('error', () => undefined);
    try {
      for (const job of await queue.getFailed()) {
        try {
          await this.forward(kind, job);
        } catch (error) {
          if (!(error instanceof UnrecoverableError)) throw error;
          this.log.error({ queue: name, jobId: job.id }, 'a failed job of a renamed queue cannot be read');
          continue;
        }
        await job.remove();
      }
    } finally {
      await queue.close();
    }
  }

  /**
   * Adds the job to a queue of `kind`. A custom job id is kept, so that a job that is forwarded twice is added only once.
   *
   * @throws UnrecoverableError if its payload cannot be read
   */
  private async forward(kind: JobKind, job: Job): Promise<void> {
    const payload = JOBS[kind].schema.safeParse(job.data);
    if (!payload.success) throw new UnrecoverableError('job.unreadable');
    await this.jobs.add(kind, payload.data, { jobId: job.opts.jobId });
  }
}
