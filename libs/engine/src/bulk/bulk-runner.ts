import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { AppError, Clock, Leases, LiveEvents, Log, PeriodicTasks, readConfig } from '@linkflow/platform';
import { RunCommands } from '../commands/run-commands';
import type { StoredRun } from '../persist/run.schema';
import { EngineConfig, RunQueue, enqueueAll } from '../ports';
import { BulkStore, countProcessed, type StoredBulk } from './bulks';

/** Number of pages that are processed per second. Pages are small, so that a stop takes effect soon. */
const PAGES_PER_SECOND = 4;

/** `idle`: the bulk has nothing to process now. `takesMs`: how long the page must take, so that the requested rate is not exceeded. */
export type BulkPageResult = 'idle' | { takesMs: number };

/** Processes a bulk page by page: applies the command to the next runs, enqueues them and stores the position. */
@Injectable()
export class BulkPageProcessor {
  constructor(
    private readonly store: BulkStore,
    private readonly commands: RunCommands,
    private readonly queue: RunQueue,
    private readonly clock: Clock,
  ) {}

  async processNext(id: string): Promise<BulkPageResult> {
    const bulk = await this.store.get(id);
    if (!bulk || (bulk.state !== 'canary' && bulk.state !== 'rest')) return 'idle';
    const pageSize = Math.max(1, Math.round(bulk.perSecond / PAGES_PER_SECOND));
    const limit =
      bulk.state === 'canary' ? Math.min(pageSize, bulk.canary - (await this.processed(id))) : pageSize;
    if (limit <= 0) return this.moveTo(bulk, { ...bulk, state: 'checking' });
    const runs = await this.store.next(bulk, limit);
    const last = runs.at(-1);
    if (!last) return this.finish(bulk);
    const results = await Promise.all(runs.map((run) => this.applyTo(run, bulk)));
    const changed = results.filter((run) => run !== null);
    this.enqueue(changed);
    const ineligible = bulk.ineligible + results.length - changed.length;
    await this.store.replace(bulk, { ...bulk, cursor: last._id, ineligible });
    return { takesMs: (runs.length / bulk.perSecond) * 1_000 };
  }

  /** Applies the bulk's command to a run. Returns null if the run has changed since it was read or the command does not apply to it. */
  private async applyTo(run: StoredRun, { _id, verb }: StoredBulk): Promise<StoredRun | null> {
    try {
      return verb === 'rerun'
        ? await this.commands.applyRerun(run, _id)
        : await this.commands.applyChange(run, { verb }, _id);
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  }

  /** Enqueues the runs that are queued. Not awaited: if Redis is unreachable, the reconciler enqueues them once they are overdue. */
  private enqueue(runs: readonly StoredRun[]): void {
    const queued = runs.filter((run) => run.status === 'queued').map((run) => run._id);
    enqueueAll(this.queue, queued).catch(() => undefined);
  }

  private async finish(bulk: StoredBulk): Promise<BulkPageResult> {
    // A process crashed between requesting a re-run and creating it. Maintenance soon creates the re-run, which counts as processed.
    if (await this.store.hasPendingReruns(bulk._id)) return { takesMs: 1_000 / PAGES_PER_SECOND };
    // Also counts runs that were eligible when the bulk started but did not match the filter any more when their turn came.
    const ineligible = Math.max(bulk.ineligible, bulk.total - (await this.processed(bulk._id)));
    return this.moveTo(bulk, { ...bulk, state: 'done', ineligible, endedAt: this.clock.now() });
  }

  private async moveTo(seen: StoredBulk, next: StoredBulk): Promise<BulkPageResult> {
    // If the bulk has changed meanwhile, the next call acts on the new state.
    return (await this.store.replace(seen, next)) ? 'idle' : { takesMs: 0 };
  }

  private async processed(id: string): Promise<number> {
    return countProcessed(await this.store.outcome(id));
  }
}

/** Interval at which each worker looks for active bulks that no worker is processing, ms. */
const POLL_MS = 500;
/** Interval of progress events, ms. */
const ANNOUNCE_MS = 1_000;

const leaseOf = (id: string): string => `bulk:${id}`;

/**
 * Processes bulks. Each bulk is processed by one worker at a time, which holds a lease. If that worker crashes, the lease expires and
 * another worker continues. It reads an interrupted page again, but without the runs that were already changed, see `BulkStore.next`.
 */
@Injectable()
export class BulkRunner implements BeforeApplicationShutdown {
  private readonly leaseMs = readConfig(EngineConfig).RUN_LEASE_MS;
  private readonly running = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly store: BulkStore,
    private readonly pages: BulkPageProcessor,
    private readonly leases: Leases,
    private readonly clock: Clock,
    private readonly live: LiveEvents,
    private readonly log: Log,
    tasks: PeriodicTasks,
  ) {
    tasks.add({ name: 'bulk-runner', everyMs: POLL_MS, run: () => this.startUnattended() });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running.values());
  }

  private async startUnattended(): Promise<void> {
    for (const id of await this.store.activeIds()) {
      if (this.stopping.signal.aborted || this.running.has(id)) continue;
      if (!(await this.leases.take(leaseOf(id), this.leaseMs))) continue;
      const processing = this.process(id)
        .catch((error: unknown) =>
          this.log.warn({ err: error, bulkId: id }, 'bulk was interrupted; it will be continued'),
        )
        .finally(() => this.running.delete(id));
      this.running.set(id, processing);
    }
  }

  /** Processes pages at the requested rate while the lease is held and there is work. */
  private async process(id: string): Promise<void> {
    try {
      await this.processPages(id);
    } finally {
      await this.leases.release(leaseOf(id)).catch(() => undefined);
    }
  }

  private async processPages(id: string): Promise<void> {
    let announcedAt = 0;
    while (!this.stopping.signal.aborted && (await this.leases.take(leaseOf(id), this.leaseMs))) {
      const start = performance.now();
      const page = await this.pages.processNext(id);
      if (page === 'idle' || start - announcedAt >= ANNOUNCE_MS) {
        this.live.announce(() => ({ type: 'ops', what: 'bulk', id, at: this.clock.now().toISOString() }));
        announcedAt = start;
      }
      if (page === 'idle') break;
      await this.sleep(page.takesMs - (performance.now() - start));
    }
  }

  private async sleep(ms: number): Promise<void> {
    if (ms > 0) await pause(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
