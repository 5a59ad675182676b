import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject, Injectable, type BeforeApplicationShutdown, type Type } from '@nestjs/common';
import { UnrecoverableError, type Job, type WorkerOptions } from 'bullmq';
import { Log } from '@linkflow/platform';
import { JOBS, type JobKind, type JobPayload } from './catalogue';

/** Does the work of one kind of job. It may be called twice with the same payload, also at the same time. */
export interface JobHandler<K extends JobKind> {
  handle(payload: JobPayload<K>): Promise<void>;
}

/** A handler for every kind: a job that nobody handles, or two do, does not compile. */
export type JobHandlers = { [K in JobKind]: Type<JobHandler<K>> };

/**
 * Makes the BullMQ processor of one queue. It reads the payload again (the one who wrote it may be of another version)
 * and sets a job aside that can never be read, where ops will see it.
 */
export function processorFor<K extends JobKind>(
  kind: K,
  queue: string,
  handler: Type<JobHandler<K>>,
  options: Partial<WorkerOptions>,
): Type<WorkerHost> {
  // BullMQ's `prefix` and `connection` come from the registered queue.
  @Injectable()
  @Processor(queue, options as WorkerOptions)
  class QueueProcessor extends WorkerHost implements BeforeApplicationShutdown {
    constructor(
      @Inject(handler) private readonly target: JobHandler<K>,
      @Inject(Log) private readonly log: Log,
    ) {
      super();
    }

    async process(job: Job): Promise<void> {
      const parsed = JOBS[kind].schema.safeParse(job.data);
      if (!parsed.success) {
        this.log.error({ queue, jobId: job.id, issues: parsed.error.issues }, 'job cannot be read');
        throw new UnrecoverableError('job.unreadable');
      }
      // The schema of `kind` has just said so.
      await this.target.handle(parsed.data as JobPayload<K>);
    }

    /** Ends what is under way before connections close. */
    async beforeApplicationShutdown(): Promise<void> {
      await this.worker.close();
    }
  }
  Object.defineProperty(QueueProcessor, 'name', { value: `QueueProcessor(${queue})` });
  return QueueProcessor;
}
