import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { Batcher, Clock, Log, newId, readConfig } from '@linkflow/platform';
import { Bell } from '../ports';
import { RunsConfig } from '../runs.config';
import { RUNS, clickOf, type StoredRun } from '../store/stored-run';

/** Runs made in one round. */
const ROUND = 500;

/**
 * Makes the runs that do others again. That one is wanted, and under which id, is written first, with the run that it
 * follows; so it is made once however often that is tried, and whoever dies in between, it is found and made here.
 * (A transaction over both runs would be simpler to read, but one that is left open by a dead process holds them for a minute.)
 */
@Injectable()
export class Births {
  private readonly queuedMs = readConfig(RunsConfig).RUN_QUEUED_MS;

  constructor(
    private readonly batcher: Batcher,
    @InjectConnection() private readonly connection: Connection,
    private readonly bell: Bell,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** The run that this one asks for. May be called again. */
  async bear(of: StoredRun): Promise<StoredRun> {
    const fresh = this.freshOf(of);
    await this.batcher.insertOnce(RUNS, fresh);
    await this.batcher.update(RUNS, { _id: of._id, update: { $unset: { unborn: '' } } });
    return fresh;
  }

  /** Makes those that were asked for by somebody who died before it was done. */
  async bearLeft(): Promise<void> {
    const waiting = await this.connection
      .collection<StoredRun>(RUNS)
      .find({ unborn: { $exists: true } })
      .limit(ROUND)
      .toArray();
    const born = await Promise.all(waiting.map((run) => this.bear(run)));
    if (born.length === 0) return;
    this.bell.ring(born.map((run) => run._id)).catch(() => undefined);
    this.log.info({ runs: born.length }, 'made runs that were asked for and not made');
  }

  private freshOf(of: StoredRun): StoredRun {
    const { linkId, mailingId, recipientId, contactId, clickedAt, trace, againBy, unborn } = of;
    if (againBy === undefined || !unborn) throw new Error(`Run ${of._id} does not ask for another`);
    const now = this.clock.now();
    return {
      _id: againBy,
      linkId,
      mailingId,
      recipientId,
      contactId,
      version: unborn.version,
      clickedAt,
      ...(trace !== undefined && { trace }),
      createdAt: now,
      status: 'queued',
      fence: 0,
      rev: 1,
      mark: newId(),
      // When somebody must ring for it if nobody has.
      dueAt: new Date(now.getTime() + this.queuedMs),
      steps: [],
      clickId: clickOf(of),
      againOf: of._id,
      ...(unborn.bulkId !== undefined && { bulkIds: [unborn.bulkId] }),
    };
  }
}
