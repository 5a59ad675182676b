/** Number of batches that are processed at once. A third one would only make all batches smaller (measured on two cores). */
const DEFAULT_CONCURRENCY = 2;
/**
 * Maximum number of items in a batch. It limits how long one failing batch delays the items behind it; MongoDB would accept far larger
 * ones.
 */
const DEFAULT_MAX_SIZE = 1_000;

export interface MicroBatchOptions {
  /** Number of groups that are processed at once. */
  concurrency?: number;
  /** Maximum number of items in a group. */
  maxSize?: number;
  /** A group follows the one before after `ms` at the earliest, unless it has `size` items. By default, it does not wait. */
  gather?: { ms: number; size: number };
}

/**
 * Groups items that are added during one turn of the event loop and passes each group to `process`.
 *
 * - An item added to an idle micro-batch leaves at the end of the current event-loop turn (`setImmediate`), together with
 *   every item added until then.
 * - While `concurrency` groups are being processed, new items wait for one of them to finish. Groups therefore grow with the
 *   load, instead of many small ones queueing behind each other.
 * - Items that arrive evenly would still be groups of one until there are very many. With `gather`, they wait for each other.
 *
 * `process` must not reject: it reports the outcome to the callers through its items. `BatchLoader` does so with promises.
 */
export class MicroBatch<T> {
  private items: T[] = [];
  private running = 0;
  private isScheduled = false;
  private timer: NodeJS.Timeout | undefined;
  private leftAt = -Infinity;

  constructor(
    private readonly process: (items: T[]) => Promise<void>,
    private readonly options: MicroBatchOptions = {},
  ) {}

  add(item: T): void {
    this.items.push(item);
    this.schedule();
  }

  private schedule(): void {
    const { concurrency = DEFAULT_CONCURRENCY, maxSize = DEFAULT_MAX_SIZE } = this.options;
    if (this.isScheduled || this.running >= concurrency || this.items.length === 0) return;
    const waitMs = this.waitMs();
    if (waitMs > 0) {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        this.schedule();
      }, waitMs);
      return;
    }
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.leftAt = performance.now();
      const items = this.items.splice(0, maxSize);
      this.running += 1;
      void this.process(items).finally(() => {
        this.running -= 1;
        this.schedule();
      });
      this.schedule();
    });
  }

  /** How long the next group waits for further items. */
  private waitMs(): number {
    const { gather } = this.options;
    if (!gather || this.items.length >= gather.size) return 0;
    return this.leftAt + gather.ms - performance.now();
  }
}

interface PendingLoad<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** Combines the calls of one event-loop turn into one load. */
export class BatchLoader<Item, Result> {
  private readonly batch: MicroBatch<PendingLoad<Item, Result>>;

  /**
   * @param loadAll returns one result per item, in the same order; an `Error` among them rejects only the call for its item. If
   * `loadAll` rejects, every call of the batch rejects.
   * @param options how many loads may run at once
   */
  constructor(
    private readonly loadAll: (items: Item[]) => Promise<(Result | Error)[]>,
    options: Pick<MicroBatchOptions, 'concurrency'> = {},
  ) {
    this.batch = new MicroBatch((pending) => this.run(pending), options);
  }

  load(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => this.batch.add({ item, resolve, reject }));
  }

  private async run(pending: PendingLoad<Item, Result>[]): Promise<void> {
    try {
      const results = await this.loadAll(pending.map(({ item }) => item));
      pending.forEach(({ resolve, reject }, index) => {
        const result = results[index];
        if (result instanceof Error) reject(result);
        // The cast is safe, because `loadAll` returns one result per item.
        else resolve(result as Result);
      });
    } catch (error) {
      for (const { reject } of pending) reject(error);
    }
  }
}
