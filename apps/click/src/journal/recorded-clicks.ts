import { Injectable } from '@nestjs/common';
import type { ClickRecord } from '@linkflow/contracts';
import { LinkStore } from '@linkflow/links';

const MONGO_MS = 10_000;

/** Asks MongoDB which clicks have arrived, whether they could be used or were set aside. */
@Injectable()
export class RecordedClicks {
  constructor(private readonly store: LinkStore) {}

  /** Those that have not. One question for all of them, and mostly it is the only one. */
  async missing(clicks: readonly ClickRecord[]): Promise<Set<string>> {
    const ids = new Set(clicks.map((click) => click.id));
    const among = (): object => ({ _id: { $in: [...ids] } });
    const { clicks: recorded } = this.store;
    if ((await recorded.countDocuments(among(), { maxTimeMS: MONGO_MS })) === ids.size) return new Set();
    for (const name of [recorded.collectionName, 'clicks_set_aside']) {
      const found = recorded.db
        .collection<{ _id: string }>(name)
        .find(among(), { projection: { _id: 1 }, maxTimeMS: MONGO_MS });
      for await (const { _id } of found) ids.delete(_id);
    }
    return ids;
  }
}
