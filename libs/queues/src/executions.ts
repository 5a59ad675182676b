import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { MicroBatch, REDIS, REDIS_PREFIX, withTimeout } from '@linkflow/platform';

/** How long a job waits for Redis to store that its work begins, ms. After that it begins without a mark. */
const MARK_TIMEOUT_MS = 1_000;

/** Identifies a job in all queues. */
export interface JobRef {
  queue: string;
  jobId: string;
}

/** What is known of the earlier deliveries of a job. */
export interface Interruptions {
  /** Number of deliveries whose worker crashed or froze after the work had begun. */
  count: number;
  /** The value of `count` after which the job was last delayed. The job is delayed again when `count` exceeds it; see `processorFor`. */
  waited: number;
}

interface Mark {
  field: string;
  count: number;
  resolve(): void;
}

/**
 * Marks in Redis which jobs are being executed, so that a crash only counts for these. BullMQ cannot tell: a job is active, and stalls when
 * its worker crashes, from the moment the worker has fetched it, although it may still wait for its turn. States of a job's mark:
 *
 * - absent: no work has begun. `begin` → present.
 * - present: the work has begun; the value counts the deliveries that began and did not end. `end` → absent. If the worker crashes, the
 *   mark stays, and the next delivery finds it.
 *
 * Marks of one event-loop turn are written together. If Redis does not answer in time, the work begins without a mark.
 */
@Injectable()
export class Executions {
  private readonly key: string;
  private readonly begun = new MicroBatch<Mark>((marks) => this.write(marks));
  private readonly ended = new MicroBatch<string>((fields) => this.remove(fields));

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(REDIS_PREFIX) prefix: string,
  ) {
    this.key = `${prefix}:executing`;
  }

  /** Reads the interruptions of a job. Needed only for a job that has stalled. */
  async interruptionsOf(job: JobRef): Promise<Interruptions> {
    const field = fieldOf(job);
    const [count, waited] = await this.redis.hmget(this.key, field, waitedField(field));
    return { count: Number(count ?? 0), waited: Number(waited ?? 0) };
  }

  /** Marks that the work of a job begins, after `earlier` interruptions. Never rejects. */
  begin(job: JobRef, earlier: number): Promise<void> {
    return new Promise((resolve) => this.begun.add({ field: fieldOf(job), count: earlier + 1, resolve }));
  }

  /** Removes the mark of a job, because its work has ended with a result or an error. */
  end(job: JobRef): void {
    this.ended.add(fieldOf(job));
  }

  /** Stores that a job waits because of this number of interruptions. */
  async wait(job: JobRef, count: number): Promise<void> {
    await this.redis.hset(this.key, waitedField(fieldOf(job)), count);
  }

  private async write(marks: Mark[]): Promise<void> {
    const values = marks.flatMap(({ field, count }) => [field, count]);
    await withTimeout(MARK_TIMEOUT_MS, () => this.redis.hset(this.key, values)).catch(() => undefined);
    for (const { resolve } of marks) resolve();
  }

  private async remove(fields: string[]): Promise<void> {
    const all = fields.flatMap((field) => [field, waitedField(field)]);
    await withTimeout(MARK_TIMEOUT_MS, () => this.redis.hdel(this.key, ...all)).catch(() => undefined);
  }
}

const fieldOf = ({ queue, jobId }: JobRef): string => `${queue}:${jobId}`;
const waitedField = (field: string): string => `${field}:waited`;
