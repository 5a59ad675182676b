/** The check of the built page: the size of its first load, and whether it starts in a browser without an error. */
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { preview } from 'vite';
import { browserArguments, findBrowser } from './browser.mjs';
import { build } from './build.mjs';
import { root } from './paths.mjs';

/** Maximum size of all scripts that the sign-in page loads, kB after brotli compression. */
const budgetKb = 245;
const timeoutMs = 30_000;

/** Builds the ui, opens it in a browser as an anonymous visitor, and compares the size of the loaded scripts with the budget. */
export async function checkPage() {
  await build(['ui']);
  const { path } = await findBrowser();
  const site = await preview({
    root: join(root, 'ui'),
    logLevel: 'silent',
    preview: { host: '127.0.0.1', port: 0 },
  });
  const browser = await chromium.launch({ executablePath: path, args: browserArguments });
  try {
    const page = await browser.newPage();
    /** @type {string[]} */
    const problems = [];
    /** @type {Map<string, number>} file to its compressed size, bytes */
    const scripts = new Map();
    page.on('pageerror', (error) => problems.push(`The page throws: ${error.message}`));
    page.on('response', async (response) => {
      if (!response.url().endsWith('.js') || !response.ok()) return;
      scripts.set(new URL(response.url()).pathname, brotliCompressSync(await response.body()).length);
    });
    // Answers every request to the api like the api answers a visitor without a session.
    const json = { code: 'session.required', message: 'Sign in first.', requestId: 'check' };
    await page.route('**/api/**', (route) => route.fulfill({ status: 401, json }));
    await page.goto(site.resolvedUrls?.local[0] ?? '', { waitUntil: 'networkidle', timeout: timeoutMs });
    await page
      .locator('input[type=password]')
      .waitFor({ timeout: timeoutMs })
      .catch(() => problems.push('The page does not show the sign-in form.'));
    const kb = [...scripts.values()].reduce((sum, size) => sum + size, 0) / 1000;
    if (kb > budgetKb) {
      const largest = [...scripts].sort((a, b) => b[1] - a[1]).slice(0, 8);
      problems.push(
        `The first load is ${kb.toFixed(0)} kB of scripts; the budget is ${budgetKb} kB:`,
        ...largest.map(([name, size]) => `  ${(size / 1000).toFixed(0).padStart(5)} kB  ${name}`),
      );
    }
    return { ok: problems.length === 0, output: problems.join('\n') };
  } finally {
    await browser.close();
    await site.close();
  }
}
