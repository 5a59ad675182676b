/**
 * What the hot paths count with: plain numbers, read when somebody asks for `/metrics`. Whoever counts keeps the number
 * it was given, so that an event costs an addition and no label is looked at.
 */

/** A number that only grows. */
export class Count {
  value = 0;

  add(by = 1): void {
    this.value += by;
  }
}

/** Counts of one thing, told apart by one label or two. */
export class Counts {
  private readonly children = new Map<string, Map<string, Count>>();

  /** The count for these values of the labels; made the first time, the same ever after. */
  of(first: string, second = ''): Count {
    let row = this.children.get(first);
    if (!row) this.children.set(first, (row = new Map()));
    let count = row.get(second);
    if (!count) row.set(second, (count = new Count()));
    return count;
  }

  *all(): Iterable<{ values: [string, string]; value: number }> {
    for (const [first, row] of this.children) {
      for (const [second, { value }] of row) yield { values: [first, second], value };
    }
  }
}

/** How a number spreads: how many were at most so large, for each of some bounds. */
export class Spread {
  /** One for each bound, and one for what lies beyond the last. */
  readonly counts: number[];
  sum = 0;

  constructor(private readonly bounds: readonly number[]) {
    this.counts = bounds.map(() => 0).concat(0);
  }

  add(value: number): void {
    const { bounds, counts } = this;
    let at = 0;
    while (at < bounds.length && value > (bounds[at] ?? 0)) at++;
    counts[at] = (counts[at] ?? 0) + 1;
    this.sum += value;
  }
}

/** Spreads of one thing, told apart by one label. */
export class Spreads {
  private readonly children = new Map<string, Spread>();

  constructor(readonly bounds: readonly number[]) {}

  of(value: string): Spread {
    let spread = this.children.get(value);
    if (!spread) this.children.set(value, (spread = new Spread(this.bounds)));
    return spread;
  }

  all(): Iterable<[string, Spread]> {
    return this.children;
  }
}
