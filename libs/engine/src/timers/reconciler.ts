import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock, Log, readConfig } from '@linkflow/platform';
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

type Overdue = Pick<StoredRun, '_id' | 'status' | 'dueAt' | 'steps'>;

/**
 * Rings for every run that is due and that nobody has rung for: its bell was lost with Redis, its worker died, or it was
 * too far in the future. Ringing twice does no harm, as a claim decides; but it is work, so whose bell may still be on its way
 * is given a moment, and who stands in line since the last ringing is not rung for again at once.
 */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly everyMs = readConfig(RunsConfig).RECONCILE_MS;
  private readonly horizonMs = readConfig(RunsConfig).TIMER_HORIZON_MS;
  private readonly patienceMs = readConfig(RunsConfig).RUN_QUEUED_MS;
  private readonly rounds: Rounds;
  /** Runs that are overdue and were rung for: since when they are due, and when that was. */
  private lately = new Map<string, { dueAt: number; rungAt: number }>();

  constructor(
    private readonly store: RunStore,
    private readonly lease: SingleLease,
    private readonly bell: Bell,
    private readonly repairs: Repairs,
    private readonly clock: Clock,
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
    const now = this.clock.now().getTime();
    const overdue = await this.store.overdue(new Date(now - this.everyMs), ROUND);
    const unheard = this.notRungLately(overdue, now);
    for (let from = 0; from < unheard.length; from += BELL) {
      await this.bell.ring(unheard.slice(from, from + BELL).map((run) => run._id));
    }
    const mended = unheard.filter((run) => !this.isPlanned(run));
    if (mended.length === 0) return;
    await this.repairs.count('rung', mended.length);
    this.log.info({ runs: mended.length }, 'rang for runs that were overdue');
  }

  private notRungLately(overdue: Overdue[], now: number): Overdue[] {
    const before = this.lately;
    this.lately = new Map();
    return overdue.filter(({ _id, dueAt }) => {
      const due = dueAt?.getTime() ?? 0;
      const known = before.get(_id);
      const waits = known?.dueAt === due && now - known.rungAt < this.patienceMs;
      this.lately.set(_id, { dueAt: due, rungAt: waits ? known.rungAt : now });
      return !waits;
    });
  }

  /** Whether it was too far in the future for a bell, so that ringing for it is no repair. */
  private isPlanned({ status, dueAt, steps }: Overdue): boolean {
    if (status !== 'waiting' && status !== 'retrying') return false;
    const restsSince = steps.at(-1)?.attempts.at(-1)?.endedAt;
    if (!dueAt || !restsSince) return false;
    return dueAt.getTime() - restsSince.getTime() > this.horizonMs;
  }
}
