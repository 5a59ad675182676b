import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { ClickRoller } from '@linkflow/links';
import { Log, readConfig } from '@linkflow/platform';
import { Rounds, SingleLease } from '@linkflow/engine';
import { WorkerConfig } from '../worker.config';

/** A round that takes longer is done by two, which is work for nothing but does no harm. */
const LEASE_MS = 20_000;

/** Keeps the totals of links and mailings close behind their clicks. One worker does it for all. */
@Injectable()
export class TotalRolls implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly rounds: Rounds;

  constructor(roller: ClickRoller, lease: SingleLease, log: Log) {
    const round = async (): Promise<void> => {
      if (await lease.take('click-totals', LEASE_MS)) await roller.round();
    };
    this.rounds = new Rounds(readConfig(WorkerConfig).TOTALS_MS, round, log, 'totals could not be rolled up');
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }
}
