import type { StoredRun } from '../store/stored-run';
import type { Cutoff } from './cutoff';
import { RunPutDown, type RunLost } from './step-outcome';

/** A run that this process is walking, until it loses it or puts it down. */
export class Lease {
  private reason: RunLost | undefined;
  private ending: RunPutDown | undefined;
  private step: Cutoff | undefined;
  private repeatable = true;

  constructor(readonly run: StoredRun) {}

  lose(reason: RunLost): void {
    this.reason ??= reason;
    this.step?.abort(reason);
  }

  /** Asks the walk to put its run down before its next step. A step under way is cut off, unless it may not be repeated. */
  putDown(): void {
    this.ending ??= new RunPutDown();
    if (this.repeatable) this.step?.abort(this.ending);
  }

  /** @throws RunLost when the run is no longer ours */
  throwIfLost(): void {
    if (this.reason) throw this.reason;
  }

  /** @throws RunLost when the run is no longer ours, RunPutDown when it is to be put down */
  throwIfEnding(): void {
    this.throwIfLost();
    if (this.ending) throw this.ending;
  }

  /** The step under way, which a loss of the run interrupts; undefined between two of them. */
  carry(step: Cutoff | undefined, repeatable = true): void {
    this.step = step;
    this.repeatable = repeatable;
    const reason = this.reason ?? (repeatable ? this.ending : undefined);
    if (reason) step?.abort(reason);
  }
}
