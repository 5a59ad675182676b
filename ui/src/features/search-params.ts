import type { ErrorQuery, RunFilter, RunStatus } from '@linkflow/contracts';
import {
  choiceParam,
  choicesParam,
  idParam,
  instantParam,
  listSearch,
  type ListSearch,
  textParam,
} from '../shared/search';

/** `folder` is an id, or `none` for links outside of folders; absent for all links. */
export interface LinksSearch extends ListSearch {
  folder?: string;
}
export const linksSearch = (raw: Record<string, unknown>): LinksSearch => ({
  ...listSearch(raw),
  folder: idParam(raw.folder, 'none'),
});

export const LINK_TABS = ['workflow', 'clicks', 'runs', 'versions', 'used'] as const;
export type LinkTab = (typeof LINK_TABS)[number];

/** Parameters of a link's page: open tab, view of the workflow, selected node, displayed version. */
interface LinkPageSearch extends ListSearch {
  /** Absent for the workflow tab. */
  tab?: LinkTab;
  /** Absent for the canvas. */
  view?: 'outline';
  node?: string;
  version?: number;
}

export function linkPageSearch(raw: Record<string, unknown>): LinkPageSearch {
  const version = Number(raw.version);
  return {
    ...listSearch(raw),
    tab: choiceParam(raw.tab, LINK_TABS),
    view: choiceParam(raw.view, ['outline']),
    node: nodeParam(raw.node),
    version: Number.isInteger(version) && version > 0 ? version : undefined,
  };
}

/** The router parses a node id such as `12` as a number. */
function nodeParam(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^[A-Za-z0-9_-]{1,40}$/.test(text) ? text : undefined;
}

export const mailingsSearch = listSearch;

export const MAILING_TABS = ['content', 'links', 'recipients'] as const;
export type MailingTab = (typeof MAILING_TABS)[number];
/** The list parameters are those of the recipients tab. */
interface MailingPageSearch extends ListSearch {
  tab?: MailingTab;
}
export const mailingPageSearch = (raw: Record<string, unknown>): MailingPageSearch => ({
  ...listSearch(raw),
  tab: choiceParam(raw.tab, MAILING_TABS),
});

interface ContactsSearch extends ListSearch {
  companyId?: string;
  selectionId?: string;
  projectId?: string;
  interestId?: string;
}
export const contactsSearch = (raw: Record<string, unknown>): ContactsSearch => ({
  ...listSearch(raw),
  companyId: idParam(raw.companyId),
  selectionId: idParam(raw.selectionId),
  projectId: idParam(raw.projectId),
  interestId: idParam(raw.interestId),
});

export const companiesSearch = listSearch;
export const membersSearch = listSearch;

/** Selections, projects and interests; `retired` includes retired ones. */
export interface GroupsSearch extends ListSearch {
  retired?: true;
}
export const groupsSearch = (raw: Record<string, unknown>): GroupsSearch => ({
  ...listSearch(raw),
  retired: raw.retired === true ? true : undefined,
});

export const FOLLOW_UP_KINDS = ['to-do', 'meeting'] as const;
export const FOLLOW_UP_STATUSES = ['not-started', 'done'] as const;
interface FollowUpsSearch extends ListSearch {
  status?: (typeof FOLLOW_UP_STATUSES)[number];
  kind?: (typeof FOLLOW_UP_KINDS)[number];
  ownerId?: string;
}
export const followUpsSearch = (raw: Record<string, unknown>): FollowUpsSearch => ({
  ...listSearch(raw),
  status: choiceParam(raw.status, FOLLOW_UP_STATUSES),
  kind: choiceParam(raw.kind, FOLLOW_UP_KINDS),
  ownerId: idParam(raw.ownerId),
});

export const REQUEST_STATUSES = ['active', 'postponed', 'closed'] as const;
interface RequestsSearch extends ListSearch {
  status?: (typeof REQUEST_STATUSES)[number];
  categoryId?: string;
  ownerId?: string;
}
export const requestsSearch = (raw: Record<string, unknown>): RequestsSearch => ({
  ...listSearch(raw),
  status: choiceParam(raw.status, REQUEST_STATUSES),
  categoryId: idParam(raw.categoryId),
  ownerId: idParam(raw.ownerId),
});

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

/** Parameters of the list of runs: list parameters and the API's run filter. */
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

/** The run filter without unset values; an empty object matches all runs. */
export function filterOf(search: RunFilter): RunFilter {
  const { status, linkId, mailingId, contactId, error, bulk, from, to } = search;
  const all = { status, linkId, mailingId, contactId, error, bulk, from, to };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

export const statusesOf = ({ status }: RunFilter): RunStatus[] =>
  RUN_STATUSES.filter((each) => status?.split(',').includes(each));

/** Parameters of a run's page: the selected step. */
interface RunPageSearch {
  node?: string;
}

export function runPageSearch(raw: Record<string, unknown>): RunPageSearch {
  // The router parses a node id such as `12` as a number.
  const node = typeof raw.node === 'number' ? String(raw.node) : raw.node;
  return { node: typeof node === 'string' && /^[A-Za-z0-9_-]{1,40}$/.test(node) ? node : undefined };
}

interface AuditSearch extends ListSearch {
  userId?: string;
  action?: string;
}
export const auditSearch = (raw: Record<string, unknown>): AuditSearch => ({
  ...listSearch(raw),
  userId: idParam(raw.userId),
  action: textParam(raw.action, 60),
});

interface ErrorsSearch extends ListSearch, ErrorQuery {}
export const errorsSearch = (raw: Record<string, unknown>): ErrorsSearch => ({
  linkId: idParam(raw.linkId),
  mailingId: idParam(raw.mailingId),
  from: instantParam(raw.from),
  to: instantParam(raw.to),
});

interface ScriptsSearch extends ListSearch {
  /** Id of the open script; `new` for an unsaved one. */
  script?: string;
}
export const scriptsSearch = (raw: Record<string, unknown>): ScriptsSearch => ({
  ...listSearch(raw),
  script: idParam(raw.script, 'new'),
});

interface SignInSearch {
  /** Address to return to after the sign-in; only paths of this application are accepted. */
  back?: string;
}
export function signInSearch(raw: Record<string, unknown>): SignInSearch {
  const back = raw.back;
  return { back: typeof back === 'string' && /^\/(?![/\\])/.test(back) ? back : undefined };
}
