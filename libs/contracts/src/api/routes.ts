import type { z } from 'zod';

/** The routes that list, create, return and change the entries at a path. */
const entries = <Path extends string>(path: Path) =>
  ({
    list: `GET /api/${path}`,
    create: `POST /api/${path}`,
    get: `GET /api/${path}/:id`,
    update: `PATCH /api/${path}/:id`,
  }) as const;

/** The routes of {@link entries} and one that deletes an entry. */
const removable = <Path extends string>(path: Path) =>
  ({ ...entries(path), remove: `DELETE /api/${path}/:id` }) as const;

/**
 * The routes of {@link entries}, one that deletes an entry (soft delete: references to it still show its name), and one that restores it.
 */
const retirable = <Path extends string>(path: Path) =>
  ({
    ...entries(path),
    retire: `DELETE /api/${path}/:id`,
    restore: `POST /api/${path}/:id/restore`,
  }) as const;

/** The routes of the workflow that belongs to the entries at a path. */
const workflowOf = <Path extends string>(path: Path) =>
  ({
    draft: `GET /api/${path}/:id/draft`,
    saveDraft: `PUT /api/${path}/:id/draft`,
    editDraft: `POST /api/${path}/:id/draft/edits`,
    draftHistory: `GET /api/${path}/:id/draft/history`,
    discardDraft: `POST /api/${path}/:id/draft/history`,
    earlierDraft: `GET /api/${path}/:id/draft/history/:entryId`,
    publish: `POST /api/${path}/:id/workflow/publish`,
    versions: `GET /api/${path}/:id/workflow/versions`,
    version: `GET /api/${path}/:id/workflow/versions/:number`,
    publishVersion: `POST /api/${path}/:id/workflow/versions/:number/publish`,
    funnel: `GET /api/${path}/:id/workflow/funnel`,
  }) as const;

/**
 * Every route of apps/api: method and path, by subject and name. It contains no schemas, so that the UI can import it without loading zod.
 * The schemas are in `ROUTE_SCHEMAS`, under the same names.
 */
export const ROUTES = {
  session: {
    signIn: 'POST /api/session',
    current: 'GET /api/session',
    update: 'PATCH /api/session',
    signOut: 'DELETE /api/session',
    changePassword: 'PUT /api/session/password',
    options: 'GET /api/session/options',
    oidc: 'GET /api/session/oidc',
    oidcCallback: 'GET /api/session/oidc/callback',
  },
  sessions: {
    list: 'GET /api/sessions',
    end: 'DELETE /api/sessions/:id',
    endAll: 'DELETE /api/sessions',
  },
  passwordLinks: {
    check: 'POST /api/password-links/check',
    use: 'POST /api/password-links/use',
  },
  apiKeys: {
    list: 'GET /api/api-keys',
    create: 'POST /api/api-keys',
    revoke: 'DELETE /api/api-keys/:id',
  },
  catalogue: {
    actions: 'GET /api/actions',
    facts: 'GET /api/facts',
    lookup: 'GET /api/lookups/:kind',
  },
  links: {
    ...removable('links'),
    restore: 'POST /api/links/:id/restore',
    clickers: 'GET /api/links/:id/clickers',
    exportClickers: 'GET /api/links/:id/clickers.csv',
    duplicate: 'POST /api/links/:id/duplicate',
    uses: 'GET /api/links/:id/uses',
    reset: 'POST /api/links/:id/reset',
    resets: 'GET /api/links/:id/resets',
    presence: 'GET /api/links/:id/presence',
  },
  workflows: {
    draft: 'GET /api/links/:id/draft',
    saveDraft: 'PUT /api/links/:id/draft',
    editDraft: 'POST /api/links/:id/draft/edits',
    draftHistory: 'GET /api/links/:id/draft/history',
    discardDraft: 'POST /api/links/:id/draft/history',
    earlierDraft: 'GET /api/links/:id/draft/history/:entryId',
    publish: 'POST /api/links/:id/publish',
    versions: 'GET /api/links/:id/versions',
    version: 'GET /api/links/:id/versions/:number',
    publishVersion: 'POST /api/links/:id/versions/:number/publish',
    funnel: 'GET /api/links/:id/funnel',
    actions: 'GET /api/links/:id/actions',
    simulate: 'POST /api/links/:id/simulate',
    run: 'POST /api/links/:id/runs',
  },
  forms: {
    ...removable('forms'),
    restore: 'POST /api/forms/:id/restore',
    move: 'PUT /api/forms/:id/folder',
    uses: 'GET /api/forms/:id/uses',
    publish: 'POST /api/forms/:id/publish',
    versions: 'GET /api/forms/:id/versions',
    presence: 'GET /api/forms/:id/presence',
  },
  formWorkflows: workflowOf('forms'),
  submissions: {
    list: 'GET /api/forms/:id/submissions',
    export: 'GET /api/forms/:id/submissions.csv',
    decide: 'POST /api/forms/:id/submissions/:submissionId/decide',
    retry: 'POST /api/forms/:id/submissions/:submissionId/retry',
    remove: 'DELETE /api/forms/:id/submissions/:submissionId',
  },
  clicks: {
    list: 'GET /api/clicks',
    get: 'GET /api/clicks/:id',
    correct: 'PUT /api/clicks/:id/verdict',
    statistics: 'GET /api/clicks/statistics',
    looks: 'GET /api/clicks/looks',
  },
  rejudgements: {
    list: 'GET /api/rejudgements',
    preview: 'POST /api/rejudgements/preview',
    start: 'POST /api/rejudgements',
    stop: 'POST /api/rejudgements/:id/stop',
  },
  folders: {
    list: 'GET /api/folders',
    create: 'POST /api/folders',
    update: 'PATCH /api/folders/:id',
    remove: 'DELETE /api/folders/:id',
    trash: 'GET /api/folders/trash',
    restore: 'POST /api/folders/:id/restore',
  },
  mailings: {
    ...removable('mailings'),
    restore: 'POST /api/mailings/:id/restore',
    move: 'PUT /api/mailings/:id/folder',
    setLink: 'PUT /api/mailings/:id/links/:occurrence',
    setLinks: 'PUT /api/mailings/:id/links',
    replacePlaceholders: 'POST /api/mailings/:id/placeholders',
    preview: 'GET /api/mailings/:id/preview',
    render: 'POST /api/mailings/:id/render',
    copy: 'POST /api/mailings/:id/copy',
    export: 'GET /api/mailings/:id/export',
    import: 'POST /api/mailings/import',
    viewOnline: 'GET /o/:token',
  },
  mailTemplates: {
    list: 'GET /api/mail-templates',
    get: 'GET /api/mail-templates/:id',
    create: 'POST /api/mail-templates',
    remove: 'DELETE /api/mail-templates/:id',
  },
  savedBlocks: {
    list: 'GET /api/saved-blocks',
    create: 'POST /api/saved-blocks',
    remove: 'DELETE /api/saved-blocks/:id',
  },
  sending: {
    get: 'GET /api/mailings/:id/sending',
    start: 'POST /api/mailings/:id/sending',
    cancel: 'POST /api/mailings/:id/sending/cancel',
    pause: 'POST /api/mailings/:id/sending/pause',
    resume: 'POST /api/mailings/:id/sending/resume',
    stop: 'POST /api/mailings/:id/sending/stop',
    notReached: 'POST /api/mailings/:id/sending/not-reached',
    resend: 'POST /api/mailings/:id/sending/resend',
    open: 'POST /api/mailings/:id/sending/open',
    close: 'POST /api/mailings/:id/sending/close',
    deliveries: 'GET /api/mailings/:id/deliveries',
    test: 'POST /api/mailings/:id/tests',
    tests: 'GET /api/mailings/:id/tests',
    unsubscribed: 'GET /api/mailings/:id/unsubscribed',
  },
  reports: {
    mailing: 'GET /api/mailings/:id/report',
    exportMailing: 'GET /api/mailings/:id/report.csv',
    link: 'GET /api/links/:id/report',
    exportLink: 'GET /api/links/:id/report.csv',
  },
  people: {
    count: 'POST /api/people/count',
    mail: 'POST /api/people/mailing',
  },
  peopleBulks: {
    list: 'GET /api/people-bulks',
    start: 'POST /api/people-bulks',
    get: 'GET /api/people-bulks/:id',
    continue: 'POST /api/people-bulks/:id/continue',
    stop: 'POST /api/people-bulks/:id/stop',
  },
  mailCheck: {
    get: 'GET /api/mailings/:id/check',
    sender: 'GET /api/mailings/:id/check/sender',
  },
  outbox: {
    list: 'GET /api/outbox',
    get: 'GET /api/outbox/:id',
    html: 'GET /api/outbox/:id/html',
  },
  pictures: {
    list: 'GET /api/pictures',
    add: 'POST /api/pictures',
  },
  recipients: {
    list: 'GET /api/mailings/:id/recipients',
    export: 'GET /api/mailings/:id/recipients.csv',
    add: 'POST /api/mailings/:id/recipients',
    remove: 'DELETE /api/mailings/:id/recipients/:recipientId',
    preview: 'GET /api/mailings/:id/recipients/:recipientId/preview',
    address: 'POST /api/mailings/:id/recipients/:recipientId/address',
  },
  audience: {
    get: 'GET /api/mailings/:id/audience',
    update: 'PATCH /api/mailings/:id/audience',
    refresh: 'POST /api/mailings/:id/audience/refresh',
    upload: 'POST /api/mailings/:id/audience/files',
    removeSource: 'DELETE /api/mailings/:id/audience/sources/:sourceId',
    badRows: 'GET /api/mailings/:id/audience/sources/:sourceId/bad-rows',
  },
  subscriptionTypes: retirable('subscription-types'),
  subscriptions: {
    get: 'GET /api/contacts/:id/subscriptions',
    change: 'POST /api/contacts/:id/subscriptions',
    giveConsent: 'POST /api/contacts/:id/consents',
    withdrawConsent: 'POST /api/contacts/:id/consents/withdraw',
    clearBounce: 'POST /api/contacts/:id/subscriptions/clear-bounce',
    events: 'POST /api/mail-events',
  },
  contacts: {
    ...removable('contacts'),
    erasure: 'GET /api/contacts/:id/erasure',
    eraseAddress: 'POST /api/addresses/erase',
    export: 'GET /api/contacts/:id/export',
    join: 'PUT /api/contacts/:id/memberships/:kind/:targetId',
    leave: 'DELETE /api/contacts/:id/memberships/:kind/:targetId',
  },
  companies: removable('companies'),
  followUps: {
    list: 'GET /api/follow-ups',
    update: 'PATCH /api/follow-ups/:id',
  },
  requests: {
    list: 'GET /api/requests',
    update: 'PATCH /api/requests/:id',
  },
  interests: { ...retirable('interests'), members: 'GET /api/interests/:id/members' },
  selections: {
    ...retirable('selections'),
    members: 'GET /api/selections/:id/members',
    preview: 'POST /api/selections/preview',
  },
  projects: { ...retirable('projects'), members: 'GET /api/projects/:id/members' },
  categories: retirable('categories'),
  scripts: { ...retirable('scripts'), uses: 'GET /api/scripts/:id/uses', try: 'POST /api/scripts/try' },
  webhookSecrets: {
    list: 'GET /api/webhook-secrets',
    create: 'POST /api/webhook-secrets',
    rotate: 'POST /api/webhook-secrets/:id/rotate',
    remove: 'DELETE /api/webhook-secrets/:id',
  },
  webhooks: { try: 'POST /api/webhooks/try' },
  webhookSubscriptions: {
    ...removable('webhook-subscriptions'),
    test: 'POST /api/webhook-subscriptions/:id/test',
    deliveries: 'GET /api/webhook-subscriptions/:id/deliveries',
    delivery: 'GET /api/webhook-subscriptions/:id/deliveries/:deliveryId',
    replay: 'POST /api/webhook-subscriptions/:id/deliveries/:deliveryId/replay',
    replayFailed: 'POST /api/webhook-subscriptions/:id/deliveries/replay',
  },
  settings: {
    fields: 'GET /api/fields',
    createField: 'POST /api/fields',
    priorities: 'GET /api/priorities',
    taskTypes: 'GET /api/task-types',
    users: 'GET /api/users',
    inviteUser: 'POST /api/users',
    updateUser: 'PATCH /api/users/:id',
    passwordLink: 'POST /api/users/:id/password-link',
    endUserSessions: 'DELETE /api/users/:id/sessions',
    unlinkIdentity: 'DELETE /api/users/:id/identity',
  },
  runs: {
    list: 'GET /api/runs',
    attention: 'GET /api/runs/attention',
    errors: 'GET /api/runs/errors',
    get: 'GET /api/runs/:id',
    retry: 'POST /api/runs/:id/retry',
    skip: 'POST /api/runs/:id/skip',
    cancel: 'POST /api/runs/:id/cancel',
    resolve: 'POST /api/runs/:id/resolve',
    rerun: 'POST /api/runs/:id/rerun',
    release: 'POST /api/runs/:id/release',
    drop: 'POST /api/runs/:id/drop',
  },
  bulks: {
    list: 'GET /api/ops/bulks',
    count: 'POST /api/ops/bulks/count',
    start: 'POST /api/ops/bulks',
    get: 'GET /api/ops/bulks/:id',
    continue: 'POST /api/ops/bulks/:id/continue',
    stop: 'POST /api/ops/bulks/:id/stop',
  },
  pauses: {
    list: 'GET /api/ops/pauses',
    pause: 'POST /api/ops/pauses',
    resume: 'DELETE /api/ops/pauses/:key',
  },
  setAside: {
    list: 'GET /api/ops/set-aside-clicks',
    sendAgain: 'POST /api/ops/set-aside-clicks/:id/send',
  },
  reconciliations: {
    list: 'GET /api/ops/reconciliations',
    start: 'POST /api/ops/reconciliations',
  },
  ops: {
    overview: 'GET /api/ops/overview',
    audit: 'GET /api/audit',
    events: 'GET /api/events',
  },
} as const;

type ValueOf<T> = T[keyof T];
export type RouteSubject = keyof typeof ROUTES;
/** A route as `METHOD /path`, which identifies it. */
export type ApiRoute = ValueOf<{ [S in RouteSubject]: ValueOf<(typeof ROUTES)[S]> }>;

/** Names of the path parameters of a route: `'id'` for `GET /api/links/:id`. */
type PathParam<R> = R extends `${string}:${infer Name}/${infer Rest}`
  ? Name | PathParam<Rest>
  : R extends `${string}:${infer Name}`
    ? Name
    : never;

/** A response that is not JSON: a page, a file or a stream of server-sent events. */
export interface RawResponse {
  mediaType: 'text/html' | 'text/csv' | 'text/event-stream';
}

/** A response that sends the browser to another address. */
export interface RedirectResponse {
  redirect: true;
}

/** A request whose body is a file, sent as it is: not JSON, and not a form. */
export interface Upload {
  /** The content types that it may have. */
  mediaTypes: readonly string[];
  /** Largest size, bytes. A larger file fails with `body.too-large`. */
  maxBytes: number;
}

/** What a route accepts and returns. */
export interface RouteSchema {
  /** One sentence for the API's documentation. */
  summary: string;
  params?: Readonly<Record<string, z.ZodType>>;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Instead of `body`. */
  upload?: Upload;
  /** Without a response the route answers 204. */
  response?: z.ZodType | RawResponse | RedirectResponse;
  /** 201 for a route that creates something; otherwise 200, 204 without a response, or 302 for a redirect. */
  status?: 201;
}

/** The schema of one route: its path decides which parameters must be declared, its method whether there may be a body. */
export type RouteSchemaOf<R> = Omit<RouteSchema, 'params' | 'body' | 'upload'> &
  ([PathParam<R>] extends [never] ? { params?: never } : { params: Record<PathParam<R>, z.ZodType> }) &
  (R extends `GET ${string}` | `DELETE ${string}`
    ? { body?: never; upload?: never }
    : { body?: z.ZodType; upload?: never } | { body?: never; upload: Upload });

/** The schemas of all routes of one subject, by the names of the routes. */
type RouteSchemas<S extends RouteSubject> = {
  [Name in keyof (typeof ROUTES)[S]]: RouteSchemaOf<(typeof ROUTES)[S][Name]>;
};

/** The schemas of several subjects. */
export type SubjectSchemas<S extends RouteSubject> = { [Subject in S]: RouteSchemas<Subject> };
