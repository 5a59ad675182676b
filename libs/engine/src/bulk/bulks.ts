import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Schema, type Connection, type mongo } from 'mongoose';
import {
  RunStatus,
  type BulkAbout,
  type BulkCount,
  type BulkCounted,
  type BulkVerb,
  type RunFilter,
  type StartBulk,
} from '@linkflow/contracts';
import { Clock, LiveEvents, StagedJobs, collectionOf, type StagedJob } from '@linkflow/platform';
import { canCommandRun, isFinalRun } from '@linkflow/workflow';
import { firstIdAt, runFilterQuery } from '../persist/run-queries';
import { HELD_BY_GATE, RUNS, type StoredFailure, type StoredRun } from '../persist/run.schema';

export const BULKS = 'bulks';

/** Like `BulkAbout`, but with the error in its stored form. */
export interface StoredAbout extends Omit<BulkAbout, 'error'> {
  /** `contactId`: the contact of the run that the error was taken from; absent if it has none. */
  error?: Pick<StoredFailure, 'type' | 'reason'> & { contactId?: string };
}

/** A command on many runs: those that match `filter`, allow the command `verb` and are not newer than the bulk (see `BulkStore.next`). */
export interface StoredBulk extends StagedJob {
  verb: BulkVerb;
  filter: RunFilter;
  /** Description of the filter when the bulk started. Absent on bulks that were started before this field existed. */
  about?: StoredAbout;
  /** Number of runs to process before a person must confirm the rest; 0: no confirmation is needed. */
  canary: number;
  perSecond: number;
  /** Number of eligible runs when the bulk started. */
  total: number;
  /** Number of runs that were no longer eligible when their turn came. Processed runs are counted from the runs themselves. */
  ineligible: number;
  /** Processed runs that were deleted after their retention, by their last status. */
  deletedRuns?: BulkOutcome;
  /** Id of the last run that was read. Runs are processed from oldest to newest. */
  cursor: string;
  at: Date;
  by: { id: string; name: string };
}

export const BulkSchema = new Schema<StoredBulk>(
  { _id: { type: String, required: true } },
  { collection: BULKS, strict: false, versionKey: false },
);
BulkSchema.index({ state: 1 });

/** Number of processed runs by current status; of deleted runs, by their last status. */
export type BulkOutcome = Partial<Record<RunStatus, number>>;

/** The bulks in MongoDB, and their runs. Each update of a bulk is a compare-and-set on its revision. */
@Injectable()
export class BulkStore extends StagedJobs<StoredBulk> {
  protected readonly documents: mongo.Collection<StoredBulk>;

  constructor(@InjectConnection() private readonly connection: Connection) {
    super();
    this.documents = collectionOf(connection, BULKS);
  }

  /** The bulks with these ids; ids that do not exist are ignored. */
  getMany(ids: readonly string[]): Promise<StoredBulk[]> {
    return this.documents.find({ _id: { $in: [...ids] } }).toArray();
  }

  /** Counts the runs that match the filter (`all`) and those of them whose status allows the command (`eligible`). */
  async count(verb: BulkVerb, filter: RunFilter): Promise<{ all: number; eligible: number }> {
    const where = runFilterQuery(filter);
    const [all, eligible] = await Promise.all([
      Object.keys(where).length === 0 ? this.runs.estimatedDocumentCount() : this.runs.countDocuments(where),
      this.runs.countDocuments(eligibleRuns(verb, filter)),
    ]);
    return { all, eligible };
  }

  /** Returns the error that a filter by error key selects, taken from the newest run with it; undefined if there is none. */
  async errorOf(filter: RunFilter): Promise<StoredAbout['error']> {
    if (filter.error === undefined) return undefined;
    const run = await this.runs.findOne(runFilterQuery({ ...filter, status: undefined }), {
      sort: { _id: -1 },
      projection: { failure: 1, subject: 1 },
    });
    if (!run?.failure) return undefined;
    const { type, reason } = run.failure;
    const { contactId } = run.subject;
    return { type, reason, ...(contactId !== null && { contactId }) };
  }

  /**
   * Returns the next runs to process, oldest first. Excludes runs whose id is more than a second later than the start of the bulk;
   * otherwise new runs could keep the bulk from ending. The second allows for ids that several processes create in a different order.
   * Excludes runs that have the bulk's id in `bulkIds`: the bulk has already changed or created them. A run that the bulk has re-run is
   * not eligible any more.
   */
  next({ _id, verb, filter, cursor, at }: StoredBulk, limit: number): Promise<StoredRun[]> {
    const end = firstIdAt(new Date(at.getTime() + 1_000));
    return this.runs
      .find({
        $and: [eligibleRuns(verb, filter), { _id: { $gt: cursor, $lt: end } }],
        bulkIds: { $ne: _id },
      })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
  }

  /** Whether at least one re-run that the bulk requested is not created yet. */
  async hasPendingReruns(id: string): Promise<boolean> {
    return (
      (await this.runs.findOne({
        pendingRerun: { $exists: true },
        'pendingRerun.bulkId': id,
      })) !== null
    );
  }

  /** Counts the runs that the bulk has changed or created, by status. The runs themselves are counted, so it is exact after any crash. */
  async outcome(id: string): Promise<BulkOutcome> {
    const groups = await this.runs
      .aggregate<{ _id: RunStatus; n: number }>([
        { $match: { bulkIds: id } },
        { $group: { _id: '$status', n: { $sum: 1 } } },
      ])
      .toArray();
    const outcome: BulkOutcome = Object.fromEntries(groups.map(({ _id, n }) => [_id, n]));
    const deleted = (await this.find(id))?.deletedRuns ?? {};
    for (const status of RunStatus.options) {
      const n = deleted[status];
      if (n !== undefined) outcome[status] = (outcome[status] ?? 0) + n;
    }
    return outcome;
  }

  private get runs(): mongo.Collection<StoredRun> {
    return this.connection.collection<StoredRun>(RUNS);
  }
}

export const countProcessed = (outcome: BulkOutcome): number =>
  Object.values(outcome).reduce((sum, runs) => sum + runs, 0);

/** The runs of a filter whose status allows the command. */
const eligibleRuns = (verb: BulkVerb, filter: RunFilter): mongo.Filter<StoredRun> => ({
  $and: [runFilterQuery(filter), { status: { $in: statusesFor(verb) } }],
  ...((verb === 'release' || verb === 'drop') && { heldBy: HELD_BY_GATE }),
  ...(verb !== 'cancel' && { rerunBy: { $exists: false }, erasedAt: { $exists: false } }),
});

const statusesFor = (verb: BulkVerb): RunStatus[] =>
  RunStatus.options.filter((status) => (verb === 'rerun' ? isFinalRun(status) : canCommandRun(verb, status)));

interface NewBulk extends StartBulk {
  /** Chosen by the caller, so that it can write the audit event before the bulk exists. */
  id: string;
  by: StoredBulk['by'];
  /** Current names of the entities that the filter refers to. */
  names: Omit<BulkAbout, 'error'>;
}

/** Commands of users on bulks. BulkRunner processes them; `StagedJobs` lists their states. */
@Injectable()
export class BulkCommands {
  constructor(
    private readonly store: BulkStore,
    private readonly clock: Clock,
    private readonly live: LiveEvents,
  ) {}

  /**
   * Counts the runs that match the filter and are eligible (`runs`) or not eligible (`ineligible`) for the command.
   * @throws AppError validation.failed for an unknown status in the filter
   */
  async count({ verb, filter }: BulkCount): Promise<BulkCounted> {
    const { all, eligible } = await this.store.count(verb, filter);
    return { runs: eligible, ineligible: Math.max(0, all - eligible) };
  }

  /**
   * Stores a new bulk. A worker then starts to process it.
   * @throws AppError validation.failed for an unknown status in the filter
   */
  async start({ id, verb, filter, canary, perSecond, by, names }: NewBulk): Promise<StoredBulk> {
    const [{ eligible }, error] = await Promise.all([
      this.store.count(verb, filter),
      this.store.errorOf(filter),
    ]);
    const bulk: StoredBulk = {
      _id: id,
      verb,
      filter,
      about: { ...names, ...(error && { error }) },
      state: canary > 0 ? 'canary' : 'rest',
      canary,
      perSecond,
      total: eligible,
      ineligible: 0,
      cursor: '',
      rev: 1,
      at: this.clock.now(),
      by,
    };
    await this.store.insert(bulk);
    this.announce(id);
    return bulk;
  }

  /**
   * Continues with the remaining runs after a person has checked the canary runs.
   * @throws AppError not-found, bulk.ended, bulk.not-ready
   */
  continueAfterCanary(id: string): Promise<StoredBulk> {
    return this.move(id, 'rest');
  }

  /**
   * Stops the bulk. Runs that were already changed stay changed.
   * @throws AppError not-found, bulk.ended
   */
  stop(id: string): Promise<StoredBulk> {
    return this.move(id, 'stopped');
  }

  /** @throws AppError not-found */
  get(id: string): Promise<StoredBulk> {
    return this.store.get(id);
  }

  private async move(id: string, to: 'rest' | 'stopped'): Promise<StoredBulk> {
    const bulk = await this.store.move(id, to, this.clock.now());
    this.announce(id);
    return bulk;
  }

  private announce(id: string): void {
    this.live.announce(() => ({ type: 'ops', what: 'bulk', id, at: this.clock.now().toISOString() }));
  }
}
