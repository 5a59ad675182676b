import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { pauseKey } from '@linkflow/contracts';
import { Log } from '@linkflow/platform';
import type { StoredRun } from '../store/stored-run';
import { Rounds } from '../timers/rounds';
import { PAUSES, type StoredPause } from './stored-pause';

/** How old what a worker knows of pauses may be, ms: so long steps may still begin after somebody paused. */
const KNOWN_MS = 1_000;

/**
 * What stands still, as this process knows it: one small read a second, and none for a step. A run that was held on old
 * knowledge, after its pause had ended, is found by `HeldRuns`.
 */
@Injectable()
export class Pauses implements OnModuleInit, OnApplicationShutdown {
  private keys: ReadonlySet<string> = new Set();
  private readonly rounds: Rounds;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    log: Log,
  ) {
    this.rounds = new Rounds(KNOWN_MS, () => this.read(), log, 'pauses could not be read');
  }

  /** Knows what is paused before the first step is taken. */
  async onModuleInit(): Promise<void> {
    await this.read();
    this.rounds.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  /** Key of the pause that keeps a run from a step of this type; undefined: it may go on. */
  holding({ linkId }: Pick<StoredRun, 'linkId'>, nodeType: string): string | undefined {
    if (this.keys.size === 0) return undefined;
    return [
      pauseKey({ kind: 'all' }),
      pauseKey({ kind: 'link', linkId }),
      pauseKey({ kind: 'action', type: nodeType }),
    ].find((key) => this.keys.has(key));
  }

  private async read(): Promise<void> {
    const pauses = await this.connection
      .collection<StoredPause>(PAUSES)
      .find({}, { projection: { _id: 1 } })
      .toArray();
    this.keys = new Set(pauses.map((pause) => pause._id));
  }
}
