import { mkdir } from 'node:fs/promises';
import { ROUTES, localeOf } from '@linkflow/contracts';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { DEMO_USER, launchBrowser, signIn, type ApiClient } from '../support';
import { Camera } from './camera';
import { dialogsToTake } from './dialogs';
import { VIEWERS, pagesToTake, type PageToTake, type Viewer } from './pages';
import { prepareScene } from './state';

/**
 * Takes screenshots of every page and dialog in each language, colour scheme and width. `npm run screens -- contact canvas` takes only pages with
 * one of these words in their name; `-- nb dark 390` takes only this language, colour scheme and width.
 */
const LANGUAGES = ['nb', 'en'] as const;
const SCHEMES = ['light', 'dark'] as const;
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
] as const;
/** Pages with `narrow` are taken in windows that are narrower, px. */
const NARROW = 500;

interface Look {
  language: (typeof LANGUAGES)[number];
  scheme: (typeof SCHEMES)[number];
  size: (typeof SIZES)[number];
}

const apiUrl = setting('API_URL');
const clickUrl = setting('CLICK_URL');
const folder = setting('SCREENS_DIR');
const words = new Set(process.argv.slice(2));

const api = await signIn(apiUrl);
const analyst = await signIn(apiUrl, { ...DEMO_USER, email: 'ola@example.no' });
const users: Partial<Record<Viewer, ApiClient>> = { user: api, analyst };
const scene = await prepareScene(api);
const pages = chosenPages([...pagesToTake(scene, clickUrl), ...dialogsToTake(scene)]);
await mkdir(folder, { recursive: true });
const browser = await launchBrowser();
const remarks: string[] = [];
let taken = 0;
try {
  for (const language of chosen(LANGUAGES, (one) => one)) {
    // The language is stored with the user's account, so the languages are taken one after the other.
    await api.call(ROUTES.session.update, { body: { language } });
    await analyst.call(ROUTES.session.update, { body: { language, shownClicks: 'all' } });
    for (const scheme of chosen(SCHEMES, (one) => one)) {
      await Promise.all(
        chosen(SIZES, (one) => String(one.width)).map((size) => takeAll(browser, { language, scheme, size })),
      );
    }
  }
} finally {
  await browser.close();
}
process.stdout.write(`\n  ${taken} pages taken into ${folder}\n`);
for (const remark of new Set(remarks)) process.stdout.write(`  ${remark}\n`);
process.exitCode = remarks.length === 0 ? 0 : 1;

async function takeAll(from: Browser, look: Look): Promise<void> {
  const label = `${look.language}-${look.scheme}-${look.size.width}`;
  for (const viewer of VIEWERS) {
    const context = await open(from, viewer, look);
    const camera = new Camera(await context.newPage(), apiUrl, (name) =>
      join(folder, `${name}.${label}.png`),
    );
    for (const page of pages.filter((one) => isTaken(one, viewer, look))) {
      try {
        await camera.take(page);
        taken += 1;
      } catch (error) {
        remarks.push(`${page.name}.${label} was not taken: ${String(error).split('\n')[0]}`);
      }
    }
    remarks.push(...camera.remarks.map((remark) => `${remark} (${label})`));
    await context.close();
  }
  process.stdout.write(`  ${label}\n`);
}

function isTaken(page: PageToTake, viewer: Viewer, { size }: Look): boolean {
  return (page.viewer ?? 'user') === viewer && (!page.narrow || size.width < NARROW);
}

async function open(
  from: Browser,
  viewer: Viewer,
  { language, scheme, size }: Look,
): Promise<BrowserContext> {
  const context = await from.newContext({
    viewport: size,
    locale: localeOf(language),
    timezoneId: 'Europe/Oslo',
    colorScheme: scheme,
    reducedMotion: 'reduce',
    // Opens the pages for recipients as a prefetch, so that taking a screenshot does not count as a click.
    extraHTTPHeaders: viewer === 'recipient' ? { 'sec-purpose': 'prefetch' } : {},
  });
  const user = users[viewer];
  if (user) await context.addCookies(user.cookies);
  return context;
}

function chosen<T>(all: readonly T[], wordOf: (one: T) => string): T[] {
  const named = all.filter((one) => words.has(wordOf(one)));
  return named.length > 0 ? named : [...all];
}

function chosenPages(all: PageToTake[]): PageToTake[] {
  const looks = new Set<string>([...LANGUAGES, ...SCHEMES, ...SIZES.map((size) => String(size.width))]);
  const named = [...words].filter((word) => !looks.has(word));
  return named.length === 0 ? all : all.filter(({ name }) => named.some((word) => name.includes(word)));
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing; start this with "npm run screens"`);
  return value;
}
