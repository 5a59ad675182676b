import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { sessionQuery } from '../api/session';
import {
  auditSearch,
  companiesSearch,
  contactsSearch,
  errorsSearch,
  followUpsSearch,
  groupsSearch,
  linkPageSearch,
  linksSearch,
  mailingPageSearch,
  mailingsSearch,
  membersSearch,
  requestsSearch,
  runPageSearch,
  runsSearch,
  scriptsSearch,
  signInSearch,
} from '../features/search-params';
import { listSearch } from '../shared/search';
import { NotFound, RouteFailure } from './failure-pages';
import { queryClient } from './query-client';
import { Shell } from './shell';

const root = createRootRoute({ notFoundComponent: NotFound, errorComponent: RouteFailure });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import('./sign-in-page'), 'SignInPage'),
});

/** All pages behind the sign-in. Without a session the user signs in first and returns to the requested address. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  notFoundComponent: NotFound,
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: '/sign-in', search: { back: location.href } });
  },
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/links', replace: true });
  },
});

const links = createRoute({
  getParentRoute: () => shell,
  path: '/links',
  validateSearch: linksSearch,
  component: lazyRouteComponent(() => import('../features/links/links-page'), 'LinksPage'),
});
const link = createRoute({
  getParentRoute: () => shell,
  path: '/links/$linkId',
  validateSearch: linkPageSearch,
  component: lazyRouteComponent(() => import('../features/links/link-page/link-page'), 'LinkPage'),
});

const mailings = createRoute({
  getParentRoute: () => shell,
  path: '/mailings',
  validateSearch: mailingsSearch,
  component: lazyRouteComponent(() => import('../features/mailings/mailings-page'), 'MailingsPage'),
});
const mailing = createRoute({
  getParentRoute: () => shell,
  path: '/mailings/$mailingId',
  validateSearch: mailingPageSearch,
  component: lazyRouteComponent(() => import('../features/mailings/mailing-page'), 'MailingPage'),
});

const contacts = createRoute({
  getParentRoute: () => shell,
  path: '/contacts',
  validateSearch: contactsSearch,
  component: lazyRouteComponent(() => import('../features/contacts/contacts-page'), 'ContactsPage'),
});
const contact = createRoute({
  getParentRoute: () => shell,
  path: '/contacts/$contactId',
  component: lazyRouteComponent(() => import('../features/contacts/contact-page'), 'ContactPage'),
});
const companies = createRoute({
  getParentRoute: () => shell,
  path: '/companies',
  validateSearch: companiesSearch,
  component: lazyRouteComponent(() => import('../features/companies/companies-page'), 'CompaniesPage'),
});
const company = createRoute({
  getParentRoute: () => shell,
  path: '/companies/$companyId',
  component: lazyRouteComponent(() => import('../features/companies/company-page'), 'CompanyPage'),
});
const selections = createRoute({
  getParentRoute: () => shell,
  path: '/selections',
  validateSearch: groupsSearch,
  component: lazyRouteComponent(() => import('../features/groups/selections'), 'SelectionsPage'),
});
const selection = createRoute({
  getParentRoute: () => shell,
  path: '/selections/$selectionId',
  validateSearch: membersSearch,
  component: lazyRouteComponent(() => import('../features/groups/selections'), 'SelectionPage'),
});
const projects = createRoute({
  getParentRoute: () => shell,
  path: '/projects',
  validateSearch: groupsSearch,
  component: lazyRouteComponent(() => import('../features/groups/projects'), 'ProjectsPage'),
});
const project = createRoute({
  getParentRoute: () => shell,
  path: '/projects/$projectId',
  validateSearch: membersSearch,
  component: lazyRouteComponent(() => import('../features/groups/projects'), 'ProjectPage'),
});
const followUps = createRoute({
  getParentRoute: () => shell,
  path: '/follow-ups',
  validateSearch: followUpsSearch,
  component: lazyRouteComponent(() => import('../features/follow-ups/follow-ups-page'), 'FollowUpsPage'),
});
const requests = createRoute({
  getParentRoute: () => shell,
  path: '/requests',
  validateSearch: requestsSearch,
  component: lazyRouteComponent(() => import('../features/requests/requests-page'), 'RequestsPage'),
});

const runs = createRoute({
  getParentRoute: () => shell,
  path: '/runs',
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import('../features/runs/runs-page'), 'RunsPage'),
});
const run = createRoute({
  getParentRoute: () => shell,
  path: '/runs/$runId',
  validateSearch: runPageSearch,
  component: lazyRouteComponent(() => import('../features/runs/run-page/run-page'), 'RunPage'),
});

const ops = createRoute({
  getParentRoute: () => shell,
  path: '/ops',
  component: lazyRouteComponent(() => import('../features/ops/ops-layout'), 'OpsLayout'),
});
const opsHome = createRoute({
  getParentRoute: () => ops,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/ops/overview', replace: true });
  },
});
const opsOverview = createRoute({
  getParentRoute: () => ops,
  path: '/overview',
  component: lazyRouteComponent(() => import('../features/ops/overview-page'), 'OverviewPage'),
});
const opsErrors = createRoute({
  getParentRoute: () => ops,
  path: '/errors',
  validateSearch: errorsSearch,
  component: lazyRouteComponent(() => import('../features/ops/errors-page'), 'ErrorsPage'),
});
const bulks = createRoute({
  getParentRoute: () => ops,
  path: '/bulks',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../features/ops/bulks-page'), 'BulksPage'),
});
const bulk = createRoute({
  getParentRoute: () => shell,
  path: '/ops/bulks/$bulkId',
  component: lazyRouteComponent(() => import('../features/ops/bulk-page'), 'BulkPage'),
});
const pauses = createRoute({
  getParentRoute: () => ops,
  path: '/pauses',
  component: lazyRouteComponent(() => import('../features/ops/pauses-page'), 'PausesPage'),
});
const audit = createRoute({
  getParentRoute: () => ops,
  path: '/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('../features/ops/audit-page'), 'AuditPage'),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('../features/settings/settings-layout'), 'SettingsLayout'),
});
const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/users', replace: true });
  },
});
const users = createRoute({
  getParentRoute: () => settings,
  path: '/users',
  component: lazyRouteComponent(() => import('../features/settings/users-page'), 'UsersPage'),
});
const interests = createRoute({
  getParentRoute: () => settings,
  path: '/interests',
  validateSearch: groupsSearch,
  component: lazyRouteComponent(() => import('../features/settings/interests-page'), 'InterestsPage'),
});
const fields = createRoute({
  getParentRoute: () => settings,
  path: '/fields',
  component: lazyRouteComponent(() => import('../features/settings/fields-page'), 'FieldsPage'),
});
const categories = createRoute({
  getParentRoute: () => settings,
  path: '/categories',
  component: lazyRouteComponent(() => import('../features/settings/categories-page'), 'CategoriesPage'),
});
const priorities = createRoute({
  getParentRoute: () => settings,
  path: '/priorities',
  component: lazyRouteComponent(() => import('../features/settings/value-lists-page'), 'PrioritiesPage'),
});
const taskTypes = createRoute({
  getParentRoute: () => settings,
  path: '/task-types',
  component: lazyRouteComponent(() => import('../features/settings/value-lists-page'), 'TaskTypesPage'),
});
const scripts = createRoute({
  getParentRoute: () => settings,
  path: '/scripts',
  validateSearch: scriptsSearch,
  component: lazyRouteComponent(() => import('../features/settings/scripts-page'), 'ScriptsPage'),
});

const routeTree = root.addChildren([
  signIn,
  shell.addChildren([
    home,
    links,
    link,
    mailings,
    mailing,
    contacts,
    contact,
    companies,
    company,
    selections,
    selection,
    projects,
    project,
    followUps,
    requests,
    runs,
    run,
    ops.addChildren([opsHome, opsOverview, opsErrors, bulks, pauses, audit]),
    bulk,
    settings.addChildren([
      settingsHome,
      users,
      interests,
      fields,
      categories,
      priorities,
      taskTypes,
      scripts,
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
