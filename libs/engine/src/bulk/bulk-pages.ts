import { Injectable } from '@nestjs/common';
import { AppError, Clock } from '@linkflow/platform';
import { Bell } from '../ports';
import type { StoredRun } from '../store/stored-run';
import { RunMender } from '../verbs/run-mender';
import { BulkStore, doneOf } from './bulk-store';
import type { StoredBulk } from './stored-bulk';

/** Pages a second, where the rate allows: small enough that a stop is felt at once. */
const PAGES_PER_SECOND = 4;
/** Runs for one bell. */
const BELL = 50;

/** `rests`: there is nothing to do for it now. Otherwise how long the page must take at the rate that was asked for. */
export type BulkTurn = 'rests' | { takesMs: number };

/** One page of a bulk: does the verb to the next runs, rings for them, and writes down how far it has come. */
@Injectable()
export class BulkPages {
  constructor(
    private readonly store: BulkStore,
    private readonly mender: RunMender,
    private readonly bell: Bell,
    private readonly clock: Clock,
  ) {}

  async turn(id: string): Promise<BulkTurn> {
    const bulk = await this.store.get(id);
    if (!bulk || (bulk.state !== 'canary' && bulk.state !== 'rest')) return 'rests';
    const page = Math.max(1, Math.round(bulk.perSecond / PAGES_PER_SECOND));
    const wanted = bulk.state === 'canary' ? Math.min(page, bulk.canary - (await this.done(id))) : page;
    if (wanted <= 0) return this.put(bulk, { ...bulk, state: 'checking' });
    const runs = await this.store.next(bulk, wanted);
    const last = runs.at(-1);
    if (!last) return this.finish(bulk);
    const results = await Promise.all(runs.map((run) => this.doTo(run, bulk)));
    const changed = results.filter((run) => run !== null);
    this.ring(changed);
    const passed = bulk.passed + results.length - changed.length;
    await this.store.replace(bulk, { ...bulk, cursor: last._id, passed });
    return { takesMs: (runs.length / bulk.perSecond) * 1_000 };
  }

  /** Null: the run had moved on, or the verb did not fit it after all. */
  private async doTo(run: StoredRun, { _id, verb }: StoredBulk): Promise<StoredRun | null> {
    try {
      return verb === 'again'
        ? await this.mender.again(run, _id)
        : await this.mender.change(run, { verb }, _id);
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  }

  /** Not waited for: without Redis the reconciler rings once the runs are overdue. */
  private ring(runs: readonly StoredRun[]): void {
    const queued = runs.filter((run) => run.status === 'queued').map((run) => run._id);
    for (let from = 0; from < queued.length; from += BELL) {
      this.bell.ring(queued.slice(from, from + BELL)).catch(() => undefined);
    }
  }

  private async finish(bulk: StoredBulk): Promise<BulkTurn> {
    // Somebody died between asking for a run and making it; it is made soon, and counts.
    if (await this.store.awaitsBirths(bulk._id)) return { takesMs: 1_000 / PAGES_PER_SECOND };
    // Runs that fitted when it began and were gone before it came to them have moved on too.
    const passed = Math.max(bulk.passed, bulk.total - (await this.done(bulk._id)));
    return this.put(bulk, { ...bulk, state: 'done', passed, endedAt: this.clock.now() });
  }

  private async put(seen: StoredBulk, next: StoredBulk): Promise<BulkTurn> {
    // Where somebody was faster, the next turn sees what there is to do.
    return (await this.store.replace(seen, next)) ? 'rests' : { takesMs: 0 };
  }

  private async done(id: string): Promise<number> {
    return doneOf(await this.store.outcome(id));
  }
}
