import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { AppError, Batcher, Clock, LiveEvents, Log, newId, readConfig } from '@linkflow/platform';
import { canCommandRun, isFinalRun } from '@linkflow/workflow';
import { RUNS, type StoredRun } from '../persist/run.schema';
import { RunStore, announceRun, type NewRun } from '../persist/run-store';
import { EngineConfig, RunQueue, Versions, enqueueAll } from '../ports';
import { changed, unfit, type ChangeTimes, type RunChange } from './run-change';

/** Maximum number of pending re-runs that the maintenance task creates per pass. */
const MAX_PER_PASS = 500;

/**
 * Creates re-runs. Before that, the intent (id and version of the re-run) is stored on the original run. So creation is idempotent, and
 * if a process crashes before it has created the re-run, the maintenance task creates it. A transaction over both runs is not used,
 * because it would hold locks for up to a minute if its process crashes.
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

  /** Creates the pending re-run that is stored on the original run. Idempotent. */
  async create(original: StoredRun): Promise<StoredRun> {
    // Read again, because the verdict may have changed before `rerunBy` was stored. RunVerdicts sees to what changes after that.
    const { verdict, verdictWrites } = (await this.store.get(original._id)) ?? original;
    const rerun = this.rerunOf({ ...original, verdict, verdictWrites });
    await this.store.insert(rerun);
    await this.batcher.update(RUNS, { _id: original._id, update: { $unset: { pendingRerun: '' } } });
    return rerun;
  }

  /** Creates the pending re-runs that are left because a process crashed before it created them. */
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
    const { verdict, verdictWrites } = original;
    if (rerunBy === undefined || !pendingRerun) throw new Error(`Run ${original._id} has no pending re-run`);
    return {
      ...this.store.queued({
        _id: rerunBy,
        trigger,
        subject,
        context,
        workflow: { owner: workflow.owner, version: pendingRerun.version },
        ...(trace !== undefined && { trace }),
        ...(verdict !== undefined && { verdict }),
        ...(verdictWrites !== undefined && { verdictWrites }),
      }),
      rerunOf: original._id,
      ...(pendingRerun.bulkId !== undefined && { bulkIds: [pendingRerun.bulkId] }),
    };
  }
}

/**
 * Commands of people on runs. Each is a compare-and-set: it fails with `run.busy` if the run has changed since it was read.
 * `change` and `rerun` take a run id and enqueue the resulting run. `applyChange` and `applyRerun` do the same without enqueuing, for
 * bulks, which enqueue many runs together.
 */
@Injectable()
export class RunCommands {
  private readonly queuedMs = readConfig(EngineConfig).RUN_QUEUED_MS;

  constructor(
    private readonly store: RunStore,
    private readonly versions: Versions,
    private readonly reruns: PendingReruns,
    private readonly queue: RunQueue,
    private readonly clock: Clock,
    private readonly live: LiveEvents,
  ) {}

  /**
   * Creates and enqueues a run for an event.
   * @returns the new run, or the existing run with the same id
   * @throws AppError workflow.not-live if the version does not exist or has no background steps
   */
  async create(from: NewRun): Promise<StoredRun> {
    const version = await this.versions.load(from.workflow.owner, from.workflow.version);
    if (!version || version.workflow.thenStart === null) throw notLive();
    const run = this.store.queued(from);
    if (!(await this.store.insert(run))) return this.find(run._id);
    announceRun(this.live, this.clock, run);
    this.enqueue(run);
    return run;
  }

  /**
   * Applies a command to a run and enqueues the run.
   * @throws AppError not-found, run.not-retryable, run.busy
   */
  async change(runId: string, change: RunChange): Promise<StoredRun> {
    const run = await this.applyChange(await this.find(runId), change);
    this.enqueue(run);
    return run;
  }

  /**
   * Creates a re-run of a run and enqueues it, see `applyRerun`.
   * @returns the new run
   * @throws AppError not-found, run.not-retryable, run.busy
   */
  async rerun(runId: string): Promise<StoredRun> {
    const run = await this.applyRerun(await this.find(runId));
    this.enqueue(run);
    return run;
  }

  /**
   * Applies a command to a run without enqueuing it. `bulkId` is stored in the same write, so that the bulk processes the run only once.
   * @throws AppError run.not-retryable, run.busy
   */
  async applyChange(run: StoredRun, change: RunChange, bulkId?: string): Promise<StoredRun> {
    refuseErased(run);
    const version = await this.versions.load(run.workflow.owner, run.workflow.version);
    const next = {
      ...changed(run, change, version?.workflow, this.times()),
      ...nextRevision(run),
      ...(bulkId !== undefined && { bulkIds: [...(run.bulkIds ?? []), bulkId] }),
    };
    await this.replace(run, next);
    return next;
  }

  /**
   * Creates a new run of the same event on the live version. Its effects have new keys and happen again, except those limited by
   * `repeat`. They carry the time of the event, so they do not undo newer changes. A run can be re-run once; further re-runs start
   * from the newest one.
   * @returns the new run
   * @throws AppError run.not-retryable, run.busy
   */
  async applyRerun(run: StoredRun, bulkId?: string): Promise<StoredRun> {
    refuseErased(run);
    if (!isFinalRun(run.status)) throw unfit(`A run that is ${run.status} has not ended`);
    if (run.rerunBy !== undefined) throw unfit('There is a re-run of this run already');
    const number = await this.versions.latest(run.workflow.owner);
    const version = number === null ? undefined : await this.versions.load(run.workflow.owner, number);
    if (number === null || !version || version.workflow.thenStart === null) {
      throw unfit('The live version has no background steps');
    }
    const original: StoredRun = {
      ...run,
      ...nextRevision(run),
      rerunBy: newId(),
      pendingRerun: { version: number, ...(bulkId !== undefined && { bulkId }) },
    };
    if (canCommandRun('supersede', run.status)) {
      Object.assign(original, { status: 'cancelled', failure: undefined });
    }
    await this.replace(run, original);
    const rerun = await this.reruns.create(original);
    announceRun(this.live, this.clock, rerun);
    return rerun;
  }

  private async replace(run: StoredRun, next: StoredRun): Promise<void> {
    if (!(await this.store.replace(run, next))) {
      throw new AppError('run.busy', 'The run has changed meanwhile. Load it again.');
    }
    announceRun(this.live, this.clock, next);
  }

  /** Enqueues the run if it is queued. Not awaited: if Redis is unreachable, the reconciler enqueues the run once it is overdue. */
  private enqueue({ _id, status }: StoredRun): void {
    if (status === 'queued') this.queue.enqueue([_id]).catch(() => undefined);
  }

  private async find(runId: string): Promise<StoredRun> {
    const run = await this.store.get(runId);
    if (!run) throw new AppError('not-found', 'There is no such run');
    return run;
  }

  private times(): ChangeTimes {
    const now = this.clock.now();
    return { now, overdueAt: new Date(now.getTime() + this.queuedMs) };
  }
}

/** The error for an event whose workflow version does not exist or has no background steps. */
const notLive = (): AppError =>
  new AppError('workflow.not-live', 'The workflow has no live version with background steps');

/** @throws AppError run.not-retryable */
function refuseErased(run: StoredRun): void {
  if (run.erasedAt) throw unfit('The person of this run was erased');
}

/** Raises fence and revision. The new fence invalidates the claim of the worker that holds the run, if any. */
const nextRevision = (run: StoredRun): Pick<StoredRun, 'fence' | 'rev'> => ({
  fence: run.fence + 1,
  rev: run.rev + 1,
});
