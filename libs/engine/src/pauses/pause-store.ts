import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { pauseKey, type PauseBody } from '@linkflow/contracts';
import { AppError, Clock, LiveEvents } from '@linkflow/platform';
import { RUNS, type StoredRun } from '../store/stored-run';
import { PAUSES, type StoredPause } from './stored-pause';

/** What people do with pauses. Workers hear of it within a second, and let go what was held once a pause is gone. */
@Injectable()
export class PauseStore {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly clock: Clock,
    private readonly live: LiveEvents,
  ) {}

  list(): Promise<StoredPause[]> {
    return this.pauses.find().sort({ at: -1 }).toArray();
  }

  /** Pauses it; what is paused already stays so, with the newer note. */
  async pause({ scope, note }: PauseBody, by: StoredPause['by']): Promise<StoredPause> {
    const pause: StoredPause = { _id: pauseKey(scope), scope, note, at: this.clock.now(), by };
    const { _id, ...rest } = pause;
    await this.pauses.updateOne({ _id }, { $set: rest }, { upsert: true });
    this.announce(_id);
    return pause;
  }

  /**
   * Ends it.
   * @returns as it was
   * @throws AppError not-found
   */
  async resume(key: string): Promise<StoredPause> {
    const pause = await this.pauses.findOneAndDelete({ _id: key });
    if (!pause) throw new AppError('not-found', 'Nothing is paused under this key');
    this.announce(key);
    return pause;
  }

  /** Runs that a pause holds now. */
  heldBy(key: string): Promise<number> {
    return this.connection.collection<StoredRun>(RUNS).countDocuments({ heldBy: key });
  }

  private announce(key: string): void {
    this.live.announce(() => ({ type: 'ops', what: 'pause', id: key, at: this.clock.now().toISOString() }));
  }

  private get pauses(): mongo.Collection<StoredPause> {
    return this.connection.collection<StoredPause>(PAUSES);
  }
}
