import {
  Counter as PrometheusCounter,
  Gauge as PrometheusGauge,
  Registry,
  collectDefaultMetrics,
  type Metric,
} from 'prom-client';
import { withTimeout } from '../time';
import { Counter, CounterFamily, HistogramExporter, HistogramFamily, type Histogram } from './instruments';

/** One value of a gauge with labels. */
export interface Reading {
  labels: Record<string, string>;
  value: number;
}

type LabelNames = readonly [string] | readonly [string, string];

/**
 * Metrics that were renamed, old → new. The old name is served beside the new one for one release, with a help text that says
 * so. Remove an entry one release after the rename.
 */
const RENAMED_METRICS: Record<string, string> = {
  linkflow_click_to_end_seconds: 'linkflow_trigger_to_end_seconds',
};

/** Prometheus waits for the slowest metric of a scrape, by default ten seconds in all. */
const READ_TIMEOUT_MS = 2_000;

/** Resolution of the event-loop lag; a finer one wakes an idle process more often. */
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

  /** Counters with one or two labels. Keep the child (`of`) where its label values are known beforehand. */
  counters(name: string, help: string, labels: LabelNames): CounterFamily {
    const family = new CounterFamily();
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
            for (const { values, value } of family.all()) {
              this.inc(Object.fromEntries(labels.map((label, index) => [label, values[index] ?? ''])), value);
            }
          },
        }),
    );
    return family;
  }

  /** A counter whose value another object keeps. */
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

  /** A value read at each scrape. It is left out where `read` gives undefined, rejects or takes too long. */
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

  /** Values with labels, read at each scrape. All are left out where `read` rejects or takes too long. */
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
  histograms(options: HistogramOptions & { label: string }): HistogramFamily {
    return this.histogramFamily(options);
  }

  private histogramFamily({ name, help, label, bounds }: HistogramOptions): HistogramFamily {
    const family = new HistogramFamily(bounds);
    this.register(name, help, (about) => new HistogramExporter({ ...about, label }, family));
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
   * All metrics as text. Node's own (CPU, memory, event-loop lag, garbage collection) are collected from the first call on, so
   * that a process that is never scraped does not pay for them.
   */
  async text(): Promise<{ type: string; body: string }> {
    if (!this.hasDefaultMetrics) {
      this.hasDefaultMetrics = true;
      collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: LAG_RESOLUTION_MS });
    }
    return { type: this.registry.contentType, body: await this.registry.metrics() };
  }
}

export interface GaugeOptions {
  name: string;
  help: string;
  labels: readonly string[];
  read: () => Reading[] | Promise<Reading[]>;
}

export interface HistogramOptions {
  name: string;
  help: string;
  label?: string;
  /** Upper bounds of the buckets, ascending. */
  bounds: readonly number[];
}
