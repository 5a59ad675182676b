export interface RoundsOptions {
  /** How long a round gathers work, ms: the longest that work waits. */
  gatherMs: number;
  /** Number of works that begin at once within `gatherMs`, so that nothing waits under low load. */
  atOnce: number;
  /** Weight of the waiting works at which a round begins early. */
  size: number;
}

/**
 * Gathers work that arrives in quick succession, so that it begins together and shares round trips (see `Batcher`). A round trip costs more
 * than the work in it, and work that arrives evenly would have one of its own.
 */
export class Rounds {
  private waiting: (() => void)[] = [];
  private weight = 0;
  private timer: NodeJS.Timeout | undefined;
  private since = -Infinity;
  /** Number of works that arrived since then; at least `atOnce` if more of them were in the last round. */
  private arrived = 0;

  constructor(private readonly options: RoundsOptions) {}

  /** Calls `begin` at once, or together with the work that arrives within the next `gatherMs`. */
  begin(begin: () => void, weight = 1): void {
    const { gatherMs, atOnce, size } = this.options;
    const now = performance.now();
    if (!this.timer && now - this.since >= gatherMs) {
      this.since = now;
      this.arrived = 0;
    }
    this.arrived += 1;
    if (this.arrived <= atOnce) return begin();
    this.waiting.push(begin);
    this.weight += weight;
    if (this.weight >= size) this.beginAll();
    else this.timer ??= setTimeout(() => this.beginAll(), this.since + gatherMs - now);
  }

  /** Resolves when the work may begin; undefined if it may begin at once. */
  next(weight = 1): Promise<void> | undefined {
    let hasBegun = false;
    let begin = (): void => {
      hasBegun = true;
    };
    this.begin(() => begin(), weight);
    return hasBegun ? undefined : new Promise((resolve) => (begin = resolve));
  }

  private beginAll(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const work = this.waiting;
    this.waiting = [];
    this.weight = 0;
    this.since = performance.now();
    // While work arrives as quickly as in this round, all of it waits for the next one.
    this.arrived = work.length > this.options.atOnce ? this.options.atOnce : 0;
    for (const begin of work) begin();
  }
}
