import { Injectable } from '@nestjs/common';
import { TRIGGER, type Reason, type RunStatus } from '@linkflow/contracts';
import { Clock, LiveEvents, Log, type Span } from '@linkflow/platform';
import { canMoveRun, nextStep, type NextStep } from '@linkflow/workflow';
import { Pauses } from '../pauses/pauses';
import { Versions, type RunnableVersion } from '../ports';
import { RunStore } from '../store/run-store';
import type { StoredFailure, StoredRun, StoredStep } from '../store/stored-run';
import { Timers } from '../timers/timers';
import { RunWatch } from '../watch/run-watch';
import { errorKey } from './error-key';
import type { Lease } from './lease';
import { LeaseKeeper } from './lease-keeper';
import { RunLost, RunPutDown } from './step-outcome';
import { openStep, recordOutcome, settleOpenSteps, withdrawAttempt } from './step-record';
import { StepRunner } from './step-runner';

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
    private readonly pauses: Pauses,
    private readonly clock: Clock,
    private readonly live: LiveEvents,
    private readonly watch: RunWatch,
    private readonly log: Log,
  ) {}

  /**
   * Walks a run that this process has claimed. A run that is lost on the way is left to its new holder; one that is not at its
   * end when the process stops is put down for another.
   * @throws when MongoDB is away; the lease runs out then, and the run is taken up again from its last checkpoint.
   */
  async advance(run: StoredRun): Promise<void> {
    const lease = this.leases.hold(run);
    const span = this.watch.begin(run);
    let failure: unknown;
    try {
      this.announce(run);
      const version = await this.versions.load(run.linkId, run.version);
      if (version) await this.walkOrPutDown(run, version, lease, span);
      else await this.end(run, 'failed');
    } catch (error) {
      failure = error;
      if (!(error instanceof RunLost)) throw error;
      this.watch.wasLost();
      this.log.warn(
        { runId: run._id, fence: run.fence },
        'run went to another worker; its late result is dropped',
      );
    } finally {
      this.leases.release(lease);
      this.watch.finish(run, span, failure);
    }
  }

  /** Ends a run that this process has claimed and that nobody shall walk any further. @throws RunLost */
  async fail(run: StoredRun, reason: Reason): Promise<void> {
    const { nodeId, type } = run.steps.find((step) => step.status === 'running') ?? BEFORE_STEPS;
    await this.end(run, 'failed', { nodeId, type, reason });
  }

  private async walkOrPutDown(...[run, ...rest]: Parameters<RunExecutor['walk']>): Promise<void> {
    try {
      await this.walk(run, ...rest);
    } catch (error) {
      if (!(error instanceof RunPutDown)) throw error;
      withdrawAttempt(run);
      move(run, 'queued');
      run.dueAt = this.clock.now();
      await this.checkpoint(run);
      this.announce(run);
      await this.timers.set(run._id, run.dueAt);
    }
  }

  private async walk(
    run: StoredRun,
    version: RunnableVersion,
    lease: Lease,
    span: Span | undefined,
  ): Promise<void> {
    for (const step of settleOpenSteps(version.workflow, run.steps, this.clock.now())) {
      this.watch.settled(step);
      this.announceStep(run, step);
    }
    for (;;) {
      const next = nextStep(version.workflow, run.steps);
      if (next.kind !== 'run') return this.rest(run, next);
      lease.throwIfEnding();
      const node = version.workflow.nodes.get(next.nodeId);
      if (!node) throw new Error(`The plan names a node that the version has not: ${next.nodeId}`);
      const pause = this.pauses.holding(run, node.type);
      if (pause !== undefined) return this.hold(run, pause);
      const alone = node.descriptor?.effect === 'atMostOnce';
      const step = openStep(run, node, this.clock.now());
      if (alone) await this.checkpoint(run);
      const { outcome, trace } = await this.steps.attempt(run, version, node, step.attempts.length, lease);
      lease.throwIfLost();
      if (trace) step.trace = trace;
      const due = recordOutcome(version.workflow, node, step, outcome, this.clock.now());
      this.watch.stepped(run, step, span);
      if (due) return this.pause(run, step, due);
      if (alone) await this.checkpoint(run);
      this.announceStep(run, step);
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

  private async pause(run: StoredRun, step: StoredStep, due: Date): Promise<void> {
    move(run, step.status === 'waiting' ? 'waiting' : 'retrying');
    run.dueAt = due;
    await this.checkpoint(run);
    this.announceStep(run, step);
    this.announce(run);
    await this.timers.set(run._id, due);
  }

  /** Puts the run down before its next step, for as long as the pause lasts. */
  private async hold(run: StoredRun, pause: string): Promise<void> {
    move(run, 'held');
    run.heldBy = pause;
    delete run.dueAt;
    await this.checkpoint(run);
    this.announce(run);
  }

  private async end(
    run: StoredRun,
    status: Extract<RunStatus, 'succeeded' | 'failed' | 'cancelled' | 'needs-review'>,
    failure: Failure | undefined = status === 'failed' ? failureOf(run) : undefined,
  ): Promise<void> {
    move(run, status);
    delete run.dueAt;
    delete run.failure;
    if (status !== 'needs-review') run.endedAt = this.clock.now();
    if (failure) run.failure = { ...failure, key: errorKey(failure) };
    await this.checkpoint(run);
    this.watch.ended(run);
    this.announce(run);
  }

  private async checkpoint(run: StoredRun): Promise<void> {
    if (!(await this.store.checkpoint(run))) throw new RunLost(run._id);
  }

  private announce(run: StoredRun): void {
    const { _id: runId, linkId, contactId, version, status } = run;
    this.live.announce(() => ({
      type: 'run',
      runId,
      linkId,
      contactId,
      version,
      status,
      at: this.clock.now().toISOString(),
    }));
  }

  private announceStep(run: StoredRun, step: StoredStep): void {
    this.live.announce(() => ({
      type: 'step',
      runId: run._id,
      linkId: run.linkId,
      nodeId: step.nodeId,
      status: step.status,
      attempt: step.attempts.length,
      port: step.port,
      at: this.clock.now().toISOString(),
    }));
  }
}

type Failure = Omit<StoredFailure, 'key'>;

function move(run: StoredRun, to: RunStatus): void {
  if (!canMoveRun(run.status, to)) throw new Error(`A run that is ${run.status} cannot become ${to}`);
  run.status = to;
}

/** What a list shows of a failed run: its first step that failed. */
function failureOf(run: StoredRun): Failure {
  const step = run.steps.find((one) => one.status === 'failed');
  return step?.reason ? { nodeId: step.nodeId, type: step.type, reason: step.reason } : NO_VERSION;
}

/** Where a failure is shown that came before any step. */
const BEFORE_STEPS = { nodeId: TRIGGER, type: TRIGGER };

const NO_VERSION: Failure = {
  ...BEFORE_STEPS,
  reason: {
    code: 'version.missing',
    message: {
      en: 'The workflow version of this click is no longer there',
      nb: 'Versjonen av arbeidsflyten som gjaldt ved klikket, finnes ikke lenger',
    },
  },
};
