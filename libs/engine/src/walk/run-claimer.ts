import { Injectable } from '@nestjs/common';
import { Clock, Log } from '@linkflow/platform';
import type { StoredRun } from '../persist/run.schema';
import { RunStore, interruptionsOf, type NewRun } from '../persist/run-store';
import { RunQueue } from '../ports';
import { RunExecutor } from './run-executor';

/** A run with at least this many interruptions without progress is walked only in quarantine, so that no other run crashes with it. */
const QUARANTINE_AFTER = 2;
/** A run with at least this many interruptions without progress is failed. A person can then retry it. */
const FAIL_AFTER = 5;
/** How long a run may wait in the quarantine queue before the reconciler enqueues it again, in case Redis lost the job, ms. */
const QUARANTINE_WAIT_MS = 60_000;

interface ClaimOptions {
  /**
   * True if the caller processes the quarantine queue, which walks one run at a time. If false, a run that must be walked in
   * quarantine is moved to that queue.
   */
  quarantined?: boolean;
  /** True if a worker crashed while it processed the trigger of the run. The run is then walked with a checkpoint at each step. */
  careful?: boolean;
}

/**
 * Claims due runs and passes them to RunExecutor. An interruption is a walk whose worker crashed: the run is still `running` when its lease
 * expires. The next walks store a checkpoint at each step, for two reasons: the last checkpoint shows which step crashes the worker, and a
 * completed step resets the number of interruptions, so that a run is not blamed for crashes that other runs cause. After
 * QUARANTINE_AFTER interruptions without progress a run is walked in quarantine, after FAIL_AFTER it is failed. Each interruption makes the
 * lease longer, and so the time until the next attempt.
 */
@Injectable()
export class RunClaimer {
  constructor(
    private readonly store: RunStore,
    private readonly executor: RunExecutor,
    private readonly queue: RunQueue,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Creates a run and walks it. */
  start(from: NewRun, { careful = false }: Pick<ClaimOptions, 'careful'> = {}): Promise<void> {
    return this.executor.advance(this.store.start(from), { careful });
  }

  /** Processes a redelivered trigger: walks its run if the run is due, or starts the run if it does not exist yet. */
  async resume(from: NewRun, options: ClaimOptions = {}): Promise<void> {
    const run = await this.store.get(from._id);
    await (run ? this.advance(run, options) : this.start(from, options));
  }

  /** Walks a run if it is due. */
  async advanceIfDue(runId: string, options: ClaimOptions = {}): Promise<void> {
    const run = await this.store.get(runId);
    if (run) await this.advance(run, options);
  }

  /** Fails the run of a trigger that crashes its workers, without walking it. Does nothing if the run is not due or has ended. */
  async failCrashing(from: NewRun): Promise<void> {
    const stored = await this.store.get(from._id);
    await (stored ? this.fail(stored) : this.executor.failCrashing(this.store.start(from)));
  }

  private async advance(
    run: StoredRun,
    { quarantined = false, careful = false }: ClaimOptions,
  ): Promise<void> {
    if (!this.store.isDue(run)) return;
    const crashes = interruptionsOf(run);
    if (crashes >= FAIL_AFTER) {
      this.log.error({ runId: run._id, crashes }, 'run crashes its workers and is failed');
      return this.fail(run);
    }
    if (crashes >= QUARANTINE_AFTER && !quarantined) {
      this.log.warn({ runId: run._id, crashes }, 'run is moved to quarantine because its workers crashed');
      // Stored before the job exists: a job that is processed earlier would lose its claim to this write and not walk the run.
      const until = new Date(this.clock.now().getTime() + QUARANTINE_WAIT_MS);
      if (await this.store.postpone(run, until)) await this.queue.enqueueQuarantined(run._id);
      return;
    }
    const claimed = await this.store.claim(run);
    if (claimed) await this.executor.advance(claimed, { careful: careful || crashes > 0 });
  }

  private async fail(run: StoredRun): Promise<void> {
    const claimed = await this.store.claim(run);
    if (claimed) await this.executor.failCrashing(claimed);
  }
}
