import { Histogram as PrometheusHistogram } from 'prom-client';

/*
 * Counters and histograms for hot paths: plain numbers that are only formatted when `/metrics` is read. Callers keep the child
 * they got from a family, so that recording an event costs one addition and no label lookup.
 */

/** A number that only grows. */
export class Counter {
  value = 0;

  add(by = 1): void {
    this.value += by;
  }
}

/** Counters of one metric with one or two labels. */
export class CounterFamily {
  private readonly children = new Map<string, Map<string, Counter>>();

  /** The counter for these label values. The same values always give the same counter. */
  of(first: string, second = ''): Counter {
    let row = this.children.get(first);
    if (!row) this.children.set(first, (row = new Map()));
    let counter = row.get(second);
    if (!counter) row.set(second, (counter = new Counter()));
    return counter;
  }

  *all(): Iterable<{ values: [string, string]; value: number }> {
    for (const [first, row] of this.children) {
      for (const [second, { value }] of row) yield { values: [first, second], value };
    }
  }
}

/** Counts observations in buckets with the given upper bounds, and sums them up. */
export class Histogram {
  /** One count per bound, and a last one for observations above all bounds. Not cumulative. */
  readonly counts: number[];
  sum = 0;

  constructor(private readonly bounds: readonly number[]) {
    this.counts = bounds.map(() => 0).concat(0);
  }

  observe(value: number): void {
    const { bounds, counts } = this;
    let index = 0;
    while (index < bounds.length && value > (bounds[index] ?? 0)) index++;
    counts[index] = (counts[index] ?? 0) + 1;
    this.sum += value;
  }
}

/** Histograms of one metric with one label. */
export class HistogramFamily {
  private readonly children = new Map<string, Histogram>();

  constructor(readonly bounds: readonly number[]) {}

  of(value: string): Histogram {
    let histogram = this.children.get(value);
    if (!histogram) this.children.set(value, (histogram = new Histogram(this.bounds)));
    return histogram;
  }

  all(): Iterable<[string, Histogram]> {
    return this.children;
  }
}

/** One line of the exposition format. */
interface Line {
  labels: Record<string, string | number>;
  value: number;
  metricName: string;
}

/** Exposes a `HistogramFamily` through prom-client, whose own `observe` costs more than a whole step of a run may. */
export class HistogramExporter extends PrometheusHistogram {
  constructor(
    private readonly options: { name: string; help: string; label?: string | undefined },
    private readonly family: HistogramFamily,
  ) {
    super({
      name: options.name,
      help: options.help,
      labelNames: options.label === undefined ? [] : [options.label],
      buckets: [...family.bounds],
      registers: [],
    });
  }

  /** Called by the registry when it writes the text format. prom-client's types omit this method. */
  getForPromString(): Promise<{ name: string; help: string; type: 'histogram'; values: Line[] }> {
    const { name, help } = this.options;
    return Promise.resolve({ name, help, type: 'histogram', values: this.lines() });
  }

  private lines(): Line[] {
    const { name, label } = this.options;
    const lines: Line[] = [];
    for (const [value, { counts, sum }] of this.family.all()) {
      const labels = label === undefined ? {} : { [label]: value };
      let cumulative = 0;
      counts.forEach((count, index) => {
        cumulative += count;
        const le = this.family.bounds[index] ?? '+Inf';
        lines.push({ metricName: `${name}_bucket`, labels: { ...labels, le }, value: cumulative });
      });
      lines.push({ metricName: `${name}_sum`, labels, value: sum });
      lines.push({ metricName: `${name}_count`, labels, value: cumulative });
    }
    return lines;
  }
}
