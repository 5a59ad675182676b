import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Log, readConfig } from '@linkflow/platform';
import { RunsConfig } from '../runs.config';
import { RunStore } from '../store/run-store';
import type { StoredRun } from '../store/stored-run';
import { RunLost } from './step-outcome';

interface Held {
  run: StoredRun;
  lost: AbortController;
}

/** Keeps the leases of the runs this process is walking, all in one write, and tells a walk when its run has gone to another. */
@Injectable()
export class LeaseKeeper implements OnModuleInit, OnApplicationShutdown {
  private readonly held = new Map<string, Held>();
  private readonly leaseMs = readConfig(RunsConfig).RUN_LEASE_MS;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: RunStore,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.renewAll(), this.leaseMs / 3);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Aborts when the run is no longer ours. */
  hold(run: StoredRun): AbortSignal {
    const lost = new AbortController();
    this.held.set(run._id, { run, lost });
    return lost.signal;
  }

  release(run: StoredRun): void {
    if (this.held.get(run._id)?.run === run) this.held.delete(run._id);
  }

  private async renewAll(): Promise<void> {
    const soon = Date.now() + (this.leaseMs * 2) / 3;
    const old = [...this.held.values()].filter(
      ({ run }) => run.dueAt !== undefined && run.dueAt.getTime() <= soon,
    );
    await Promise.all(
      old.map(async ({ run, lost }) => {
        try {
          if (!(await this.store.renew(run))) lost.abort(new RunLost(run._id));
        } catch (error) {
          // MongoDB is away. While the lease lasts the run is still ours; after that another may have it.
          if (run.dueAt && run.dueAt.getTime() <= Date.now()) lost.abort(new RunLost(run._id));
          this.log.warn({ err: error, runId: run._id }, 'lease could not be renewed');
        }
      }),
    );
  }
}
