import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, ElementContext, RunOptions } from 'axe-core';
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
import { openInside, translate, untilAtRest } from './navigation';
import { routesOf } from './pages';

/**
 * Checks every page and dialog with axe in two looks, which have both languages and both colour schemes. A page is opened once: in
 * English all rules run, and in Norwegian, after the language and the colours of what is shown have changed, those whose result can differ.
 * Colours do not depend on the language, so the other two combinations would find nothing more.
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
  // The scene names the addresses of its clients, and one of its links holds what is unsure. Its clicks need no time to settle.
  const env = { TRUSTED_PROXIES: 'loopback', CLICK_STRICTNESS: 'off', CLICK_SETTLE_SECONDS: '0' };
  apps = await startApps({ environment, seedDemo: true, withUi: true, env });
  const api = await signIn(apps.apiUrl);
  const analyst = await signIn(apps.apiUrl, { ...DEMO_USER, email: 'ola@example.no' });
  users = { user: api, analyst };
  // The language of the ui is stored with the user's account. It is the one in which pages are loaded.
  const [{ language }] = LOOKS;
  await api.call(ROUTES.session.update, { body: { language } });
  await analyst.call(ROUTES.session.update, { body: { language, shownClicks: 'all' } });
  const scene = await prepareScene(api);
  pages = [...pagesToTake(scene, apps.clickUrl), ...dialogsToTake(scene)];
  browser = await launchBrowser();
}, 600_000);
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
    'and every dialog is free of axe violations, in English with light and in Norwegian with dark colours',
    { timeout: 1_800_000 },
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

type Rules = 'all' | 'texts and colours';
interface Look {
  language: Language;
  colorScheme: 'light' | 'dark';
  /** What can differ from the look before. */
  rules: Rules;
}
const LOOKS = [
  { language: 'en', colorScheme: 'light', rules: 'all' },
  { language: 'nb', colorScheme: 'dark', rules: 'texts and colours' },
] as const satisfies readonly Look[];

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Rules about roles, attributes and landmarks. They read neither texts nor colours, and take a third of the time of all rules. */
const OTHER_THAN_TEXTS = [
  'aria-allowed-attr',
  'aria-hidden-focus',
  'avoid-inline-spacing',
  'bypass',
  'nested-interactive',
  'region',
];
/** A message is the document of its author, and mail has no landmarks. */
const NOT_OF_MESSAGES = ['region'];
/** What lies over a page. The page below it is checked as a page. */
const OPENED =
  '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"], .mantine-Notification-root';

/** Opens pages one after the other, with one browser context for the user and one per language for every other viewer. */
class Lane {
  private readonly opened = new Map<string, Page>();
  /** The window and the colours of each page, which are not set again if they stay the same. */
  private readonly shown = new Map<Page, { narrow: boolean; colorScheme?: string }>();

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

  /** Checks a page of the ui, whose language and colours are changed while it is shown. */
  private async checkInside(wanted: PageToTake, viewer: Viewer): Promise<string[]> {
    const page = await this.pageFor(viewer, LOOKS[0].language);
    // Begins with the look that the page before has ended with.
    const isDark = this.shown.get(page)?.colorScheme === 'dark';
    const looks: readonly Look[] = isDark ? LOOKS.toReversed() : LOOKS;
    const { language, colorScheme } = looks[0] ?? LOOKS[0];
    await this.show(page, { colorScheme }, wanted.narrow);
    await openInside(page, new URL(wanted.address, apps.apiUrl));
    await page.evaluate(translate, language);
    await page.locator(readyMark(wanted)).first().waitFor();
    if (wanted.act) {
      await untilAtRest(page);
      await wanted.act(page);
      // Moves the mouse away, so that no tooltip opens under it.
      await page.mouse.move(0, 0);
    }
    const found: string[] = [];
    for (const look of looks) {
      await this.show(page, look, wanted.narrow);
      await page.evaluate(translate, look.language);
      found.push(...(await run(page, wanted, look)));
    }
    return found;
  }

  /** Checks a page that takes its language from the browser, which asks for it when it loads the page. */
  private async checkLoaded(wanted: PageToTake, viewer: Viewer): Promise<string[]> {
    const found: string[] = [];
    let loaded: Language | undefined;
    for (const look of LOOKS) {
      const page = await this.pageFor(viewer, look.language);
      await this.show(page, look);
      if (look.language !== loaded) {
        await page.goto(new URL(wanted.address, apps.apiUrl).href);
        await page.locator(readyMark(wanted)).first().waitFor();
        await wanted.act?.(page);
      }
      loaded = look.language;
      found.push(...(await run(page, wanted, look)));
    }
    return found;
  }

  /** Sets the size of the window and the colour scheme. */
  private async show(page: Page, { colorScheme }: Pick<Look, 'colorScheme'>, narrow = false): Promise<void> {
    const before = this.shown.get(page) ?? { narrow: !narrow };
    if (before.narrow !== narrow)
      await page.setViewportSize(narrow ? { width: 390, height: 844 } : { width: 1440, height: 900 });
    if (before.colorScheme !== colorScheme) await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    this.shown.set(page, { narrow, colorScheme });
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

async function run(
  page: Page,
  wanted: PageToTake,
  { language, colorScheme, rules }: Look,
): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  await page.waitForFunction(isShown, {
    language: wanted.viewer === 'recipient' ? undefined : language,
    colorScheme,
  });
  // axe measures the colours that are shown at the moment.
  await untilAtRest(page);
  const violations = await page.evaluate(violationsIn, {
    options: optionsOf(rules, wanted.name === 'message' ? NOT_OF_MESSAGES : []),
    // A page in a narrow window is in the list only with something over it, so all rules run on the whole of it.
    over: wanted.act && !(wanted.narrow && rules === 'all') ? OPENED : undefined,
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => {
      const why = failureSummary?.split('\n').slice(1).join(' ').replace(/\s+/g, ' ').trim();
      return `${wanted.name} (${language}, ${colorScheme}): ${id} at ${target.join(' ')}: ${why}`;
    }),
  );
}

/** Runs in the browser. A page without a language of its own may be in any, and one without a scheme follows the browser. */
function isShown({ language, colorScheme }: { language?: Language; colorScheme: string }): boolean {
  const { lang, dataset } = document.documentElement;
  return lang === (language ?? lang) && (dataset.mantineColorScheme ?? colorScheme) === colorScheme;
}

interface Axe {
  run(context: ElementContext, options: RunOptions): Promise<AxeResults>;
}

/** Runs in the browser, with axe. `over` is the selector of what is checked alone where it is shown, with the buttons that have opened it. */
async function violationsIn({ options, over }: { options: RunOptions; over?: string }) {
  const { axe } = window as unknown as { axe: Axe };
  const shown = (selector: string) =>
    [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility());
  const opened = over ? shown(over) : [];
  const context = opened.length > 0 ? { include: [...opened, ...shown('[aria-expanded="true"]')] } : document;
  return (await axe.run(context, options)).violations;
}

function optionsOf(rules: Rules, without: readonly string[]): RunOptions {
  const left = rules === 'all' ? without : [...without, ...OTHER_THAN_TEXTS];
  return {
    resultTypes: ['violations'],
    preload: false,
    runOnly: { type: 'tag', values: TAGS },
    rules: Object.fromEntries(left.map((id) => [id, { enabled: false }])),
  };
}
