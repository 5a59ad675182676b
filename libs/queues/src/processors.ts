import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnModuleDestroy,
  type Type,
} from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { UnrecoverableError, WaitingError, type Job, type WorkerOptions } from 'bullmq';
import { Log, ReadyCheck, TimeoutError, withTimeout } from '@linkflow/platform';
import { JOBS, type JobKind, type JobPayload } from './catalogue';

/** Facts about a delivery, beside the payload of the job. */
export interface Delivery {
  /** How often the job was taken back from a worker that stopped renewing its lock. */
  stalled: number;
}

/** Does the work of one kind of job. It may be called twice with the same payload, also concurrently. */
export interface JobHandler<K extends JobKind> {
  /** @throws JobReturned when the work has not begun and must not begin here, because the process is stopping */
  handle(payload: JobPayload<K>, delivery: Delivery): Promise<void>;
}

/** One handler per kind; a kind without a handler is a compile error. */
export type JobHandlers = { [K in JobKind]: Type<JobHandler<K>> };

/** Thrown by a handler that has done nothing: the job goes back to its queue at once, for another worker. */
export class JobReturned extends Error {
  override readonly name = 'JobReturned';
}

export interface ProcessorOptions<K extends JobKind> {
  kind: K;
  queue: string;
  handler: Type<JobHandler<K>>;
  worker: Partial<WorkerOptions>;
  /** How long the shutdown of the app waits for the jobs in progress, ms. */
  stopLimitMs: number;
}

/**
 * Creates the BullMQ processor of one queue. It validates payloads, because another release may have written them; a job with
 * an invalid payload fails at once and stays in the queue's failed list.
 */
export function processorFor<K extends JobKind>(options: ProcessorOptions<K>): Type<WorkerHost> {
  const { kind, queue, handler, stopLimitMs } = options;

  // BullMQ's `prefix` and `connection` come from the registered queue.
  @Injectable()
  @Processor(queue, options.worker as WorkerOptions)
  class QueueProcessor extends WorkerHost implements OnModuleDestroy, BeforeApplicationShutdown {
    private closing: Promise<void> | undefined;

    constructor(
      @Inject(handler) private readonly target: JobHandler<K>,
      @Inject(Log) private readonly log: Log,
    ) {
      super();
    }

    async process(job: Job, token?: string): Promise<void> {
      const parsed = JOBS[kind].schema.safeParse(job.data);
      if (!parsed.success) {
        this.log.error({ queue, jobId: job.id, issues: parsed.error.issues }, 'job has an invalid payload');
        throw new UnrecoverableError('job.unreadable');
      }
      try {
        // Validated by the schema of `kind` above.
        await this.target.handle(parsed.data as JobPayload<K>, { stalled: job.stalledCounter });
      } catch (error) {
        if (!(error instanceof JobReturned)) throw error;
        await job.moveToWait(token);
        throw new WaitingError();
      }
    }

    /** Redis is away, or another worker took over a job of this one. */
    @OnWorkerEvent('error')
    onError(error: Error): void {
      this.log.warn({ queue, err: error }, 'queue error');
    }

    /** Stops taking jobs. Does not wait, so that all queues stop at the same moment. */
    onModuleDestroy(): void {
      this.closing = this.worker.close();
    }

    /** Waits for the jobs in progress before connections close, up to the limit. */
    async beforeApplicationShutdown(): Promise<void> {
      await withTimeout(stopLimitMs, () => this.closing).catch((error: unknown) => {
        if (!(error instanceof TimeoutError)) throw error;
        this.log.warn({ queue, stopLimitMs }, 'jobs were still in progress at the stop limit');
      });
    }
  }
  Object.defineProperty(QueueProcessor, 'name', { value: `QueueProcessor(${queue})` });
  return QueueProcessor;
}

/** Readiness of a worker: takes it jobs from each of its queues? */
export class QueueWorkers extends ReadyCheck {
  constructor(
    private readonly modules: ModuleRef,
    private readonly processors: readonly { queue: string; type: Type<WorkerHost> }[],
  ) {
    super();
  }

  /** Queues from which this process takes no jobs: not yet, or no longer. */
  missing(): string[] {
    return this.processors
      .filter(({ type }) => !this.isRunning(type))
      .map(({ queue }) => `the worker of ${queue}`);
  }

  private isRunning(type: Type<WorkerHost>): boolean {
    try {
      return this.modules.get(type, { strict: false }).worker.isRunning();
    } catch {
      // `worker` throws until Nest has created it, late in the start.
      return false;
    }
  }
}
