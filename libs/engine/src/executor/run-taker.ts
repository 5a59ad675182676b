import { Injectable } from '@nestjs/common';
import type { Reason } from '@linkflow/contracts';
import { Clock, Log } from '@linkflow/platform';
import { Bell } from '../ports';
import { RunStore, type NewRun } from '../store/run-store';
import type { StoredRun } from '../store/stored-run';
import { RunExecutor } from './run-executor';

/** Claims in vain after which a run is walked alone, so that those walked beside it are not blamed for what it does. */
const SUSPECT = 2;
/** Claims in vain after which nobody walks it any more until a person says so. */
const POISON = 5;
/** How long a suspect may stand in line before the reconciler rings for it again, in case the line was lost with Redis. */
const LINE_MS = 60_000;

const POISONED: Reason = {
  code: 'run.poison',
  message: {
    en: 'The process that carried this run out ended in the middle of it time and again, so it was stopped',
    nb: 'Prosessen som utførte denne kjøringen, stoppet midt i den gang på gang. Derfor ble den avbrutt',
  },
};

/**
 * Takes runs up: those of a click that was just recorded, and those that the bell rings for. Workers that die over a run leave
 * claims in vain behind; a run with some of them is a suspect, and one with too many is failed, so that it cannot kill for ever.
 */
@Injectable()
export class RunTaker {
  constructor(
    private readonly store: RunStore,
    private readonly executor: RunExecutor,
    private readonly bell: Bell,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Begins the run of a click and walks it. */
  begin(from: NewRun): Promise<void> {
    return this.executor.advance(this.store.begin(from));
  }

  /** The run of a click that was delivered before: taken up if it is due, as whoever had it may have died, begun if nobody has. */
  async resume(from: NewRun, { alone = false } = {}): Promise<void> {
    const run = await this.store.get(from._id);
    await (run ? this.goOn(run, alone) : this.begin(from));
  }

  /** The bell rang for a run: walks it on if it is due. `alone`: no other suspect is walked by this process meanwhile. */
  async heard(runId: string, { alone = false } = {}): Promise<void> {
    const run = await this.store.get(runId);
    if (run) await this.goOn(run, alone);
  }

  /** Fails the run of a click that workers die of, in the place of walking it. One that has come to an end stays as it is. */
  async condemn(from: NewRun): Promise<void> {
    const seen = await this.store.get(from._id);
    await (seen ? this.fail(seen) : this.executor.fail(this.store.begin(from), POISONED));
  }

  private async goOn(run: StoredRun, alone: boolean): Promise<void> {
    if (!this.store.isDue(run)) return;
    const inVain = run.fence - (run.proven ?? run.fence);
    if (inVain >= POISON) {
      this.log.error({ runId: run._id, inVain }, 'run kills its workers and is failed');
      return this.fail(run);
    }
    if (inVain >= SUSPECT && !alone) {
      this.log.warn({ runId: run._id, inVain }, 'run is walked alone, as its workers have died');
      await this.bell.ringAlone(run._id);
      await this.store.postpone(run, new Date(this.clock.now().getTime() + LINE_MS));
      return;
    }
    const claimed = await this.store.claim(run);
    if (claimed) await this.executor.advance(claimed);
  }

  private async fail(run: StoredRun): Promise<void> {
    const claimed = await this.store.claim(run);
    if (claimed) await this.executor.fail(claimed, POISONED);
  }
}
