import type { RunFilter, ShownClicks } from '@linkflow/contracts';
import { statusesOf } from '../search-params';

/**
 * Whether the switch between clicks of people and all clicks applies to a list with this filter. Runs that are
 * not finished, or must be repaired or decided, are listed for all clicks: otherwise they would be overlooked, and a list would not agree
 * with the number of the link that opened it. The same holds for the runs of a bulk.
 */
export function followsSwitch(filter: RunFilter): boolean {
  const { verdict, held, bulk, error } = filter;
  if (verdict !== undefined || held !== undefined || bulk !== undefined || error !== undefined) return false;
  const statuses = statusesOf(filter);
  return statuses.length === 0 || statuses.includes('succeeded') || statuses.includes('cancelled');
}

/** The filter with what the switch adds to it. Lists, counts and bulk actions use the same one. */
export const shownRuns = (filter: RunFilter, shown: ShownClicks): RunFilter =>
  shown === 'people' && followsSwitch(filter) ? { ...filter, verdict: 'human' } : filter;
