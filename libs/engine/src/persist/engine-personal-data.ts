import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { RunStatus, StepStatus } from '@linkflow/contracts';
import {
  PersonalData,
  collectionOf,
  type ErasedAddress,
  type PersonalDataOwner,
  type PersonalDocuments,
} from '@linkflow/platform';
import { canMoveStep, isFinalRun } from '@linkflow/workflow';
import { DirtyRuns } from '../funnel/run-slices';
import { BULKS, type StoredBulk } from '../bulk/bulks';
import { EFFECTS, RUNS, type StoredClaim, type StoredRun } from './run.schema';

const RUNS_PER_PAGE = 500;

/**
 * Statuses of the steps that erasing cancels: all that have not ended. `uncertain` steps keep their status, because it is unknown
 * whether their effect happened.
 */
const CANCELLABLE_STEPS = StepStatus.options.filter((status) => canMoveStep(status, 'cancelled'));
const IS_OPEN_STEP = { $in: ['$$step.status', CANCELLABLE_STEPS] };

/** Aggregation expression: a step without personal data (output, trace, attempts, parameters of its reason). */
const ANONYMOUS_STEP = {
  nodeId: '$$step.nodeId',
  type: '$$step.type',
  status: { $cond: [IS_OPEN_STEP, 'cancelled', '$$step.status'] },
  startedAt: '$$step.startedAt',
  endedAt: { $cond: [IS_OPEN_STEP, '$$NOW', { $ifNull: ['$$step.endedAt', '$$REMOVE'] }] },
  port: { $ifNull: ['$$step.port', '$$REMOVE'] },
  attempts: [],
  reason: {
    $cond: [{ $eq: [{ $type: '$$step.reason.code' }, 'string'] }, { code: '$$step.reason.code' }, '$$REMOVE'],
  },
};

/**
 * Statuses of runs that erasing keeps. `failed` is not kept but becomes `cancelled`: lists present a failed run as one that needs a
 * command, and a run of an erased person accepts no command.
 */
const KEPT_STATUSES = RunStatus.options.filter((status) => isFinalRun(status) && status !== 'failed');

/**
 * Update pipeline that erases a run. The run keeps its workflow and its times; its person and the values of its steps are removed. It
 * becomes `cancelled` unless it has succeeded. The raised fence makes a worker that is walking the run lose it.
 */
const ANONYMOUS_RUN: mongo.Document[] = [
  {
    $set: {
      erasedAt: '$$NOW',
      'subject.contactId': null,
      endedAt: { $ifNull: ['$endedAt', '$$NOW'] },
      status: { $cond: [{ $in: ['$status', KEPT_STATUSES] }, '$status', 'cancelled'] },
      fence: { $add: ['$fence', 1] },
      rev: { $add: ['$rev', 1] },
      steps: { $map: { input: '$steps', as: 'step', in: ANONYMOUS_STEP } },
    },
  },
  {
    $unset: ['subject.address', 'failure', 'dueAt', 'heldBy', 'hold', 'interrupted', 'pendingRerun', 'trace'],
  },
];

/**
 * Update pipeline that removes the contact from the filter of a bulk. The filter alone would then select the runs of all contacts, so it
 * is limited to the runs that the bulk has already changed. The raised revision makes a worker that processes the bulk read it again.
 */
const ANONYMOUS_BULK: mongo.Document[] = [
  { $set: { 'filter.bulk': '$_id', rev: { $add: ['$rev', 1] } } },
  { $unset: ['filter.contactId', 'about.contact'] },
];
const ANONYMOUS_ERROR: mongo.Document[] = [
  { $set: { rev: { $add: ['$rev', 1] } } },
  { $unset: ['about.error.contactId', 'about.error.reason.params', 'about.error.reason.message'] },
];

/**
 * Erases and exports the personal data that the engine stores: the runs of a contact, the claims in `effects` of its runs, and the bulks
 * that name the contact.
 */
@Injectable()
export class EnginePersonalData implements PersonalDataOwner {
  readonly name = 'engine';
  readonly order = 3;
  readonly collections = {
    runs: ['subject', 'steps', 'failure'],
    effects: ['_id', 'contactId'],
    bulks: ['filter.contactId', 'about.contact', 'about.error'],
  };
  private readonly runs: mongo.Collection<StoredRun>;
  private readonly effects: mongo.Collection<StoredClaim>;
  private readonly bulks: mongo.Collection<StoredBulk>;

  constructor(
    data: PersonalData,
    private readonly dirty: DirtyRuns,
    @InjectConnection() connection: Connection,
  ) {
    this.runs = collectionOf(connection, RUNS);
    this.effects = collectionOf(connection, EFFECTS);
    this.bulks = collectionOf(connection, BULKS);
    data.add(this);
  }

  async erase(contactId: string): Promise<void> {
    await this.effects.deleteMany({ contactId });
    await this.bulks.updateMany({ 'filter.contactId': contactId }, ANONYMOUS_BULK);
    await this.bulks.updateMany({ 'about.error.contactId': contactId }, ANONYMOUS_ERROR);
    await this.anonymiseRuns({ 'subject.contactId': contactId });
  }

  async eraseAddress({ recipientIds }: ErasedAddress): Promise<void> {
    if (recipientIds.length === 0) return;
    await this.anonymiseRuns({
      'subject.contactId': null,
      'context.recipientId': { $in: [...recipientIds] },
      erasedAt: { $exists: false },
    });
  }

  /** @param filter matches no run that is anonymous */
  private async anonymiseRuns(filter: mongo.Filter<StoredRun>): Promise<void> {
    for (;;) {
      const page = await this.runs
        .find(filter, { projection: { _id: 1 } })
        .limit(RUNS_PER_PAGE)
        .toArray();
      if (page.length === 0) return;
      const ids = page.map(({ _id }) => _id);
      await this.dirty.around(ids, () => this.runs.updateMany({ _id: { $in: ids } }, ANONYMOUS_RUN));
    }
  }

  async export(contactId: string): Promise<PersonalDocuments> {
    const [runs, effects, bulks] = await Promise.all([
      this.runs.find({ 'subject.contactId': contactId }).toArray(),
      this.effects.find({ contactId }).toArray(),
      this.bulks
        .find({ $or: [{ 'filter.contactId': contactId }, { 'about.error.contactId': contactId }] })
        .toArray(),
    ]);
    return { runs, effects, bulks };
  }
}
