import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import { inTime } from '../in-time';
import { Count, Counts, Spreads, type Spread } from './numbers';
import { SpreadMetric } from './spread-metric';

/** One value of a gauge with labels. */
export interface Reading {
  labels: Record<string, string>;
  value: number;
}

/** One label or two: what a family is told apart by. */
export type LabelNames = readonly [string] | readonly [string, string];

/**
 * The numbers of this process, as Prometheus reads them at `/metrics`. Names begin with `linkflow_`, counters end with
 * `_total`, times are seconds. docs/operations.md says what to watch.
 */
export class Metrics {
  private readonly registry = new Registry();
  private watchesProcess = false;

  constructor(app: string) {
    this.registry.setDefaultLabels({ app });
  }

  /** A number that only grows. Keep what you are given and add to it. */
  count(name: string, help: string): Count {
    const count = new Count();
    this.counted(name, help, () => count.value);
    return count;
  }

  /** Numbers that only grow, told apart by labels. Keep the child where its labels are known beforehand. */
  counts(name: string, help: string, labels: LabelNames): Counts {
    const counts = new Counts();
    this.registry.registerMetric(
      new Counter({
        name,
        help,
        labelNames: labels,
        registers: [],
        collect() {
          this.reset();
          for (const { values, value } of counts.all()) {
            this.inc(Object.fromEntries(labels.map((label, index) => [label, values[index] ?? ''])), value);
          }
        },
      }),
    );
    return counts;
  }

  /** A number that only grows and that somebody else keeps. */
  counted(name: string, help: string, read: () => number): void {
    this.registry.registerMetric(
      new Counter({
        name,
        help,
        registers: [],
        collect() {
          this.reset();
          this.inc(read());
        },
      }),
    );
  }

  /**
   * A number that goes up and down, read when somebody asks. What can't be told now (undefined, an error, an answer that
   * does not come) is left out.
   */
  gauge(name: string, help: string, read: () => number | undefined | Promise<number | undefined>): void {
    this.gauges(name, help, [], async () => {
      const value = await read();
      return value === undefined ? [] : [{ labels: {}, value }];
    });
  }

  /** Numbers that go up and down, with labels. */
  gauges(
    name: string,
    help: string,
    labels: readonly string[],
    read: () => Reading[] | Promise<Reading[]>,
  ): void {
    this.registry.registerMetric(
      new Gauge({
        name,
        help,
        labelNames: labels,
        registers: [],
        async collect() {
          const readings = (await inTime(READ_MS, read).catch(() => undefined)) ?? [];
          this.reset();
          if (labels.length === 0 && readings.length === 0) this.remove();
          for (const { labels: values, value } of readings) this.set(values, value);
        },
      }),
    );
  }

  /** How a number spreads over `bounds`. */
  spread(name: string, help: string, bounds: readonly number[]): Spread {
    const spreads = new Spreads(bounds);
    this.registry.registerMetric(new SpreadMetric({ name, help }, spreads));
    return spreads.of('');
  }

  /** The same for several things that one label tells apart. */
  spreads(name: string, help: string, label: string, bounds: readonly number[]): Spreads {
    const spreads = new Spreads(bounds);
    this.registry.registerMetric(new SpreadMetric({ name, help, label }, spreads));
    return spreads;
  }

  /**
   * All of it, as text. What Node tells of the process (CPU, memory, lag of the event loop, collections) is watched from
   * the first time on: who never asks does not pay for the watching.
   */
  async text(): Promise<{ type: string; body: string }> {
    if (!this.watchesProcess) {
      this.watchesProcess = true;
      collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: LAG_PRECISION_MS });
    }
    return { type: this.registry.contentType, body: await this.registry.metrics() };
  }
}

/** Prometheus waits for all of them, ten seconds as it comes. */
const READ_MS = 2_000;

/** How finely the lag of the event loop is measured; finer wakes an idle process more often. */
const LAG_PRECISION_MS = 20;
