import type { Page } from 'playwright-core';
import type { Scene } from './state';

/** Who opens a page: `user` is signed in to the ui, `analyst` too and sees all clicks, `visitor` is not, `recipient` has received a mailing. */
export const VIEWERS = ['visitor', 'user', 'analyst', 'recipient'] as const;
export type Viewer = (typeof VIEWERS)[number];

export interface PageToTake {
  name: string;
  /** A path of the ui, or an absolute URL. */
  address: string;
  viewer?: Viewer;
  /** Selector of the element that must be visible before the screenshot; by default the page's heading. */
  ready?: string;
  /** Actions on the page before the screenshot. */
  act?: (page: Page) => Promise<void>;
  /** True for a page that is looked at in a narrow window only. */
  narrow?: boolean;
  /** Set if the page scrolls: a second screenshot then shows its whole height. */
  long?: boolean;
}

const HEADING = 'main h1, main h2';
const NODE = '[data-testid="node"]';
const BLOCKS = '[data-testid="form-blocks"]';
const TAB_PANEL = '[data-testid="action-tab-panel"]';
const INSPECTOR = '[data-testid="inspector-form"]';

/** Returns every page. Their addresses contain ids of `scene`. */
export function pagesToTake(scene: Scene, clickUrl: string): PageToTake[] {
  const link = `/links/${scene.linkId}`;
  return [
    { name: 'sign-in', address: '/sign-in', viewer: 'visitor', ready: 'input[type=password]' },
    { name: 'signed-in', address: '/signed-in', viewer: 'visitor', ready: 'h1' },
    { name: 'password', address: '/password', viewer: 'visitor', ready: 'h1' },
    { name: 'no-such-page', address: '/there-is-no-such-page', ready: 'h1, h2' },
    { name: 'no-such-link', address: '/links/0123456789abcdef01234567' },
    { name: 'links-trash', address: '/links?view=trash' },
    { name: 'links', address: '/links', ready: `a[href*="${link}"]` },
    { name: 'canvas', address: link, ready: NODE },
    { name: 'canvas-condition', address: `${link}?node=norway`, ready: INSPECTOR },
    { name: 'canvas-follow-up', address: `${link}?node=call`, ready: INSPECTOR, long: true },
    { name: 'canvas-answer', address: `${link}?node=takk`, ready: INSPECTOR },
    {
      name: 'canvas-webhook',
      address: `/links/${scene.changedLinkId}?node=hook`,
      ready: '[data-testid="webhook-test"]',
      long: true,
    },
    { name: 'outline', address: `${link}?view=outline`, ready: '[data-testid="outline"]' },
    ...['call', 'interest', 'select', 'answer', 'request', 'macro'].map((node) => ({
      name: `tabs-${node}`,
      address: `/links/${scene.straightLinkId}?view=tabs&node=${node}`,
      ready: TAB_PANEL,
      long: node === 'answer',
    })),
    { name: 'tabs-branched', address: `${link}?view=tabs`, ready: '[data-testid="canvas-only"]' },
    { name: 'link-clicks', address: `${link}?tab=clicks` },
    { name: 'link-report', address: `${link}?tab=report` },
    { name: 'link-report-all', address: `${link}?tab=report`, viewer: 'analyst' },
    { name: 'links-all-clicks', address: '/links', ready: `a[href*="${link}"]`, viewer: 'analyst' },
    { name: 'link-clicks-all', address: `${link}?tab=clicks`, viewer: 'analyst' },
    { name: 'link-each-click', address: `${link}?tab=clicks&each=true`, viewer: 'analyst' },
    {
      name: 'verdict-card',
      address: `${link}?tab=clicks&each=true`,
      viewer: 'analyst',
      act: async (page) => {
        await page.locator('[data-verdict="suspect"], [data-verdict="bot"]').first().hover();
        await page.getByTestId('verdict-card').waitFor();
      },
    },
    { name: 'clicks', address: `/clicks?linkId=${scene.linkId}` },
    { name: 'click', address: `/clicks/${scene.heldRunId}`, long: true },
    { name: 'mailings-all-clicks', address: '/mailings', viewer: 'analyst' },
    {
      name: 'mailing-recipients-all-clicks',
      address: `/mailings/${scene.mailingId}?tab=recipients`,
      viewer: 'analyst',
    },
    { name: 'ops-overview-all-clicks', address: '/ops/overview', viewer: 'analyst' },
    { name: 'link-funnel', address: `${link}?tab=funnel`, ready: NODE, viewer: 'analyst' },
    { name: 'link-funnel-compare', address: `${link}?tab=funnel&compare=1`, ready: NODE, viewer: 'analyst' },
    { name: 'link-funnel-table', address: `${link}?tab=funnel&table=true`, ready: '#link-panel table' },
    { name: 'link-runs', address: `${link}?tab=runs` },
    { name: 'link-versions', address: `${link}?tab=versions` },
    { name: 'link-version', address: `${link}?tab=versions&version=2`, ready: NODE },
    { name: 'link-used', address: `${link}?tab=used` },
    {
      name: 'publish',
      address: `/links/${scene.changedLinkId}`,
      ready: NODE,
      act: async (page) => {
        await page.getByTestId('publish').click();
        await page.getByTestId('publish-dialog').waitFor();
      },
    },
    {
      name: 'finder',
      address: '/links',
      act: async (page) => {
        await page.keyboard.press('ControlOrMeta+k');
        await page.getByRole('dialog').locator('input').fill('no');
        await page.locator('.mantine-Spotlight-action').first().waitFor();
      },
    },
    { name: 'mailings', address: '/mailings' },
    { name: 'mailings-trash', address: '/mailings?view=trash' },
    { name: 'mailing', address: `/mailings/${scene.mailingId}` },
    { name: 'forms', address: '/forms' },
    { name: 'forms-trash', address: '/forms?view=trash' },
    { name: 'form', address: `/forms/${scene.formId}`, ready: BLOCKS },
    {
      name: 'form-block',
      address: `/forms/${scene.formId}`,
      ready: BLOCKS,
      act: async (page) => {
        await page.locator('[data-block="email"]').click();
        await page.locator('[data-block="email"][aria-pressed="true"]').waitFor();
      },
    },
    { name: 'form-workflow', address: `/forms/${scene.formId}?tab=workflow`, ready: NODE },
    { name: 'form-submissions', address: `/forms/${scene.formId}?tab=submissions` },
    {
      name: 'form-submission',
      address: `/forms/${scene.formId}?tab=submissions`,
      act: async (page) => {
        await page.getByRole('button', { name: 'Solveig Lien' }).click();
        await page.getByRole('dialog').getByText('solveig.lien@example.no').waitFor();
      },
    },
    { name: 'form-runs', address: `/forms/${scene.formId}?tab=runs` },
    { name: 'mailing-source', address: `/mailings/${scene.mailingId}?line=4&add=footer` },
    { name: 'mailing-links', address: `/mailings/${scene.mailingId}?tab=links` },
    { name: 'mailing-recipients', address: `/mailings/${scene.mailingId}?tab=recipients` },
    { name: 'mailing-send', address: `/mailings/${scene.mailingId}?tab=send`, long: true },
    { name: 'mailing-sent', address: `/mailings/${scene.sentMailingId}?tab=send` },
    { name: 'mailing-report', address: `/mailings/${scene.sentMailingId}?tab=report`, long: true },
    { name: 'outbox', address: '/outbox' },
    {
      name: 'outbox-message',
      address: `/outbox?message=${scene.outboxMessageId}`,
      ready: '[role="dialog"] iframe',
    },
    { name: 'contacts', address: '/contacts' },
    { name: 'contact', address: `/contacts/${scene.contactId}`, long: true },
    { name: 'companies', address: '/companies' },
    { name: 'company', address: `/companies/${scene.companyId}`, long: true },
    { name: 'selections', address: '/selections' },
    { name: 'selection', address: `/selections/${scene.selectionId}` },
    {
      name: 'selection-dynamic',
      address: `/selections/${scene.dynamicSelectionId}`,
      ready: 'section ul a',
    },
    {
      name: 'selection-criteria',
      address: `/selections/${scene.dynamicSelectionId}`,
      act: async (page) => {
        await page.locator('main section button:has(.tabler-icon-pencil)').click();
        await page.getByTestId('rule-fact').first().waitFor();
      },
    },
    { name: 'selection-new', address: '/selections?new=true' },
    { name: 'projects', address: '/projects' },
    { name: 'project', address: `/projects/${scene.projectId}` },
    { name: 'follow-ups', address: '/follow-ups' },
    { name: 'requests', address: '/requests' },
    { name: 'runs', address: '/runs' },
    { name: 'runs-all-clicks', address: '/runs', viewer: 'analyst' },
    {
      name: 'runs-of-error',
      address: `/runs?error=${scene.ops.errorKey}`,
      ready: '[data-testid="match-count"]:not(:empty)',
    },
    {
      name: 'bulk-dialog',
      address: `/runs?error=${scene.ops.errorKey}`,
      ready: '[data-testid="do-to-all"]:enabled',
      act: async (page) => {
        await page.getByTestId('do-to-all').click();
        await page.getByTestId('dry-run').waitFor();
      },
    },
    {
      name: 'runs-of-bulk',
      address: `/runs?bulk=${scene.ops.bulkId}`,
      ready: '[data-testid="bulk-filter"]',
    },
    { name: 'run-mended', address: `/runs/${scene.ops.mendedRunId}`, ready: NODE },
    { name: 'run', address: `/runs/${scene.succeededRunId}`, ready: NODE, long: true },
    { name: 'run-held', address: `/runs/${scene.heldRunId}`, ready: NODE, long: true },
    { name: 'runs-held', address: '/runs?held=doubt' },
    { name: 'run-failed', address: `/runs/${scene.failedRunId}`, ready: NODE, long: true },
    { name: 'ops-overview', address: '/ops/overview', long: true },
    { name: 'ops-errors', address: '/ops/errors' },
    { name: 'ops-bulks', address: '/ops/bulks' },
    { name: 'ops-bulk', address: `/ops/bulks/${scene.ops.bulkId}` },
    { name: 'people-bulks', address: '/people-bulks' },
    {
      name: 'people-bulk',
      address: `/people-bulks/${scene.peopleBulkId}`,
      ready: '[data-testid="people-touched"]',
    },
    { name: 'ops-pauses', address: '/ops/pauses' },
    {
      name: 'pause-dialog',
      address: '/ops/pauses',
      act: async (page) => {
        await page.getByTestId('pause').click();
        await page.getByRole('dialog').getByRole('textbox').last().waitFor();
      },
    },
    {
      name: 'ops-reconciliation',
      address: '/ops/reconciliation',
      act: async (page) => {
        await page.getByTestId('reconcile').click();
        await page.getByRole('table').waitFor();
      },
    },
    { name: 'ops-set-aside', address: '/ops/set-aside' },
    {
      name: 'ops-verdicts',
      address: '/ops/verdicts',
      long: true,
      act: async (page) => {
        await page.locator('section[aria-labelledby="rejudge"] button').click();
        await page.getByRole('alert').waitFor();
      },
    },
    { name: 'ops-audit', address: '/ops/audit' },
    ...[
      'users',
      'api-keys',
      'webhooks',
      'account',
      'interests',
      'subscription-types',
      'fields',
      'categories',
      'priorities',
      'task-types',
      'scripts',
    ].map((part) => ({
      name: `settings-${part}`,
      address: `/settings/${part}`,
    })),
    {
      name: 'script',
      address: `/settings/scripts?script=${scene.scriptId}`,
      ready: 'main form textarea',
      long: true,
    },
    { name: 'webhook-log', address: `/settings/webhooks/${scene.subscriptionId}`, ready: 'main table' },
    ...recipientPages(scene, clickUrl),
  ];
}

/** Returns the selector of the element that must be visible before the screenshot. */
export const readyMark = ({ ready, viewer }: PageToTake): string =>
  ready ?? (viewer === 'recipient' ? 'h1' : HEADING);

function recipientPages(scene: Scene, clickUrl: string): PageToTake[] {
  const viewer = 'recipient';
  return [
    { name: 'message', address: scene.messageUrl, viewer },
    { name: 'answer', address: scene.answerUrl, viewer },
    { name: 'confirm', address: scene.confirmUrl, viewer },
    { name: 'form-page', address: scene.formUrl, viewer, long: true },
    {
      name: 'form-page-wrong',
      address: scene.formUrl,
      viewer,
      long: true,
      act: async (page) => {
        await page.locator('[name=f_email]').fill('solveig(a)example');
        await page.locator('[name=f_seats]').fill('40');
        await page.locator('button[name=send]').click();
        await page.locator('[role=alert]').waitFor();
      },
    },
    { name: 'unknown', address: `${clickUrl}/c/there-is-no-such-link`, viewer },
  ];
}
