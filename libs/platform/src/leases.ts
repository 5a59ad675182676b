import { setTimeout as sleep } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import { isDuplicateKey } from './mongo';
import { newId } from './time';

export interface LeaseDoc {
  _id: string;
  holder: string;
  /** When the lease expires, by the database's clock. */
  until: Date;
}

export const LEASES = 'leases';
/** How often `hold` tries to take a lease that another process holds. */
const POLL_MS = 250;

/**
 * Named leases in MongoDB: at most one process holds a lease at a time. States of a lease:
 *
 * - free: no document, or `until` has passed.
 * - held: `holder` is set and `until` is in the future. Only the holder can extend it.
 *
 * free → held by `take`; held → held by `take` of the same holder (renewal); held → free by `release`, or when `until` has passed. All
 * times are the database's (`$$NOW`), so a machine with a wrong clock can neither steal nor keep a lease. The holder must finish or
 * renew before the lease expires; work that may not run twice needs a fencing token as well.
 */
export class Leases {
  private readonly holder = newId();

  /** `db` is called at each use, because a connection may be opened after this object is created. */
  constructor(private readonly db: () => mongo.Db) {}

  /** Acquires or renews the lease for `ms` from now. Returns false if another process holds it. */
  async take(name: string, ms: number): Promise<boolean> {
    const mine = {
      $or: [{ $eq: ['$holder', this.holder] }, { $lte: [{ $ifNull: ['$until', '$$NOW'] }, '$$NOW'] }],
    };
    const update = [
      { $set: { mine } },
      {
        $set: {
          holder: { $cond: ['$mine', this.holder, '$holder'] },
          until: { $cond: ['$mine', { $add: ['$$NOW', ms] }, '$until'] },
        },
      },
      { $unset: 'mine' },
    ];
    const lease = await this.upsert(name, update);
    return lease?.holder === this.holder;
  }

  /** Releases the lease, so that another process need not wait for it to expire. No effect if this process does not hold it. */
  async release(name: string): Promise<void> {
    await this.leases.deleteOne({ _id: name, holder: this.holder });
  }

  /** Waits for the lease, and keeps it while `work` runs. */
  async hold<T>(name: string, ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    while (!(await this.take(name, ms))) await sleep(POLL_MS);
    return this.keep(name, ms, work);
  }

  /**
   * Runs `work` while renewing a lease that this process has taken, and releases the lease afterwards. The signal aborts when the lease
   * could not be renewed in time; `work` must then stop, because another process may have taken over.
   */
  async keep<T>(name: string, ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const lost = new AbortController();
    let renewedAt = performance.now();
    let renewal: Promise<void> | undefined;
    const renew = async (): Promise<void> => {
      const startedAt = performance.now();
      if (await this.take(name, ms)) renewedAt = startedAt;
      else lost.abort(new Error(`Lease ${name} was taken over`));
    };
    const timer = setInterval(() => {
      if (performance.now() - renewedAt > ms) lost.abort(new Error(`Lease ${name} expired`));
      else renewal = renew().catch(() => undefined);
    }, ms / 4);
    try {
      return await work(lost.signal);
    } finally {
      clearInterval(timer);
      // A renewal that reaches the database after the release would take the lease again.
      await renewal;
      await this.release(name);
    }
  }

  private async upsert(name: string, update: Record<string, unknown>[]): Promise<LeaseDoc | null> {
    const options = { upsert: true, returnDocument: 'after' } as const;
    try {
      return await this.leases.findOneAndUpdate({ _id: name }, update, options);
    } catch (error) {
      // Two processes inserted the document at the same moment. It exists now, so this attempt updates it.
      if (!isDuplicateKey(error)) throw error;
      return this.leases.findOneAndUpdate({ _id: name }, update, options);
    }
  }

  private get leases(): mongo.Collection<LeaseDoc> {
    return this.db().collection<LeaseDoc>(LEASES);
  }
}
