import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Leases } from './leases';
import { Log } from './log';
import { withTimeout } from './time';

export interface PeriodicTask {
  /** Name of the task in the log, and of its lease. */
  name: string;
  everyMs: number;
  /**
   * Duration of the task's lease, in ms. Only the process that holds the lease runs the task, and it renews the lease at the start of
   * a round if half of it has passed; another process takes over when the lease has expired. A round that takes longer than half of the
   * lease may overlap with a round of another process. If absent, every process runs the task.
   */
  leaseMs?: number;
  /**
   * One round of the task. The signal aborts when the process is asked to stop; `run` must then end soon. If `run` rejects, the error is
   * logged and the next round follows as usual.
   */
  run(signal: AbortSignal): Promise<unknown>;
}

/**
 * Runs tasks at an interval, from the start of the app to its shutdown; rounds of one task never overlap in one process. A provider adds
 * its task in its constructor. States of a task: idle → running (every `everyMs`, if this process can take or renew the lease) → idle.
 * At shutdown no further round begins, the running ones are awaited, and the leases are released.
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
    this.entries.push({ task, leaseTakenAt: undefined });
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
      this.entries.map(async (entry) => {
        const { task, timer } = entry;
        clearInterval(timer);
        await entry.round;
        if (entry.leaseTakenAt !== undefined)
          await withTimeout(RELEASE_MS, () => this.leases.release(task.name)).catch(() => undefined);
      }),
    );
  }

  private async round(entry: Entry): Promise<void> {
    const { name, run } = entry.task;
    try {
      if (await this.mayRun(entry)) await run(this.stopping.signal);
    } catch (error) {
      this.log.warn({ err: error, task: name }, 'periodic task failed; it is retried at its next interval');
    }
  }

  /** Takes or renews the lease of the task, if it has one. */
  private async mayRun(entry: Entry): Promise<boolean> {
    const { name, leaseMs } = entry.task;
    if (leaseMs === undefined) return true;
    const now = performance.now();
    if (entry.leaseTakenAt !== undefined && now < entry.leaseTakenAt + leaseMs / 2) return true;
    const isTaken = await this.leases.take(name, leaseMs);
    entry.leaseTakenAt = isTaken ? now : undefined;
    return isTaken;
  }
}

interface Entry {
  task: PeriodicTask;
  timer?: NodeJS.Timeout;
  round?: Promise<void> | undefined;
  /** When the lease was last taken or renewed, by `performance.now()`; undefined if this process does not hold it. */
  leaseTakenAt: number | undefined;
}

/** An unreleased lease expires by itself, so shutdown does not wait long for MongoDB. */
const RELEASE_MS = 1_000;
