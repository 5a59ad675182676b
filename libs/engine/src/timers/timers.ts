import { Injectable } from '@nestjs/common';
import { Clock, Log, readConfig } from '@linkflow/platform';
import { Bell } from '../ports';
import { RunsConfig } from '../runs.config';

/**
 * The near future of runs that wait. The time itself is stored with the run; this only orders a bell for what is due
 * soon, so that Redis holds a minute of the future and not a year of it.
 */
@Injectable()
export class Timers {
  private readonly horizonMs = readConfig(RunsConfig).TIMER_HORIZON_MS;

  constructor(
    private readonly bell: Bell,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Never fails: a bell that could not be ordered is rung by the reconciler. */
  async set(runId: string, due: Date): Promise<void> {
    const delayMs = Math.max(0, due.getTime() - this.clock.now().getTime());
    if (delayMs > this.horizonMs) return;
    await this.bell
      .ring([runId], delayMs)
      .catch((error: unknown) => this.log.warn({ err: error, runId }, 'bell could not be ordered'));
  }
}
