/**
 * Limits the total weight of concurrent work; the rest waits in order. A job carries between one and hundreds of clicks, so the
 * limit is in clicks and not in jobs.
 */
export class WeightedSemaphore {
  private used = 0;
  private readonly waiting: (() => void)[] = [];
  private closed: Error | undefined;

  constructor(private readonly capacity: number) {}

  /**
   * Runs the work once there is capacity. Work heavier than the whole capacity runs alone.
   * @throws the reason of `close`, if it was called before there was capacity
   */
  async run<T>(weight: number, work: () => Promise<T>): Promise<T> {
    while (this.used > 0 && this.used + weight > this.capacity && !this.closed) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    if (this.closed) throw this.closed;
    this.used += weight;
    try {
      return await work();
    } finally {
      this.used -= weight;
      this.wakeAll();
    }
  }

  /** Rejects waiting and later work. Running work continues. */
  close(reason: Error): void {
    this.closed ??= reason;
    this.wakeAll();
  }

  private wakeAll(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }
}
