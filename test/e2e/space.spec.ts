import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { browserScene, Demo, type ApiClient, type RunningApps } from '../support';
import { aWebhook } from '../support/a-webhook';
import { createLongNames, longName, type LongNames } from '../support/long-names';
import { openInside, translate, untilAtRest } from './navigation';
import { routesOf, uiPages, type UiPage } from './pages';

/** What fits where: the room of the canvas, names of 200 characters, and no horizontal scrolling on any page at any width. */
const scene = browserScene('space');
let apps: RunningApps;
let api: ApiClient;
let page: Page;
let names: LongNames;
let bulkId: string;
let peopleBulkId: string;
let subscriptionId: string;

const NOTEBOOK = { width: 1280, height: 720 };
/** The widths of a notebook, a tablet and a phone, and the notebook at 200 % zoom. */
const WINDOWS = [
  NOTEBOOK,
  { width: 768, height: 1024 },
  { width: 390, height: 844 },
  { width: 640, height: 360 },
];
const DEVICE = { viewport: NOTEBOOK, reducedMotion: 'reduce' } as const;

beforeAll(async () => {
  ({ apps, api } = scene);
  names = await createLongNames(api, new Demo(api));
  const filter = { linkId: names.link.id };
  bulkId = (await api.call(ROUTES.bulks.start, { body: { verb: 'rerun', filter, canary: 1 } })).id;
  const work = {
    do: 'add',
    kind: 'selection',
    target: { name: 'Alle som klikket '.repeat(8).trim() },
  } as const;
  const people = { of: 'link', linkId: names.link.id } as const;
  peopleBulkId = (await api.call(ROUTES.peopleBulks.start, { body: { filter: people, work, canary: 0 } })).id;
  subscriptionId = await aWebhook(api, longName('Webhook'));
  page = await scene.newPage(DEVICE, api);
});

const linkPage = (query = '') => `${apps.apiUrl}/links/${names.link.id}${query}`;
const boxOf = async (selector: string, of = page) => {
  const box = await of.locator(selector).first().boundingBox();
  if (!box) throw new Error(`${selector} is not shown`);
  return box;
};

/** Returns the boxes of those elements that take room. */
const boxesOf = (all: Locator) =>
  all.evaluateAll((some) =>
    some
      .map((one) => one.getBoundingClientRect())
      .filter(({ width }) => width > 0)
      .map(({ left, right, top, bottom }) => ({ left, right, top, bottom })),
  );

describe('the canvas at 1280 × 720', () => {
  it('has two thirds of the window when a link is opened, and also when a step is selected', async () => {
    await page.goto(linkPage());
    await page.getByTestId('node').first().waitFor();
    const opened = await boxOf('[data-testid="canvas"]');
    expect(opened.width).toBeGreaterThanOrEqual((NOTEBOOK.width * 2) / 3);
    expect(opened.height).toBeGreaterThanOrEqual(620);
    expect(await page.getByTestId('inspector').count()).toBe(0);

    await page.locator('[data-testid="node"][data-node-id="nested"]').click();
    await page.getByTestId('inspector-form').waitFor();
    expect((await boxOf('[data-testid="canvas"]')).width).toBeGreaterThanOrEqual((NOTEBOOK.width * 2) / 3);
  });

  it('keeps the steps where they are on the screen while the palette is unfolded, and remembers that', async () => {
    const step = '[data-testid="node"][data-node-id="click"]';
    const before = await boxOf(step);
    const fold = page.getByTestId('fold-palette');
    expect(await fold.getAttribute('aria-expanded')).toBe('false');
    await fold.click();
    await page.getByTestId('palette').getByRole('textbox').waitFor();
    expect(await fold.getAttribute('aria-expanded')).toBe('true');
    await expect.poll(async () => (await boxOf(step)).x).toBeCloseTo(before.x, 0);

    await page.getByTestId('fold-inspector').click();
    await expect.poll(() => page.getByTestId('inspector').count()).toBe(0);
    await page.reload();
    await page.getByTestId('palette').getByRole('textbox').waitFor();
    await page.getByTestId('fold-inspector').click();
    await page.getByTestId('inspector-form').waitFor();
    await fold.click();
    await expect.poll(() => fold.getAttribute('aria-expanded')).toBe('false');
  });

  it('moves a step at the right edge into sight when it is selected', async () => {
    await page.goto(linkPage());
    const step = page.locator('[data-testid="node"][data-node-id="click"]');
    await step.waitFor();
    const overlap = async () => {
      const [card, canvas] = [await step.boundingBox(), await boxOf('[data-testid="canvas"]')];
      return card ? card.x + card.width - canvas.x - canvas.width : Infinity;
    };
    // Once the settings take room from the canvas, and once they are open already.
    for (const isOpen of [false, true]) {
      expect(await page.getByTestId('inspector').count()).toBe(isOpen ? 1 : 0);
      await page.mouse.move(300, 560);
      await page.mouse.down();
      await page.mouse.move(300 + 120 - (await overlap()), 560, { steps: 8 });
      await page.mouse.up();
      await expect.poll(overlap).toBeGreaterThan(100);
      await step.click({ position: { x: 20, y: 20 } });
      await page.getByTestId('inspector-form').waitFor();
      await expect.poll(overlap).toBeLessThan(0);
    }
  });

  it('keeps groups of conditions in four levels inside the settings', async () => {
    await page.goto(linkPage('?node=nested'));
    await page.getByTestId('rule-fact').nth(4).waitFor();
    const form = await boxOf('[data-testid="inspector-form"]');
    const controls = await boxesOf(
      page.getByTestId('inspector-form').locator('.ruleGroup, .rule, input, button'),
    );
    expect(controls.length).toBeGreaterThan(20);
    for (const { left, right } of controls) {
      expect(left).toBeGreaterThanOrEqual(form.x);
      expect(right).toBeLessThanOrEqual(form.x + form.width);
    }
    const facts = await page.getByTestId('rule-fact').evaluateAll((all) => all.map((one) => one.clientWidth));
    expect(Math.min(...facts)).toBeGreaterThan(110);
  });
});

describe('a canvas whose window gets another size', () => {
  it('shows its steps beside the columns that come', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(linkPage());
    await page.getByTestId('node').first().waitFor();
    await page.setViewportSize(NOTEBOOK);
    await page.locator('#palette-column').waitFor();
    const isBeside = async () => {
      const [canvas, step] = [await boxOf('[data-testid="canvas"]'), await boxOf('[data-node-id="click"]')];
      return step.x >= canvas.x && step.x + step.width <= canvas.x + canvas.width;
    };
    await expect.poll(isBeside).toBe(true);
  });
});

describe('a message', () => {
  /** Names of the controls that the message covers. */
  const covered = () =>
    page.locator('.mantine-Notification-root').evaluate((message) => {
      const { left, right, top, bottom } = message.getBoundingClientRect();
      return [...document.querySelectorAll('button, a[href], input, .react-flow__minimap')]
        .filter((one) => !message.contains(one) && one.checkVisibility({ opacityProperty: true }))
        .filter((one) => {
          const box = one.getBoundingClientRect();
          const isBeside = box.left >= right - 1 || box.right <= left + 1;
          return !isBeside && box.top < bottom - 1 && box.bottom > top + 1;
        })
        .map((one) => one.getAttribute('aria-label') ?? one.textContent);
    });

  it('gives way to the controls of a page that is opened meanwhile', async () => {
    await page.setViewportSize(NOTEBOOK);
    await page.goto(`${apps.apiUrl}/mailings/${names.mailingId}?tab=links`);
    await page.getByRole('table', { name: 'Koblinger i meldingen' }).waitFor();
    const menu = page.getByRole('button', { name: /^Flere valg for Utsendelse/ });
    await menu.first().click();
    await page.getByRole('menuitem', { name: 'Lagre som mal' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Lagre' }).click();
    await page.locator('.mantine-Notification-root').waitFor();
    await page.getByRole('tab', { name: 'Send' }).click();
    const send = page.getByRole('complementary', { name: 'Send' });
    await send.getByRole('button', { name: /^Send til/ }).waitFor();
    await expect.poll(covered).toEqual([]);
  });

  it('covers no control of the canvas, at 1280 and at 390 px', async () => {
    for (const size of [NOTEBOOK, { width: 390, height: 844 }]) {
      await page.setViewportSize(size);
      await page.goto(linkPage());
      await page.getByTestId('node').first().waitFor();
      // The step where the click arrives cannot be deleted, which a message says.
      await page.locator('.react-flow__node[data-id="click"]').focus();
      await page.keyboard.press('Delete');
      await page.locator('.mantine-Notification-root').waitFor();
      await expect.poll(covered, { message: `at ${size.width} px` }).toEqual([]);
    }
    await page.setViewportSize(NOTEBOOK);
  });
});

describe('React Flow’s mark', () => {
  it('is visible and covers no control in any window', async () => {
    for (const size of WINDOWS) {
      await page.setViewportSize(size);
      await page.goto(linkPage());
      await page.getByTestId('node').first().waitFor();
      const mark = await boxOf('.react-flow__attribution');
      const controls = await boxesOf(
        page.locator('.react-flow__panel:not(.react-flow__attribution), .react-flow__minimap'),
      );
      expect(controls.length).toBeGreaterThan(0);
      const covered = controls.filter(
        ({ left, right, top, bottom }) =>
          left < mark.x + mark.width && right > mark.x && top < mark.y + mark.height && bottom > mark.y,
      );
      expect(covered, `at ${size.width} px`).toEqual([]);
    }
    await page.setViewportSize(NOTEBOOK);
  });
});

describe('a name of 200 characters', () => {
  it('ends in an ellipsis and is shown in full under the pointer', async () => {
    await page.goto(linkPage());
    await page.getByTestId('node').nth(3).waitFor();
    await page.locator('main h1 button').hover();
    expect(await page.locator('main h1 button').getAttribute('title')).toBe(longName('Kobling'));
    expect(await wholeUnderPointer('[data-node-id="interest"] *')).toContain(longName('Steg'));
    expect(await wholeUnderPointer('header a')).toContain(longName('Innerste mappe'));
    await page.goto(`${apps.apiUrl}/mailings/${names.mailingId}?tab=links`);
    await page.locator('main a').nth(1).waitFor();
    expect(await wholeUnderPointer('main [role="tabpanel"] a')).toContain(longName('Kobling'));
  });

  it('is shown in full while its link has the keyboard focus', async () => {
    await page.goto(`${apps.apiUrl}/companies`);
    const link = page.getByRole('link', { name: longName('Firma') });
    await link.waitFor();
    await page.locator('main input').first().focus();
    for (let presses = 0; presses < 30; presses += 1) {
      await page.keyboard.press('Tab');
      if (await link.evaluate((one) => one === document.activeElement)) break;
    }
    expect(await page.getByRole('tooltip').innerText()).toBe(longName('Firma'));
  });
});

describe('no page scrolls horizontally or cuts off a control', () => {
  const routes = () => uiPages({ ...names, linkId: names.link.id, bulkId, peopleBulkId, subscriptionId });

  it('and no page of the router is forgotten here', async () => {
    await page.goto(`${apps.apiUrl}/links`);
    await page.locator('main h1').waitFor();
    const shown = new Set(routes().map(({ route }) => route));
    const all = await routesOf(page);
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter((route) => !shown.has(route))).toEqual([]);
  });

  it('in both languages, at 390, 640, 768 and 1280 px', async () => {
    expect(await misfits(routes())).toEqual([]);
  }, 300_000);

  /**
   * Opens all pages in two browser tabs at once, each in a context of its own: tabs of one context follow each other's language. Returns
   * what does not fit, with language, page and width.
   */
  async function misfits(pages: UiPage[]): Promise<string[]> {
    const found: string[] = [];
    const visit = async (tab: Page, some: UiPage[]) => {
      for (const one of some) {
        await tab.setViewportSize(NOTEBOOK);
        const url = new URL(one.address, apps.apiUrl);
        await (one.signedOut ? tab.goto(url.href) : openInside(tab, url));
        await tab.locator(one.ready).first().waitFor();
        await untilAtRest(tab);
        for (const size of WINDOWS) {
          await tab.setViewportSize(size);
          for (const language of ['nb', 'en'] as const) {
            await tab.evaluate(translate, language);
            // Two frames, in which React renders what depends on the width and the language.
            await tab.evaluate(
              () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
            );
            expect(await tab.evaluate(() => document.documentElement.lang)).toBe(language);
            for (const part of await tab.evaluate(tooWide))
              found.push(`${language} ${size.width} ${one.address}: ${part}`);
          }
        }
      }
      await tab.close();
    };
    const inside = pages.filter((one) => !one.signedOut);
    const [even, odd] = [await scene.newPage(DEVICE, api), await scene.newPage(DEVICE, api)];
    const signedOut = await scene.newPage(DEVICE);
    // The page after the sign-in of a session that had ended closes itself.
    await signedOut.addInitScript(() => (window.close = () => undefined));
    await Promise.all([
      visit(
        even,
        inside.filter((_, index) => index % 2 === 0),
      ),
      visit(
        odd,
        inside.filter((_, index) => index % 2 === 1),
      ),
      visit(
        signedOut,
        pages.filter((one) => one.signedOut),
      ),
    ]);
    return found;
  }
});

/** Moves the pointer over the elements that elide their text, one after the other. Returns their titles. */
async function wholeUnderPointer(selector: string): Promise<string[]> {
  const titles: string[] = [];
  for (const element of await page.locator(selector).all()) {
    const isCut = await element.evaluate(
      (one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1,
    );
    if (!isCut || !(await element.isVisible())) continue;
    await element.hover();
    const title = await element.evaluate((one) => one.closest('[title]')?.getAttribute('title'));
    if (title) titles.push(title);
  }
  return titles;
}

/**
 * Runs in the page. Returns the elements whose content is wider than they are: the page, areas that would scroll sideways, and elements
 * that cut off their content without an ellipsis. Tables in their own scroll area, rows of tabs, and the canvas may be wider, and so is the thumb of a switch.
 */
function tooWide(): string[] {
  const found: string[] = [];
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth)
    found.push(`the page, by ${page.scrollWidth - page.clientWidth} px`);
  for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
    const over = element.scrollWidth - element.clientWidth;
    if (over < 3 || element.clientWidth <= 1) continue;
    if (
      element.matches('input, textarea') ||
      element.closest('.react-flow, [data-scrolls-sideways], .mantine-Switch-track')
    )
      continue;
    const { overflowX, textOverflow, webkitLineClamp, clipPath } = getComputedStyle(element);
    if (overflowX === 'visible' || clipPath !== 'none') continue;
    const scrolls = overflowX === 'auto' || overflowX === 'scroll';
    if (!scrolls && (textOverflow === 'ellipsis' || webkitLineClamp !== 'none')) continue;
    const name = `${element.tagName.toLowerCase()}.${element.className} “${element.innerText.slice(0, 40)}”`;
    found.push(`${name} ${scrolls ? 'scrolls' : 'is cut off'}, ${over} px`);
  }
  return found;
}
