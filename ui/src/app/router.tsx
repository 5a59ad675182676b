import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  type RouteComponent,
} from '@tanstack/react-router';
import { sessionQuery } from '../api/session';
import * as search from '../features/search-params';
import { listSearch } from '../shared/search';
import { NotFound, NotFoundPage, RouteFailure, RouteFailurePage } from './failure-pages';
import { queryClient } from './query-client';
import { Shell } from './shell';

/**
 * Returns a function that creates child routes of `parent`. The code of a page is loaded when the page is opened, or earlier when
 * the pointer is over a link to it.
 */
const pagesOf =
  <Parent extends AnyRoute>(parent: Parent) =>
  <const Path extends string, Name extends string, Search extends object = object>(
    path: Path,
    load: () => Promise<Record<Name, RouteComponent>>,
    name: Name,
    validateSearch?: (raw: Record<string, unknown>) => Search,
  ) =>
    createRoute({
      getParentRoute: () => parent,
      path,
      validateSearch,
      component: lazyRouteComponent(load, name),
    });

/** Creates the index route (`/`) of `parent`, which redirects to `to`. */
const startOf = <Parent extends AnyRoute>(
  parent: Parent,
  to: '/links' | '/ops/overview' | '/settings/users',
) =>
  createRoute({
    getParentRoute: () => parent,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to, replace: true });
    },
  });

const root = createRootRoute({ notFoundComponent: NotFoundPage, errorComponent: RouteFailurePage });
const outside = pagesOf(root);

/** Parent of all pages that need a session. Without one, it redirects to sign-in, which then returns to the requested URL. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: RouteFailurePage,
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: '/sign-in', search: { back: location.href } });
  },
});
const page = pagesOf(shell);

const ops = page('/ops', () => import('../features/ops/ops-layout'), 'OpsLayout');
const opsPage = pagesOf(ops);

const settings = page('/settings', () => import('../features/settings/settings-layout'), 'SettingsLayout');
const settingsPage = pagesOf(settings);

const routeTree = root.addChildren([
  outside('/sign-in', () => import('./sign-in-page'), 'SignInPage', search.signInSearch),
  outside('/password', () => import('./password-page'), 'PasswordPage'),
  outside('/signed-in', () => import('./signed-in-page'), 'SignedInPage'),
  shell.addChildren([
    startOf(shell, '/links'),
    page('/links', () => import('../features/links/links-page'), 'LinksPage', search.linksSearch),
    page(
      '/links/$linkId',
      () => import('../features/links/link-page/link-page'),
      'LinkPage',
      search.linkPageSearch,
    ),
    page('/forms', () => import('../features/forms/forms-page'), 'FormsPage', search.formsSearch),
    page('/forms/$formId', () => import('../features/forms/form-page'), 'FormPage', search.formPageSearch),
    page(
      '/mailings',
      () => import('../features/mailings/mailings-page'),
      'MailingsPage',
      search.mailingsSearch,
    ),
    page('/outbox', () => import('../features/outbox/outbox-page'), 'OutboxPage', search.outboxSearch),
    page(
      '/mailings/$mailingId',
      () => import('../features/mailings/mailing-page'),
      'MailingPage',
      search.mailingPageSearch,
    ),
    page(
      '/contacts',
      () => import('../features/contacts/contacts-page'),
      'ContactsPage',
      search.contactsSearch,
    ),
    page('/contacts/$id', () => import('../features/contacts/contact-page'), 'ContactPage'),
    page('/companies', () => import('../features/companies/companies-page'), 'CompaniesPage', listSearch),
    page('/companies/$id', () => import('../features/companies/company-page'), 'CompanyPage'),
    page('/selections', () => import('../features/groups/group-list'), 'SelectionsPage', search.groupsSearch),
    page('/selections/$id', () => import('../features/groups/group-page'), 'SelectionPage', listSearch),
    page('/projects', () => import('../features/groups/group-list'), 'ProjectsPage', search.groupsSearch),
    page('/projects/$id', () => import('../features/groups/group-page'), 'ProjectPage', listSearch),
    page(
      '/follow-ups',
      () => import('../features/follow-ups/follow-ups-page'),
      'FollowUpsPage',
      search.followUpsSearch,
    ),
    page(
      '/requests',
      () => import('../features/requests/requests-page'),
      'RequestsPage',
      search.requestsSearch,
    ),
    page('/clicks', () => import('../features/clicks/clicks-page'), 'ClicksPage', search.clicksSearch),
    page('/clicks/$clickId', () => import('../features/clicks/click-page'), 'ClickPage'),
    page(
      '/people-bulks',
      () => import('../features/people/people-bulks-page'),
      'PeopleBulksPage',
      listSearch,
    ),
    page(
      '/people-bulks/$peopleBulkId',
      () => import('../features/people/people-bulk-page'),
      'PeopleBulkPage',
    ),
    page('/runs', () => import('../features/runs/runs-page'), 'RunsPage', search.runsSearch),
    page('/runs/$runId', () => import('../features/runs/run-page/run-page'), 'RunPage', search.runPageSearch),
    ops.addChildren([
      startOf(ops, '/ops/overview'),
      opsPage('/verdicts', () => import('../features/ops/verdicts/verdicts-page'), 'VerdictsPage'),
      opsPage('/overview', () => import('../features/ops/overview-page'), 'OverviewPage'),
      opsPage('/errors', () => import('../features/ops/errors-page'), 'ErrorsPage', search.errorsSearch),
      opsPage('/bulks', () => import('../features/ops/bulks-page'), 'BulksPage', listSearch),
      opsPage('/pauses', () => import('../features/ops/pauses-page'), 'PausesPage'),
      opsPage('/set-aside', () => import('../features/ops/set-aside-page'), 'SetAsidePage', listSearch),
      opsPage('/reconciliation', () => import('../features/ops/reconciliation-page'), 'ReconciliationPage'),
      opsPage('/audit', () => import('../features/ops/audit-page'), 'AuditPage', search.auditSearch),
    ]),
    page('/ops/bulks/$bulkId', () => import('../features/ops/bulk-page'), 'BulkPage'),
    settings.addChildren([
      startOf(settings, '/settings/users'),
      settingsPage('/account', () => import('../features/settings/account-page'), 'AccountPage'),
      settingsPage('/users', () => import('../features/settings/users-page'), 'UsersPage'),
      settingsPage('/api-keys', () => import('../features/settings/api-keys-page'), 'ApiKeysPage'),
      settingsPage('/webhooks', () => import('../features/settings/webhooks/webhooks-page'), 'WebhooksPage'),
      settingsPage(
        '/webhooks/$subscriptionId',
        () => import('../features/settings/webhooks/webhook-page'),
        'WebhookPage',
        search.webhookSearch,
      ),
      settingsPage(
        '/interests',
        () => import('../features/groups/group-list'),
        'InterestsPage',
        search.groupsSearch,
      ),
      settingsPage(
        '/subscription-types',
        () => import('../features/settings/subscription-types-page'),
        'SubscriptionTypesPage',
      ),
      settingsPage('/fields', () => import('../features/settings/fields-page'), 'FieldsPage'),
      settingsPage('/categories', () => import('../features/settings/categories-page'), 'CategoriesPage'),
      settingsPage('/priorities', () => import('../features/settings/value-lists-page'), 'PrioritiesPage'),
      settingsPage('/task-types', () => import('../features/settings/value-lists-page'), 'TaskTypesPage'),
      settingsPage(
        '/scripts',
        () => import('../features/settings/scripts-page'),
        'ScriptsPage',
        search.scriptsSearch,
      ),
    ]),
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: RouteFailure,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
