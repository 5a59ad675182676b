/**
 * Aborts attempts at steps. There are three causes; each aborts the attempt through its AttemptAbort:
 *
 * - the step exceeds its time limit: StepTimeouts aborts the attempt with StepTimeout
 * - another worker has claimed the run, or may have: RunLease aborts the attempt with RunLost
 * - the process is stopping: RunLease aborts the attempt with RunHandedOver, if the attempt may be repeated
 */
import {
  Injectable,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import type { Abortable, ActionPorts } from '@linkflow/actions';
import { Clock, Log, StopConfig, readConfig } from '@linkflow/platform';
import type { StoredRun } from '../persist/run.schema';
import { RunStore } from '../persist/run-store';
import { EngineConfig } from '../ports';

/**
 * Aborts one attempt at a step. Creates its AbortController only when the signal is requested, because most steps never use it and
 * a controller, signal and listener per step cost as much as a document write.
 */
export class AttemptAbort implements Abortable {
  private static readonly bySignal = new WeakMap<AbortSignal, AttemptAbort>();

  /** Returns the AttemptAbort that created this signal, or undefined if none did. */
  static of(signal: AbortSignal): AttemptAbort | undefined {
    return AttemptAbort.bySignal.get(signal);
  }

  private controller: AbortController | undefined;
  private reason: Error | undefined;
  private reject: ((reason: Error) => void) | undefined;

  get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController();
      AttemptAbort.bySignal.set(this.controller.signal, this);
      if (this.reason) this.controller.abort(this.reason);
    }
    return this.controller.signal;
  }

  /** Aborts the attempt. Later calls are ignored: the first reason is kept. */
  abort(reason: Error): void {
    if (this.reason) return;
    this.reason = reason;
    this.controller?.abort(reason);
    this.reject?.(reason);
  }

  /**
   * Runs `work` and returns its result. Rejects with the abort reason as soon as the attempt is aborted, even if `work` itself
   * never ends.
   */
  untilAborted<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.reason) return reject(this.reason);
      this.reject = reject;
      work().then(resolve, reject);
    });
  }
}

/** The step took longer than its policy allows. */
export class StepTimeout extends Error {
  override readonly name = 'StepTimeout';
}

/** Interval at which the time limits are checked, ms. A step is aborted at most this long after its limit. */
const TICK_MS = 50;

interface Timeout {
  readonly ms: number;
  end: number;
}

/** Time limits of the running steps. One timer serves all of them: a timer per step would dominate the cost of a short step. */
@Injectable()
export class StepTimeouts implements OnModuleInit, OnApplicationShutdown {
  private readonly timeouts = new Map<AttemptAbort, Timeout>();
  private timer: NodeJS.Timeout | undefined;

  onModuleInit(): void {
    this.timer = setInterval(() => this.abortOverdue(), TICK_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Aborts the attempt with a StepTimeout after `ms`, unless `clear` is called for the attempt before. */
  set(attempt: AttemptAbort, ms: number): void {
    this.timeouts.set(attempt, { ms, end: performance.now() + ms });
  }

  clear(attempt: AttemptAbort): void {
    this.timeouts.delete(attempt);
  }

  /**
   * Suspends the time limit of the attempt that has this signal. Used while a script waits for a free sandbox in this process: that
   * wait must not make the step time out.
   */
  suspend(signal: AbortSignal): void {
    const timeout = this.of(signal);
    if (timeout) timeout.end = Number.POSITIVE_INFINITY;
  }

  /** Ends a suspension. The attempt gets its full time limit again. */
  resume(signal: AbortSignal): void {
    const timeout = this.of(signal);
    if (timeout) timeout.end = performance.now() + timeout.ms;
  }

  private of(signal: AbortSignal): Timeout | undefined {
    const attempt = AttemptAbort.of(signal);
    return attempt && this.timeouts.get(attempt);
  }

  private abortOverdue(): void {
    const now = performance.now();
    for (const [attempt, { end }] of this.timeouts) {
      if (end > now) continue;
      this.timeouts.delete(attempt);
      attempt.abort(new StepTimeout());
    }
  }
}

/** Wraps a request of a step, so that the time limit of the step is suspended until the request is started. */
function limitedFromStart<R extends { signal?: AbortSignal; onStart?: () => void }, T>(
  timeouts: StepTimeouts,
  send: (request: R) => T,
): (request: R) => T {
  return (request) => {
    const { signal } = request;
    if (!signal) return send(request);
    timeouts.suspend(signal);
    return send({ ...request, onStart: () => timeouts.resume(signal) });
  };
}

/** A sandbox in which the time that a script waits for a free thread does not count. During a burst of events many scripts wait. */
export const excludingQueueTime = (
  sandbox: ActionPorts['sandbox'],
  timeouts: StepTimeouts,
): ActionPorts['sandbox'] => ({
  run: limitedFromStart(timeouts, (script) => sandbox.run(script)),
  checkSyntax: (source) => sandbox.checkSyntax(source),
  close: () => sandbox.close(),
});

/** Webhooks for which the time that a call waits for other calls to the same server does not count. */
export const excludingWaitForSlot = (
  webhooks: ActionPorts['webhooks'],
  timeouts: StepTimeouts,
): ActionPorts['webhooks'] => ({
  call: limitedFromStart(timeouts, (call) => webhooks.call(call)),
});

/**
 * This process has lost the run: another worker has claimed it, or may have because the lease expired. This process must write nothing
 * more about the run.
 */
export class RunLost extends Error {
  override readonly name = 'RunLost';
}

/**
 * This process is stopping and returns the run to the queue for another worker. If an attempt was aborted for that, it is removed from
 * the run as if it had never started.
 */
export class RunHandedOver extends Error {
  override readonly name = 'RunHandedOver';
}

/** The lease of a run that this process is walking. Active until the run is lost or handed over. */
export class RunLease {
  private lost: RunLost | undefined;
  private handedOver: RunHandedOver | undefined;
  private attempt: AttemptAbort | undefined;
  private repeatable = true;

  constructor(readonly run: StoredRun) {}

  lose(reason: RunLost): void {
    this.lost ??= reason;
    this.attempt?.abort(reason);
  }

  /** Makes the walk stop before its next step. Aborts the current step if it may be repeated. */
  handOver(): void {
    this.handedOver ??= new RunHandedOver();
    if (this.repeatable) this.attempt?.abort(this.handedOver);
  }

  /** @throws RunLost */
  throwIfLost(): void {
    if (this.lost) throw this.lost;
  }

  /** @throws RunLost, RunHandedOver */
  throwIfStopping(): void {
    this.throwIfLost();
    if (this.handedOver) throw this.handedOver;
  }

  /**
   * Sets the attempt in progress, or undefined between two steps. `lose` aborts the attempt; `handOver` aborts it only if it is
   * `repeatable`.
   */
  attach(attempt: AttemptAbort | undefined, repeatable = true): void {
    this.attempt = attempt;
    this.repeatable = repeatable;
    const reason = this.lost ?? (repeatable ? this.handedOver : undefined);
    if (reason) attempt?.abort(reason);
  }
}

/**
 * Renews the leases of all runs that this process is walking; the batcher combines the renewals into one write. If a lease cannot be
 * renewed because another worker has claimed the run, the current attempt and the walk of that run are aborted.
 */
@Injectable()
export class LeaseRenewer implements OnModuleInit, OnModuleDestroy, OnApplicationShutdown {
  private readonly held = new Set<RunLease>();
  private readonly leaseMs = readConfig(EngineConfig).RUN_LEASE_MS;
  private readonly stopLimitMs = readConfig(StopConfig).STOP_LIMIT_MS;
  private renewTimer: NodeJS.Timeout | undefined;
  private handOverTimer: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    private readonly store: RunStore,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.renewTimer = setInterval(() => void this.renewAll(), this.leaseMs / 3);
    this.renewTimer.unref();
  }

  /**
   * At shutdown, starts a timer of half of STOP_LIMIT_MS. Most walks end by themselves before it fires. It then releases the remaining
   * runs, so that other workers can claim them before this process reaches the limit.
   */
  onModuleDestroy(): void {
    this.handOverTimer = setTimeout(() => this.handOverAll(), this.stopLimitMs / 2);
    this.handOverTimer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.renewTimer);
    clearTimeout(this.handOverTimer);
  }

  hold(run: StoredRun): RunLease {
    const lease = new RunLease(run);
    this.held.add(lease);
    if (this.stopping) lease.handOver();
    return lease;
  }

  release(lease: RunLease): void {
    this.held.delete(lease);
  }

  private handOverAll(): void {
    this.stopping = true;
    if (this.held.size > 0) this.log.info({ runs: this.held.size }, 'stopping: runs are handed over');
    for (const lease of this.held) lease.handOver();
  }

  private async renewAll(): Promise<void> {
    const soon = this.clock.now().getTime() + (this.leaseMs * 2) / 3;
    const expiring = [...this.held].filter(
      ({ run }) => run.dueAt !== undefined && run.dueAt.getTime() <= soon,
    );
    await Promise.all(expiring.map((lease) => this.renew(lease)));
  }

  private async renew(lease: RunLease): Promise<void> {
    const { run } = lease;
    try {
      if (!(await this.store.renew(run))) lease.lose(new RunLost(run._id));
    } catch (error) {
      // MongoDB is unreachable. Until the lease expires, the run stays with this process. After that the run counts as lost, because
      // another worker may claim it. A run that is not stored yet stays with this process: no other worker can claim it.
      if (this.store.isWritten(run) && run.dueAt && run.dueAt <= this.clock.now()) {
        lease.lose(new RunLost(run._id));
      }
      this.log.warn({ err: error, runId: run._id }, 'lease could not be renewed');
    }
  }
}
