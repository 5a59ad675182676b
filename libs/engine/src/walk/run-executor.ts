import { Injectable } from '@nestjs/common';
import { stepOfType } from '@linkflow/actions';
import { TRIGGER, type EffectKind, type RunStatus } from '@linkflow/contracts';
import { Clock, LiveEvents, Log, type Span } from '@linkflow/platform';
import { canMoveRun, nextStep, type CompiledNode, type NextStep } from '@linkflow/workflow';
import { RunTimers } from '../maintenance';
import { PauseCache } from '../pauses';
import { errorKey } from '../persist/error-groups';
import { HELD_BY_GATE, type StoredFailure, type StoredRun, type StoredStep } from '../persist/run.schema';
import { RunStore, announceRun, announceStep, interruptionsOf, type NewRun } from '../persist/run-store';
import {
  RunQueue,
  TriggerTypes,
  Versions,
  type GateDecision,
  type RunnableVersion,
  type TriggerType,
} from '../ports';
import { RunMetrics } from '../run-metrics';
import { AttemptAbort, LeaseRenewer, RunHandedOver, RunLost, type RunLease } from './attempt-abort';
import {
  ENGINE_REASONS,
  failInterrupted,
  openStep,
  recordOutcome,
  refuseStep,
  resumeOpenSteps,
  withdrawAttempt,
} from './step-outcome';
import { StepRunner } from './step-runner';

/** The data of one walk: a claimed run with its workflow version, trigger type, lease and trace span. */
interface Walk {
  run: StoredRun;
  careful: boolean;
  version: RunnableVersion;
  trigger: TriggerType;
  lease: RunLease;
  span: Span | undefined;
}

interface Checkpoints {
  before: boolean;
  after: boolean;
}

/**
 * Whether a step has its own checkpoints before and after its attempt, by how its effect can be repeated. The checkpoint before stores
 * the attempt without an outcome. If the worker then crashes, the stored attempt shows that the effect may have happened: the next
 * attempt searches for the effect first (`searchable`), or a person must decide (`atMostOnce`).
 */
const CHECKPOINTS: Record<EffectKind, Checkpoints> = {
  none: { before: false, after: false },
  idempotent: { before: false, after: false },
  keyed: { before: false, after: false },
  searchable: { before: true, after: false },
  atMostOnce: { before: true, after: true },
};
/**
 * Checkpoints of every step of a careful walk, which follows a crash. What the walk has done then stays visible if a worker crashes again,
 * the next walk continues after it, and the stored attempt names the step that crashes.
 */
const CAREFUL: Checkpoints = { before: true, after: true };

interface WalkOptions {
  /** Whether each step has its own checkpoints, because a worker may have crashed over this run. */
  careful?: boolean;
}

/**
 * Walks a claimed run along its workflow, step by step, until the run ends, waits, must be retried, is held or is handed over:
 *
 * - `running → succeeded | failed | needs-review`: no step is left to execute
 * - `running → waiting | retrying`: a step waits or must be retried; `dueAt` is when the walk continues
 * - `running → held`: a pause applies to the next step, or the gate of the trigger holds it; for seconds only, it is `waiting`
 * - `running → queued`: the process is stopping and hands the run over
 *
 * Many runs are walked concurrently, and the batcher combines their reads and writes. Consecutive repeatable steps share one
 * checkpoint at the end of the walk; other steps have their own, see CHECKPOINTS. So if a worker crashes, no effect is lost and none
 * happens twice.
 */
@Injectable()
export class RunExecutor {
  constructor(
    private readonly store: RunStore,
    private readonly steps: StepRunner,
    private readonly leases: LeaseRenewer,
    private readonly versions: Versions,
    private readonly triggers: TriggerTypes,
    private readonly timers: RunTimers,
    private readonly pauses: PauseCache,
    private readonly clock: Clock,
    private readonly live: LiveEvents,
    private readonly metrics: RunMetrics,
    private readonly log: Log,
  ) {}

  /**
   * Walks a claimed run: executes its steps until it ends or must wait. If another worker claims the run meanwhile, this method returns
   * without an error, and the results since the last checkpoint are discarded.
   * @throws when MongoDB is unreachable. The lease then expires, and a worker resumes the run from its last checkpoint.
   */
  async advance(run: StoredRun, { careful = false }: WalkOptions = {}): Promise<void> {
    const lease = this.leases.hold(run);
    const span = this.metrics.begin(run);
    let failure: unknown;
    try {
      this.announce(run);
      const version = await this.versions.load(run.workflow.owner, run.workflow.version);
      const trigger = this.triggers.byType.get(run.trigger.type);
      if (!version) await this.end(run, 'failed', VERSION_MISSING);
      else if (!trigger) await this.end(run, 'failed', UNKNOWN_TRIGGER);
      else await this.walkOrHandOver({ run, careful, version, trigger, lease, span });
    } catch (error) {
      failure = error;
      if (!(error instanceof RunLost)) throw error;
      this.metrics.leaseLost();
      this.log.warn(
        { runId: run._id, fence: run.fence },
        'another worker took over the run; this late result is dropped',
      );
    } finally {
      this.leases.release(lease);
      this.metrics.finish(run, span, failure);
    }
  }

  /**
   * Marks a claimed run as failed because its workers crashed, without executing its remaining steps. The step that was interrupted fails
   * too, unless its effect may have happened and must not be repeated: a retry of the run then asks a person.
   * @throws RunLost if another worker has claimed the run
   */
  async failCrashing(run: StoredRun): Promise<void> {
    const reason = CRASHES_WORKER;
    const version = await this.versions.load(run.workflow.owner, run.workflow.version);
    const step = run.steps.find(({ status }) => status === 'running');
    const isRepeatable =
      step && version?.workflow.nodes.get(step.nodeId)?.descriptor?.effect !== 'atMostOnce';
    if (isRepeatable) failInterrupted(step, reason, this.clock.now());
    const { nodeId, type } = step ?? BEFORE_STEPS;
    await this.triggers.byType.get(run.trigger.type)?.crashed?.(run);
    await this.end(run, 'failed', { nodeId, type, reason });
  }

  private async walkOrHandOver(walk: Walk): Promise<void> {
    const { run } = walk;
    try {
      await this.walk(walk);
    } catch (error) {
      if (!(error instanceof RunHandedOver)) throw error;
      withdrawAttempt(run);
      move(run, 'queued');
      run.dueAt = this.clock.now();
      await this.checkpoint(run);
      this.announce(run);
      await this.timers.schedule(run._id, run.dueAt);
    }
  }

  private async walk({ run, careful, version, trigger, lease, span }: Walk): Promise<void> {
    const { workflow } = version;
    for (const step of resumeOpenSteps(workflow, run.steps, this.clock.now())) {
      this.metrics.stepEnded(step);
      this.announceStep(run, step);
    }
    for (;;) {
      const next = nextStep(workflow, run.steps);
      if (next.kind !== 'run') return this.stop(run, next);
      lease.throwIfStopping();
      const node = workflow.nodes.get(next.nodeId);
      if (!node) throw new Error(`The plan names a node that the version does not have: ${next.nodeId}`);
      const pause = this.pauses.pauseFor(run, node.type);
      if (pause !== undefined) return this.hold(run, pause);
      const decision = decide(trigger, run, node);
      // Awaits only a promise: most decisions are plain values.
      const gate = decision instanceof Promise ? await decision : decision;
      if (gate.kind === 'hold') return this.holdByGate(run, node, gate);
      if (gate.kind === 'refuse') {
        const refused = refuseStep(run, { workflow, node }, gate.reason, this.clock.now());
        this.metrics.stepEnded(refused);
        this.announceStep(run, refused);
        continue;
      }
      const checkpoints = careful ? CAREFUL : CHECKPOINTS[node.descriptor?.effect ?? 'none'];
      const step = openStep(run, node, this.clock.now());
      if (checkpoints.before) await this.checkpoint(run, { progress: false });
      const attempt = {
        run,
        trigger,
        workflow,
        node,
        number: step.attempts.length,
        abort: new AttemptAbort(),
      };
      const { outcome, trace } = await this.steps.attempt(attempt, lease);
      lease.throwIfLost();
      if (trace) step.trace = trace;
      const due = recordOutcome({ workflow, node, step }, outcome, this.clock.now());
      this.metrics.stepAttempted(run, step, span);
      // The claim of a `repeat` scope is released only if there was a single attempt: an earlier one may have made the effect.
      if (outcome.kind === 'failed' && attempt.number === 1) await this.steps.release(attempt);
      if (due) return this.suspend(run, step, due);
      if (checkpoints.after) await this.checkpoint(run);
      this.announceStep(run, step);
    }
  }

  /** Ends a run that has no further step to execute. */
  private async stop(run: StoredRun, next: Exclude<NextStep, { kind: 'run' }>): Promise<void> {
    switch (next.kind) {
      case 'finish':
        return this.end(run, next.status);
      case 'review':
        return this.end(run, 'needs-review');
      case 'pause':
        throw new Error(`Step ${next.nodeId} is still ${next.status} after all open steps were resumed`);
    }
  }

  /** Stores a waiting or retrying run and schedules its continuation. */
  private async suspend(run: StoredRun, step: StoredStep, due: Date): Promise<void> {
    move(run, step.status === 'waiting' ? 'waiting' : 'retrying');
    run.dueAt = due;
    await this.checkpoint(run);
    this.announceStep(run, step);
    this.announce(run);
    await this.timers.schedule(run._id, due);
  }

  /** Stores the run as held by the pause. HeldRuns puts it back to `queued` when the pause has ended. */
  private async hold(run: StoredRun, pause: string): Promise<void> {
    move(run, 'held');
    run.heldBy = pause;
    delete run.dueAt;
    await this.checkpoint(run);
    this.announce(run);
  }

  /** Stores the run as held until the gate is asked again. */
  private async holdByGate(
    run: StoredRun,
    { id: nodeId, type }: CompiledNode,
    { until, reason, brief }: Extract<GateDecision, { kind: 'hold' }>,
  ): Promise<void> {
    move(run, brief ? 'waiting' : 'held');
    if (!brief) run.heldBy = HELD_BY_GATE;
    run.hold = { nodeId, type, reason, until };
    run.dueAt = until;
    await this.checkpoint(run);
    this.announce(run);
    await this.timers.schedule(run._id, until);
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
    this.metrics.ended(run);
    this.announce(run);
  }

  private async checkpoint(run: StoredRun, options?: { progress: boolean }): Promise<void> {
    if (!(await this.store.checkpoint(run, options))) throw new RunLost(run._id);
  }

  private announce(run: StoredRun): void {
    announceRun(this.live, this.clock, run);
  }

  private announceStep(run: StoredRun, step: StoredStep): void {
    announceStep(this.live, this.clock, run, step);
  }
}

type Failure = Omit<StoredFailure, 'key'>;

const OPEN: GateDecision = { kind: 'open' };

/** Asks the gate of the trigger whether a step may be executed. Steps that are harmless always may. */
function decide(
  trigger: TriggerType,
  run: StoredRun,
  { id: nodeId, type, params, descriptor }: CompiledNode,
): GateDecision | Promise<GateDecision> {
  if (!trigger.gate || !descriptor || descriptor.risk === 'harmless') return OPEN;
  // A worker crashed during an attempt that was allowed. Its effect may have happened, so the attempt is completed.
  if (run.steps.some((step) => step.nodeId === nodeId && step.status === 'running')) return OPEN;
  const withdraws = stepOfType(type)?.withdraws ?? false;
  return trigger.gate(run, { nodeId, type, params, risk: descriptor.risk, withdraws });
}

function move(run: StoredRun, to: RunStatus): void {
  if (!canMoveRun(run.status, to)) throw new Error(`A run that is ${run.status} cannot become ${to}`);
  run.status = to;
}

/** The failure that lists show for a failed run: the failure of its first failed step. */
function failureOf(run: StoredRun): Failure {
  const step = run.steps.find((one) => one.status === 'failed');
  return step?.reason ? { nodeId: step.nodeId, type: step.type, reason: step.reason } : VERSION_MISSING;
}

/** Location of a failure that happened before the first step. */
const BEFORE_STEPS = { nodeId: TRIGGER, type: TRIGGER };

const VERSION_MISSING: Failure = { ...BEFORE_STEPS, reason: ENGINE_REASONS('version.missing') };
const CRASHES_WORKER = ENGINE_REASONS('run.crashed-worker');
const UNKNOWN_TRIGGER: Failure = { ...BEFORE_STEPS, reason: ENGINE_REASONS('trigger.unknown-type') };

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
