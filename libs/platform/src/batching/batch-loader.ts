import { MicroBatch } from './micro-batch';

interface PendingLoad<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** Combines the calls of one event-loop turn into one load. */
export class BatchLoader<Item, Result> {
  private readonly batch: MicroBatch<PendingLoad<Item, Result>>;

  /**
   * @param loadAll returns one result per item, in the same order; if it rejects, every call of the batch rejects
   * @param concurrency number of loads that may run at once; default: that of {@link MicroBatch}
   */
  constructor(
    private readonly loadAll: (items: Item[]) => Promise<Result[]>,
    concurrency?: number,
  ) {
    this.batch = new MicroBatch((pending) => this.run(pending), concurrency);
  }

  load(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => this.batch.add({ item, resolve, reject }));
  }

  private async run(pending: PendingLoad<Item, Result>[]): Promise<void> {
    try {
      const results = await this.loadAll(pending.map(({ item }) => item));
      // `loadAll` returns one result per item.
      pending.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (error) {
      for (const { reject } of pending) reject(error);
    }
  }
}
