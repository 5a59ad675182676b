import { Injectable } from '@nestjs/common';
import { Clock, Log } from '@linkflow/platform';
import type { StoredRun } from '../persist/run.schema';
import { RunStore, type NewRun } from '../persist/run-store';
import { RunQueue } from '../ports';
import { ENGINE_REASONS } from '../reasons';
import { RunExecutor } from './run-executor';

/** From this number of claims without a checkpoint on, a run is walked in quarantine only, so that others do not crash with it. */
const QUARANTINE_AFTER_CLAIMS = 2;
/** From this number on, the run is failed and waits for a person. */
const FAIL_AFTER_CLAIMS = 5;
/** How long a run may wait in quarantine before the reconciler enqueues it again, in case Redis lost the job. */
const QUARANTINE_WAIT_MS = 60_000;

const CRASHES_WORKER = ENGINE_REASONS('run.poison');

interface ClaimOptions {
  /** The caller is the quarantine queue: no other quarantined run is walked by this process at the same time. */
  quarantined?: boolean;
}

/**
 * Claims due runs and has them walked. A worker that crashes during a walk leaves a claim without a checkpoint
 * (`fence − proven`). After 2 such claims a run is walked in quarantine, after 5 it is failed.
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
  start(from: NewRun): Promise<void> {
    return this.executor.advance(this.store.start(from));
  }

  /** For a redelivered trigger: walks its run if that is due, or starts it if it does not exist yet. */
  async resume(from: NewRun, options: ClaimOptions = {}): Promise<void> {
    const run = await this.store.get(from._id);
    await (run ? this.advance(run, options) : this.start(from));
  }

  /** Walks a run if it is due. */
  async advanceIfDue(runId: string, options: ClaimOptions = {}): Promise<void> {
    const run = await this.store.get(runId);
    if (run) await this.advance(run, options);
  }

  /** Fails the run of a trigger that crashes its workers, without walking it. Ignored if the run has ended. */
  async failCrashing(from: NewRun): Promise<void> {
    const stored = await this.store.get(from._id);
    await (stored ? this.fail(stored) : this.executor.fail(this.store.start(from), CRASHES_WORKER));
  }

  private async advance(run: StoredRun, { quarantined = false }: ClaimOptions): Promise<void> {
    if (!this.store.isDue(run)) return;
    const crashes = run.fence - (run.proven ?? run.fence);
    if (crashes >= FAIL_AFTER_CLAIMS) {
      this.log.error({ runId: run._id, crashes }, 'run crashes its workers and is failed');
      return this.fail(run);
    }
    if (crashes >= QUARANTINE_AFTER_CLAIMS && !quarantined) {
      this.log.warn({ runId: run._id, crashes }, 'run is moved to quarantine because its workers crashed');
      await this.queue.enqueueQuarantined(run._id);
      await this.store.postpone(run, new Date(this.clock.now().getTime() + QUARANTINE_WAIT_MS));
      return;
    }
    const claimed = await this.store.claim(run);
    if (claimed) await this.executor.advance(claimed);
  }

  private async fail(run: StoredRun): Promise<void> {
    const claimed = await this.store.claim(run);
    if (claimed) await this.executor.fail(claimed, CRASHES_WORKER);
  }
}
