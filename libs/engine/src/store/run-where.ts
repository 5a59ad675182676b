import type { mongo } from 'mongoose';
import { RunStatus, type RunFilter } from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import type { StoredRun } from './stored-run';

/** The runs of a filter, as MongoDB is asked for them. The one place that reads a filter, so that a list, a count and a bulk mean the same runs. */
export function whereOf(filter: RunFilter): mongo.Filter<StoredRun> {
  const { status, linkId, mailingId, contactId, error, bulk } = filter;
  const born = idsWithin(filter);
  return {
    ...(status && { status: { $in: readStatuses(status) } }),
    ...(linkId && { linkId }),
    ...(mailingId && { mailingId }),
    ...(contactId && { contactId }),
    ...(error && { 'failure.key': error }),
    ...(bulk && { bulkIds: bulk }),
    ...(Object.keys(born).length > 0 && { _id: born }),
  };
}

/** The ids of runs whose clicks came in the time of the filter. */
export const idsWithin = ({ from, to }: Pick<RunFilter, 'from' | 'to'>): { $gte?: string; $lt?: string } => ({
  ...(from && { $gte: firstIdOf(new Date(from)) }),
  ...(to && { $lt: firstIdOf(new Date(to)) }),
});

/** The lowest id of that second: ids are ordered by it, so a time is a range of ids and needs no index of its own. */
export function firstIdOf(time: Date): string {
  const seconds = Math.max(0, Math.floor(time.getTime() / 1_000));
  return seconds.toString(16).padStart(8, '0') + '0'.repeat(16);
}

/** @throws AppError validation.failed */
function readStatuses(list: string): RunStatus[] {
  return list.split(',').map((text) => {
    const status = RunStatus.safeParse(text.trim());
    if (status.success) return status.data;
    throw new AppError('validation.failed', `There is no run status "${text.slice(0, 40)}"`, {
      issues: [
        {
          code: 'status.unknown',
          path: 'status',
          message: { en: 'There is no such run status', nb: 'Det finnes ingen slik status for kjøringer' },
        },
      ],
    });
  });
}
