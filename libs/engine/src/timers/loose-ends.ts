import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Log } from '@linkflow/platform';
import { HeldRuns } from '../pauses/held-runs';
import { Births } from '../verbs/births';
import { SingleLease } from './lease';
import { Rounds } from './rounds';

const EVERY_MS = 1_000;

/** Ties up, once a second in one worker, what people have asked for and what is not theirs to carry to its end. */
@Injectable()
export class LooseEnds implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly rounds: Rounds;

  constructor(
    private readonly held: HeldRuns,
    private readonly births: Births,
    private readonly lease: SingleLease,
    log: Log,
  ) {
    this.rounds = new Rounds(EVERY_MS, () => this.tie(), log, 'loose ends could not be tied up');
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  private async tie(): Promise<void> {
    if (!(await this.lease.take('loose-ends', EVERY_MS * 3))) return;
    await this.held.letGo();
    await this.births.bearLeft();
  }
}
