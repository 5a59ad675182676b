import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Schema, type Connection, type mongo } from 'mongoose';
import { pauseKey, type PauseBody, type PauseScope } from '@linkflow/contracts';
import { AppError, Clock, LiveEvents, PeriodicTasks } from '@linkflow/platform';
import { RUNS, type StoredRun } from './persist/run.schema';

export const PAUSES = 'pauses';

/** A pause of all runs, of one workflow or of one action type. `_id` is its `pauseKey`. */
export interface StoredPause {
  _id: string;
  scope: PauseScope;
  note: string;
  at: Date;
  by: { id: string; name: string };
}

export const PauseSchema = new Schema<StoredPause>(
  { _id: { type: String, required: true } },
  { collection: PAUSES, strict: false, versionKey: false },
);

/**
 * Lists, starts and ends pauses for people. Workers apply a new pause within a second (PauseCache). When a pause has ended, its held
 * runs are put back to `queued` (HeldRuns).
 */
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

  /** Starts a pause, or replaces the note of an existing one. */
  async pause({ scope, note }: PauseBody, by: StoredPause['by']): Promise<StoredPause> {
    const pause: StoredPause = { _id: pauseKey(scope), scope, note, at: this.clock.now(), by };
    const { _id, ...rest } = pause;
    await this.pauses.updateOne({ _id }, { $set: rest }, { upsert: true });
    this.announce(_id);
    return pause;
  }

  /**
   * Ends a pause.
   * @param at time of the pause as it was read; if it was replaced by a newer one since, that one stays
   * @returns the deleted pause
   * @throws AppError not-found; draft.stale
   */
  async resume(key: string, at?: Date): Promise<StoredPause> {
    const pause = await this.pauses.findOneAndDelete({ _id: key, ...(at && { at }) });
    if (!pause && at && (await this.pauses.findOne({ _id: key }))) {
      throw new AppError('draft.stale', 'This was paused again in the meantime');
    }
    if (!pause) throw new AppError('not-found', 'There is no pause with this key');
    this.announce(key);
    return pause;
  }

  /** Number of runs that the pause holds. */
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

/** Maximum age of the cached pauses, ms. Steps may still start for this long after a pause began. */
const MAX_AGE_MS = 1_000;

/**
 * The active pauses, cached in this process and read again every second, so that a step needs no read. If a run is held by a pause that
 * had already ended, because this cache was outdated, HeldRuns releases the run.
 */
@Injectable()
export class PauseCache implements OnModuleInit {
  /** Keys of the active pauses. Most of the time there are none. */
  private keys: ReadonlySet<string> = new Set();

  constructor(
    @InjectConnection() private readonly connection: Connection,
    tasks: PeriodicTasks,
  ) {
    tasks.add({ name: 'pause-cache', everyMs: MAX_AGE_MS, run: () => this.read() });
  }

  /** Reads the pauses before the first step is executed. */
  onModuleInit(): Promise<void> {
    return this.read();
  }

  /** Key of the pause that applies to a step of this type, if any. */
  pauseFor({ workflow }: Pick<StoredRun, 'workflow'>, nodeType: string): string | undefined {
    if (this.keys.size === 0) return undefined;
    return [
      pauseKey({ kind: 'all' }),
      pauseKey({ kind: 'workflow', owner: workflow.owner }),
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
