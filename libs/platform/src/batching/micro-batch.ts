/** A third concurrent batch only makes all batches smaller (measured on two cores). */
const DEFAULT_CONCURRENCY = 2;
/** Bounds how long one failing batch delays the items behind it. MongoDB accepts far larger bulks. */
const DEFAULT_MAX_SIZE = 1_000;

/**
 * Groups items that are added during one turn of the event loop and passes each group to `process`.
 *
 * - An item added to an idle micro-batch leaves at the end of the current event-loop turn (`setImmediate`), together with
 *   every item added until then. Nothing waits for a timer.
 * - While `concurrency` groups are being processed, new items wait for one of them to finish. Groups therefore grow with the
 *   load, instead of many small ones queueing behind each other.
 *
 * `process` must not reject: it reports the outcome to the callers through its items (for example through the
 * `resolve` and `reject` of a promise that an item carries).
 *
 * @example
 * const reads = new MicroBatch<Read>(async (batch) => {
 *   const found = await findByIds(batch.map((read) => read.id));
 *   for (const read of batch) read.resolve(found.get(read.id) ?? null);
 * });
 * reads.add({ id, resolve, reject });
 */
export class MicroBatch<T> {
  private items: T[] = [];
  private running = 0;
  private isScheduled = false;

  constructor(
    private readonly process: (items: T[]) => Promise<void>,
    private readonly concurrency = DEFAULT_CONCURRENCY,
    private readonly maxSize = DEFAULT_MAX_SIZE,
  ) {}

  add(item: T): void {
    this.items.push(item);
    this.schedule();
  }

  private schedule(): void {
    if (this.isScheduled || this.running >= this.concurrency || this.items.length === 0) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      const items = this.items.splice(0, this.maxSize);
      this.running += 1;
      void this.process(items).finally(() => {
        this.running -= 1;
        this.schedule();
      });
      this.schedule();
    });
  }
}
