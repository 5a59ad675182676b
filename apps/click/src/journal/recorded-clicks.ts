import { Injectable } from '@nestjs/common';
import { LinkStore } from '@linkflow/links';
import { ClickQueue } from '../record/click-queue';
import type { Arrivals } from './settlers';

const MONGO_MS = 10_000;
const REDIS_MS = 5_000;
/** Ids of one question. To write a whole file's into one would hold up everybody who clicks meanwhile. */
const MOST = 1_000;

/** Asks MongoDB which clicks have arrived, whether they could be used or were set aside, and Redis whether some are on their way. */
@Injectable()
export class RecordedClicks implements Arrivals {
  constructor(
    private readonly store: LinkStore,
    private readonly queue: ClickQueue,
  ) {}

  async areRecorded(ids: readonly string[]): Promise<boolean> {
    // The last ones first, as they are the last to arrive.
    for (let end = ids.length; end > 0; end -= MOST) {
      const some = [...new Set(ids.slice(Math.max(0, end - MOST), end))];
      const found = await this.store.clicks.countDocuments({ _id: { $in: some } }, { maxTimeMS: MONGO_MS });
      if (found < some.length) return false;
    }
    return true;
  }

  async missing(ids: readonly string[]): Promise<Set<string>> {
    const missing = new Set(ids);
    const { db, collectionName } = this.store.clicks;
    for (const name of [collectionName, 'clicks_set_aside']) {
      const asked = [...missing];
      for (let at = 0; at < asked.length; at += MOST) {
        const some = asked.slice(at, at + MOST);
        const found = db
          .collection<{ _id: string }>(name)
          .find({ _id: { $in: some } }, { projection: { _id: 1 }, maxTimeMS: MONGO_MS });
        for await (const { _id } of found) missing.delete(_id);
      }
    }
    return missing;
  }

  someAreQueued(): Promise<boolean> {
    return this.queue.isBusy(REDIS_MS);
  }
}
