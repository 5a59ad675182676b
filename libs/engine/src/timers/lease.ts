import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { mongo, type Connection } from 'mongoose';
import { Clock, newId } from '@linkflow/platform';
import type { StoredLease } from '../store/run.schema';

/** Lets one process at a time do what must be single, without any process asking whether it is the only one. */
@Injectable()
export class SingleLease {
  private readonly holder = newId();

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly clock: Clock,
  ) {}

  /** True when this process has, or keeps, the lease of that name for `ms` from now. */
  async take(name: string, ms: number): Promise<boolean> {
    const now = this.clock.now();
    try {
      const result = await this.connection
        .collection<StoredLease>('leases')
        .updateOne(
          { _id: name, $or: [{ holder: this.holder }, { until: { $lte: now } }] },
          { $set: { holder: this.holder, until: new Date(now.getTime() + ms) } },
          { upsert: true },
        );
      return result.matchedCount + result.upsertedCount === 1;
    } catch (error) {
      // Another holds it: the upsert met its document.
      if (error instanceof mongo.MongoServerError && error.code === 11_000) return false;
      throw error;
    }
  }

  /** Gives up a lease that is needed no more, so that its document does not stay. */
  async drop(name: string): Promise<void> {
    await this.connection.collection<StoredLease>('leases').deleteOne({ _id: name, holder: this.holder });
  }
}
