import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Leases } from './leases';
import { Log } from './log';
import { withTimeout } from './time';

export interface PeriodicTask {
  /** Names the task in the log, and its lease. */
  name: string;
  everyMs: number;
  /**
   * Makes one process at a time run the task, for this long; another one takes over when it has not been renewed. A round that
   * takes longer may overlap with a round of another process. Absent: every process runs it.
   */
  leaseMs?: number;
  /** One round. The signal aborts when the process is asked to stop: end soon. A round that rejects is logged; the next one follows as usual. */
  run(signal: AbortSignal): Promise<unknown>;
}

/**
 * Runs tasks at an interval, from the start of the app to its shutdown; rounds of one task never overlap in one process. A
 * provider adds its task in its constructor. States of a task: idle → running (every `everyMs`, if the lease is free or ours) →
 * idle; at shutdown no round begins any more, the running ones are awaited and the leases released.
 */
@Injectable()
export class PeriodicTasks implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly entries: Entry[] = [];

  constructor(
    private readonly leases: Leases,
    private readonly log: Log,
  ) {}

  add(task: PeriodicTask): void {
    this.entries.push({ task, holdsLease: false });
  }

  onApplicationBootstrap(): void {
    for (const entry of this.entries) {
      entry.timer = setInterval(() => {
        entry.round ??= this.round(entry).finally(() => {
          entry.round = undefined;
        });
      }, entry.task.everyMs);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(
      this.entries.map(async ({ task: { name }, timer, round, holdsLease }) => {
        clearInterval(timer);
        await round;
        if (holdsLease) await withTimeout(RELEASE_MS, () => this.leases.release(name)).catch(() => undefined);
      }),
    );
  }

  private async round(entry: Entry): Promise<void> {
    const { name, leaseMs, run } = entry.task;
    try {
      if (leaseMs !== undefined) {
        entry.holdsLease = await this.leases.take(name, leaseMs);
        if (!entry.holdsLease) return;
      }
      await run(this.stopping.signal);
    } catch (error) {
      this.log.warn({ err: error, task: name }, 'periodic task failed; it is retried at its next interval');
    }
  }
}

interface Entry {
  task: PeriodicTask;
  timer?: NodeJS.Timeout;
  round?: Promise<void> | undefined;
  holdsLease: boolean;
}

/** An unreleased lease expires by itself, so shutdown does not wait long for MongoDB. */
const RELEASE_MS = 1_000;
