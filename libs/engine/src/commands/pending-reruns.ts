import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { Batcher, Log } from '@linkflow/platform';
import { RUNS, type StoredRun } from '../persist/run.schema';
import { RunStore } from '../persist/run-store';
import { RunQueue, enqueueAll } from '../ports';

/** Re-runs created per pass of the maintenance task. */
const MAX_PER_PASS = 500;

/**
 * Creates re-runs. The intent (id, version) is stored on the original run first, so creation is idempotent, and a re-run whose
 * creator crashed in between is created by the maintenance task. A transaction over both runs would hold locks for up to a minute
 * when its process crashes.
 */
@Injectable()
export class PendingReruns {
  constructor(
    private readonly store: RunStore,
    private readonly batcher: Batcher,
    @InjectConnection() private readonly connection: Connection,
    private readonly queue: RunQueue,
    private readonly log: Log,
  ) {}

  /** Creates the re-run that `original` has stored as its intent. Idempotent. */
  async create(original: StoredRun): Promise<StoredRun> {
    const rerun = this.rerunOf(original);
    await this.store.insert(rerun);
    await this.batcher.update(RUNS, { _id: original._id, update: { $unset: { pendingRerun: '' } } });
    return rerun;
  }

  /** Creates the re-runs whose creator crashed before it was done. */
  async createMissing(): Promise<void> {
    const originals = await this.connection
      .collection<StoredRun>(RUNS)
      .find({ pendingRerun: { $exists: true } })
      .limit(MAX_PER_PASS)
      .toArray();
    const reruns = await Promise.all(originals.map((run) => this.create(run)));
    if (reruns.length === 0) return;
    const ids = reruns.map((run) => run._id);
    enqueueAll(this.queue, ids).catch(() => undefined);
    this.log.info({ runs: ids.length }, 'created re-runs that an interrupted process had left pending');
  }

  private rerunOf(original: StoredRun): StoredRun {
    const { trigger, subject, context, workflow, trace, rerunBy, pendingRerun } = original;
    if (rerunBy === undefined || !pendingRerun) throw new Error(`Run ${original._id} has no pending re-run`);
    return {
      ...this.store.queued({
        _id: rerunBy,
        trigger,
        subject,
        context,
        workflow: { owner: workflow.owner, version: pendingRerun.version },
        ...(trace !== undefined && { trace }),
      }),
      rerunOf: original._id,
      ...(pendingRerun.bulkId !== undefined && { bulkIds: [pendingRerun.bulkId] }),
    };
  }
}
