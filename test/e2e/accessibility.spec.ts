import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LANGUAGES, localeOf, ROUTES, type Language } from '@linkflow/contracts';
import { dialogsToTake } from '../screens/dialogs';
import { pagesToTake, readyMark, type PageToTake, type Viewer } from '../screens/pages';
import { prepareScene } from '../screens/state';
import {
  launchBrowser,
  signIn,
  startApps,
  testEnvironment,
  type ApiClient,
  type RunningApps,
} from '../support';
import { openInside, untilAtRest } from './navigation';
import { routesOf } from './pages';

/** Checks every page and dialog with axe, in both languages and colour schemes. */
const environment = testEnvironment('accessibility');
let apps: RunningApps;
let api: ApiClient;
let browser: Browser;
let pages: PageToTake[];
let axe: string;

/** Pages that are checked at the same time. */
const LANES = 2;

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  apps = await startApps({ environment, seedDemo: true, withUi: true });
  api = await signIn(apps.apiUrl);
  const scene = await prepareScene(api);
  pages = [...pagesToTake(scene, apps.clickUrl), ...dialogsToTake(scene)];
  browser = await launchBrowser();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await apps?.stop();
  await environment.dispose();
});

describe('every page', () => {
  it('has an example here: none of the router is forgotten', async () => {
    const context = await contextFor('user', 'en');
    const page = await context.newPage();
    await page.goto(new URL('/links', apps.apiUrl).href);
    await page.locator('main h1').waitFor();
    const routes = await routesOf(page);
    await context.close();
    const paths = pages.map(({ address }) => new URL(address, apps.apiUrl).pathname);
    const isShown = (route: string) => {
      const pattern = new RegExp(`^${route.replace(/\$\w+/g, '[^/]+')}$`);
      return paths.some((path) => pattern.test(path));
    };
    expect(routes.length).toBeGreaterThan(20);
    expect(routes.filter((route) => !isShown(route))).toEqual([]);
  });

  for (const language of LANGUAGES) {
    it(
      `and every dialog is free of axe violations in both colour schemes, in ${language}`,
      { timeout: 600_000 },
      async () => {
        // The language of the ui is stored with the user's account.
        await api.call(ROUTES.session.update, { body: { language } });
        const queue = [...pages];
        const found = await Promise.all(
          Array.from({ length: LANES }, async () => {
            const lane = new Lane(language);
            const violations: string[] = [];
            for (let next = queue.shift(); next; next = queue.shift())
              violations.push(...(await lane.check(next)));
            await lane.close();
            return violations;
          }),
        );
        expect(found.flat()).toEqual([]);
      },
    );
  }
});

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const ALL_RULES: RunOptions = { runOnly: { type: 'tag', values: TAGS } };
/** A message is the document of its author, and mail has no landmarks. */
const MESSAGE_RULES: RunOptions = { ...ALL_RULES, rules: { region: { enabled: false } } };
/** Only these depend on the colour scheme, so the others are not run a second time. */
const COLOUR_RULES: RunOptions = {
  runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
};

/** Opens pages one after the other, with one browser context per viewer. */
class Lane {
  private readonly opened = new Map<Viewer, Page>();

  constructor(private readonly language: Language) {}

  /** Returns the violations, one text per element. */
  async check(wanted: PageToTake): Promise<string[]> {
    const name = `${wanted.name} (${this.language})`;
    try {
      const page = await this.pageFor(wanted.viewer ?? 'user');
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      await page.setViewportSize(wanted.narrow ? { width: 390, height: 844 } : { width: 1440, height: 900 });
      const url = new URL(wanted.address, apps.apiUrl);
      await (wanted.viewer ? page.goto(url.href) : openInside(page, url));
      await page.locator(readyMark(wanted)).first().waitFor();
      if (wanted.act) {
        await untilAtRest(page);
        await wanted.act(page);
      }
      // axe measures the colours that are shown at the moment.
      await untilAtRest(page);
      const light = await run(page, `${name}, light`, wanted.name === 'message' ? MESSAGE_RULES : ALL_RULES);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.waitForFunction(
        () => (document.documentElement.dataset.mantineColorScheme ?? 'dark') === 'dark',
      );
      return [...light, ...(await run(page, `${name}, dark`, COLOUR_RULES))];
    } catch (error) {
      return [`${name}: was not checked: ${String(error).split('\n')[0]}`];
    }
  }

  async close(): Promise<void> {
    for (const page of this.opened.values()) await page.context().close();
  }

  private async pageFor(viewer: Viewer): Promise<Page> {
    const known = this.opened.get(viewer);
    if (known) return known;
    const page = await (await contextFor(viewer, this.language)).newPage();
    page.setDefaultTimeout(15_000);
    this.opened.set(viewer, page);
    return page;
  }
}

async function contextFor(viewer: Viewer, language: Language): Promise<BrowserContext> {
  const context = await browser.newContext({
    locale: localeOf(language),
    timezoneId: 'Europe/Oslo',
    // The policy of a message forbids scripts, and with them the timers that axe needs.
    bypassCSP: viewer === 'recipient',
    // Opens the pages for recipients as a prefetch, so that looking at them does not count as a click.
    extraHTTPHeaders: viewer === 'recipient' ? { 'sec-purpose': 'prefetch' } : {},
  });
  if (viewer === 'user') await context.addCookies(api.cookies);
  await context.addInitScript(() => {
    // The page after the sign-in of a session that had ended closes itself.
    window.close = () => undefined;
    // Only the second check of a page is dark: its colours change at once.
    const style = new CSSStyleSheet();
    style.replaceSync(
      '@media (prefers-color-scheme: dark) { *, ::before, ::after { transition: none !important } }',
    );
    document.adoptedStyleSheets.push(style);
  });
  return context;
}

async function run(page: Page, name: string, options: RunOptions): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (runOptions) =>
      (window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run(runOptions),
    { ...options, resultTypes: ['violations'], preload: false } satisfies RunOptions,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => {
      const why = failureSummary?.split('\n').slice(1).join(' ').replace(/\s+/g, ' ').trim();
      return `${name}: ${id} at ${target.join(' ')}: ${why}`;
    }),
  );
}
