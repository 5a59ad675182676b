import type { RunFilter, RunStatus } from '@linkflow/contracts';
import {
  choicesParam,
  idParam,
  instantParam,
  listSearch,
  textParam,
  type ListSearch,
} from '../../shared/search';

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

/** The address of the list of runs: what narrows it is what the API calls a filter. */
export interface RunsSearch extends ListSearch, RunFilter {}

export const runsSearch = (raw: Record<string, unknown>): RunsSearch => ({
  ...listSearch(raw),
  /** Comma-separated, in the order of RUN_STATUSES. */
  status: choicesParam(raw.status, RUN_STATUSES)?.join(','),
  linkId: idParam(raw.linkId),
  mailingId: idParam(raw.mailingId),
  contactId: idParam(raw.contactId),
  error: textParam(raw.error, 80),
  bulk: idParam(raw.bulk),
  from: instantParam(raw.from),
  to: instantParam(raw.to),
});

/** Which runs the list shows, as the API takes it; an empty object for all of them. */
export function filterOf(search: RunFilter): RunFilter {
  const { status, linkId, mailingId, contactId, error, bulk, from, to } = search;
  const all = { status, linkId, mailingId, contactId, error, bulk, from, to };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

export const statusesOf = ({ status }: RunFilter): RunStatus[] =>
  RUN_STATUSES.filter((each) => status?.split(',').includes(each));
