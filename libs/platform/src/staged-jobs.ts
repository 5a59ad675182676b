import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { mongo } from 'mongoose';
import type { BulkState } from '@linkflow/contracts';
import { AppError } from './errors';
import { Leases } from './leases';
import { Log } from './log';
import { PeriodicTasks } from './periodic-tasks';
import { LiveEvents } from './redis';
import { Clock } from './time';

/*
 * Long work that users start, look at, continue and stop. It is done in pages, at a limited rate, by one process at a time. States of a job:
 *
 * - `canary → checking → rest → done`: a few first; `checking` lasts until a user continues the job
 * - `canary → done`: there were no more
 * - `rest → done`: nothing is looked at first
 * - `canary | checking | rest → stopped`: a user stops it
 */

/** A job as it is stored. */
export interface StagedJob {
  _id: string;
  state: BulkState;
  /** Revision: grows with each write. */
  rev: number;
  endedAt?: Date;
}

/** States in which a worker processes a job. */
const ACTIVE_STATES: BulkState[] = ['canary', 'rest'];

/** The jobs of one kind in MongoDB. Each update of a job is a compare-and-set on its revision. */
export abstract class StagedJobs<T extends StagedJob> {
  protected abstract readonly documents: mongo.Collection<T>;

  async insert(job: T): Promise<void> {
    await this.documents.insertOne(job as mongo.OptionalUnlessRequiredId<T>);
  }

  find(id: string): Promise<T | null> {
    return this.documents.findOne<T>({ _id: id } as mongo.Filter<T>);
  }

  /** @throws AppError not-found */
  async get(id: string): Promise<T> {
    const job = await this.find(id);
    if (!job) throw new AppError('not-found', 'There is no such bulk');
    return job;
  }

  /** The job, if a worker is to process it. */
  async findActive(id: string): Promise<T | null> {
    const job = await this.find(id);
    return job && ACTIVE_STATES.includes(job.state) ? job : null;
  }

  /** Replaces `seen` by `next`. Returns false, and writes nothing, if the job has changed since `seen` was read. */
  async replace(seen: T, next: T): Promise<boolean> {
    const where = { _id: seen._id, rev: seen.rev } as mongo.Filter<T>;
    const { matchedCount } = await this.documents.replaceOne(where, { ...next, rev: seen.rev + 1 });
    return matchedCount === 1;
  }

  /** Ends a page that moves a job to another state. If the job has changed meanwhile, the next page acts on the changed job. */
  async endPage(seen: T, next: T): Promise<JobPageResult> {
    return (await this.replace(seen, next)) ? 'idle' : { takesMs: 0 };
  }

  /** A page of the list of jobs, the newest first. */
  async page(page: number, pageSize: number): Promise<{ items: T[]; total: number }> {
    const [items, total] = await Promise.all([
      this.documents
        .find<T>({})
        .sort({ _id: -1 })
        .skip((page - 1) * pageSize)
        .limit(pageSize)
        .toArray(),
      this.documents.countDocuments(),
    ]);
    return { items, total };
  }

  /** Ids of the jobs that a worker should be processing. */
  async activeIds(): Promise<string[]> {
    const filter = { state: { $in: ACTIVE_STATES } } as mongo.Filter<T>;
    const jobs = await this.documents.find<{ _id: string }>(filter, { projection: { _id: 1 } }).toArray();
    return jobs.map(({ _id }) => _id);
  }

  /**
   * Continues a job whose canary was looked at (`rest`), or stops it.
   * @throws AppError not-found, bulk.ended, bulk.not-ready
   */
  async move(id: string, to: 'rest' | 'stopped', at: Date): Promise<T> {
    for (;;) {
      const job = await this.get(id);
      if (job.state === 'done' || job.state === 'stopped') {
        throw new AppError('bulk.ended', `A bulk that is ${job.state} cannot be changed`);
      }
      if (to === 'rest' && job.state === 'canary') {
        throw new AppError('bulk.not-ready', 'The canary is not processed yet');
      }
      if (job.state === to) return job;
      const next: T = { ...job, state: to, ...(to === 'stopped' && { endedAt: at }) };
      // The worker writes its position often, so a compare-and-set that failed is repeated with the changed job.
      if (await this.replace(job, next)) return next;
    }
  }
}

/** `idle`: there is nothing to process now. `takesMs`: how long the page must take, so that the requested rate is not exceeded. */
export type JobPageResult = 'idle' | { takesMs: number };

/** Interval at which each worker looks for active jobs that no worker is processing, ms. */
const POLL_MS = 500;
/** Interval of progress events, ms. */
const ANNOUNCE_MS = 1_000;

/** How the jobs of one kind are processed. */
interface StagedJobKind {
  /** Begins the names of the leases of the jobs. */
  name: string;
  /** Longer than a page takes, ms. */
  leaseMs: number;
  activeIds: () => Promise<string[]>;
  /** Processes a page of a job. A page that was interrupted is processed again. */
  processNext: (id: string) => Promise<JobPageResult>;
}

/**
 * Processes jobs. Each is processed by one worker at a time, which holds a lease. If that worker crashes, the lease expires and another
 * worker continues. The owner of a kind of jobs adds it in its constructor.
 */
@Injectable()
export class StagedJobRunner implements BeforeApplicationShutdown {
  /** By the name of the lease. */
  private readonly running = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly leases: Leases,
    private readonly clock: Clock,
    private readonly live: LiveEvents,
    private readonly log: Log,
    private readonly tasks: PeriodicTasks,
  ) {}

  add(kind: StagedJobKind): void {
    this.tasks.add({
      name: `${kind.name}-runner`,
      everyMs: POLL_MS,
      run: () => this.startUnattended(kind),
    });
  }

  /** Ends after the pages that are being processed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running.values());
  }

  private async startUnattended(kind: StagedJobKind): Promise<void> {
    for (const id of await kind.activeIds()) {
      const lease = `${kind.name}:${id}`;
      if (this.stopping.signal.aborted || this.running.has(lease)) continue;
      if (!(await this.leases.take(lease, kind.leaseMs))) continue;
      const processing = this.process(kind, id, lease)
        .catch((error: unknown) =>
          this.log.warn({ err: error, bulkId: id }, `${kind.name} was interrupted; it will be continued`),
        )
        .finally(() => this.running.delete(lease));
      this.running.set(lease, processing);
    }
  }

  /** Processes pages at the requested rate while the lease is held and there is work. */
  private async process(kind: StagedJobKind, id: string, lease: string): Promise<void> {
    try {
      await this.processPages(kind, id, lease);
    } finally {
      await this.leases.release(lease).catch(() => undefined);
    }
  }

  private async processPages(
    { leaseMs, processNext }: StagedJobKind,
    id: string,
    lease: string,
  ): Promise<void> {
    let announcedAt = 0;
    while (!this.stopping.signal.aborted && (await this.leases.take(lease, leaseMs))) {
      const start = performance.now();
      const page = await processNext(id);
      const end = performance.now();
      if (page === 'idle' || end - announcedAt >= ANNOUNCE_MS) {
        this.live.announce(() => ({ type: 'ops', what: 'bulk', id, at: this.clock.now().toISOString() }));
        announcedAt = end;
      }
      if (page === 'idle') break;
      await this.sleep(page.takesMs - (performance.now() - start));
    }
  }

  private async sleep(ms: number): Promise<void> {
    if (ms > 0) await pause(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
