import { chromium, type Browser } from 'playwright-core';
import { browserArguments, findBrowser } from '../../scripts/lib/browser.mjs';

/** Starts a headless browser with a new, empty profile. The caller must close it. */
export async function launchBrowser(): Promise<Browser> {
  const { path } = await findBrowser();
  return chromium.launch({ executablePath: path, headless: true, args: browserArguments });
}
