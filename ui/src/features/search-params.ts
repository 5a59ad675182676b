import {
  DELIVERY_STATES,
  OIDC_PROBLEMS,
  RECIPIENT_STATES,
  VERDICTS,
  SUBMISSION_STATUSES,
  WEBHOOK_DELIVERY_STATES,
  WEBHOOK_LOGGED_TYPES,
  type ErrorQuery,
  type RunFilter,
  type RunStatus,
} from '@linkflow/contracts';
import {
  choiceParam,
  choicesParam,
  countParam,
  flagParam,
  idParam,
  instantParam,
  type ListSearch,
  listSearchWith,
  patternParam,
  searchOf,
  textParam,
} from '../shared/search';

const folderParam = patternParam(/^([0-9a-f]{24}|none)$/);
/** `folder` is the id of a folder, or `none` for links that are in no folder. Without it and without `view`, all links are shown. */
export const linksSearch = listSearchWith({
  folder: folderParam,
  view: choiceParam(['mine', 'recent', 'trash']),
});
export type LinksSearch = ReturnType<typeof linksSearch>;

/** The id of a workflow node or of a block of a message. Accepts a number too, because the router parses an id such as `12` as a number. */
const nodeParam = (value: unknown) =>
  patternParam(/^[A-Za-z0-9_-]{1,40}$/)(typeof value === 'number' ? String(value) : value);

export const LINK_TABS = ['workflow', 'funnel', 'clicks', 'report', 'runs', 'versions', 'used'] as const;
export type LinkTab = (typeof LINK_TABS)[number];

/** The views of a workflow. */
export const WORKFLOW_VIEWS = ['canvas', 'tabs', 'outline'] as const;
export type WorkflowViewName = (typeof WORKFLOW_VIEWS)[number];

/** Parameters of a funnel, besides the version: the version beside it, and whether it is a table. */
const FUNNEL_PARAMS = { compare: countParam(1), table: flagParam };

/** Parameters of a link's page: open tab, view of the workflow, selected node, displayed version, page number of the open tab. */
export const linkPageSearch = listSearchWith({
  /** The open tab; absent for the workflow tab. */
  tab: choiceParam(LINK_TABS),
  /** The view of the workflow; absent for the canvas. */
  view: choiceParam(WORKFLOW_VIEWS),
  node: nodeParam,
  version: countParam(1),
  ...FUNNEL_PARAMS,
  /** Lists each click instead of those who clicked. */
  each: flagParam,
  /** Lists those who clicked in this mailing only. */
  mailing: idParam,
});

export const FORM_TABS = ['build', 'workflow', 'funnel', 'submissions', 'runs'] as const;
export type FormTab = (typeof FORM_TABS)[number];

/** Parameters of a form's page: open tab, selected block or node, and the list parameters of the open tab. */
export const formPageSearch = listSearchWith({
  /** The open tab; absent for the builder. */
  tab: choiceParam(FORM_TABS),
  block: nodeParam,
  node: nodeParam,
  version: countParam(1),
  ...FUNNEL_PARAMS,
  /** Which submissions are listed; absent for all. */
  status: choiceParam(SUBMISSION_STATUSES),
  /** The open submission. */
  submission: idParam,
});

/** Parameters of the list of clicks of a recipient, on a link or on all links. */
export const clicksSearch = listSearchWith({ linkId: idParam, recipientId: idParam });

export const mailingsSearch = listSearchWith({
  folder: folderParam,
  view: choiceParam(['mine', 'recent', 'trash']),
});
export type MailingsSearch = ReturnType<typeof mailingsSearch>;
export const formsSearch = listSearchWith({
  folder: folderParam,
  view: choiceParam(['mine', 'recent', 'trash']),
});
export type FormsSearch = ReturnType<typeof formsSearch>;

export const MAILING_TABS = ['content', 'links', 'recipients', 'send', 'report'] as const;
export type MailingTab = (typeof MAILING_TABS)[number];
/** Fields of a mailing to which a finding can lead. */
const MAILING_FIELDS = ['subject', 'preheader', 'from', 'replyTo', 'typeId'] as const;
/** Parameters of a mailing's page: the open tab, and the list parameters of its recipients tab and its send tab. */
export const mailingPageSearch = listSearchWith({
  /** The open tab; absent for the first one (see `firstTab`). */
  tab: choiceParam(MAILING_TABS),
  /** Which recipients are listed; absent for all. */
  state: choiceParam(RECIPIENT_STATES),
  /** The source of the listed recipients. */
  sourceId: idParam,
  /** The link that the listed recipients clicked. */
  linkId: idParam,
  /** The verdict of the clicks of the listed recipients. */
  clicked: choiceParam(VERDICTS),
  /** Which deliveries the send tab lists; absent for all. */
  delivery: choiceParam(DELIVERY_STATES),
  /** The mailing whose numbers the report shows beside its own. */
  compare: idParam,
  /** What the open tab shows first (see `useJump`): a line of the HTML, the position of a link, a block, what to add, or a field. */
  line: countParam(1),
  link: countParam(0),
  block: nodeParam,
  add: choiceParam(['footer']),
  field: choiceParam(MAILING_FIELDS),
});

/** Parameters of the outbox. `message` is the id of the open message. */
export const outboxSearch = listSearchWith({ mailingId: idParam, recipientId: idParam, message: idParam });

export const contactsSearch = listSearchWith({
  companyId: idParam,
  selectionId: idParam,
  projectId: idParam,
  interestId: idParam,
});

/** Parameters of the lists of selections, projects and interests. `retired` includes retired (soft-deleted) entries. */
export const groupsSearch = listSearchWith({ retired: flagParam });

export const FOLLOW_UP_KINDS = ['to-do', 'meeting'] as const;
export const FOLLOW_UP_STATUSES = ['not-started', 'done'] as const;
export const followUpsSearch = listSearchWith({
  status: choiceParam(FOLLOW_UP_STATUSES),
  kind: choiceParam(FOLLOW_UP_KINDS),
  ownerId: idParam,
});

export const REQUEST_STATUSES = ['active', 'postponed', 'closed'] as const;
export const requestsSearch = listSearchWith({
  status: choiceParam(REQUEST_STATUSES),
  categoryId: idParam,
  ownerId: idParam,
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

const ERROR_PARAMS = {
  linkId: idParam,
  mailingId: idParam,
  formId: idParam,
  from: instantParam,
  to: instantParam,
} satisfies Record<keyof ErrorQuery, unknown>;

const RUN_PARAMS = {
  ...ERROR_PARAMS,
  status: choicesParam(RUN_STATUSES),
  contactId: idParam,
  error: textParam(80),
  bulk: idParam,
  held: choiceParam(['doubt']),
  verdict: choiceParam(VERDICTS),
} satisfies Record<keyof RunFilter, unknown>;

/** Parameters of the list of runs: list parameters and the API's run filter. */
export const runsSearch = listSearchWith(RUN_PARAMS);
export type RunsSearch = ReturnType<typeof runsSearch>;

/** Returns only the parameters of the run filter that are set. An empty object matches all runs. */
export function filterOf(search: RunFilter): RunFilter {
  return Object.fromEntries(
    Object.entries(search).filter(([name, value]) => name in RUN_PARAMS && value !== undefined),
  );
}

export const statusesOf = ({ status }: RunFilter): RunStatus[] =>
  RUN_STATUSES.filter((each) => status?.split(',').includes(each));

/** Parameters of a run's page: the selected step. */
export const runPageSearch = searchOf({ node: nodeParam });

export const auditSearch = listSearchWith({ userId: idParam, action: textParam(60) });

export const errorsSearch: (raw: Record<string, unknown>) => ListSearch & ErrorQuery = searchOf(ERROR_PARAMS);

const deliveryParam = patternParam(/^[0-9a-f]{24}-[a-z]+-[a-z]+-[0-9a-f]{24}$/);
/** The log of a webhook subscription. `after` is its cursor, `delivery` the open one. */
export const webhookSearch = listSearchWith({
  state: choiceParam(WEBHOOK_DELIVERY_STATES),
  type: choiceParam(WEBHOOK_LOGGED_TYPES),
  from: instantParam,
  to: instantParam,
  after: deliveryParam,
  delivery: deliveryParam,
});

/** `script` is the id of the open script, or `new` for a script that has not been saved yet. */
export const scriptsSearch = listSearchWith({ script: patternParam(/^([0-9a-f]{24}|new)$/) });

/**
 * `back` is the path to open after sign-in. Only paths of this application are accepted, with the pattern of `LocalPath` of the API: it
 * excludes `//host`, `/\host` and control characters, which browsers remove, because these lead to other sites. `problem` is the reason
 * why the sign-in with the OpenID Connect provider failed.
 */
export const signInSearch = searchOf({
  back: patternParam(/^\/(?![/\\])[^\\\p{Cc}]*$/u),
  problem: choiceParam(OIDC_PROBLEMS),
});
