import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { ClickRecord } from '@linkflow/contracts';
import { Batcher, Clock, readConfig } from '@linkflow/platform';
import { WorkerConfig } from '../worker.config';

/** Where the patrol stands, in one small document. Click ids are ordered by time, so a place is an id. */
export interface PatrolPlace {
  _id: 'clicks';
  /** Every click up to here was looked at. */
  upTo: string;
  /** The lowest id of late clicks that somebody is about to record. */
  late?: string;
  /** The same, as the patrol saw it at `seenAt`. Once they must be recorded, it goes back there. */
  seen?: string;
  seenAt?: Date;
}

const PATROL = 'patrol';
const PLACE = 'clicks';

/**
 * What workers tell the patrol. A click that is recorded soon after it was made lies ahead of it. One that comes late (out of a
 * journal, after an outage) may lie where it has been already, so whoever records such clicks says so first: one small write for
 * the whole job. Writing the runs of late clicks first would cost one write each, and make runs of clicks that may never be recorded.
 */
@Injectable()
export class PatrolNotes {
  private readonly lateMs = readConfig(WorkerConfig).PATROL_LAG_MS / 2;

  constructor(
    private readonly batcher: Batcher,
    private readonly clock: Clock,
    @InjectConnection() private readonly connection: Connection,
  ) {}

  /** Resolves at once where no click is late. Half of the patrol's lag is left for recording those that are not quite. */
  async noteLate(clicks: readonly ClickRecord[]): Promise<void> {
    const fresh = idAt(this.clock.now().getTime() - this.lateMs);
    let late: string | undefined;
    for (const { id } of clicks) if (id < fresh && (late === undefined || id < late)) late = id;
    if (late === undefined) return;
    const spec = { _id: PLACE, update: { $min: { late }, $setOnInsert: { upTo: START } }, upsert: true };
    // Two that make the document at once: one did, this one met it and must say it again.
    if ((await this.batcher.update(PATROL, spec)) === 'existed') await this.batcher.update(PATROL, spec);
  }

  async place(): Promise<PatrolPlace> {
    return (await this.places.findOne({ _id: PLACE })) ?? { _id: PLACE, upTo: START };
  }

  /** Keeps how far the patrol has come. */
  async reached(upTo: string): Promise<void> {
    await this.places.updateOne({ _id: PLACE }, { $set: { upTo } }, { upsert: true });
  }

  /** Takes note of late clicks that were announced. Nothing happens when still lower ones were, meanwhile. */
  async see(late: string, now: Date): Promise<void> {
    await this.places.updateOne(
      { _id: PLACE, late },
      { $set: { seen: late, seenAt: now }, $unset: { late: '' } },
    );
  }

  /** Goes back to where the late clicks are that were seen. */
  async goBack(upTo: string): Promise<void> {
    await this.places.updateOne({ _id: PLACE }, { $set: { upTo }, $unset: { seen: '', seenAt: '' } });
  }

  private get places(): mongo.Collection<PatrolPlace> {
    return this.connection.collection<PatrolPlace>(PATROL);
  }
}

const START = '0'.repeat(24);

/** The lowest id that a click of this moment can have. */
export const idAt = (ms: number): string =>
  Math.floor(ms / 1_000)
    .toString(16)
    .padStart(8, '0')
    .padEnd(24, '0');
