import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localeOf, ROUTES, type Language } from '@linkflow/contracts';
import { dialogsToTake } from '../screens/dialogs';
import { pagesToTake, readyMark, type PageToTake, type Viewer } from '../screens/pages';
import { prepareScene } from '../screens/state';
import {
  DEMO_USER,
  launchBrowser,
  signIn,
  startApps,
  testEnvironment,
  type ApiClient,
  type RunningApps,
} from '../support';
import { openInside, untilAtRest } from './navigation';
import { routesOf } from './pages';

/**
 * Checks every page and dialog with axe twice: in English with light colours, and in Norwegian with dark ones. Colours come from style sheets
 * and names from texts, so the other two combinations would find nothing new.
 */
const environment = testEnvironment('accessibility');
let apps: RunningApps;
/** The signed-in viewers. */
let users: Partial<Record<Viewer, ApiClient>>;
let browser: Browser;
let pages: PageToTake[];
let axe: string;

/** Pages that are checked at the same time. */
const LANES = 2;

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // The scene names the addresses of its clients, and one of its links holds what is unsure.
  const env = { TRUSTED_PROXIES: 'loopback', CLICK_STRICTNESS: 'off' };
  apps = await startApps({ environment, seedDemo: true, withUi: true, env });
  const api = await signIn(apps.apiUrl);
  const analyst = await signIn(apps.apiUrl, { ...DEMO_USER, email: 'ola@example.no' });
  users = { user: api, analyst };
  // The language of the ui is stored with the user's account. It is the one in which pages are loaded.
  const { language } = LOOKS[0];
  await api.call(ROUTES.session.update, { body: { language } });
  await analyst.call(ROUTES.session.update, { body: { language, shownClicks: 'all' } });
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

  it(
    'and every dialog is free of axe violations in both languages and colour schemes',
    { timeout: 900_000 },
    async () => {
      const queue = [...pages];
      const found = await Promise.all(
        Array.from({ length: LANES }, async () => {
          const lane = new Lane();
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
});

const LOOKS = [
  { language: 'en', colorScheme: 'light' },
  { language: 'nb', colorScheme: 'dark' },
] as const satisfies readonly { language: Language; colorScheme: 'light' | 'dark' }[];
type Look = (typeof LOOKS)[number];

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const ALL_RULES: RunOptions = { runOnly: { type: 'tag', values: TAGS } };
/** A message is the document of its author, and mail has no landmarks. */
const MESSAGE_RULES: RunOptions = { ...ALL_RULES, rules: { region: { enabled: false } } };
/** Opens pages one after the other, with one browser context for the user and one per language for every other viewer. */
class Lane {
  private readonly opened = new Map<string, Page>();

  /** Returns the violations, one text per element. */
  async check(wanted: PageToTake): Promise<string[]> {
    try {
      const { viewer = 'user' } = wanted;
      return await (users[viewer] ? this.checkInside(wanted, viewer) : this.checkLoaded(wanted, viewer));
    } catch (error) {
      return [`${wanted.name}: was not checked: ${String(error).split('\n')[0]}`];
    }
  }

  async close(): Promise<void> {
    for (const page of this.opened.values()) await page.context().close();
  }

  /** Checks a page of the ui in its first look, and then changes the language and the colours of what is shown. */
  private async checkInside(wanted: PageToTake, viewer: Viewer): Promise<string[]> {
    const [first, second] = LOOKS;
    const page = await this.pageFor(viewer, first.language);
    await page.setViewportSize(wanted.narrow ? { width: 390, height: 844 } : { width: 1440, height: 900 });
    await colour(page, first);
    await openInside(page, new URL(wanted.address, apps.apiUrl));
    await translate(page, first);
    await page.locator(readyMark(wanted)).first().waitFor();
    if (wanted.act) {
      await untilAtRest(page);
      await wanted.act(page);
      // Moves the mouse away, so that no tooltip opens under it.
      await page.mouse.move(0, 0);
    }
    const found = await run(page, wanted, first);
    await colour(page, second);
    await translate(page, second);
    return [...found, ...(await run(page, wanted, second))];
  }

  /** Checks a page that takes its language from the browser, which asks for it when it loads the page. */
  private async checkLoaded(wanted: PageToTake, viewer: Viewer): Promise<string[]> {
    const found: string[] = [];
    for (const look of LOOKS) {
      const page = await this.pageFor(viewer, look.language);
      await colour(page, look);
      await page.goto(new URL(wanted.address, apps.apiUrl).href);
      await page.locator(readyMark(wanted)).first().waitFor();
      found.push(...(await run(page, wanted, look)));
    }
    return found;
  }

  private async pageFor(viewer: Viewer, language: Language): Promise<Page> {
    const key = `${viewer} ${language}`;
    const known = this.opened.get(key);
    if (known) return known;
    const page = await (await contextFor(viewer, language)).newPage();
    page.setDefaultTimeout(60_000);
    this.opened.set(key, page);
    return page;
  }
}

const colour = (page: Page, { colorScheme }: Look) =>
  page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });

/** Changes the language of the running ui, which follows a change in another tab of the browser. */
async function translate(page: Page, { language }: Look): Promise<void> {
  await page.evaluate((wanted) => {
    if (document.documentElement.lang === wanted) return;
    localStorage.setItem('lf.language', wanted);
    window.dispatchEvent(new StorageEvent('storage', { key: 'lf.language' }));
  }, language);
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
  const user = users[viewer];
  if (user) await context.addCookies(user.cookies);
  await context.addInitScript(() => {
    // The page after the sign-in of a session that had ended closes itself.
    window.close = () => undefined;
    // When the colours of a shown page are changed, they change at once.
    const style = new CSSStyleSheet();
    style.replaceSync('*, ::before, ::after { transition: none !important }');
    document.adoptedStyleSheets.push(style);
  });
  return context;
}

async function run(page: Page, wanted: PageToTake, { language, colorScheme }: Look): Promise<string[]> {
  // axe measures the colours that are shown at the moment.
  await untilAtRest(page);
  await page.waitForFunction(
    (scheme) => (document.documentElement.dataset.mantineColorScheme ?? scheme) === scheme,
    colorScheme,
  );
  if (wanted.viewer !== 'recipient') expect(await page.locator('html').getAttribute('lang')).toBe(language);
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const options = wanted.name === 'message' ? MESSAGE_RULES : ALL_RULES;
  const { violations } = await page.evaluate(
    (runOptions) =>
      (window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run(runOptions),
    { ...options, resultTypes: ['violations'], preload: false } satisfies RunOptions,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => {
      const why = failureSummary?.split('\n').slice(1).join(' ').replace(/\s+/g, ' ').trim();
      return `${wanted.name} (${language}, ${colorScheme}): ${id} at ${target.join(' ')}: ${why}`;
    }),
  );
}
