import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Log, readConfig } from '@linkflow/platform';
import { Bell } from '../ports';
import { RunsConfig } from '../runs.config';
import { RunStore } from '../store/run-store';
import type { StoredRun } from '../store/stored-run';
import { SingleLease } from './lease';
import { Repairs } from './repairs';
import { Rounds } from './rounds';

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
  private readonly horizonMs = readConfig(RunsConfig).TIMER_HORIZON_MS;
  private readonly rounds: Rounds;
  /** Runs that the last round rang for: those that are still there stand in line, and are not counted again. */
  private lately = new Set<string>();

  constructor(
    private readonly store: RunStore,
    private readonly lease: SingleLease,
    private readonly bell: Bell,
    private readonly repairs: Repairs,
    private readonly log: Log,
  ) {
    this.rounds = new Rounds(this.everyMs, () => this.reconcile(), log, 'reconciler round failed');
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  private async reconcile(): Promise<void> {
    if (!(await this.lease.take('reconciler', this.everyMs * 3))) return;
    const overdue = await this.store.overdue(ROUND);
    const ids = overdue.map((run) => run._id);
    for (let from = 0; from < ids.length; from += BELL) {
      await this.bell.ring(ids.slice(from, from + BELL));
    }
    const mended = overdue.filter((run) => !this.lately.has(run._id) && !this.isPlanned(run));
    this.lately = new Set(ids);
    if (mended.length === 0) return;
    await this.repairs.count('rung', mended.length);
    this.log.info({ runs: mended.length }, 'rang for runs that were overdue');
  }

  /** Whether it was too far in the future for a bell, so that ringing for it is no repair. */
  private isPlanned({ status, dueAt, steps }: Pick<StoredRun, 'status' | 'dueAt' | 'steps'>): boolean {
    if (status !== 'waiting' && status !== 'retrying') return false;
    const restsSince = steps.at(-1)?.attempts.at(-1)?.endedAt;
    if (!dueAt || !restsSince) return false;
    return dueAt.getTime() - restsSince.getTime() > this.horizonMs;
  }
}
