import type { mongo } from 'mongoose';
import {
  dropIndexes,
  migrateDocuments,
  sliceExpression,
  type Migration,
  type MigrationContext,
} from '@linkflow/platform';
import { BULKS } from './bulk/bulks';
import { RUN_SLICES } from './funnel/run-slices';
import { REPAIRS } from './maintenance';
import { PAUSES } from './pauses';
import { errorKey } from './persist/error-groups';
import { EFFECTS, RUNS, type StoredRun } from './persist/run.schema';

/** Names of the indexes of release 0.1 on fields of runs that have moved. */
const FORMER_RUN_INDEXES = [
  'linkId_1_status_1__id_-1',
  'mailingId_1_status_1__id_-1',
  'linkId_1_mailingId_1__id_-1',
  'contactId_1__id_-1',
  'linkId_1_failure.key_1__id_-1',
  'mailingId_1_failure.key_1__id_-1',
  'linkId_1_mailingId_1_failure.key_1__id_-1',
  'linkId_1_bulkIds_1__id_-1',
  'mailingId_1_bulkIds_1__id_-1',
  'unborn_1',
];

/** Number of runs per update command. It is limited, so that each command is short. The progress is stored after each command. */
const RUNS_PER_UPDATE = 5_000;

const orNone = (field: string) => ({ $ifNull: [`$${field}`, '$$REMOVE'] });

/** Update pipeline for a run of release 0.1. Moves its top-level ids to `trigger`, `subject`, `context` and `workflow`. */
const RUN_SHAPE: mongo.Document[] = [
  {
    $set: {
      trigger: { type: 'click', id: { $ifNull: ['$clickId', '$_id'] }, at: '$clickedAt' },
      subject: { contactId: { $ifNull: ['$contactId', null] } },
      context: {
        linkId: '$linkId',
        mailingId: '$mailingId',
        recipientId: '$recipientId',
      },
      workflow: { owner: '$linkId', version: '$version' },
      writeToken: orNone('mark'),
      rerunOf: orNone('againOf'),
      rerunBy: orNone('againBy'),
      pendingRerun: orNone('unborn'),
      heldBy: {
        $cond: [
          { $eq: [{ $substrBytes: [{ $ifNull: ['$heldBy', ''] }, 0, 5] }, 'link:'] },
          { $concat: ['workflow:', '$linkId'] },
          orNone('heldBy'),
        ],
      },
    },
  },
  {
    $unset: [
      'linkId',
      'mailingId',
      'recipientId',
      'contactId',
      'version',
      'clickedAt',
      'clickId',
      'mark',
      'againOf',
      'againBy',
      'unborn',
    ],
  },
];

/** Calls `update` with the id range of each page of runs. After an interruption, continues after the last page whose update finished. */
async function forEachPage(
  { db, progress }: MigrationContext,
  update: (ids: { $gt: string; $lte: string }) => Promise<unknown>,
): Promise<void> {
  const runs = db.collection<{ _id: string }>(RUNS);
  for (;;) {
    const $gt = progress.last ?? '';
    const page = await runs
      .find({ _id: { $gt } }, { projection: { _id: 1 }, sort: { _id: 1 }, limit: RUNS_PER_UPDATE })
      .toArray();
    const $lte = page.at(-1)?._id;
    if ($lte === undefined) return;
    await update({ $gt, $lte });
    await progress.save($lte);
  }
}

async function reshapeRuns(context: MigrationContext): Promise<void> {
  const { db } = context;
  await dropIndexes(db, RUNS, FORMER_RUN_INDEXES);
  const runs = db.collection<{ _id: string; trigger?: unknown }>(RUNS);
  await forEachPage(context, (_id) => runs.updateMany({ _id, trigger: { $exists: false } }, RUN_SHAPE));
}

/** Reason codes that were renamed: the former and the present name. */
const REASON_CODES = [
  ['run.poison', 'run.crashed-worker'],
  ['step.unforeseen', 'step.unexpected-error'],
  ['step.told-failed', 'step.marked-failed'],
] as const;
const FORMER_CODES = REASON_CODES.map(([former]) => former);

/** Aggregation expression: an error key with the present name of its reason code, which stands between colons. */
const renamedKey = (key: string): unknown =>
  REASON_CODES.reduce<unknown>(
    (input, [former, name]) => ({
      $replaceAll: { input, find: `:${former}:`, replacement: `:${name}:` },
    }),
    key,
  );

/** Aggregation expression: the object at `path` with the present name of its reason code and with the fields of `more`. */
const withRenamedCode = (path: string, more: object = {}): object => {
  const code = `${path}.reason.code`;
  const branches = REASON_CODES.map(([former, name]) => ({ case: { $eq: [code, former] }, then: name }));
  const reason = { $mergeObjects: [`${path}.reason`, { code: { $switch: { branches, default: code } } }] };
  const hasReason = { $eq: [{ $type: code }, 'string'] };
  return { $mergeObjects: [path, { $cond: [hasReason, { reason }, {}] }, more] };
};

const attempts = {
  $map: { input: { $ifNull: ['$$step.attempts', []] }, as: 'attempt', in: withRenamedCode('$$attempt') },
};
const RENAME_REASONS: mongo.Document[] = [
  {
    $set: {
      steps: { $map: { input: '$steps', as: 'step', in: withRenamedCode('$$step', { attempts }) } },
      failure: {
        $cond: [
          { $eq: [{ $type: '$failure' }, 'object'] },
          withRenamedCode('$failure', { key: renamedKey('$failure.key') }),
          '$$REMOVE',
        ],
      },
    },
  },
];

async function renameReasons(context: MigrationContext): Promise<void> {
  const runs = context.db.collection<{ _id: string }>(RUNS);
  const isFormer = { $in: FORMER_CODES };
  const $or = ['failure', 'steps', 'steps.attempts'].map((path) => ({ [`${path}.reason.code`]: isFormer }));
  await forEachPage(context, (_id) => runs.updateMany({ _id, $or }, RENAME_REASONS));
  const bulks = context.db.collection(BULKS);
  await bulks.updateMany({ 'filter.error': { $type: 'string' } }, [
    { $set: { 'filter.error': renamedKey('$filter.error') } },
  ]);
  await bulks.updateMany({ 'about.error.reason.code': isFormer }, [
    { $set: { 'about.error': withRenamedCode('$about.error') } },
  ]);
}

/** Claims without a checkpoint. The current claim of a running run is not counted, because it is counted when its lease has expired. */
const INTERRUPTIONS = {
  $subtract: [
    { $subtract: ['$fence', { $ifNull: ['$proven', '$fence'] }] },
    { $cond: [{ $eq: ['$status', 'running'] }, 1, 0] },
  ],
};
const COUNT_INTERRUPTIONS: mongo.Document[] = [
  {
    $set: {
      interrupted: {
        $cond: [
          { $and: [{ $in: ['$status', ['queued', 'running']] }, { $gt: [INTERRUPTIONS, 0] }] },
          INTERRUPTIONS,
          '$$REMOVE',
        ],
      },
    },
  },
  { $unset: 'proven' },
];

async function countInterruptions(context: MigrationContext): Promise<void> {
  const runs = context.db.collection<{ _id: string }>(RUNS);
  await forEachPage(context, (_id) =>
    runs.updateMany({ _id, proven: { $exists: true } }, COUNT_INTERRUPTIONS),
  );
}

interface FormerPause {
  _id: string;
  scope: { kind: string; linkId?: string; owner?: string };
}

/** Turns pauses of links into pauses of workflows. `_id` contains the scope and cannot be changed, so each pause is stored anew. */
async function renamePauses(db: mongo.Db): Promise<void> {
  const pauses = db.collection<FormerPause>(PAUSES);
  for await (const { _id, scope, ...rest } of pauses.find({ 'scope.kind': 'link' })) {
    const owner = scope.linkId ?? '';
    const next = { ...rest, scope: { kind: 'workflow', owner } };
    await pauses.updateOne({ _id: `workflow:${owner}` }, { $setOnInsert: next }, { upsert: true });
    await pauses.deleteOne({ _id });
  }
}

/** The indexes of runs that got the verdict as their last field. */
const INDEXES_WITHOUT_VERDICT = [
  'status_1__id_-1',
  'context.linkId_1_status_1__id_-1',
  'context.mailingId_1_status_1__id_-1',
  'context.linkId_1_context.mailingId_1__id_-1',
];

/** Copies the verdicts of clicks that may be a machine's to the runs and re-runs of these clicks. */
async function copyVerdicts(context: MigrationContext): Promise<void> {
  await dropIndexes(context.db, RUNS, INDEXES_WITHOUT_VERDICT);
  const runs = context.db.collection<{ _id: string; trigger?: { type: string } }>(RUNS);
  await forEachPage(context, (_id) =>
    runs
      .aggregate([
        { $match: { _id, 'trigger.type': 'click' } },
        {
          $lookup: {
            from: 'clicks',
            localField: 'trigger.id',
            foreignField: '_id',
            pipeline: [
              { $match: { verdict: { $in: ['suspect', 'bot'] } } },
              { $project: { verdict: 1, verdictWrites: 1 } },
            ],
            as: 'click',
          },
        },
        { $unwind: '$click' },
        { $project: { verdict: '$click.verdict', verdictWrites: '$click.verdictWrites' } },
        { $merge: { into: RUNS, on: '_id', whenMatched: 'merge', whenNotMatched: 'discard' } },
      ])
      .toArray(),
  );
}

/** Marks the slices of all runs as dirty, so that the worker counts them for funnels in the background. */
async function markSlices({ db }: MigrationContext): Promise<void> {
  await db
    .collection(RUNS)
    .aggregate(
      [
        { $group: { _id: sliceExpression('$_id') } },
        { $set: { touchedAt: new Date(0) } },
        { $merge: { into: RUN_SLICES, on: '_id', whenMatched: 'keepExisting', whenNotMatched: 'insert' } },
      ],
      { allowDiskUse: true },
    )
    .toArray();
}

export const engineMigrations: readonly Migration[] = [
  {
    id: 'engine-0001-pauses-of-workflows',
    description: 'pauses of a link become pauses of its workflow',
    up: ({ db }) => renamePauses(db),
  },
  {
    id: 'engine-0002-run-shape',
    description: 'runs get `trigger`, `subject`, `context` and `workflow` instead of ids at the top level',
    up: reshapeRuns,
  },
  {
    id: 'engine-0003-rerun',
    description: 'the command `again` of bulks is called `rerun`; new names of the repair counters',
    async up({ db }) {
      await db.collection(BULKS).updateMany({ verb: 'again' }, { $set: { verb: 'rerun' } });
      await db.collection(REPAIRS).updateMany({}, { $rename: { rung: 'enqueued', begun: 'started' } });
    },
  },
  {
    id: 'engine-0004-reason-codes',
    description: 'new names of three reason codes in runs, error keys and bulks',
    up: renameReasons,
  },
  {
    id: 'engine-0005-ineligible-runs',
    description: 'the field `passed` of bulks is called `ineligible`',
    async up({ db }) {
      await db
        .collection(BULKS)
        .updateMany({ passed: { $exists: true } }, { $rename: { passed: 'ineligible' } });
    },
  },
  {
    id: 'engine-0006-contacts-of-claims',
    description: 'claims get the contact of their run',
    async up({ db }) {
      await db
        .collection(EFFECTS)
        .aggregate([
          { $match: { contactId: { $exists: false } } },
          { $lookup: { from: RUNS, localField: 'runId', foreignField: '_id', as: 'run' } },
          { $project: { contactId: { $first: '$run.subject.contactId' } } },
          { $match: { contactId: { $type: 'string' } } },
          { $merge: { into: EFFECTS, on: '_id', whenMatched: 'merge', whenNotMatched: 'discard' } },
        ])
        .toArray();
    },
  },
  {
    id: 'engine-0007-personal-errors-of-bulks',
    description: 'bulks whose error names a run of an unknown contact keep only its code',
    async up({ db }) {
      await db
        .collection(BULKS)
        .updateMany({ 'about.error': { $exists: true }, 'filter.contactId': { $exists: true } }, [
          { $set: { 'about.error.contactId': '$filter.contactId' } },
        ]);
      await db
        .collection(BULKS)
        .updateMany(
          { 'about.error.contactId': { $exists: false } },
          { $unset: { 'about.error.reason.params': '', 'about.error.reason.message': '' } },
        );
    },
  },
  {
    id: 'engine-0008-ended-runs-of-erased-contacts',
    description: 'failed runs of erased contacts are cancelled',
    async up({ db }) {
      await db
        .collection(RUNS)
        .updateMany(
          { status: 'failed', erasedAt: { $exists: true } },
          { $set: { status: 'cancelled' }, $unset: { failure: '' }, $inc: { rev: 1 } },
        );
    },
  },
  {
    id: 'engine-0009-interruptions',
    description: 'runs count interruptions without progress in `interrupted` instead of `fence − proven`',
    up: countInterruptions,
  },
  {
    id: 'engine-0010-indexes-of-bulks',
    description: 'runs lose the indexes on a bulk with a link or a mailing, which cost more than they saved',
    up: ({ db }) =>
      dropIndexes(db, RUNS, ['context.linkId_1_bulkIds_1__id_-1', 'context.mailingId_1_bulkIds_1__id_-1']),
  },
  {
    id: 'engine-0011-keys-of-error-groups',
    description: 'the keys of error groups contain the names of parameters instead of the message',
    up: (context) =>
      migrateDocuments<Pick<StoredRun, '_id' | 'failure'>>(context, {
        collection: RUNS,
        filter: { failure: { $exists: true } },
        change({ failure }) {
          const key = failure && errorKey(failure);
          return key === failure?.key ? undefined : { $set: { 'failure.key': key } };
        },
      }),
  },
  {
    id: 'engine-0012-verdicts-of-runs',
    description: 'runs get the verdict of the click that started them, and four indexes contain it',
    up: copyVerdicts,
  },
  {
    id: 'engine-0013-funnels',
    description: 'all runs are counted for funnels, in the background',
    up: markSlices,
  },
];
