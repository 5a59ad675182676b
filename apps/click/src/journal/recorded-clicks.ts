import { Injectable } from '@nestjs/common';
import { LinkStore } from '@linkflow/links';
import { ClickQueue } from '../record/click-queue';
import type { Arrivals } from './settlers';

const MONGO_MS = 10_000;
const REDIS_MS = 5_000;

/** Asks MongoDB which clicks have arrived, whether they could be used or were set aside, and Redis whether some are on their way. */
@Injectable()
export class RecordedClicks implements Arrivals {
  constructor(
    private readonly store: LinkStore,
    private readonly queue: ClickQueue,
  ) {}

  async areRecorded(ids: Iterable<readonly string[]>): Promise<boolean> {
    for (const part of ids) {
      const some = [...new Set(part)];
      const found = await this.store.clicks.countDocuments({ _id: { $in: some } }, { maxTimeMS: MONGO_MS });
      if (found < some.length) return false;
    }
    return true;
  }

  async missing(ids: Iterable<readonly string[]>): Promise<Set<string>> {
    const missing = new Set<string>();
    for (const part of ids) for (const id of await this.missingOf(part)) missing.add(id);
    return missing;
  }

  someAreQueued(): Promise<boolean> {
    return this.queue.isBusy(REDIS_MS);
  }

  private async missingOf(ids: readonly string[]): Promise<Set<string>> {
    const missing = new Set(ids);
    const { db, collectionName } = this.store.clicks;
    for (const name of [collectionName, 'clicks_set_aside']) {
      const found = db
        .collection<{ _id: string }>(name)
        .find({ _id: { $in: [...missing] } }, { projection: { _id: 1 }, maxTimeMS: MONGO_MS });
      for await (const { _id } of found) missing.delete(_id);
    }
    return missing;
  }
}
