import { crc32 } from 'node:zlib';
import { OnWorkerEvent, Processor, WorkerHost, getQueueToken } from '@nestjs/bullmq';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
  type Type,
} from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import {
  DelayedError,
  UnrecoverableError,
  WaitingError,
  type Job,
  type JobsOptions,
  type Queue,
  type WorkerOptions,
} from 'bullmq';
import { z } from 'zod';
import {
  AudienceJob,
  ClicksJob,
  FormsJob,
  MailJob,
  QuarantineJob,
  RunsJob,
  WebhooksJob,
} from '@linkflow/contracts';
import { Clock, Log, MAX_JOB_DAYS, TimeoutError, readConfig, withTimeout } from '@linkflow/platform';
import { Executions, type Interruptions } from './executions';

/** Payload and BullMQ options of one kind of job. */
interface JobKindSpec {
  schema: z.ZodType;
  options: JobsOptions;
  /** One queue for all jobs of this kind, regardless of `QUEUE_SHARDS`. */
  single?: true;
  /** A job whose workers crashed waits before its next try, longer each time. */
  waitsAfterCrash?: true;
}

const DAY_SECONDS = 86_400;
const FIRST_BACKOFF_MS = 200;
const MAX_BACKOFF_MS = 15_000;

/**
 * Returns the delay before the next attempt of a job, ms. The delay doubles with each attempt up to the maximum; a random part of it, at
 * most half, is subtracted.
 */
export function cappedBackoff(attemptsMade: number): number {
  const delay = Math.min(FIRST_BACKOFF_MS * 2 ** (attemptsMade - 1), MAX_BACKOFF_MS);
  return Math.floor(delay * (1 - Math.random() / 2));
}

/**
 * Options of jobs that must not be lost: retried for more than a day. A job that has failed permanently is kept for a while
 * (`failedJobsKept`), so that ops can inspect and retry it.
 */
const KEEP_UNTIL_DONE = {
  // Enough attempts for one day, even if every delay is the shortest possible, half of the maximum.
  attempts: (2 * DAY_SECONDS * 1_000) / MAX_BACKOFF_MS + 100,
  // A name that BullMQ does not define itself makes it use the `backoffStrategy` of the worker, which is `cappedBackoff`.
  backoff: { type: 'capped' },
  stackTraceLimit: 3,
  removeOnComplete: true,
} as const satisfies JobsOptions;

/**
 * All kinds of jobs. MongoDB holds the state; a job only makes a worker continue with it. A job may therefore be delivered more than once,
 * and losing a job only causes a delay. The exception is a `clicks` job whose clicks are not recorded yet.
 */
export const JOBS = {
  /**
   * Records clicks and starts their runs. Until the clicks are recorded, the job is their only copy (unless they are in the journal of
   * apps/click).
   */
  clicks: { schema: ClicksJob, options: KEEP_UNTIL_DONE },
  /**
   * Stores submissions of forms and processes them. Until they are stored, the job is their only copy (unless they are in the journal of
   * apps/click).
   */
  forms: { schema: FormsJob, options: KEEP_UNTIL_DONE },
  /** Continues runs. Never retried: if a job fails or is lost, the reconciler enqueues its runs again. */
  runs: { schema: RunsJob, options: { attempts: 1, removeOnComplete: true, removeOnFail: true } },
  /** Sends mailings. Never retried: the reconciler of mailings enqueues those again that have due recipients. */
  mail: { schema: MailJob, options: { attempts: 1, removeOnComplete: true, removeOnFail: true } },
  /** Reads sources of recipients. Never retried: a periodic task enqueues the sources that are due again. */
  audience: { schema: AudienceJob, options: { attempts: 1, removeOnComplete: true, removeOnFail: true } },
  /** Sends events to subscribed systems. Never retried: a periodic task enqueues the subscriptions again that have due deliveries. */
  webhooks: { schema: WebhooksJob, options: { attempts: 1, removeOnComplete: true, removeOnFail: true } },
  /** Work that may have crashed a worker, executed one job at a time, so that a further crash identifies the cause. */
  quarantine: { schema: QuarantineJob, single: true, waitsAfterCrash: true, options: KEEP_UNTIL_DONE },
} as const satisfies Record<string, JobKindSpec>;

export type JobKind = keyof typeof JOBS;
export type JobPayload<K extends JobKind> = z.infer<(typeof JOBS)[K]['schema']>;
export const JOB_KINDS = Object.keys(JOBS) as JobKind[];

/** Names that kinds had in the previous release. See `FormerQueues`. */
export const FORMER_KINDS: readonly { former: string; kind: JobKind }[] = [
  { former: 'advance', kind: 'runs' },
  { former: 'lone', kind: 'quarantine' },
];

export const QueueConfig = z.object({
  /** Number of queues per kind. More than one spreads the load over the nodes of a Redis or Valkey cluster. */
  QUEUE_SHARDS: z.coerce.number().int().min(1).max(64).default(1),
});

export const FailedJobsConfig = z.object({
  /** How long permanently failed jobs are kept. */
  RETENTION_FAILED_JOBS_DAYS: z.coerce.number().int().min(1).max(MAX_JOB_DAYS).default(MAX_JOB_DAYS),
});

/** The option of a worker by which it keeps permanently failed jobs that have no such option of their own. */
export const failedJobsKept = (): { age: number; count: number } => ({
  age: readConfig(FailedJobsConfig).RETENTION_FAILED_JOBS_DAYS * DAY_SECONDS,
  count: 100_000,
});

/** Names of the queues of a kind: `clicks-0`, `clicks-1` and so on. `name` replaces the kind in them, for queues of an earlier release. */
export const queueNames = (kind: JobKind, shards: number, name: string = kind): string[] => {
  const spec: JobKindSpec = JOBS[kind];
  return Array.from({ length: spec.single ? 1 : shards }, (_, shard) => `${name}-${shard}`);
};

/** Redis key prefix of a queue. The braces are a hash tag: all keys of one queue share a cluster slot, different queues need not. */
export const queuePrefix = (prefix: string, queue: string): string => `{${prefix}-${queue}}`;

/** The BullMQ queues that this app registered. */
export class Queues implements OnModuleInit {
  private readonly shards = readConfig(QueueConfig).QUEUE_SHARDS;
  private readonly byKind = new Map<JobKind, Queue[]>();

  constructor(
    private readonly modules: ModuleRef,
    private readonly kinds: readonly JobKind[],
  ) {}

  /**
   * Ignores 'error' events: while Redis is unreachable, BullMQ emits one for each connection attempt and prints it if nobody listens. The
   * caller of a failed command still gets its error.
   */
  onModuleInit(): void {
    for (const queue of this.all()) queue.on('error', () => undefined);
  }

  /** The queues of one kind, one per shard. */
  of(kind: JobKind): Queue[] {
    let queues = this.byKind.get(kind);
    if (!queues) {
      queues = queueNames(kind, this.shards).map((name) =>
        this.modules.get<Queue>(getQueueToken(name), { strict: false }),
      );
      this.byKind.set(kind, queues);
    }
    return queues;
  }

  all(): Queue[] {
    return this.kinds.flatMap((kind) => this.of(kind));
  }
}

/** Number of jobs that send one mailing at the same time, over all workers. */
const JOBS_PER_MAILING = 4;

/** Adds jobs to their queues. The app must have registered the kinds with QueuesModule (`producing` or `consuming`). */
@Injectable()
export class JobProducer {
  private nextShard = 0;

  constructor(
    private readonly queues: Queues,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds a job to one of the queues of its kind. Resolves when Redis has stored the job; rejects if that fails.
   *
   * @param more.delayMs earliest start, ms from now
   * @param more.jobId no second job with this id is added while the first one exists. The id also decides the queue
   */
  async add<K extends JobKind>(
    kind: K,
    payload: JobPayload<K>,
    more: { delayMs?: number | undefined; jobId?: string | undefined } = {},
  ): Promise<void> {
    const queues = this.queues.of(kind);
    const shard = more.jobId === undefined ? this.nextShard++ : crc32(more.jobId);
    const queue = queues[shard % queues.length];
    if (!queue) throw new Error(`No queue for ${kind}`);
    // BullMQ counts a delay from the timestamp, which every worker compares with its own time.
    const timestamp = this.clock.now().getTime();
    await queue.add(kind, payload, {
      ...JOBS[kind].options,
      timestamp,
      delay: more.delayMs,
      jobId: more.jobId,
    });
  }

  /** Enqueues one job that walks these runs, `delayMs` from now if given. */
  enqueue(runIds: string[], delayMs?: number): Promise<void> {
    return this.add('runs', { v: 1, runIds }, { delayMs });
  }

  /** Adds a run to the quarantine queue. Does nothing while that queue holds a job of the run. */
  enqueueQuarantined(runId: string): Promise<void> {
    return this.add('quarantine', { v: 1, kind: 'run', runId }, { jobId: `run-${runId}` });
  }

  /**
   * Enqueues the jobs that send a mailing, which several workers may do at a time. Adds none where one of the same id waits or runs.
   * @param only one job for the tests of the mailing, beside the others
   */
  async wake(mailingId: string, only?: 'tests'): Promise<void> {
    const names = only ? [only] : Array.from({ length: JOBS_PER_MAILING }, (_, index) => index);
    await Promise.all(
      names.map((name) =>
        this.add('mail', { v: 1, kind: 'send', mailingId }, { jobId: `mail-${mailingId}-${name}` }),
      ),
    );
  }

  /** Has stored submissions of forms processed. */
  async enqueueSubmissions(ids: readonly string[]): Promise<void> {
    for (const id of ids)
      await this.add('forms', { v: 1, records: [], due: [id] }, { jobId: `submission-${id}` });
  }

  /** Has a source of recipients read or removed. Adds no job while one of the source waits or runs. */
  enqueueAudience(sourceId: string): Promise<void> {
    return this.add('audience', { v: 1, sourceId }, { jobId: `audience-${sourceId}` });
  }

  /** Has the due deliveries of a webhook subscription sent. Adds no job while one of the subscription waits or runs. */
  enqueueWebhooks(subscriptionId: string): Promise<void> {
    return this.add('webhooks', { v: 1, subscriptionId }, { jobId: `webhooks-${subscriptionId}` });
  }

  /** Makes all delayed jobs of a kind due now, including those that wait for their next attempt. */
  async startDelayed(kind: JobKind): Promise<void> {
    await Promise.all(this.queues.of(kind).map((queue) => queue.promoteJobs()));
  }

  /** Number of jobs of a kind that are waiting, delayed or active. Rejects when Redis does not answer. */
  async unfinished(kind: JobKind): Promise<number> {
    const counts = await Promise.all(
      this.queues
        .of(kind)
        .map((queue) => queue.getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized')),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }
}

/** What a handler learns about the delivery of a job, besides its payload. */
export interface Delivery {
  /** Number of earlier deliveries whose worker crashed or froze after the handler had called `begin`. */
  interrupted: number;
  /** Marks that the work begins. Until then, a crash does not count against the job. Without this call it never does. */
  begin(): Promise<void>;
}

/** Does the work of one kind of job. It may be called twice with the same payload, also concurrently. */
export interface JobHandler<K extends JobKind> {
  /** @throws JobReturned if the process is stopping and the handler has not begun the work */
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

const NEVER_INTERRUPTED: Interruptions = { count: 0, waited: 0 };
const MAX_CRASH_BACKOFF_MS = 60_000;

/** How long a job waits for its next try after this many interruptions, ms: one lock, then twice as long each time, up to a minute. */
export const backoffAfterCrash = (interrupted: number, lockMs: number): number =>
  Math.min(lockMs * 2 ** (interrupted - 1), MAX_CRASH_BACKOFF_MS);

/**
 * Creates the BullMQ processor of one queue. It validates payloads, because another release may have written them; a job with
 * an invalid payload fails at once and stays in the queue's failed list.
 */
export function processorFor<K extends JobKind>(options: ProcessorOptions<K>): Type<WorkerHost> {
  const { kind, queue, handler, worker, stopLimitMs } = options;
  const { waitsAfterCrash }: JobKindSpec = JOBS[kind];

  // `options.worker` lacks BullMQ's `prefix` and `connection`; Nest takes them from the registered queue.
  @Injectable()
  @Processor(queue, options.worker as WorkerOptions)
  class QueueProcessor extends WorkerHost implements OnModuleDestroy, BeforeApplicationShutdown {
    private closing: Promise<void> | undefined;

    constructor(
      @Inject(handler) private readonly target: JobHandler<K>,
      @Inject(Executions) private readonly executions: Executions,
      @Inject(Clock) private readonly clock: Clock,
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
      const ref = { queue, jobId: job.id ?? '' };
      // Only a job that has stalled can have been interrupted, so most jobs need no read.
      const { count: interrupted, waited } =
        job.stalledCounter > 0 ? await this.executions.interruptionsOf(ref) : NEVER_INTERRUPTED;
      if (waitsAfterCrash && interrupted > waited) {
        await this.executions.wait(ref, interrupted);
        const delay = backoffAfterCrash(interrupted, worker.lockDuration ?? 0);
        await job.moveToDelayed(this.clock.now().getTime() + delay, token);
        throw new DelayedError();
      }
      let hasBegun = false;
      const begin = (): Promise<void> => {
        hasBegun = true;
        return this.executions.begin(ref, interrupted);
      };
      try {
        // The cast is safe: the schema of `kind` has validated the payload above.
        await this.target.handle(parsed.data as JobPayload<K>, { interrupted, begin });
      } catch (error) {
        if (!(error instanceof JobReturned)) throw error;
        await job.moveToWait(token);
        throw new WaitingError();
      } finally {
        if (hasBegun || interrupted > 0) this.executions.end(ref);
      }
    }

    /** Called when Redis is unreachable, or when another worker has taken over a job of this one. */
    @OnWorkerEvent('error')
    onError(error: Error): void {
      this.log.warn({ queue, err: error }, 'queue error');
    }

    /** Stops taking jobs. Does not wait for the jobs in progress, so that all queues stop at the same moment. */
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
