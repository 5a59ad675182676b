/** The check of the built page: the size of its first load, and whether it starts in a browser without an error. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { browserArguments, findBrowser } from './browser.mjs';
import { build, uiDir } from './build.mjs';

/** Largest size of the scripts that the sign-in page loads, kB, brotli-compressed. */
const budgetKb = 240;
const timeoutMs = 30_000;

/** @type {Record<string, string>} */
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};

/** Builds the ui, opens it in a browser as an anonymous visitor, and compares the size of the loaded scripts with the budget. */
export async function checkPage() {
  await build(['ui']);
  const { chromium } = await import('playwright-core');
  const { path } = await findBrowser();
  const site = await serve();
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
    await page.goto(site.url, { waitUntil: 'networkidle', timeout: timeoutMs });
    const hasForm = await page
      .locator('input[type=password]')
      .waitFor({ timeout: timeoutMs })
      .then(
        () => true,
        () => false,
      );
    if (!hasForm) problems.push('The page does not show the sign-in form.');
    const kb = [...scripts.values()].reduce((sum, size) => sum + size, 0) / 1000;
    if (kb > budgetKb) {
      const largest = [...scripts].sort((a, b) => b[1] - a[1]).slice(0, 8);
      const list = largest
        .map(([name, size]) => `  ${(size / 1000).toFixed(0).padStart(5)} kB  ${name}`)
        .join('\n');
      problems.push(
        `The first load is ${kb.toFixed(0)} kB of scripts; the budget is ${budgetKb} kB:\n${list}`,
      );
    }
    return {
      ok: problems.length === 0,
      output: problems.join('\n'),
      note: `${kb.toFixed(0)} of ${budgetKb} kB`,
    };
  } finally {
    await browser.close();
    site.close();
  }
}

/** Serves the built ui on a free port. Requests to the api get the answer for a visitor without a session. */
async function serve() {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname.startsWith('/api/')) {
      response.writeHead(401, { 'content-type': 'application/problem+json' });
      response.end(
        JSON.stringify({ code: 'session.required', message: 'Sign in first.', requestId: 'check' }),
      );
      return;
    }
    const file = join(uiDir, normalize(pathname));
    const body = await readFile(file).catch(() => undefined);
    response.writeHead(200, {
      'content-type': body ? (types[extname(file)] ?? 'application/octet-stream') : 'text/html',
    });
    response.end(body ?? (await readFile(join(uiDir, 'index.html'))));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
