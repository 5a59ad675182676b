import type { ClickRecord } from '@linkflow/contracts';

/** Somebody who is answered once their click is safe. */
export interface Waiting {
  answer(): void;
}

/** The most that a job may carry. */
const MOST = 2_000;
/** Batches under way at once. More of them only make the batches smaller, and a small one costs Redis or the disk as much. */
const LANES = 1;

/**
 * The clicks of one event-loop turn. They travel as one, and everyone in the batch is answered when it is safe. While one is
 * under way the next one grows.
 */
export class ClickBatch {
  private clicks: ClickRecord[] = [];
  private waiting: Waiting[] = [];
  private scheduled = false;
  private underWay = 0;

  /**
   * @param store resolves when the clicks are safe, and never rejects
   * @param failed hears of an answer that could not be written; the others of its batch are not affected
   */
  constructor(
    private readonly store: (clicks: ClickRecord[]) => Promise<void>,
    private readonly failed: (error: unknown) => void,
    private readonly lanes = LANES,
  ) {}

  add(click: ClickRecord, waiting: Waiting): void {
    this.clicks.push(click);
    this.waiting.push(waiting);
    this.schedule();
  }

  private schedule(): void {
    if (this.scheduled || this.underWay >= this.lanes || this.clicks.length === 0) return;
    this.scheduled = true;
    setImmediate(this.send);
  }

  private readonly send = (): void => {
    this.scheduled = false;
    const clicks = this.clicks;
    const waiting = this.waiting;
    this.clicks = clicks.length > MOST ? clicks.splice(MOST) : [];
    this.waiting = waiting.length > MOST ? waiting.splice(MOST) : [];
    this.underWay += 1;
    void this.store(clicks).then(() => {
      this.underWay -= 1;
      this.schedule();
      this.answer(waiting);
    });
    this.schedule();
  };

  private answer(waiting: readonly Waiting[]): void {
    for (const one of waiting) {
      try {
        one.answer();
      } catch (error) {
        this.failed(error);
      }
    }
  }
}
