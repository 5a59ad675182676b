import { ROUTES, type ApiRoute, type RouteSubject } from './routes';
import type { Role } from './users';

const EVERYONE = ['viewer', 'marketer', 'ops', 'admin'] as const;
const COLLEAGUES = ['marketer', 'ops', 'admin'] as const;
const MARKETERS = ['marketer', 'admin'] as const;
const OPERATORS = ['ops', 'admin'] as const;
const ADMINS = ['admin'] as const;

/**
 * Every right, with the roles that have it. A user can have several roles, and then has the rights of each. The guard of the API and the
 * UI decide by this table and by {@link ROUTE_RIGHTS} only. docs/security.md shows both.
 */
export const RIGHTS = {
  /** The user's own sessions, password and language. */
  'account:own': EVERYONE,
  /** The user's own API keys. A user with `users:write` can also see and revoke the keys of other users. */
  'keys:own': EVERYONE,
  'data:read': EVERYONE,
  'links:write': MARKETERS,
  'links:publish': MARKETERS,
  /** Simulations. They have no effects, but they run scripts. */
  'links:simulate': COLLEAGUES,
  /** Forms, their workflows, and what is decided about submissions. */
  'forms:write': MARKETERS,
  'mailings:write': MARKETERS,
  /** Start, pause and stop of a sending, and sending again. */
  'mailings:send': MARKETERS,
  'recipients:write': MARKETERS,
  /** The personal address of a recipient. A click on it counts as a click of the recipient. */
  'recipients:act': MARKETERS,
  /** Bounces and complaints that the webhook of a mail provider reports. */
  'mail-events:write': OPERATORS,
  'contacts:write': MARKETERS,
  /** Work for many people at once: selections, projects, follow-ups, requests. */
  'people:work': MARKETERS,
  'contacts:delete': MARKETERS,
  /** Everything that is stored about a person, in one file. */
  'contacts:export': MARKETERS,
  /** Status and owner of follow-ups and requests. */
  'work:write': COLLEAGUES,
  'lists:write': MARKETERS,
  /** Secrets of webhooks, and test calls, which leave the system. */
  'webhooks:write': MARKETERS,
  /** Who gets which events, and the log of what was sent. Events carry personal data out of the system. */
  'webhooks:subscribe': ADMINS,
  'runs:start': MARKETERS,
  'runs:retry': COLLEAGUES,
  /** Commands that require knowledge about effects that the run does not show. */
  'runs:repair': OPERATORS,
  /** Judging recorded clicks again, which changes verdicts and counts everywhere. */
  'clicks:rejudge': ADMINS,
  'ops:read': OPERATORS,
  'ops:write': OPERATORS,
  /** Retries of single jobs on the queue board. */
  'queues:repair': ADMINS,
  /** A changed script affects every later click. */
  'scripts:write': ADMINS,
  'settings:write': ADMINS,
  'users:write': ADMINS,
} as const satisfies Record<string, readonly [Role, ...Role[]]>;
export type Right = keyof typeof RIGHTS;

/** What a route requires: a right, or nothing at all (`public`), which also admits requests without a session. */
export type RouteAccess = Right | 'public';

const allReading = (writing: Right) =>
  ({ list: 'data:read', get: 'data:read', create: writing, update: writing }) as const;
const retirable = (writing: Right) =>
  ({ ...allReading(writing), retire: writing, restore: writing }) as const;

/** What each route requires, by the names of `ROUTES`. Without an entry for every route, this does not compile. */
export const ROUTE_RIGHTS = {
  session: {
    signIn: 'public',
    current: 'account:own',
    update: 'account:own',
    signOut: 'public',
    changePassword: 'account:own',
    options: 'public',
    oidc: 'public',
    oidcCallback: 'public',
  },
  sessions: { list: 'account:own', end: 'account:own', endAll: 'account:own' },
  passwordLinks: { check: 'public', use: 'public' },
  apiKeys: { list: 'keys:own', create: 'keys:own', revoke: 'keys:own' },
  catalogue: { actions: 'data:read', facts: 'data:read', lookup: 'data:read' },
  links: {
    ...allReading('links:write'),
    remove: 'links:write',
    restore: 'links:write',
    clickers: 'data:read',
    exportClickers: 'data:read',
    duplicate: 'links:write',
    uses: 'data:read',
    reset: 'links:write',
    resets: 'data:read',
    presence: 'data:read',
  },
  workflows: {
    draft: 'data:read',
    saveDraft: 'links:write',
    editDraft: 'links:write',
    draftHistory: 'data:read',
    discardDraft: 'links:write',
    earlierDraft: 'data:read',
    publish: 'links:publish',
    versions: 'data:read',
    version: 'data:read',
    publishVersion: 'links:publish',
    funnel: 'data:read',
    actions: 'data:read',
    simulate: 'links:simulate',
    run: 'runs:start',
  },
  forms: {
    ...allReading('forms:write'),
    remove: 'forms:write',
    restore: 'forms:write',
    move: 'forms:write',
    uses: 'data:read',
    publish: 'forms:write',
    versions: 'data:read',
    presence: 'data:read',
  },
  formWorkflows: {
    draft: 'data:read',
    saveDraft: 'forms:write',
    editDraft: 'forms:write',
    draftHistory: 'data:read',
    discardDraft: 'forms:write',
    earlierDraft: 'data:read',
    publish: 'forms:write',
    versions: 'data:read',
    version: 'data:read',
    publishVersion: 'forms:write',
    funnel: 'data:read',
  },
  submissions: {
    list: 'data:read',
    export: 'data:read',
    decide: 'forms:write',
    retry: 'forms:write',
    remove: 'forms:write',
  },
  clicks: {
    list: 'data:read',
    get: 'data:read',
    correct: 'runs:retry',
    statistics: 'data:read',
    looks: 'data:read',
  },
  rejudgements: {
    list: 'ops:read',
    preview: 'ops:read',
    start: 'clicks:rejudge',
    stop: 'clicks:rejudge',
  },
  // The same people write links and mailings.
  folders: {
    list: 'data:read',
    create: 'links:write',
    update: 'links:write',
    remove: 'links:write',
    trash: 'data:read',
    restore: 'links:write',
  },
  mailings: {
    ...allReading('mailings:write'),
    remove: 'mailings:write',
    restore: 'mailings:write',
    move: 'mailings:write',
    setLink: 'mailings:write',
    setLinks: 'mailings:write',
    replacePlaceholders: 'mailings:write',
    preview: 'data:read',
    render: 'data:read',
    copy: 'mailings:write',
    export: 'data:read',
    import: 'mailings:write',
    viewOnline: 'public',
  },
  mailTemplates: {
    list: 'data:read',
    get: 'data:read',
    create: 'mailings:write',
    remove: 'mailings:write',
  },
  savedBlocks: { list: 'data:read', create: 'mailings:write', remove: 'mailings:write' },
  sending: {
    get: 'data:read',
    start: 'mailings:send',
    cancel: 'mailings:send',
    pause: 'mailings:send',
    resume: 'mailings:send',
    stop: 'mailings:send',
    notReached: 'mailings:send',
    resend: 'mailings:send',
    open: 'mailings:send',
    close: 'mailings:send',
    deliveries: 'data:read',
    test: 'mailings:write',
    tests: 'data:read',
    unsubscribed: 'data:read',
  },
  reports: {
    mailing: 'data:read',
    exportMailing: 'data:read',
    link: 'data:read',
    exportLink: 'data:read',
  },
  people: { count: 'data:read', mail: 'recipients:write' },
  peopleBulks: {
    list: 'data:read',
    start: 'people:work',
    get: 'data:read',
    continue: 'people:work',
    stop: 'people:work',
  },
  mailCheck: { get: 'data:read', sender: 'data:read' },
  // A message has the recipient's own links.
  outbox: { list: 'recipients:act', get: 'recipients:act', html: 'recipients:act' },
  pictures: { list: 'data:read', add: 'mailings:write' },
  recipients: {
    list: 'data:read',
    export: 'data:read',
    add: 'recipients:write',
    remove: 'recipients:write',
    preview: 'data:read',
    address: 'recipients:act',
  },
  audience: {
    get: 'data:read',
    update: 'recipients:write',
    refresh: 'recipients:write',
    upload: 'recipients:write',
    removeSource: 'recipients:write',
    badRows: 'data:read',
  },
  subscriptionTypes: retirable('settings:write'),
  subscriptions: {
    get: 'data:read',
    change: 'contacts:write',
    giveConsent: 'contacts:write',
    withdrawConsent: 'contacts:write',
    clearBounce: 'contacts:write',
    events: 'mail-events:write',
  },
  contacts: {
    ...allReading('contacts:write'),
    remove: 'contacts:delete',
    eraseAddress: 'contacts:delete',
    erasure: 'data:read',
    export: 'contacts:export',
    join: 'contacts:write',
    leave: 'contacts:write',
  },
  companies: { ...allReading('contacts:write'), remove: 'contacts:delete' },
  followUps: { list: 'data:read', update: 'work:write' },
  requests: { list: 'data:read', update: 'work:write' },
  interests: { ...retirable('lists:write'), members: 'data:read' },
  selections: { ...retirable('lists:write'), members: 'data:read', preview: 'data:read' },
  projects: { ...retirable('lists:write'), members: 'data:read' },
  categories: retirable('lists:write'),
  scripts: { ...retirable('scripts:write'), uses: 'data:read', try: 'scripts:write' },
  webhookSecrets: {
    list: 'data:read',
    create: 'webhooks:write',
    rotate: 'webhooks:write',
    remove: 'webhooks:write',
  },
  webhooks: { try: 'webhooks:write' },
  webhookSubscriptions: {
    list: 'webhooks:subscribe',
    create: 'webhooks:subscribe',
    get: 'webhooks:subscribe',
    update: 'webhooks:subscribe',
    remove: 'webhooks:subscribe',
    test: 'webhooks:subscribe',
    deliveries: 'webhooks:subscribe',
    delivery: 'webhooks:subscribe',
    replay: 'webhooks:subscribe',
    replayFailed: 'webhooks:subscribe',
  },
  settings: {
    fields: 'data:read',
    createField: 'settings:write',
    priorities: 'data:read',
    taskTypes: 'data:read',
    users: 'data:read',
    inviteUser: 'users:write',
    updateUser: 'users:write',
    passwordLink: 'users:write',
    endUserSessions: 'users:write',
    unlinkIdentity: 'users:write',
  },
  runs: {
    list: 'data:read',
    attention: 'data:read',
    errors: 'data:read',
    get: 'data:read',
    retry: 'runs:retry',
    skip: 'runs:repair',
    cancel: 'runs:retry',
    resolve: 'runs:repair',
    rerun: 'runs:repair',
    release: 'runs:retry',
    drop: 'runs:retry',
  },
  bulks: {
    list: 'ops:read',
    count: 'ops:read',
    start: 'ops:write',
    get: 'ops:read',
    continue: 'ops:write',
    stop: 'ops:write',
  },
  setAside: { list: 'ops:read', sendAgain: 'ops:write' },
  reconciliations: { list: 'ops:read', start: 'ops:write' },
  // Everyone may read the pauses, because they explain why runs wait.
  pauses: { list: 'data:read', pause: 'ops:write', resume: 'ops:write' },
  ops: { overview: 'ops:read', audit: 'ops:read', events: 'data:read' },
} as const satisfies { [S in RouteSubject]: Record<keyof (typeof ROUTES)[S], RouteAccess> };

const ACCESS_OF: ReadonlyMap<string, RouteAccess> = new Map(
  (Object.keys(ROUTES) as RouteSubject[]).flatMap((subject) => {
    const rights: Record<string, RouteAccess> = ROUTE_RIGHTS[subject];
    return Object.entries(ROUTES[subject]).flatMap(([name, route]: [string, string]) => {
      const access = rights[name];
      return access ? [[route, access] as const] : [];
    });
  }),
);

/** What a route requires. */
export function accessOf(route: ApiRoute): RouteAccess {
  const access = ACCESS_OF.get(route);
  if (!access) throw new Error(`${route} is not in the table of rights.`);
  return access;
}

/** True if one of the roles has the right. */
export const hasRight = (roles: readonly Role[], right: Right): boolean =>
  RIGHTS[right].some((role: Role) => roles.includes(role));

/** True if a user with these roles may use the route. */
export function mayUse(roles: readonly Role[], route: ApiRoute): boolean {
  const access = accessOf(route);
  return access === 'public' || hasRight(roles, access);
}

/** Rights that no API key has: with them it could create another access to the system, or act in the name of other users. */
const SESSION_RIGHTS = ['account:own', 'keys:own', 'users:write', 'queues:repair'] as const;
/** Routes that no API key may use, although it may have their right. */
const SESSION_ROUTES: readonly ApiRoute[] = [ROUTES.ops.events];

/** A right that an API key can have. */
export type KeyRight = Exclude<Right, (typeof SESSION_RIGHTS)[number]>;

const isKeyScope = (right: RouteAccess): right is KeyRight =>
  right !== 'public' && !SESSION_RIGHTS.some((other) => other === right);

/** Every right that an API key can have. A key has the rights that were chosen for it, as long as a role of its owner has them too. */
export const KEY_SCOPES: readonly KeyRight[] = (Object.keys(RIGHTS) as Right[]).filter(isKeyScope);

/** The scope with which an API key may use the route. Null if no key may, or if none is needed because the route is public. */
export function keyScopeOf(route: ApiRoute): KeyRight | null {
  const access = accessOf(route);
  return isKeyScope(access) && !SESSION_ROUTES.includes(route) ? access : null;
}
