import { Injectable } from '@nestjs/common';
import { Metrics, Remembered } from '@linkflow/platform';
import { QueueStats } from '@linkflow/queues';
import { Repairs, RunCounts } from '@linkflow/engine';

const LOOK_MS = 1_000;

/**
 * What is true of the whole system and not of one process: told by the api, which knows all queues, and read when somebody
 * asks. With several of them each tells the same, so take the largest and not the sum.
 */
@Injectable()
export class OpsNumbers {
  constructor(metrics: Metrics, queues: QueueStats, runs: RunCounts, repairs: Repairs) {
    // Two of the numbers below come from one look.
    const queueViews = new Remembered(() => queues.read(), LOOK_MS, LOOK_MS);
    metrics.gauges('linkflow_queue_jobs', 'Jobs in a queue, by their state.', ['queue', 'state'], async () =>
      (await queueViews.get()).flatMap(({ name: queue, waiting, active, delayed, failed }) =>
        Object.entries({ waiting, active, delayed, failed }).map(([state, value]) => ({
          labels: { queue, state },
          value,
        })),
      ),
    );
    metrics.gauges(
      'linkflow_queue_oldest_seconds',
      'How long the oldest waiting job of a queue has waited; 0 when none waits.',
      ['queue'],
      async () =>
        (await queueViews.get()).map(({ name: queue, oldestMs }) => ({
          labels: { queue },
          value: (oldestMs ?? 0) / 1_000,
        })),
    );
    metrics.gauges(
      'linkflow_runs',
      'Runs that are under way or need a person, by status.',
      ['status'],
      async () => Object.entries(await runs.read()).map(([status, value]) => ({ labels: { status }, value })),
    );
    metrics.gauges(
      'linkflow_repairs',
      'What the engine mended by itself: runs it rang for that nobody had, runs it began that nobody had.',
      ['what'],
      async () => {
        const { rung, begun } = await repairs.read();
        return [
          { labels: { what: 'rung' }, value: rung },
          { labels: { what: 'begun' }, value: begun },
        ];
      },
    );
  }
}
