import { chromium, type Browser } from 'playwright-core';
import { browserArguments, findBrowser } from '../../scripts/lib/browser.mjs';

/** A fresh headless browser with its own empty profile; the caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const { path } = await findBrowser();
  return chromium.launch({ executablePath: path, headless: true, args: browserArguments });
}
