import type { Page } from 'playwright-core';
import type { Language } from '@linkflow/contracts';

/** Opens the pages of the running ui one after the other, as a user does who follows its links: without loading scripts and styles again. */

interface Router {
  history: { push(path: string): void };
  subscribe(event: 'onRendered', listener: () => void): () => void;
}

const NOWHERE = '/there-is-no-such-page';
const OVER_PAGES = '[role="dialog"], [role="alertdialog"], .mantine-Notification-root';

/**
 * Opens a page of the ui inside the running ui, which takes a fraction of the time of loading it. Loads it if the browser shows something
 * else, or if something, such as a question, keeps the user where they are.
 */
export async function openInside(page: Page, url: URL): Promise<void> {
  const path = `${url.pathname}${url.search}`;
  if (page.url().startsWith(url.origin) && path !== NOWHERE) {
    // Nothing of the state of a page is left after one that has none.
    const isEmpty =
      (await page.evaluate(goTo, NOWHERE)) &&
      (await page.evaluate((over) => !document.querySelector(over), OVER_PAGES));
    if (isEmpty && (await page.evaluate(goTo, path))) return;
  }
  await page.goto(url.href);
}

/** Runs in the browser. Resolves when a page of the ui is rendered; with false if it is not rendered within 5 s. */
function goTo(path: string): Promise<boolean> {
  const router = (window as unknown as { __TSR_ROUTER__?: Router }).__TSR_ROUTER__;
  if (!router) return Promise.resolve(false);
  return new Promise((resolve) => {
    const stop = router.subscribe('onRendered', () => {
      stop();
      resolve(true);
    });
    setTimeout(() => resolve(false), 5000);
    router.history.push(path);
  });
}

/** Runs in the browser. Changes the language of the running ui, which follows a change in another tab of the browser. */
export function translate(wanted: Language): void {
  if (document.documentElement.lang === wanted) return;
  localStorage.setItem('lf.language', wanted);
  window.dispatchEvent(new StorageEvent('storage', { key: 'lf.language' }));
}

/** Waits until everything is loaded and no animation changes what is shown. */
export async function untilAtRest(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const isLoading = document.querySelector('.mantine-Skeleton-root, main [aria-busy="true"]') !== null;
    // Animations that never end, such as that of a spinner, do not count.
    const isChanging = document
      .getAnimations()
      .some((one) => one.playState === 'running' && one.effect?.getComputedTiming().endTime !== Infinity);
    return !isLoading && !isChanging;
  });
}
