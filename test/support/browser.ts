import { chromium, type Browser } from 'playwright-core';
import { browserArguments, findBrowser } from '../../scripts/lib/browser.mjs';
import { USER_AGENT } from './visit';

/** Starts a headless browser with a new, empty profile. The caller must close it. */
export async function launchBrowser(): Promise<Browser> {
  const { path } = await findBrowser();
  const args = [...browserArguments, `--user-agent=${USER_AGENT}`];
  return chromium.launch({ executablePath: path, headless: true, args });
}
