import {
  Counter as PrometheusCounter,
  Gauge as PrometheusGauge,
  Histogram as PrometheusHistogram,
  Registry,
  collectDefaultMetrics,
  type Metric,
} from 'prom-client';
import { withTimeout } from './time';

/*
 * Counters and histograms for hot paths: plain numbers that are only formatted when `/metrics` is read. A metric with labels is a family
 * with one child (counter or histogram) per combination of label values. Callers keep their child, so that recording an event costs one
 * addition and no label lookup.
 */

/** A number that only grows. */
export class Counter {
  value = 0;

  add(by = 1): void {
    this.value += by;
  }
}

/** Counts observations in buckets with the given upper bounds, and adds up the observed values. */
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

/** The counters or histograms of one metric with one or two labels. */
class Family<T> {
  private readonly children = new Map<string, Map<string, T>>();

  constructor(private readonly create: () => T) {}

  /** The child for these label values. The same values always give the same child. */
  of(first: string, second = ''): T {
    let row = this.children.get(first);
    if (!row) this.children.set(first, (row = new Map()));
    let child = row.get(second);
    if (!child) row.set(second, (child = this.create()));
    return child;
  }

  *all(): Iterable<{ values: [string, string]; child: T }> {
    for (const [first, row] of this.children) {
      for (const [second, child] of row) yield { values: [first, second], child };
    }
  }
}

/** One value of a gauge with labels. */
export interface Reading {
  labels: Record<string, string>;
  value: number;
}

type LabelNames = readonly [string] | readonly [string, string];

/**
 * Metrics that were renamed, old → new. The old name is served beside the new one for one release, with a help text that calls it
 * deprecated. Remove an entry one release after the rename.
 */
const RENAMED_METRICS: Record<string, string> = {
  linkflow_click_to_end_seconds: 'linkflow_trigger_to_end_seconds',
};

/** Limit for reading a gauge. A scrape waits for its slowest metric, and Prometheus cancels a scrape after ten seconds by default. */
const READ_TIMEOUT_MS = 2_000;

/** Sampling interval of the event-loop lag. A shorter one would wake an idle process more often. */
const LAG_RESOLUTION_MS = 20;

/**
 * The metrics of this process, served at `/metrics` in the Prometheus text format. Names begin with `linkflow_`, counters end
 * with `_total`, durations are in seconds. docs/operations.md lists them.
 */
export class Metrics {
  private readonly registry = new Registry();
  private hasDefaultMetrics = false;

  constructor(
    app: string,
    private readonly renamed = RENAMED_METRICS,
  ) {
    this.registry.setDefaultLabels({ app });
  }

  counter(name: string, help: string): Counter {
    const counter = new Counter();
    this.counterFrom(name, help, () => counter.value);
    return counter;
  }

  /** Counters with one or two labels. If the label values are known beforehand, call `of` once and keep the counter. */
  counters(name: string, help: string, labels: LabelNames): Family<Counter> {
    const family = new Family(() => new Counter());
    this.register(
      name,
      help,
      (about) =>
        new PrometheusCounter({
          ...about,
          labelNames: labels,
          registers: [],
          collect() {
            this.reset();
            for (const { values, child } of family.all()) {
              const named = labels.map((label, index) => [label, values[index] ?? '']);
              this.inc(Object.fromEntries(named), child.value);
            }
          },
        }),
    );
    return family;
  }

  /** A counter whose value is read from another object (`read`) at each scrape. */
  counterFrom(name: string, help: string, read: () => number): void {
    this.register(
      name,
      help,
      (about) =>
        new PrometheusCounter({
          ...about,
          registers: [],
          collect() {
            this.reset();
            this.inc(read());
          },
        }),
    );
  }

  /** A value that is read at each scrape. It is left out if `read` returns undefined, rejects or takes too long. */
  gauge(name: string, help: string, read: () => number | undefined | Promise<number | undefined>): void {
    this.gauges({
      name,
      help,
      labels: [],
      read: async () => {
        const value = await read();
        return value === undefined ? [] : [{ labels: {}, value }];
      },
    });
  }

  /** Values with labels that are read at each scrape. All are left out if `read` rejects or takes too long. */
  gauges({ name, help, labels, read }: GaugeOptions): void {
    this.register(
      name,
      help,
      (about) =>
        new PrometheusGauge({
          ...about,
          labelNames: labels,
          registers: [],
          async collect() {
            const readings = await withTimeout(READ_TIMEOUT_MS, read).catch(() => []);
            this.reset();
            if (labels.length === 0 && readings.length === 0) this.remove();
            for (const reading of readings) this.set(reading.labels, reading.value);
          },
        }),
    );
  }

  /** A histogram with these upper bounds of its buckets. */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram {
    return this.histogramFamily({ name, help, bounds }).of('');
  }

  /** Histograms with one label. */
  histograms(options: HistogramOptions & { label: string }): Family<Histogram> {
    return this.histogramFamily(options);
  }

  private histogramFamily({ name, help, label, bounds }: HistogramOptions): Family<Histogram> {
    const family = new Family(() => new Histogram(bounds));
    this.register(name, help, (about) => new HistogramExporter({ ...about, label, bounds }, family));
    return family;
  }

  private register(
    name: string,
    help: string,
    create: (about: { name: string; help: string }) => Metric,
  ): void {
    this.registry.registerMetric(create({ name, help }));
    for (const [old, current] of Object.entries(this.renamed)) {
      if (current !== name) continue;
      this.registry.registerMetric(create({ name: old, help: `Deprecated, use ${name}. ${help}` }));
    }
  }

  /**
   * All metrics as text. Node's own metrics (CPU, memory, event-loop lag, garbage collection) are collected from the first call on, so
   * that a process that is never scraped has no overhead.
   */
  async text(): Promise<{ type: string; body: string }> {
    if (!this.hasDefaultMetrics) {
      this.hasDefaultMetrics = true;
      collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: LAG_RESOLUTION_MS });
    }
    return { type: this.registry.contentType, body: await this.registry.metrics() };
  }
}

interface GaugeOptions {
  name: string;
  help: string;
  labels: readonly string[];
  read: () => Reading[] | Promise<Reading[]>;
}

interface HistogramOptions {
  name: string;
  help: string;
  label?: string | undefined;
  /** Upper bounds of the buckets, ascending. */
  bounds: readonly number[];
}

/** One line of the exposition format. */
interface Line {
  labels: Record<string, string | number>;
  value: number;
  metricName: string;
}

/**
 * Exposes a family of our histograms through prom-client. The histograms of prom-client are not used, because their `observe` is too
 * slow for hot paths.
 */
class HistogramExporter extends PrometheusHistogram {
  constructor(
    private readonly options: HistogramOptions,
    private readonly family: Family<Histogram>,
  ) {
    super({ name: options.name, help: options.help, registers: [] });
  }

  /** Called by the registry when it writes the text format. prom-client's types omit this method. */
  getForPromString(): Promise<{ name: string; help: string; type: 'histogram'; values: Line[] }> {
    const { name, help } = this.options;
    return Promise.resolve({ name, help, type: 'histogram', values: this.lines() });
  }

  private lines(): Line[] {
    const { name, label, bounds } = this.options;
    const lines: Line[] = [];
    for (const { values, child } of this.family.all()) {
      const labels = label === undefined ? {} : { [label]: values[0] };
      let cumulative = 0;
      child.counts.forEach((count, index) => {
        cumulative += count;
        const le = bounds[index] ?? '+Inf';
        lines.push({ metricName: `${name}_bucket`, labels: { ...labels, le }, value: cumulative });
      });
      lines.push({ metricName: `${name}_sum`, labels, value: child.sum });
      lines.push({ metricName: `${name}_count`, labels, value: cumulative });
    }
    return lines;
  }
}
