import { Injectable } from '@nestjs/common';
import { NEXT_PORT, TRIGGER, type RunStatus } from '@linkflow/contracts';
import { Clock, LiveEvents, Log } from '@linkflow/platform';
import { backoffMs, nextStep, type CompiledNode, type NextStep } from '@linkflow/workflow';
import { Versions, type RunnableVersion } from '../ports';
import { RunStore } from '../store/run-store';
import type { StoredAttempt, StoredFailure, StoredRun, StoredStep } from '../store/stored-run';
import { Timers } from '../timers/timers';
import { LeaseKeeper } from './lease-keeper';
import { StepRunner } from './step-runner';
import { RunLost, type StepOutcome } from './step-outcome';

/**
 * Walks runs along their workflow, step by step in order, as far as they go now: to the end, to a wait, to a retry.
 *
 * Many runs are walked at once, and the batcher lets them share their round trips. Steps whose effects find themselves
 * done when repeated share one checkpoint, written at the end of the walk; a step that may not be repeated has a
 * checkpoint of its own before and after. So a worker that dies loses no effect and makes none twice.
 */
@Injectable()
export class RunExecutor {
  constructor(
    private readonly store: RunStore,
    private readonly steps: StepRunner,
    private readonly leases: LeaseKeeper,
    private readonly versions: Versions,
    private readonly timers: Timers,
    private readonly clock: Clock,
    private readonly live: LiveEvents,
    private readonly log: Log,
  ) {}

  /**
   * Walks a run that this process has claimed. A run that is lost on the way is left to its new holder.
   * @throws when MongoDB is away; the lease runs out then, and the run is taken up again from its last checkpoint.
   */
  async advance(run: StoredRun): Promise<void> {
    const lost = this.leases.hold(run);
    try {
      this.announce(run);
      const version = await this.versions.load(run.linkId, run.version);
      if (version) await this.walk(run, version, lost);
      else await this.end(run, 'failed');
    } catch (error) {
      if (!(error instanceof RunLost)) throw error;
      this.log.warn(
        { runId: run._id, fence: run.fence },
        'run went to another worker; its late result is dropped',
      );
    } finally {
      this.leases.release(run);
    }
  }

  private async walk(run: StoredRun, version: RunnableVersion, lost: AbortSignal): Promise<void> {
    this.resume(run, version);
    for (;;) {
      const next = nextStep(version.workflow, run.steps);
      if (next.kind !== 'run') return this.rest(run, next);
      const node = version.workflow.nodes.get(next.nodeId);
      if (!node) throw new Error(`The plan names a node that the version has not: ${next.nodeId}`);
      const alone = node.descriptor?.effect === 'atMostOnce';
      const step = this.begin(run, node);
      if (alone) await this.checkpoint(run);
      const { outcome, trace } = await this.steps.attempt(run, version, node, step.attempts.length, lost);
      lost.throwIfAborted();
      if (trace) step.trace = trace;
      const due = this.record(node, step, outcome);
      if (due) return this.pause(run, step, due);
      if (alone) await this.checkpoint(run);
      this.announceStep(run, step);
    }
  }

  /** Settles what was left open when the run was last put down. */
  private resume(run: StoredRun, version: RunnableVersion): void {
    for (const step of run.steps) {
      if (step.status === 'waiting') {
        this.close(step, 'succeeded', this.clock.now());
        step.port = step.portAfterWait ?? NEXT_PORT;
        this.announceStep(run, step);
      } else if (step.status === 'retrying') {
        step.status = 'pending';
      } else if (
        step.status === 'running' &&
        version.workflow.nodes.get(step.nodeId)?.descriptor?.effect === 'atMostOnce'
      ) {
        // A worker died between its two checkpoints: it may or may not have happened, and only a person can tell.
        step.status = 'uncertain';
      }
    }
  }

  /** Nothing to carry out now. */
  private async rest(run: StoredRun, next: Exclude<NextStep, { kind: 'run' }>): Promise<void> {
    switch (next.kind) {
      case 'finish':
        return this.end(run, next.status);
      case 'review':
        return this.end(run, 'needs-review');
      case 'pause':
        throw new Error(`Step ${next.nodeId} is ${next.status} after all open steps were settled`);
    }
  }

  /** Opens the step, or the next attempt at it. */
  private begin(run: StoredRun, node: CompiledNode): StoredStep {
    const now = this.clock.now();
    let step = run.steps.find((one) => one.nodeId === node.id);
    if (!step) {
      step = { nodeId: node.id, type: node.type, status: 'pending', startedAt: now, attempts: [] };
      run.steps.push(step);
    }
    step.status = 'running';
    delete step.dueAt;
    delete step.reason;
    delete step.endedAt;
    step.attempts.push({ number: step.attempts.length + 1, startedAt: now });
    return step;
  }

  /** Writes down what an attempt came to. Returns when to go on, if that is not now. */
  private record(node: CompiledNode, step: StoredStep, outcome: StepOutcome): Date | undefined {
    const now = this.clock.now();
    switch (outcome.kind) {
      case 'done': {
        const { output, port = NEXT_PORT, wait } = outcome.result;
        if (output && Object.keys(output).length > 0) step.output = output;
        if (wait && wait.until > now) {
          step.portAfterWait = port;
          this.closeAttempt(step, { outcome: 'wait' }, now);
          step.status = 'waiting';
          step.dueAt = wait.until;
          return wait.until;
        }
        this.closeAttempt(step, { outcome: 'succeeded' }, now);
        this.close(step, 'succeeded', now);
        step.port = port;
        return undefined;
      }
      case 'skipped':
        step.reason = outcome.reason;
        this.closeAttempt(step, { outcome: 'succeeded', reason: outcome.reason }, now);
        this.close(step, 'skipped', now);
        step.port = NEXT_PORT;
        return undefined;
      case 'retry': {
        step.reason = outcome.reason;
        const attempt = attemptsInRow(step);
        if (attempt < node.policy.attempts) {
          this.closeAttempt(step, { outcome: 'retry', reason: outcome.reason }, now);
          const wait = backoffMs(node.policy, attempt, Math.random());
          const due = new Date(Math.max(now.getTime() + wait, outcome.after?.getTime() ?? 0));
          step.status = 'retrying';
          step.dueAt = due;
          return due;
        }
        this.fail(step, outcome.reason, now);
        return undefined;
      }
      case 'failed':
        this.fail(step, outcome.reason, now);
        return undefined;
    }
  }

  private fail(step: StoredStep, reason: NonNullable<StoredStep['reason']>, now: Date): void {
    step.reason = reason;
    this.closeAttempt(step, { outcome: 'failed', reason }, now);
    this.close(step, 'failed', now);
  }

  private close(step: StoredStep, status: 'succeeded' | 'failed' | 'skipped', now: Date): void {
    step.status = status;
    step.endedAt = now;
    delete step.dueAt;
  }

  private closeAttempt(step: StoredStep, what: Pick<StoredAttempt, 'outcome' | 'reason'>, now: Date): void {
    const last = step.attempts.at(-1);
    if (last) Object.assign(last, what, { endedAt: now });
  }

  private async pause(run: StoredRun, step: StoredStep, due: Date): Promise<void> {
    run.status = step.status === 'waiting' ? 'waiting' : 'retrying';
    run.dueAt = due;
    await this.checkpoint(run);
    this.announceStep(run, step);
    this.announce(run);
    await this.timers.set(run._id, due);
  }

  private async end(
    run: StoredRun,
    status: Extract<RunStatus, 'succeeded' | 'failed' | 'cancelled' | 'needs-review'>,
  ): Promise<void> {
    run.status = status;
    delete run.dueAt;
    delete run.failure;
    if (status !== 'needs-review') run.endedAt = this.clock.now();
    if (status === 'failed') run.failure = failureOf(run);
    await this.checkpoint(run);
    this.announce(run);
  }

  private async checkpoint(run: StoredRun): Promise<void> {
    if (!(await this.store.checkpoint(run))) throw new RunLost(run._id);
  }

  private announce(run: StoredRun): void {
    const { _id: runId, linkId, contactId, version, status } = run;
    this.live.announce({
      type: 'run',
      runId,
      linkId,
      contactId,
      version,
      status,
      at: this.clock.now().toISOString(),
    });
  }

  private announceStep(run: StoredRun, step: StoredStep): void {
    this.live.announce({
      type: 'step',
      runId: run._id,
      linkId: run.linkId,
      nodeId: step.nodeId,
      status: step.status,
      attempt: step.attempts.length,
      port: step.port,
      at: this.clock.now().toISOString(),
    });
  }
}

/** Attempts since the last time a person asked for a retry: each request gives the whole number again. */
function attemptsInRow(step: StoredStep): number {
  const before = step.attempts.findLastIndex(
    (one, index) => one.outcome === 'failed' && index < step.attempts.length - 1,
  );
  return step.attempts.length - 1 - before;
}

/** What a list shows of a failed run: its first step that failed. */
function failureOf(run: StoredRun): StoredFailure {
  const step = run.steps.find((one) => one.status === 'failed');
  return step?.reason ? { nodeId: step.nodeId, type: step.type, reason: step.reason } : NO_VERSION;
}

const NO_VERSION: StoredFailure = {
  nodeId: TRIGGER,
  type: TRIGGER,
  reason: {
    code: 'version.missing',
    message: {
      en: 'The workflow version of this click is no longer there',
      nb: 'Versjonen av arbeidsflyten som gjaldt ved klikket, finnes ikke lenger',
    },
  },
};
