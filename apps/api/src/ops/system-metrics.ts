import { Injectable } from '@nestjs/common';
import { Metrics, CachedValue } from '@linkflow/platform';
import { QueueStats } from '@linkflow/queues';
import { Repairs, RunCounts } from '@linkflow/engine';

const QUEUE_STATS_MS = 1_000;

/**
 * Metrics of the whole system rather than of one process, read when they are scraped. Every api process reports the same
 * values, so aggregate them with max, not sum.
 */
@Injectable()
export class SystemMetrics {
  constructor(metrics: Metrics, queues: QueueStats, runs: RunCounts, repairs: Repairs) {
    // Two of the gauges below share one read.
    const queueViews = new CachedValue(() => queues.read(), {
      freshMs: QUEUE_STATS_MS,
      staleMs: QUEUE_STATS_MS,
    });
    metrics.gauges({
      name: 'linkflow_queue_jobs',
      help: 'Jobs in a queue, by their state.',
      labels: ['queue', 'state'],
      read: async () =>
        (await queueViews.get()).flatMap(({ name: queue, waiting, active, delayed, failed }) =>
          Object.entries({ waiting, active, delayed, failed }).map(([state, value]) => ({
            labels: { queue, state },
            value,
          })),
        ),
    });
    metrics.gauges({
      name: 'linkflow_queue_oldest_seconds',
      help: 'Age of the oldest waiting job of a queue; 0 when none waits.',
      labels: ['queue'],
      read: async () =>
        (await queueViews.get()).map(({ name: queue, oldestMs }) => ({
          labels: { queue },
          value: (oldestMs ?? 0) / 1_000,
        })),
    });
    metrics.gauges({
      name: 'linkflow_runs',
      help: 'Runs that have not ended or that need a person, by status.',
      labels: ['status'],
      read: async () =>
        Object.entries(await runs.read()).map(([status, value]) => ({ labels: { status }, value })),
    });
    metrics.gauge(
      'linkflow_runs_overdue',
      'Runs that were due more than a minute ago and that no worker has continued, up to 10,000.',
      () => runs.overdue(),
    );
    metrics.gauges({
      name: 'linkflow_repairs',
      help: 'Repairs by the engine: overdue runs that it enqueued, clicks without a run that it created one for.',
      labels: ['what'],
      read: async () => {
        const { enqueued, started } = await repairs.read();
        return [
          { labels: { what: 'enqueued' }, value: enqueued },
          { labels: { what: 'started' }, value: started },
        ];
      },
    });
  }
}
