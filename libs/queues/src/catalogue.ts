import type { JobsOptions } from 'bullmq';
import { z } from 'zod';
import { AdvanceJob, ClicksJob, LoneJob } from '@linkflow/contracts';

/** What one kind of job is: its payload, how BullMQ treats it, and how long its traces are kept. */
interface JobKindSpec {
  schema: z.ZodType;
  options: JobsOptions;
  /** One queue for all of it, however many shards the others have. */
  single?: true;
}

const HOUR = 3_600;

/**
 * Every kind of job there is. MongoDB decides what happened; these only carry work to a worker and ring bells,
 * so each may be delivered twice, and none is missed when Redis is emptied once its click is stored.
 */
export const JOBS = {
  /** Clicks of one event-loop turn of apps/click. Until they are recorded this job is all there is, so it is retried long and kept when it fails. */
  clicks: {
    schema: ClicksJob,
    options: {
      attempts: 20,
      backoff: { type: 'exponential', delay: 200, jitter: 0.5 },
      removeOnComplete: true,
      removeOnFail: { age: 30 * 24 * HOUR, count: 100_000 },
    },
  },
  /** "Advance these runs." Losing one costs time, not work: the reconciler rings again. */
  advance: {
    schema: AdvanceJob,
    options: { attempts: 1, removeOnComplete: true, removeOnFail: true },
  },
  /** What workers have died of, one at a time: a worker that dies of it again blames nothing else. */
  lone: {
    schema: LoneJob,
    single: true,
    options: {
      attempts: 20,
      backoff: { type: 'exponential', delay: 200, jitter: 0.5 },
      removeOnComplete: true,
      removeOnFail: { age: 30 * 24 * HOUR, count: 100_000 },
    },
  },
} as const satisfies Record<string, JobKindSpec>;

export type JobKind = keyof typeof JOBS;
export type JobPayload<K extends JobKind> = z.infer<(typeof JOBS)[K]['schema']>;
export const JOB_KINDS = Object.keys(JOBS) as JobKind[];

/** How many queues carry one kind of job. More than one spreads them over a Redis or Valkey cluster. */
export const QueueConfig = z.object({ QUEUE_SHARDS: z.coerce.number().int().min(1).max(64).default(1) });

/** Names of the queues of a kind: `clicks-0`, `clicks-1` … */
export const queueNames = (kind: JobKind, shards: number): string[] => {
  const spec: JobKindSpec = JOBS[kind];
  return Array.from({ length: spec.single ? 1 : shards }, (_, shard) => `${kind}-${shard}`);
};

/** Key prefix of one queue. The braces are a hash tag: all keys of a queue live in one slot of a cluster, different queues need not. */
export const queuePrefix = (prefix: string, queue: string): string => `{${prefix}-${queue}}`;
