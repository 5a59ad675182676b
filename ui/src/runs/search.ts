import type { RunStatus } from '@linkflow/contracts';
import { choicesParam, idParam, listSearch, type ListSearch } from '../shared/search';

export const RUN_STATUSES = [
  'queued',
  'running',
  'waiting',
  'retrying',
  'held',
  'succeeded',
  'failed',
  'cancelled',
  'needs-review',
] as const satisfies readonly RunStatus[];

export interface RunsSearch extends ListSearch {
  /** Comma-separated, in the order of RUN_STATUSES. */
  status?: string;
  linkId?: string;
  mailingId?: string;
  contactId?: string;
}
export const runsSearch = (raw: Record<string, unknown>): RunsSearch => ({
  ...listSearch(raw),
  status: choicesParam(raw.status, RUN_STATUSES)?.join(','),
  linkId: idParam(raw.linkId),
  mailingId: idParam(raw.mailingId),
  contactId: idParam(raw.contactId),
});
