import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import {
  PersonalData,
  collectionOf,
  type PersonalDataOwner,
  type PersonalDocuments,
} from '@linkflow/platform';
import { EFFECTS, RUNS, type StoredClaim, type StoredRun } from './run.schema';

const RUNS_PER_PAGE = 500;

/** A step without the values that it read, wrote or failed with. */
const ANONYMOUS_STEP = {
  nodeId: '$$step.nodeId',
  type: '$$step.type',
  status: '$$step.status',
  startedAt: '$$step.startedAt',
  endedAt: { $ifNull: ['$$step.endedAt', '$$REMOVE'] },
  port: { $ifNull: ['$$step.port', '$$REMOVE'] },
  attempts: [],
  reason: {
    $cond: [{ $eq: [{ $type: '$$step.reason.code' }, 'string'] }, { code: '$$step.reason.code' }, '$$REMOVE'],
  },
};
const IS_OPEN = { $not: [{ $in: ['$status', ['succeeded', 'failed', 'cancelled']] }] };

/**
 * Runs keep their workflow, status and times, and lose their person and all values. Open runs are cancelled; the higher fence makes a
 * worker that walks one lose it.
 */
const ANONYMOUS_RUN: mongo.Document[] = [
  {
    $set: {
      erasedAt: '$$NOW',
      'subject.contactId': null,
      endedAt: { $ifNull: ['$endedAt', '$$NOW'] },
      status: { $cond: [IS_OPEN, 'cancelled', '$status'] },
      fence: { $add: ['$fence', 1] },
      proven: { $add: ['$fence', 1] },
      rev: { $add: ['$rev', 1] },
      steps: { $map: { input: '$steps', as: 'step', in: ANONYMOUS_STEP } },
      failure: {
        $cond: [
          { $eq: [{ $type: '$failure' }, 'object'] },
          {
            nodeId: '$failure.nodeId',
            type: '$failure.type',
            reason: { code: '$failure.reason.code' },
            key: '$failure.key',
          },
          '$$REMOVE',
        ],
      },
    },
  },
  { $unset: ['subject.address', 'dueAt', 'heldBy', 'pendingRerun', 'trace'] },
];

/** The runs of a contact, and the claims of steps that happen once per person. */
@Injectable()
export class EnginePersonalData implements PersonalDataOwner {
  readonly name = 'engine';
  readonly order = 3;
  readonly collections = {
    runs: ['subject', 'steps', 'failure.reason'],
    effects: ['_id'],
  };
  private readonly runs: mongo.Collection<StoredRun>;
  private readonly effects: mongo.Collection<StoredClaim>;

  constructor(data: PersonalData, @InjectConnection() connection: Connection) {
    this.runs = collectionOf(connection, RUNS);
    this.effects = collectionOf(connection, EFFECTS);
    data.add(this);
  }

  async erase(contactId: string): Promise<void> {
    for (;;) {
      const page = await this.runs
        .find({ 'subject.contactId': contactId }, { projection: { workflow: 1, 'steps.nodeId': 1 } })
        .limit(RUNS_PER_PAGE)
        .toArray();
      if (page.length === 0) return;
      // Before the runs, which name the claims: an interrupted erasure finds them again.
      for (const prefix of claimPrefixes(page, contactId)) {
        await this.effects.deleteMany({ _id: { $gte: prefix, $lt: `${prefix};` } });
      }
      await this.runs.updateMany({ _id: { $in: page.map(({ _id }) => _id) } }, ANONYMOUS_RUN);
    }
  }

  async export(contactId: string): Promise<PersonalDocuments> {
    return { runs: await this.runs.find({ 'subject.contactId': contactId }).toArray() };
  }
}

/** Beginnings of the claims' ids, see `repeatScope`. */
const claimPrefixes = (
  runs: readonly Pick<StoredRun, 'workflow' | 'steps'>[],
  contactId: string,
): Set<string> =>
  new Set(
    runs.flatMap(({ workflow, steps }) =>
      steps.map(({ nodeId }) => `${workflow.owner}:${nodeId}:${contactId}`),
    ),
  );
