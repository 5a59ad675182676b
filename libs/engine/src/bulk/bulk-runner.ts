import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock, LiveEvents, Log, readConfig } from '@linkflow/platform';
import { RunsConfig } from '../runs.config';
import { SingleLease } from '../timers/lease';
import { Rounds } from '../timers/rounds';
import { BulkPages } from './bulk-pages';
import { BulkStore } from './bulk-store';

/** How often a worker looks whether there is a bulk that nobody works on, ms. */
const LOOK_MS = 500;
/** How often the screens are told of one, ms. */
const TELL_MS = 1_000;

const leaseOf = (id: string): string => `bulk:${id}`;

/**
 * Works on bulks, each in one process at a time. When that process dies its lease runs out and another goes on where it was.
 * A page that was cut off in the middle is gone through again: the runs it was done to carry the mark of the bulk, written in
 * the same act, and are passed by.
 */
@Injectable()
export class BulkRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly leaseMs = readConfig(RunsConfig).RUN_LEASE_MS;
  private readonly working = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
  private readonly rounds: Rounds;

  constructor(
    private readonly store: BulkStore,
    private readonly pages: BulkPages,
    private readonly lease: SingleLease,
    private readonly clock: Clock,
    private readonly live: LiveEvents,
    private readonly log: Log,
  ) {
    this.rounds = new Rounds(LOOK_MS, () => this.look(), log, 'bulks could not be looked for');
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.rounds.stop();
    await Promise.all(this.working.values());
  }

  private async look(): Promise<void> {
    for (const id of await this.store.atWork()) {
      if (this.stopping.signal.aborted || this.working.has(id)) continue;
      if (!(await this.lease.take(leaseOf(id), this.leaseMs))) continue;
      const work = this.work(id)
        .catch((error: unknown) =>
          this.log.warn({ err: error, bulkId: id }, 'bulk was broken off; it is taken up again'),
        )
        .finally(() => this.working.delete(id));
      this.working.set(id, work);
    }
  }

  /** Page by page, at the rate that was asked for, as long as the lease is ours and there is something to do. */
  private async work(id: string): Promise<void> {
    let told = 0;
    while (!this.stopping.signal.aborted && (await this.lease.take(leaseOf(id), this.leaseMs))) {
      const begun = performance.now();
      const page = await this.pages.turn(id);
      if (page === 'rests' || begun - told >= TELL_MS) {
        this.live.announce(() => ({ type: 'ops', what: 'bulk', id, at: this.clock.now().toISOString() }));
        told = begun;
      }
      if (page === 'rests') break;
      await this.sleep(page.takesMs - (performance.now() - begun));
    }
    await this.lease.drop(leaseOf(id));
  }

  private async sleep(ms: number): Promise<void> {
    if (ms > 0) await pause(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
