/**
 * Lets so much in at a time and keeps the rest waiting, in order. A job carries one click or dozens; what a worker can hold
 * is counted in clicks.
 */
export class Gate {
  private inside = 0;
  private readonly waiting: (() => void)[] = [];
  private closed: Error | undefined;

  constructor(private readonly most: number) {}

  /**
   * Begins once there is room. One that is larger than all the room goes in alone.
   * @throws what the gate was closed with, when that came before there was room
   */
  async pass<T>(size: number, work: () => Promise<T>): Promise<T> {
    while (this.inside > 0 && this.inside + size > this.most && !this.closed) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    if (this.closed) throw this.closed;
    this.inside += size;
    try {
      return await work();
    } finally {
      this.inside -= size;
      this.wake();
    }
  }

  /** Lets nobody in any more; who waits is turned away. */
  close(reason: Error): void {
    this.closed ??= reason;
    this.wake();
  }

  private wake(): void {
    for (const resume of this.waiting.splice(0)) resume();
  }
}
