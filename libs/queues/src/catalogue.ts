import type { JobsOptions } from 'bullmq';
import { z } from 'zod';
import { ClicksJob, QuarantineJob, RunsJob } from '@linkflow/contracts';

/** Payload and BullMQ options of one kind of job. */
interface JobKindSpec {
  schema: z.ZodType;
  options: JobsOptions;
  /** One queue for all jobs of this kind, regardless of `QUEUE_SHARDS`. */
  single?: true;
}

const HOUR = 3_600;

/** Retries for more than a day. A job that fails for good is kept for 30 days, where ops can inspect and retry it. */
const KEEP_UNTIL_DONE = {
  attempts: 20,
  backoff: { type: 'exponential', delay: 200, jitter: 0.5 },
  removeOnComplete: true,
  removeOnFail: { age: 30 * 24 * HOUR, count: 100_000 },
} as const satisfies JobsOptions;

/**
 * Every kind of job. MongoDB holds the state; jobs only bring work to a worker. Each job may therefore be delivered twice, and
 * once its clicks are recorded a lost job costs time but no work.
 */
export const JOBS = {
  /** Records clicks and starts their runs. Until then the job is the only copy of the clicks (except for the journal of apps/click). */
  clicks: { schema: ClicksJob, options: KEEP_UNTIL_DONE },
  /** Continues runs. Not retried: the reconciler enqueues a run again whose job was lost. */
  runs: { schema: RunsJob, options: { attempts: 1, removeOnComplete: true, removeOnFail: true } },
  /** Work that may have crashed a worker, executed one job at a time, so that a further crash identifies the cause. */
  quarantine: { schema: QuarantineJob, single: true, options: KEEP_UNTIL_DONE },
} as const satisfies Record<string, JobKindSpec>;

export type JobKind = keyof typeof JOBS;
export type JobPayload<K extends JobKind> = z.infer<(typeof JOBS)[K]['schema']>;
export const JOB_KINDS = Object.keys(JOBS) as JobKind[];

/** Names that kinds had in the previous release. See `FormerQueues`. */
export const FORMER_KINDS: readonly { former: string; kind: JobKind }[] = [
  { former: 'advance', kind: 'runs' },
  { former: 'lone', kind: 'quarantine' },
];

/** Number of queues per kind. More than one spreads the load over the nodes of a Redis or Valkey cluster. */
export const QueueConfig = z.object({ QUEUE_SHARDS: z.coerce.number().int().min(1).max(64).default(1) });

/** Names of the queues of a kind: `clicks-0`, `clicks-1` … `name`: the name of the kind, if it is a former one. */
export const queueNames = (kind: JobKind, shards: number, name: string = kind): string[] => {
  const spec: JobKindSpec = JOBS[kind];
  return Array.from({ length: spec.single ? 1 : shards }, (_, shard) => `${name}-${shard}`);
};

/** Redis key prefix of a queue. The braces are a hash tag: all keys of one queue share a cluster slot, different queues need not. */
export const queuePrefix = (prefix: string, queue: string): string => `{${prefix}-${queue}}`;
