import type { Page } from 'playwright-core';

/** Ids of objects that the pages of the ui show. */
export interface PageIds {
  linkId: string;
  formId: string;
  mailingId: string;
  contactId: string;
  companyId: string;
  selectionId: string;
  projectId: string;
  runId: string;
  bulkId: string;
  peopleBulkId: string;
  subscriptionId: string;
}

export interface UiPage {
  /** Path in the router, such as `/links/$linkId`. */
  route: string;
  /** Path and query of the page. */
  address: string;
  /** Selector of an element that is shown when the page has loaded; by default its heading. */
  ready: string;
  /** True for pages that are shown without a session. */
  signedOut?: boolean;
}

const HEADING = 'main :is(h1, h2)';
const NODE = '[data-testid="node"]';

/** Returns every page of the ui, and the tabs of pages that have tabs. */
export function uiPages(ids: PageIds): UiPage[] {
  const page = (route: string, { query = '', ready = HEADING } = {}): UiPage => ({
    route,
    address: addressOf(route, ids) + query,
    ready,
  });
  return [
    { route: '/sign-in', address: '/sign-in', ready: 'input[type=password]', signedOut: true },
    { route: '/password', address: '/password#token', ready: 'h1', signedOut: true },
    { route: '/signed-in', address: '/signed-in', ready: 'h1', signedOut: true },
    page('/links', { ready: 'main table a' }),
    page('/links', { query: '?view=trash' }),
    page('/links/$linkId', { ready: NODE }),
    page('/links/$linkId', { query: '?view=outline', ready: '[data-testid="outline"]' }),
    page('/links/$linkId', { query: '?tab=funnel', ready: NODE }),
    page('/links/$linkId', { query: '?tab=funnel&table=true', ready: '#link-panel table' }),
    page('/links/$linkId', { query: '?view=tabs', ready: '[data-testid="link-tabs"]' }),
    ...['clicks', 'report', 'runs', 'versions', 'used'].map((tab) =>
      page('/links/$linkId', { query: `?tab=${tab}`, ready: '#link-panel' }),
    ),
    page('/links/$linkId', { query: '?tab=versions&version=1', ready: NODE }),
    page('/clicks', { query: `?linkId=${ids.linkId}` }),
    page('/clicks/$clickId'),
    page('/forms'),
    page('/forms', { query: '?view=trash' }),
    page('/mailings', { query: '?view=trash' }),
    page('/forms/$formId', { ready: '[data-testid="form-blocks"]' }),
    page('/forms/$formId', { query: '?tab=workflow', ready: NODE }),
    ...['funnel', 'submissions', 'runs'].map((tab) => page('/forms/$formId', { query: `?tab=${tab}` })),
    page('/mailings'),
    ...['content', 'links', 'recipients', 'send', 'report'].map((tab) =>
      page('/mailings/$mailingId', { query: `?tab=${tab}` }),
    ),
    page('/outbox'),
    page('/contacts'),
    page('/contacts/$id'),
    page('/companies'),
    page('/companies/$id'),
    page('/selections'),
    page('/selections/$id'),
    page('/projects'),
    page('/projects/$id'),
    page('/follow-ups'),
    page('/requests'),
    page('/runs'),
    page('/runs/$runId', { ready: NODE }),
    ...['overview', 'errors', 'bulks', 'pauses', 'set-aside', 'reconciliation', 'verdicts', 'audit'].map(
      (part) => page(`/ops/${part}`),
    ),
    page('/ops/bulks/$bulkId'),
    page('/people-bulks'),
    page('/people-bulks/$peopleBulkId'),
    ...[
      'account',
      'users',
      'api-keys',
      'webhooks',
      'webhooks/$subscriptionId',
      'interests',
      'fields',
      'categories',
      'priorities',
      'task-types',
      'scripts',
      'subscription-types',
    ].map((part) => page(`/settings/${part}`)),
  ];
}

interface Router {
  routesByPath: Record<string, { fullPath: string; options: { component?: unknown } }>;
}

/** Returns the paths of all pages that the router of the ui knows. `page` shows one of them. */
export async function routesOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { routesByPath } = (window as unknown as { __TSR_ROUTER__: Router }).__TSR_ROUTER__;
    // Routes without a component only redirect.
    return Object.values(routesByPath).flatMap(({ fullPath, options }) =>
      options.component ? [fullPath.replace(/(?<=.)\/$/, '')] : [],
    );
  });
}

/** Fills the parameters of a route. `$id` is the id of the kind of card that the route is about. */
function addressOf(route: string, ids: PageIds): string {
  const byList: Record<string, string> = {
    contacts: ids.contactId,
    companies: ids.companyId,
    selections: ids.selectionId,
    projects: ids.projectId,
  };
  return (
    route
      .replace('$linkId', ids.linkId)
      .replace('$formId', ids.formId)
      .replace('$mailingId', ids.mailingId)
      .replace('$runId', ids.runId)
      // A run has the id of its click.
      .replace('$clickId', ids.runId)
      .replace('$bulkId', ids.bulkId)
      .replace('$peopleBulkId', ids.peopleBulkId)
      .replace('$subscriptionId', ids.subscriptionId)
      .replace('$id', byList[route.split('/')[1] ?? ''] ?? '')
  );
}
