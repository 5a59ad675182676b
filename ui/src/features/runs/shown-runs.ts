import type { RunFilter, ShownClicks } from '@linkflow/contracts';
import { statusesOf } from '../search-params';

/**
 * Whether the switch between clicks of people and all clicks applies to a list with this filter. What is not finished, or is to be repaired or
 * decided, is listed whoever clicked, so that nobody overlooks it and the list has the number that led there; so are the runs of a bulk.
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
