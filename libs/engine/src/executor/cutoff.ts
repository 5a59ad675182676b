import type { Abortable } from '@linkflow/actions';

/**
 * Cuts off one attempt at a step. Most steps never ask for their signal, and it is made when one does: a controller, its signal and
 * a listener for each step would cost a run of three as much as a document that it writes.
 */
export class Cutoff implements Abortable {
  private static readonly bySignal = new WeakMap<AbortSignal, Cutoff>();

  /** The one that made this signal. */
  static of(signal: AbortSignal): Cutoff | undefined {
    return Cutoff.bySignal.get(signal);
  }

  private controller: AbortController | undefined;
  private reason: Error | undefined;
  private reject: ((reason: Error) => void) | undefined;

  get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController();
      Cutoff.bySignal.set(this.controller.signal, this);
      if (this.reason) this.controller.abort(this.reason);
    }
    return this.controller.signal;
  }

  /** The first reason stands. */
  abort(reason: Error): void {
    if (this.reason) return;
    this.reason = reason;
    this.controller?.abort(reason);
    this.reject?.(reason);
  }

  untilAborted<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.reason) return reject(this.reason);
      this.reject = reject;
      work().then(resolve, reject);
    });
  }
}
