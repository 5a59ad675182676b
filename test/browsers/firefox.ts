import { execa } from 'execa';
import { launch, type Page } from 'puppeteer-core';
import { MissingBrowser, type RunningBrowser, type Tab } from './tab';

const NAMES = ['firefox-esr', 'firefox'];
const LIMIT_MS = 30_000;

/** Starts Firefox, which is driven with WebDriver BiDi. @throws MissingBrowser */
export async function startFirefox(): Promise<RunningBrowser> {
  const executablePath = process.env.FIREFOX_PATH ?? (await onPath(NAMES));
  if (executablePath === undefined)
    throw new MissingBrowser('Firefox is missing: apt install firefox-esr, or FIREFOX_PATH=/path/to/firefox');
  const browser = await launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    protocol: 'webDriverBiDi',
    defaultViewport: { width: 1440, height: 900 },
    // Asks for pages in Norwegian, as the other browsers of the tests.
    extraPrefsFirefox: { 'intl.accept_languages': 'nb-NO, nb' },
  });
  const page = await browser.newPage();
  page.setDefaultTimeout(LIMIT_MS);
  let errors: string[] = [];
  page.on('pageerror', (error) => {
    // Firefox asks for an icon that the pages of recipients do not have and their policy forbids.
    if (!String(error).includes('/favicon.ico')) errors.push(String(error));
  });
  const takeErrors = async () => {
    const taken = errors;
    errors = [];
    return taken;
  };
  return {
    name: (await browser.version()).replace(/^firefox\//i, 'Firefox '),
    tab: { ...tabOf(page), takeErrors },
    close: () => browser.close(),
  };
}

const tabOf = (page: Page): Omit<Tab, 'takeErrors'> => ({
  async open(url) {
    await page.goto(url, { waitUntil: 'load' });
  },
  evaluate: (expression) => page.evaluate(expression),
  moveTo: ({ x, y }) => page.mouse.move(x, y, { steps: 6 }),
  pressButton: () => page.mouse.down(),
  releaseButton: () => page.mouse.up(),
  type: (text) => page.keyboard.type(text),
  async press(key, held) {
    if (held) await page.keyboard.down(held);
    await page.keyboard.press(key);
    if (held) await page.keyboard.up(held);
  },
});

async function onPath(names: readonly string[]): Promise<string | undefined> {
  const command = names.map((name) => `command -v ${name}`).join(' || ');
  return (await execa(command, { shell: true, reject: false })).stdout || undefined;
}
