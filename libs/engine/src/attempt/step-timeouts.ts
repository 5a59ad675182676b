import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Abortable } from '@linkflow/actions';

/**
 * Aborts one attempt at a step. Creates its AbortController only when the signal is requested, because most steps never use it and
 * a controller, signal and listener per step cost as much as a document write.
 */
export class AttemptAbort implements Abortable {
  private static readonly bySignal = new WeakMap<AbortSignal, AttemptAbort>();

  /** The AttemptAbort that created this signal. */
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

  /** Later calls are ignored: the first reason is kept. */
  abort(reason: Error): void {
    if (this.reason) return;
    this.reason = reason;
    this.controller?.abort(reason);
    this.reject?.(reason);
  }

  /** Rejects with the reason as soon as the attempt is aborted, even if the work itself never ends. */
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

/** Precision of a timeout, ms. */
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

  /** Aborts the attempt with a StepTimeout in `ms`, unless it is cleared first. */
  set(attempt: AttemptAbort, ms: number): void {
    this.timeouts.set(attempt, { ms, end: performance.now() + ms });
  }

  clear(attempt: AttemptAbort): void {
    this.timeouts.delete(attempt);
  }

  /** Stops the clock while the step waits for a free sandbox in this process: queueing must not make steps time out. */
  suspend(signal: AbortSignal): void {
    const timeout = this.of(signal);
    if (timeout) timeout.end = Number.POSITIVE_INFINITY;
  }

  /** Starts the clock again with the full time. */
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
