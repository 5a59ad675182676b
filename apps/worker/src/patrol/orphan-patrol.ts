import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import type { ClickRecord } from '@linkflow/contracts';
import type { ClickDoc } from '@linkflow/links';
import { Clock, Log, readConfig } from '@linkflow/platform';
import { JobProducer } from '@linkflow/queues';
import { Repairs, Rounds, SingleLease, Versions } from '@linkflow/engine';
import { WorkerConfig } from '../worker.config';
import { PatrolNotes, idAt, type PatrolPlace } from './patrol-notes';

const PAGE = 1_000;
/** Pages of one round: it must be over before its lease is. */
const PAGES = 200;
/** Clicks put on the queue as one job. */
const JOB = 100;

type Glance = Pick<ClickDoc, '_id' | 'linkId' | 'version' | 'run'>;

/**
 * Finds clicks that were recorded and whose run nobody has begun: their worker died between the two, and their job was lost with
 * Redis. Walks the clicks in the order of their ids, a little behind the present, and delivers those again that have no run. A
 * run that is being walked is written at the first renewal of its lease, long before the patrol comes by.
 */
@Injectable()
export class OrphanPatrol implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly everyMs = readConfig(WorkerConfig).PATROL_MS;
  private readonly lagMs = readConfig(WorkerConfig).PATROL_LAG_MS;
  private readonly rounds: Rounds;
  private stopping = false;

  constructor(
    private readonly notes: PatrolNotes,
    private readonly lease: SingleLease,
    private readonly versions: Versions,
    private readonly jobs: JobProducer,
    private readonly repairs: Repairs,
    private readonly clock: Clock,
    private readonly log: Log,
    @InjectConnection() private readonly connection: Connection,
  ) {
    this.rounds = new Rounds(this.everyMs, () => this.round(), log, 'patrol round failed');
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    return this.rounds.stop();
  }

  private async round(): Promise<void> {
    if (!(await this.lease.take('orphan-patrol', this.everyMs * 3))) return;
    const now = this.clock.now();
    const place = await this.notes.place();
    let from = await this.startOf(place, now);
    const horizon = idAt(now.getTime() - this.lagMs);
    for (let page = 0; page < PAGES && !this.stopping; page += 1) {
      const clicks = await this.page(from, horizon);
      const last = clicks.at(-1);
      if (!last) break;
      await this.deliver(await this.orphansOf(clicks));
      from = last._id;
      await this.notes.reached(from);
      if (clicks.length < PAGE) break;
    }
  }

  /** Goes back for late clicks once they must have been recorded, and takes note of those announced since. */
  private async startOf({ upTo, late, seen, seenAt }: PatrolPlace, now: Date): Promise<string> {
    const isOpen = seen !== undefined && seenAt !== undefined;
    if (!isOpen && late !== undefined) await this.notes.see(late, now);
    if (!isOpen || seenAt.getTime() > now.getTime() - this.lagMs) return upTo;
    // From before it, as a page begins behind its place.
    const back = idAt(parseInt(seen.slice(0, 8), 16) * 1_000 - 1_000);
    const start = back < upTo ? back : upTo;
    await this.notes.goBack(start);
    return start;
  }

  private page(from: string, horizon: string): Promise<Glance[]> {
    return this.connection
      .collection<ClickDoc>('clicks')
      .find(
        { _id: { $gt: from, $lt: horizon } },
        { projection: { linkId: 1, version: 1, run: 1 }, sort: { _id: 1 }, limit: PAGE },
      )
      .toArray();
  }

  private async orphansOf(clicks: Glance[]): Promise<string[]> {
    const first = clicks[0]?._id;
    const last = clicks.at(-1)?._id;
    const running = clicks.filter((click) => click.run && click.version > 0);
    if (running.length === 0 || first === undefined || last === undefined) return [];
    // A run has the id of its click, so the same stretch of ids holds them, and its index alone answers.
    const begun = await this.idsIn('runs', { $gte: first, $lte: last });
    const without = running.filter((click) => !begun.has(click._id));
    const expected = await Promise.all(without.map((click) => this.expectsRun(click)));
    const ids = without.filter((_, index) => expected[index]).map((click) => click._id);
    if (ids.length === 0) return [];
    const aside = await this.idsIn('clicks_set_aside', { $in: ids });
    return ids.filter((id) => !aside.has(id));
  }

  private async expectsRun({ linkId, version }: Glance): Promise<boolean> {
    const runnable = await this.versions.load(linkId, version);
    return !runnable || runnable.workflow.thenStart !== null;
  }

  private async idsIn(
    collection: string,
    _id: { $in: string[] } | { $gte: string; $lte: string },
  ): Promise<Set<string>> {
    const found = await this.connection
      .collection<{ _id: string }>(collection)
      .find({ _id }, { projection: { _id: 1 } })
      .toArray();
    return new Set(found.map((one) => one._id));
  }

  /** Delivers them again, as apps/click did: whoever gets the job finds them recorded, and begins their runs. */
  private async deliver(ids: string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += JOB) {
      const clicks = await this.connection
        .collection<ClickDoc>('clicks')
        .find({ _id: { $in: ids.slice(from, from + JOB) } })
        .toArray();
      await this.jobs.add('clicks', { v: 1, clicks: clicks.map(recordOf) });
    }
    if (ids.length === 0) return;
    await this.repairs.count('begun', ids.length);
    this.log.warn({ clicks: ids.length }, 'delivered clicks again that had no run');
  }
}

const recordOf = ({ _id, at, linkId, recipientId, version, kind, run, ua }: ClickDoc): ClickRecord => ({
  id: _id,
  at: at.getTime(),
  link: linkId,
  recipient: recipientId,
  version,
  kind,
  run,
  ...(ua !== null && { ua }),
});
