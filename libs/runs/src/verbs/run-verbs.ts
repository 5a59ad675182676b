import { Injectable } from '@nestjs/common';
import { AppError, Clock, LiveEvents, readConfig } from '@linkflow/platform';
import { canDoToRun, canMoveStep, planRetry } from '@linkflow/workflow';
import { Bell, Versions } from '../ports';
import { RunsConfig } from '../runs.config';
import { RunStore } from '../store/run-store';
import type { StoredRun } from '../store/stored-run';

/** What a person may do to a run. Each is a compare-and-set: what moved meanwhile is not run over. */
@Injectable()
export class RunVerbs {
  private readonly queuedMs = readConfig(RunsConfig).RUN_QUEUED_MS;

  constructor(
    private readonly store: RunStore,
    private readonly versions: Versions,
    private readonly bell: Bell,
    private readonly clock: Clock,
    private readonly live: LiveEvents,
  ) {}

  /**
   * Does again what failed or was cancelled, from the first such step or from `fromNodeId` on; what has succeeded stays done.
   * @throws AppError not-found, run.not-retryable, run.busy
   */
  async retry(runId: string, fromNodeId?: string): Promise<StoredRun> {
    const run = await this.find(runId);
    if (!canDoToRun('retry', run.status)) {
      throw new AppError('run.not-retryable', `A run that is ${run.status} cannot be retried`);
    }
    const version = await this.versions.load(run.linkId, run.version);
    const plan = version && planRetry(version.workflow, run.steps, fromNodeId);
    if (!plan?.ok) throw new AppError('run.not-retryable', 'There is no step here that can be tried again');
    const reset = new Set(plan.reset);
    const steps = run.steps.map((step) =>
      reset.has(step.nodeId) ? { ...step, status: 'pending' as const } : step,
    );
    return this.queue(run, steps);
  }

  /** @throws AppError not-found, run.not-retryable, run.busy */
  async cancel(runId: string): Promise<StoredRun> {
    const run = await this.find(runId);
    if (!canDoToRun('cancel', run.status)) {
      throw new AppError('run.not-retryable', `A run that is ${run.status} cannot be cancelled`);
    }
    const now = this.clock.now();
    const steps = run.steps.map((step) =>
      canMoveStep(step.status, 'cancelled') ? { ...step, status: 'cancelled' as const, endedAt: now } : step,
    );
    return this.put(run, { ...run, status: 'cancelled', steps, endedAt: now, dueAt: undefined });
  }

  private async queue(run: StoredRun, steps: StoredRun['steps']): Promise<StoredRun> {
    const dueAt = new Date(this.clock.now().getTime() + this.queuedMs);
    const next = await this.put(run, {
      ...run,
      status: 'queued',
      steps,
      dueAt,
      endedAt: undefined,
      failure: undefined,
    });
    // Without Redis the reconciler rings once the run is overdue.
    await this.bell.ring([run._id]).catch(() => undefined);
    return next;
  }

  private async put(seen: StoredRun, changed: StoredRun): Promise<StoredRun> {
    const next = { ...changed, fence: seen.fence + 1, rev: seen.rev + 1 };
    if (!(await this.store.replace(seen, next))) {
      throw new AppError('run.busy', 'The run has moved on meanwhile. Look at it again.');
    }
    const { _id: runId, linkId, contactId, version, status } = next;
    this.live.announce(() => ({
      type: 'run',
      runId,
      linkId,
      contactId,
      version,
      status,
      at: this.clock.now().toISOString(),
    }));
    return next;
  }

  private async find(runId: string): Promise<StoredRun> {
    const run = await this.store.get(runId);
    if (!run) throw new AppError('not-found', 'There is no such run');
    return run;
  }
}
