import {
  Injectable,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { Log, StopConfig, readConfig } from '@linkflow/platform';
import { RunsConfig } from '../runs.config';
import { RunStore } from '../store/run-store';
import type { StoredRun } from '../store/stored-run';
import { Lease } from './lease';
import { RunLost } from './step-outcome';

/** Keeps the leases of the runs this process is walking, all in one write, and tells a walk when its run has gone to another. */
@Injectable()
export class LeaseKeeper implements OnModuleInit, OnModuleDestroy, OnApplicationShutdown {
  private readonly held = new Set<Lease>();
  private readonly leaseMs = readConfig(RunsConfig).RUN_LEASE_MS;
  private readonly stopLimitMs = readConfig(StopConfig).STOP_LIMIT_MS;
  private timer: NodeJS.Timeout | undefined;
  private stopping: NodeJS.Timeout | undefined;
  private ending = false;

  constructor(
    private readonly store: RunStore,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.renewAll(), this.leaseMs / 3);
    this.timer.unref();
  }

  /**
   * The process stops. Most walks come to their end in the first half of the limit, which is the cheapest for everybody;
   * those that have not are put down then, so that another worker has them before the limit is over.
   */
  onModuleDestroy(): void {
    this.stopping = setTimeout(() => this.putAllDown(), this.stopLimitMs / 2);
    this.stopping.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    clearTimeout(this.stopping);
  }

  hold(run: StoredRun): Lease {
    const lease = new Lease(run);
    this.held.add(lease);
    if (this.ending) lease.putDown();
    return lease;
  }

  release(lease: Lease): void {
    this.held.delete(lease);
  }

  private putAllDown(): void {
    this.ending = true;
    if (this.held.size > 0) this.log.info({ runs: this.held.size }, 'stopping: runs are put down');
    for (const lease of this.held) lease.putDown();
  }

  private async renewAll(): Promise<void> {
    const soon = Date.now() + (this.leaseMs * 2) / 3;
    const old = [...this.held].filter(({ run }) => run.dueAt !== undefined && run.dueAt.getTime() <= soon);
    await Promise.all(
      old.map(async (lease) => {
        const { run } = lease;
        try {
          if (!(await this.store.renew(run))) lease.lose(new RunLost(run._id));
        } catch (error) {
          // MongoDB is away. While the lease lasts the run is still ours; after that another may have it, if it is written.
          if (this.store.isWritten(run) && run.dueAt && run.dueAt.getTime() <= Date.now())
            lease.lose(new RunLost(run._id));
          this.log.warn({ err: error, runId: run._id }, 'lease could not be renewed');
        }
      }),
    );
  }
}
