import type { Page } from 'playwright-core';
import type { PageToTake } from './pages';
import type { Scene } from './state';

const NODE = '[data-testid="node"]';
const OPENED =
  '[role="dialog"]:not([id^="mantine-"][id$="-dropdown"][style*="display: none"]), [role="menu"], [role="listbox"]';
const ROW_MENU = 'main table [aria-haspopup="menu"]';
const PAGE_MENU = 'main header [aria-haspopup="menu"]';

/** An icon names a button or a menu item in every language. */
const button = (icon: string): string => `button:has(.tabler-icon-${icon})`;
const item = (icon: string): string => `[role="menuitem"]:has(.tabler-icon-${icon})`;

/** Clicks the first element of each selector in turn, then waits for what opens. */
const open =
  (...selectors: string[]): PageToTake['act'] =>
  async (page) => {
    for (const selector of selectors) await page.locator(selector).first().click();
    await opened(page);
  };

const opened = (page: Page) => page.locator(OPENED).filter({ visible: true }).first().waitFor();

/** Gives the focus to a card of the canvas as the keyboard does, which also selects it. */
async function focusCard(page: Page, node: string): Promise<void> {
  // A focus set by a script counts as one by keyboard only if the last input was a key.
  await page.keyboard.press('Tab');
  await page.locator(`.react-flow__node[data-id="${node}"]`).focus();
}

/** Presses a key on a card of the canvas, then waits for what opens. */
const press =
  (node: string, key: string): PageToTake['act'] =>
  async (page) => {
    await focusCard(page, node);
    await page.keyboard.press(key);
    await opened(page);
  };

/** Returns the dialogs, drawers and menus that can be opened on the pages. */
export function dialogsToTake(scene: Scene): PageToTake[] {
  const link = `/links/${scene.linkId}`;
  const mailing = `/mailings/${scene.mailingId}`;
  const contact = `/contacts/${scene.contactId}`;
  const lists = [
    'links',
    'mailings',
    'contacts',
    'companies',
    'selections',
    'projects',
    'settings/interests',
  ];
  const creating = lists.map((list): PageToTake => ({
    name: `${list.replace('settings/', '')}-new`,
    address: `/${list}?new=true`,
    act: opened,
  }));
  const onPage = (name: string, address: string, act: PageToTake['act'], ready?: string): PageToTake => ({
    name,
    address,
    act,
    ready,
  });
  const narrow = (name: string, act: PageToTake['act']): PageToTake => ({
    name,
    address: `${link}?node=call`,
    ready: NODE,
    act,
    narrow: true,
  });
  return [
    ...creating,
    onPage('user-menu', '/links', open(button('selector'))),
    onPage('folder-new', '/links', open(button('folder-plus'))),
    onPage('link-menu', '/links', open(ROW_MENU)),
    onPage('link-rename', '/links', open(ROW_MENU, item('pencil'))),
    onPage('link-move', '/links', open(ROW_MENU, item('folder-symlink'))),
    onPage('form-new', '/forms?new=true', open('input[type="radio"][value="newsletter"]')),
    onPage('form-move', '/forms', open(ROW_MENU, item('folder-symlink'))),
    onPage('form-delete', '/forms', open(ROW_MENU, item('trash'))),
    onPage('form-share', `/forms/${scene.formId}`, open(`main header ${button('share')}`)),
    onPage('link-page-menu', link, open(PAGE_MENU), NODE),
    onPage('link-run', link, open(`main header ${button('player-play')}`), NODE),
    onPage(
      'criteria-activity',
      `/selections/${scene.dynamicSelectionId}`,
      open(`main section ${button('pencil')}`, `main section ${button('click')}`),
    ),
    onPage('people-selection', `${link}?tab=clicks`, open(button('users-plus'))),
    onPage('people-mail', `${link}?tab=clicks`, open(button('mail-plus'))),
    onPage(
      'people-follow-up',
      `${link}?tab=clicks`,
      open(
        `main ${button('dots')}.mantine-ActionIcon-root[aria-haspopup="menu"]:not(header *):not(table *)`,
        item('calendar-plus'),
      ),
    ),
    onPage('people-report-mail', `/mailings/${scene.sentMailingId}?tab=report`, open(button('mail-plus'))),
    onPage('add-menu', link, open('[data-add-node="call"]'), NODE),
    onPage('connect-menu', link, press('norway', 'c'), NODE),
    onPage('shortcuts', link, press('norway', '?'), NODE),
    onPage('step-menu', `${link}?node=call`, open('[data-testid="node-menu"]'), NODE),
    onPage('canvas-problems', `/links/${scene.changedLinkId}`, open('[data-testid="problems"]'), NODE),
    onPage(
      'simulation',
      link,
      async (page) => {
        await page.getByTestId('try-it').click();
        await page.getByTestId('simulation').waitFor();
      },
      NODE,
    ),
    onPage(
      'rejection',
      link,
      async (page) => {
        await focusCard(page, 'click');
        await page.keyboard.press('Delete');
        await page.locator('.mantine-Notification-root').first().waitFor();
      },
      NODE,
    ),
    narrow('narrow-step', opened),
    narrow('narrow-palette', async (page) => {
      await page.keyboard.press('Escape');
      await page.getByTestId('open-palette').click();
      await page.locator('[role="dialog"] [data-testid="palette-item"]').first().waitFor();
    }),
    narrow('narrow-navigation', async (page) => {
      await page.keyboard.press('Escape');
      await page.locator('header button[aria-label]').first().click();
      await page.locator('[role="dialog"] nav a').first().waitFor();
    }),
    onPage(
      'version-again',
      `${link}?tab=versions`,
      open(`main li ${button('arrow-back-up')}, main li button + button`),
    ),
    onPage('mailing-edit', mailing, open(PAGE_MENU, item('pencil'))),
    onPage('mailing-delete', mailing, open(PAGE_MENU, item('trash'))),
    onPage(
      'mailing-link',
      `${mailing}?tab=links`,
      open('main [role="tabpanel"] td .mantine-Button-root[aria-label]'),
    ),
    onPage('link-dialog', `${mailing}?tab=links`, async (page) => {
      const row = page.locator('main [role="tabpanel"] tr').filter({ hasText: 'Book en demo' });
      await row.locator('[aria-haspopup="menu"]').first().click();
      await page.locator(item('click')).click();
      await page.getByTestId('link-tabs').waitFor();
    }),
    onPage('mailing-links-selected', `${mailing}?tab=links`, async (page) => {
      await page.locator('main [role="tabpanel"] [role="switch"]').first().click();
      await page.locator('main [role="tabpanel"] tbody input[type="checkbox"]').first().click();
    }),
    onPage('mailing-sender', `${mailing}?tab=send&field=from`, opened),
    onPage('mailing-start', `${mailing}?tab=send`, async (page) => {
      await page.locator('main aside button:has(.tabler-icon-send):enabled').click();
      await opened(page);
    }),
    onPage('sent-menu', `/mailings/${scene.sentMailingId}?tab=send`, open(ROW_MENU)),
    onPage('recipients-add', `${mailing}?tab=recipients`, open(button('user-plus'))),
    onPage('recipient-message', `${mailing}?tab=recipients`, open(ROW_MENU, item('eye'))),
    onPage('recipient-open', `${mailing}?tab=recipients`, open(ROW_MENU, item('external-link'))),
    onPage('contact-mail-menu', contact, open('main li [aria-haspopup="menu"]')),
    onPage(
      'contact-unsubscribe',
      contact,
      open('main li:has(.tabler-icon-mail-check) [aria-haspopup="menu"]', item('mail-off')),
    ),
    onPage(
      'contact-consent',
      contact,
      open('main li:nth-child(3) [aria-haspopup="menu"]', item('mail-check')),
    ),
    onPage('contact-menu', contact, open(PAGE_MENU)),
    onPage('contact-edit', contact, open(`main section ${button('pencil')}`)),
    onPage('contact-delete', contact, open(PAGE_MENU, item('trash'))),
    onPage('company-edit', `/companies/${scene.companyId}`, open(`main ${button('pencil')}`)),
    onPage('group-members', `/selections/${scene.selectionId}`, open(button('user-plus'))),
    onPage('group-edit', `/selections/${scene.selectionId}`, open(PAGE_MENU, item('pencil'))),
    onPage('follow-up', '/follow-ups', open('main table [data-row-link]')),
    onPage('request', '/requests', open('main table [data-row-link]')),
    onPage('run-menu', '/runs', open(ROW_MENU)),
    onPage('run-page-menu', `/runs/${scene.succeededRunId}`, open(PAGE_MENU), NODE),
    onPage('user-invite', '/settings/users', open(`main ${button('plus')}`)),
    onPage('user-edit', '/settings/users', open(ROW_MENU, item('pencil'))),
    onPage('api-key-new', '/settings/api-keys', open(`main ${button('plus')}`)),
    onPage('webhook-new', '/settings/webhooks', open(`main ${button('plus')}`)),
    onPage('webhook-edit', '/settings/webhooks', open(ROW_MENU, item('pencil'))),
    onPage(
      'webhook-delivery',
      `/settings/webhooks/${scene.subscriptionId}`,
      open('main table [data-row-link]'),
    ),
    onPage('password-change', '/settings/account', open('main section button, main button')),
    onPage('subscription-type-new', '/settings/subscription-types', open(`main ${button('plus')}`)),
    onPage('subscription-type-edit', '/settings/subscription-types', open(ROW_MENU, item('pencil'))),
    onPage('field-new', '/settings/fields', open(`main ${button('plus')}`)),
    onPage('category-new', '/settings/categories', open(`main ${button('plus')}`)),
  ];
}
