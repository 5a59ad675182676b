import { Injectable } from '@nestjs/common';
import { ClickRollup } from '@linkflow/links';
import { PeriodicTasks, readConfig } from '@linkflow/platform';
import { WorkerConfig } from '../worker.config';

/** If a pass takes longer, two workers do it at once, which is harmless but wasted work. */
const LEASE_MS = 20_000;

/** Keeps the click totals of links and mailings up to date. One worker does it for all. */
@Injectable()
export class ClickTotalsTask {
  constructor(roller: ClickRollup, tasks: PeriodicTasks) {
    tasks.add({
      name: 'click-totals',
      everyMs: readConfig(WorkerConfig).TOTALS_MS,
      leaseMs: LEASE_MS,
      run: () => roller.run(),
    });
  }
}
