/**
 * Lets so much in at a time and keeps the rest waiting, in order. A job carries one click or dozens; what a worker can hold
 * is counted in clicks.
 */
export class Gate {
  private inside = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly most: number) {}

  /** Begins once there is room. One that is larger than all the room goes in alone. */
  async pass<T>(size: number, work: () => Promise<T>): Promise<T> {
    while (this.inside > 0 && this.inside + size > this.most) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    this.inside += size;
    try {
      return await work();
    } finally {
      this.inside -= size;
      for (const resume of this.waiting.splice(0)) resume();
    }
  }
}
