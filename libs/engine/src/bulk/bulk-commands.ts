import { Injectable } from '@nestjs/common';
import type { BulkAbout, BulkCount, BulkCounted, BulkState, StartBulk } from '@linkflow/contracts';
import { AppError, Clock, LiveEvents } from '@linkflow/platform';
import { BulkStore, type StoredBulk } from './bulk-store';

interface NewBulk extends StartBulk {
  /** Chosen by the caller, so that it can write the audit event before the bulk exists. */
  id: string;
  by: StoredBulk['by'];
  /** Current names of the entities that the filter refers to. */
  names: Omit<BulkAbout, 'error'>;
}

/**
 * Commands of people on bulks. BulkRunner processes them. States:
 * `canary → checking → rest → done`, or from the start `rest → done`; `stopped` from each state except `done`.
 */
@Injectable()
export class BulkCommands {
  constructor(
    private readonly store: BulkStore,
    private readonly clock: Clock,
    private readonly live: LiveEvents,
  ) {}

  /** @throws AppError validation.failed */
  async count({ verb, filter }: BulkCount): Promise<BulkCounted> {
    const { all, eligible } = await this.store.count(verb, filter);
    return { runs: eligible, unfit: Math.max(0, all - eligible) };
  }

  /** @throws AppError validation.failed */
  async start({ id, verb, filter, canary, perSecond, by, names }: NewBulk): Promise<StoredBulk> {
    const [{ eligible }, error] = await Promise.all([
      this.store.count(verb, filter),
      this.store.errorOf(filter),
    ]);
    const bulk: StoredBulk = {
      _id: id,
      verb,
      filter,
      about: { ...names, ...(error && { error }) },
      state: canary > 0 ? 'canary' : 'rest',
      canary,
      perSecond,
      total: eligible,
      passed: 0,
      cursor: '',
      rev: 1,
      at: this.clock.now(),
      by,
    };
    await this.store.insert(bulk);
    this.announce(id);
    return bulk;
  }

  /**
   * Continues with the remaining runs after the canary runs were checked.
   * @throws AppError not-found, bulk.ended, bulk.not-ready
   */
  continueAfterCanary(id: string): Promise<StoredBulk> {
    return this.move(id, 'rest', (state) => {
      if (state === 'canary') throw new AppError('bulk.not-ready', 'The canary runs are not processed yet');
    });
  }

  /**
   * Stops the bulk. Runs that were already changed stay changed.
   * @throws AppError not-found, bulk.ended
   */
  stop(id: string): Promise<StoredBulk> {
    return this.move(id, 'stopped', () => undefined);
  }

  /** @throws AppError not-found */
  async get(id: string): Promise<StoredBulk> {
    const bulk = await this.store.get(id);
    if (!bulk) throw new AppError('not-found', 'There is no such bulk');
    return bulk;
  }

  private async move(id: string, to: BulkState, check: (from: BulkState) => void): Promise<StoredBulk> {
    for (;;) {
      const bulk = await this.get(id);
      if (bulk.state === 'done' || bulk.state === 'stopped') {
        throw new AppError('bulk.ended', `A bulk that is ${bulk.state} cannot be changed`);
      }
      check(bulk.state);
      if (bulk.state === to) return bulk;
      const next = { ...bulk, state: to, ...(to === 'stopped' && { endedAt: this.clock.now() }) };
      // The runner updates its position often, so a lost compare-and-set is repeated.
      if (!(await this.store.replace(bulk, next))) continue;
      this.announce(id);
      return next;
    }
  }

  private announce(id: string): void {
    this.live.announce(() => ({ type: 'ops', what: 'bulk', id, at: this.clock.now().toISOString() }));
  }
}
