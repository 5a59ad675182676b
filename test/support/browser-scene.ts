import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { signIn, type ApiClient } from './api-client';
import { startApps, type RunningApps, type StartAppsOptions } from './apps';
import { launchBrowser } from './browser';
import { testEnvironment } from './environment';

/** The longest wait for an element, ms. */
const TIMEOUT_MS = 30_000;
const DESKTOP: BrowserContextOptions = { viewport: { width: 1440, height: 900 }, locale: 'nb-NO' };

/** The built system with the demo data, and a browser. Complete when the `beforeAll` hooks of the file run. */
export interface BrowserScene {
  apps: RunningApps;
  /** Signed in as the marketer of the demo. */
  api: ApiClient;
  browser: Browser;
  /** The address of the database. */
  mongoUri: string;
  /** Uncaught errors of all pages. */
  failures: string[];
  /**
   * Opens an empty page in a browser context of its own: Norwegian, 1440 × 900, unless `device` says otherwise. With `as`, it has the
   * session of that client.
   */
  newPage(device?: BrowserContextOptions, as?: ApiClient): Promise<Page>;
}

/**
 * Registers hooks that start the apps and a browser for the tests of this file and stop them afterwards. When a test fails, they save a
 * screenshot of each open page in `.screens`.
 * @param name of the database and the queues
 */
export function browserScene(
  name: string,
  options: Pick<StartAppsOptions, 'only' | 'env'> = {},
): BrowserScene {
  const environment = testEnvironment(name);
  const scene: Partial<BrowserScene> & Pick<BrowserScene, 'failures' | 'mongoUri'> = {
    failures: [],
    mongoUri: environment.mongoUri,
  };
  const pages = new Set<Page>();

  scene.newPage = async (device = {}, as) => {
    if (!scene.browser) throw new Error('The scene is not complete before the hooks of the file have run');
    const context = await scene.browser.newContext({ ...DESKTOP, ...device });
    if (as) await context.addCookies(as.cookies);
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    page.on('pageerror', (error) => scene.failures.push(error.message));
    pages.add(page);
    page.on('close', () => pages.delete(page));
    return page;
  };

  beforeAll(async () => {
    scene.apps = await startApps({ environment, seedDemo: true, withUi: true, ...options });
    scene.api = await signIn(scene.apps.apiUrl);
    scene.browser = await launchBrowser();
  }, 240_000);
  afterAll(async () => {
    await scene.browser?.close();
    await scene.apps?.stop();
    await environment.dispose();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    const all = [...pages].map((page, index) =>
      page.screenshot({ path: `.screens/failed-${task.id}-${index}.png` }),
    );
    await Promise.allSettled(all);
  });
  return scene as BrowserScene;
}
