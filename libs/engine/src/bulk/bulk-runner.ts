import { Injectable } from '@nestjs/common';
import { AppError, Clock, StagedJobRunner, readConfig, type JobPageResult } from '@linkflow/platform';
import { RunCommands } from '../commands/run-commands';
import type { StoredRun } from '../persist/run.schema';
import { EngineConfig, RunQueue, enqueueAll } from '../ports';
import { BulkStore, countProcessed, type StoredBulk } from './bulks';

/** Number of pages that are processed per second. Pages are small, so that a stop takes effect soon. */
const PAGES_PER_SECOND = 4;

/**
 * Processes bulks page by page: applies the command to the next runs, enqueues them and stores the position. An interrupted page is read
 * again without the runs that were already changed, see `BulkStore.next`.
 */
@Injectable()
export class BulkRunner {
  constructor(
    private readonly store: BulkStore,
    private readonly commands: RunCommands,
    private readonly queue: RunQueue,
    private readonly clock: Clock,
    runner: StagedJobRunner,
  ) {
    runner.add({
      name: 'bulk',
      leaseMs: readConfig(EngineConfig).RUN_LEASE_MS,
      activeIds: () => store.activeIds(),
      processNext: (id) => this.processNext(id),
    });
  }

  private async processNext(id: string): Promise<JobPageResult> {
    const bulk = await this.store.findActive(id);
    if (!bulk) return 'idle';
    const pageSize = Math.max(1, Math.round(bulk.perSecond / PAGES_PER_SECOND));
    const limit =
      bulk.state === 'canary' ? Math.min(pageSize, bulk.canary - (await this.processed(id))) : pageSize;
    if (limit <= 0) return this.store.endPage(bulk, { ...bulk, state: 'checking' });
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

  private async finish(bulk: StoredBulk): Promise<JobPageResult> {
    // A process crashed between requesting a re-run and creating it. Maintenance soon creates the re-run, which counts as processed.
    if (await this.store.hasPendingReruns(bulk._id)) return { takesMs: 1_000 / PAGES_PER_SECOND };
    // Also counts runs that were eligible when the bulk started but did not match the filter any more when their turn came.
    const ineligible = Math.max(bulk.ineligible, bulk.total - (await this.processed(bulk._id)));
    return this.store.endPage(bulk, { ...bulk, state: 'done', ineligible, endedAt: this.clock.now() });
  }

  private async processed(id: string): Promise<number> {
    return countProcessed(await this.store.outcome(id));
  }
}
