import { Injectable } from '@nestjs/common';
import type { BulkAbout, BulkCount, BulkCounted, BulkState, StartBulk } from '@linkflow/contracts';
import { AppError, Clock, LiveEvents } from '@linkflow/platform';
import { BulkStore } from './bulk-store';
import type { StoredBulk } from './stored-bulk';

/** What people do with bulks: count, begin, let the rest follow, stop. A `BulkRunner` carries them out. */
@Injectable()
export class Bulks {
  constructor(
    private readonly store: BulkStore,
    private readonly clock: Clock,
    private readonly live: LiveEvents,
  ) {}

  /** @throws AppError validation.failed */
  async count({ verb, filter }: BulkCount): Promise<BulkCounted> {
    const { all, fit } = await this.store.count(verb, filter);
    return { runs: fit, unfit: Math.max(0, all - fit) };
  }

  /**
   * @param _id of the new bulk, so that its maker knows it before it is there
   * @param names of what the filter narrows to, as they are now
   * @throws AppError validation.failed
   */
  async start(
    _id: string,
    { verb, filter, canary, perSecond }: StartBulk,
    by: StoredBulk['by'],
    names: Omit<BulkAbout, 'error'>,
  ): Promise<StoredBulk> {
    const [{ fit }, error] = await Promise.all([this.store.count(verb, filter), this.store.errorOf(filter)]);
    const bulk: StoredBulk = {
      _id,
      verb,
      filter,
      about: { ...names, ...(error && { error }) },
      state: canary > 0 ? 'canary' : 'rest',
      canary,
      perSecond,
      total: fit,
      passed: 0,
      cursor: '',
      rev: 1,
      at: this.clock.now(),
      by,
    };
    await this.store.insert(bulk);
    this.announce(_id);
    return bulk;
  }

  /**
   * Lets the rest follow once a person has looked at the first few.
   * @throws AppError not-found, bulk.ended, bulk.not-ready
   */
  goOn(id: string): Promise<StoredBulk> {
    return this.move(id, 'rest', (state) => {
      if (state === 'canary') throw new AppError('bulk.not-ready', 'The first few are not done yet');
    });
  }

  /**
   * The runs it was done to stay as they are.
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
        throw new AppError('bulk.ended', `A bulk that is ${bulk.state} goes no further`);
      }
      check(bulk.state);
      if (bulk.state === to) return bulk;
      const next = { ...bulk, state: to, ...(to === 'stopped' && { endedAt: this.clock.now() }) };
      // Its runner writes often; who is faster is tried again.
      if (!(await this.store.replace(bulk, next))) continue;
      this.announce(id);
      return next;
    }
  }

  private announce(id: string): void {
    this.live.announce(() => ({ type: 'ops', what: 'bulk', id, at: this.clock.now().toISOString() }));
  }
}
