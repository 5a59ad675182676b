/** The checks of the built ui: the size of the first load of every page, and whether the first one opens in a browser without an error. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { preview } from 'vite';
import { browserArguments, findBrowser } from './browser.mjs';
import { build, uiDir } from './build.mjs';
import { root } from './paths.mjs';

/**
 * Maximum size of all scripts that a page loads before it can be used, kB, brotli, as apps/api sends them. Style sheets (about 40 kB) and the
 * font (48 kB) are not counted. docs/performance.md lists what pages need today.
 */
const BUDGET_KB = { editor: 350, elsewhere: 220 };
/** The pages with an editor or a workflow on a canvas. */
const EDITOR_PAGES = [
  'features/forms/form-page.tsx',
  'features/links/link-page/link-page.tsx',
  'features/runs/run-page/run-page.tsx',
];
/** Editors that are loaded after their page: of a mailing, of a form, and of the workflow of a form. */
const EDITORS = [
  ['src/features/mailings/mailing-page.tsx', 'src/features/mailings/editor/mail-editor.tsx'],
  ['src/features/forms/form-page.tsx', 'src/features/forms/builder/form-builder.tsx'],
  ['src/features/forms/form-page.tsx', 'src/features/forms/workflow-tab.tsx'],
];
/** Layouts that are loaded together with all pages of their folder. */
const LAYOUTS = ['features/ops/ops-layout.tsx', 'features/settings/settings-layout.tsx'];
/** What is loaded after the page, or on demand. */
const LATER = [
  'app/overlays.tsx',
  'app/finder.tsx',
  'shared/dialog-parts.ts',
  'shared/form-modal.tsx',
  'shared/list/list-pages.tsx',
  'shared/menu-list.tsx',
];
/** Parts that are loaded after their page, and are shown first: tabs of a mailing, and the criteria of a selection. */
const FIRST_PARTS = [
  ...[
    ['links/links-tab.tsx'],
    ['recipients-tab.tsx'],
    ['sending/send-tab.tsx', 'sending/before-sending.tsx'],
    ['report/report-tab.tsx'],
  ].map((parts) => ['mailing-page.tsx', ...parts].map((part) => `src/features/mailings/${part}`)),
  ['src/features/groups/group-page.tsx', 'src/features/groups/criteria/criteria-form.tsx'],
];

const timeoutMs = 30_000;

/**
 * A file of the build, from the manifest of Vite.
 * @typedef {{ file: string, isEntry?: boolean, imports?: string[], dynamicImports?: string[] }} Chunk
 */

export async function checkPage() {
  await build(['ui']);
  const problems = [...(await checkSizes()), ...(await checkStart())];
  return { ok: problems.length === 0, output: problems.join('\n') };
}

/** Compares the scripts of every page with its budget. @returns {Promise<string[]>} what is too large */
async function checkSizes() {
  /** @type {Record<string, Chunk>} by the path of its source, relative to ui/ */
  const manifest = JSON.parse(await readFile(join(uiDir, '.vite', 'manifest.json'), 'utf8'));
  const entry = Object.entries(manifest).find(([, { isEntry }]) => isEntry);
  if (!entry) return ['The build has no entry.'];
  const [start, { dynamicImports = [] }] = entry;
  const of = (/** @type {string[]} */ parts, /** @type {string} */ page) =>
    parts.some((part) => page.endsWith(part));
  const pages = dynamicImports.filter((page) => !of([...LAYOUTS, ...LATER], page));
  const loads = pages.map((page) => {
    const layouts = LAYOUTS.map((layout) => `src/${layout}`).filter((layout) =>
      page.startsWith(layout.slice(0, layout.lastIndexOf('/') + 1)),
    );
    const budget = of(EDITOR_PAGES, page) ? BUDGET_KB.editor : BUDGET_KB.elsewhere;
    return { page, modules: [page, ...layouts], budget };
  });
  const push = (/** @type {string[][]} */ parts, /** @type {number} */ budget) =>
    parts.forEach((modules) => loads.push({ page: modules.join(' with '), modules, budget }));
  push(FIRST_PARTS, BUDGET_KB.elsewhere);
  push(EDITORS, BUDGET_KB.editor);
  const found = await Promise.all(
    loads.map(async ({ page, modules, budget }) => {
      const sizes = await scriptsOf(manifest, [start, ...modules]);
      const kb = [...sizes.values()].reduce((sum, size) => sum + size, 0) / 1000;
      return { page, sizes, kb, budget };
    }),
  );
  return found
    .filter(({ kb, budget }) => kb > budget)
    .sort((a, b) => b.kb - b.budget - (a.kb - a.budget))
    .flatMap(({ page, sizes, kb, budget }) => [
      `The first load of ${page} is ${kb.toFixed(0)} kB of scripts; the budget is ${budget} kB:`,
      ...[...sizes]
        .sort((a, b) => b[1] - a[1])
        .slice(0, 8)
        .map(([name, size]) => `  ${(size / 1000).toFixed(0).padStart(5)} kB  ${name}`),
    ]);
}

/**
 * The scripts that are loaded with these modules, with their compressed sizes in bytes.
 * @param {Record<string, Chunk>} manifest
 * @param {string[]} modules
 * @returns {Promise<Map<string, number>>}
 */
async function scriptsOf(manifest, modules) {
  /** @type {Set<string>} */
  const files = new Set();
  const add = (/** @type {string} */ name) => {
    const chunk = manifest[name];
    if (!chunk || files.has(chunk.file)) return;
    files.add(chunk.file);
    chunk.imports?.forEach(add);
  };
  const missing = modules.filter((name) => !manifest[name]);
  if (missing.length > 0) throw new Error(`The build has no ${missing.join(', ')}.`);
  modules.forEach(add);
  const sizeOf = async (/** @type {string} */ file) => {
    const content = await readFile(join(uiDir, `${file}.br`)).catch(() => readFile(join(uiDir, file)));
    return content.length;
  };
  return new Map(
    await Promise.all(
      [...files].map(async (file) => /** @type {[string, number]} */ ([file, await sizeOf(file)])),
    ),
  );
}

/** Opens the ui in a browser as an anonymous visitor. @returns {Promise<string[]>} what went wrong */
async function checkStart() {
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
    page.on('pageerror', (error) => problems.push(`The page throws: ${error.message}`));
    // Answers every request to the api like the api answers a visitor without a session.
    const json = { code: 'session.required', message: 'Sign in first.', requestId: 'check' };
    await page.route('**/api/**', (route) => route.fulfill({ status: 401, json }));
    await page.goto(site.resolvedUrls?.local[0] ?? '', { waitUntil: 'networkidle', timeout: timeoutMs });
    await page
      .locator('input[type=password]')
      .waitFor({ timeout: timeoutMs })
      .catch(() => problems.push('The page does not show the sign-in form.'));
    return problems;
  } finally {
    await browser.close();
    await site.close();
  }
}
