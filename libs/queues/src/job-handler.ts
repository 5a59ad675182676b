import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnModuleDestroy,
  type Type,
} from '@nestjs/common';
import { UnrecoverableError, WaitingError, type Job, type WorkerOptions } from 'bullmq';
import { Log } from '@linkflow/platform';
import { JOBS, type JobKind, type JobPayload } from './catalogue';

/** What is known of a job besides its payload. */
export interface Delivery {
  /** How often it was taken back from a worker that fell silent over it. */
  stalled: number;
}

/** Does the work of one kind of job. It may be called twice with the same payload, also at the same time. */
export interface JobHandler<K extends JobKind> {
  /** @throws JobGivenBack when it has not begun and shall not here, as the process stops */
  handle(payload: JobPayload<K>, delivery: Delivery): Promise<void>;
}

/** A handler for every kind: a job that nobody handles, or two do, does not compile. */
export type JobHandlers = { [K in JobKind]: Type<JobHandler<K>> };

/** Thrown by a handler: nothing was done, and another worker shall have the job at once. */
export class JobGivenBack extends Error {
  override readonly name = 'JobGivenBack';
}

/**
 * Makes the BullMQ processor of one queue. It reads the payload again (the one who wrote it may be of another version)
 * and sets a job aside that can never be read, where ops will see it.
 */
export function processorFor<K extends JobKind>(
  kind: K,
  queue: string,
  handler: Type<JobHandler<K>>,
  options: Partial<WorkerOptions>,
  stopLimitMs: number,
): Type<WorkerHost> {
  // BullMQ's `prefix` and `connection` come from the registered queue.
  @Injectable()
  @Processor(queue, options as WorkerOptions)
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
        this.log.error({ queue, jobId: job.id, issues: parsed.error.issues }, 'job cannot be read');
        throw new UnrecoverableError('job.unreadable');
      }
      try {
        // The schema of `kind` has just said so.
        await this.target.handle(parsed.data as JobPayload<K>, { stalled: job.stalledCounter });
      } catch (error) {
        if (!(error instanceof JobGivenBack)) throw error;
        await job.moveToWait(token);
        throw new WaitingError();
      }
    }

    /** Redis is away, or a job has gone to another worker while this one was frozen. */
    @OnWorkerEvent('error')
    onError(error: Error): void {
      this.log.warn({ queue, err: error }, 'queue reports an error');
    }

    /** Takes no more jobs from now on. Does not wait here, so that all queues stop at the same moment. */
    onModuleDestroy(): void {
      this.closing = this.worker.close();
    }

    /** Lets what is under way come to its end before connections close, but no longer than the limit. */
    async beforeApplicationShutdown(): Promise<void> {
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<'late'>((resolve) => {
        timer = setTimeout(() => resolve('late'), stopLimitMs);
      });
      if ((await Promise.race([this.closing, limit])) === 'late') {
        this.log.warn(
          { queue, stopLimitMs },
          'jobs were still under way when the limit for stopping was over',
        );
      }
      clearTimeout(timer);
    }
  }
  Object.defineProperty(QueueProcessor, 'name', { value: `QueueProcessor(${queue})` });
  return QueueProcessor;
}
