import type { mongo } from 'mongoose';
import { RunStatus, type BulkVerb, type RunFilter } from '@linkflow/contracts';
import { canDoToRun, isFinalRun } from '@linkflow/workflow';
import { whereOf } from '../store/run-where';
import type { StoredRun } from '../store/stored-run';

/** The runs of a filter that stand so that the verb can be done to them. */
export const fitting = (verb: BulkVerb, filter: RunFilter): mongo.Filter<StoredRun> => ({
  $and: [whereOf(filter), { status: { $in: statusesFor(verb) } }],
  ...(verb !== 'cancel' && { againBy: { $exists: false } }),
});

const statusesFor = (verb: BulkVerb): RunStatus[] =>
  RunStatus.options.filter((status) => (verb === 'again' ? isFinalRun(status) : canDoToRun(verb, status)));
