/**
 * Collects items until the event-loop turn ends, then hands them on together. While `LANES` hand-overs are under way
 * the next items wait for one to end, so that batches grow with the load instead of queueing as small ones.
 */
export class Turn<T> {
  private items: T[] = [];
  private underWay = 0;
  private scheduled = false;

  constructor(
    private readonly handOver: (items: T[]) => Promise<void>,
    private readonly lanes = LANES,
    private readonly most = MOST,
  ) {}

  add(item: T): void {
    this.items.push(item);
    this.schedule();
  }

  private schedule(): void {
    if (this.scheduled || this.underWay >= this.lanes || this.items.length === 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      const items = this.items.splice(0, this.most);
      this.underWay += 1;
      void this.handOver(items).finally(() => {
        this.underWay -= 1;
        this.schedule();
      });
      this.schedule();
    });
  }
}

/** More than two at a time only make the bulks smaller (measured on two cores). */
const LANES = 2;
/** MongoDB takes far more in one bulk; this bounds how long one failing bulk holds up the others. */
const MOST = 1_000;
