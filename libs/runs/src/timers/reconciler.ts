import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Log, readConfig } from '@linkflow/platform';
import { Bell } from '../ports';
import { RunsConfig } from '../runs.config';
import { RunStore } from '../store/run-store';
import { SingleLease } from './lease';

/** Runs looked at in one round, and runs for one bell: enough for a backlog, small enough to spread over workers. */
const ROUND = 2_000;
const BELL = 50;

/**
 * Rings for every run that is due and that nobody has rung for: its bell was lost with Redis, its worker died, or it was
 * too far in the future. Ringing twice does no harm, as a claim decides.
 */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly everyMs = readConfig(RunsConfig).RECONCILE_MS;
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;
  /** Bells rung since the start, for ops. */
  rung = 0;

  constructor(
    private readonly store: RunStore,
    private readonly lease: SingleLease,
    private readonly bell: Bell,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.round ??= this.reconcile()
        .catch((error: unknown) => this.log.warn({ err: error }, 'reconciler round failed'))
        .finally(() => {
          this.round = undefined;
        });
    }, this.everyMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  private async reconcile(): Promise<void> {
    if (!(await this.lease.take('reconciler', this.everyMs * 3))) return;
    const overdue = await this.store.overdue(ROUND);
    for (let from = 0; from < overdue.length; from += BELL) {
      await this.bell.ring(overdue.slice(from, from + BELL));
    }
    this.rung += overdue.length;
    if (overdue.length > 0) this.log.info({ runs: overdue.length }, 'rang for runs that were overdue');
  }
}
