import type { StoredRun } from '../store/stored-run';
import type { RunLost } from './step-outcome';

/** A run that this process is walking, until it loses it. */
export class Lease {
  private reason: RunLost | undefined;
  private step: AbortController | undefined;

  constructor(readonly run: StoredRun) {}

  lose(reason: RunLost): void {
    this.reason ??= reason;
    this.step?.abort(reason);
  }

  /** @throws RunLost when the run is no longer ours */
  throwIfLost(): void {
    if (this.reason) throw this.reason;
  }

  /** The step under way, which a loss of the run interrupts; undefined between two of them. */
  carry(step: AbortController | undefined): void {
    this.step = step;
    if (this.reason) step?.abort(this.reason);
  }
}
