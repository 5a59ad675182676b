import { DEMO_USER, signIn, until } from '../support';
import { pagesToTake, readyMark } from '../screens/pages';
import { prepareScene } from '../screens/state';
import { startFirefox } from './firefox';
import { MissingBrowser, type RunningBrowser, type Tab } from './tab';
import { startWebKit } from './webkit';

/**
 * Opens the main pages, edits a workflow on the canvas, and opens the pages of a recipient in Firefox and WebKit. `npm run test:browsers --
 * webkit` does so in one of them. A browser that is missing is a failure.
 */
const BROWSERS = { firefox: startFirefox, webkit: startWebKit };

const NODE = '[data-testid="node"]';
const ADD = '[data-add-node]';

const apiUrl = setting('API_URL');
const clickUrl = setting('CLICK_URL');
const named = process.argv.slice(2);
const scene = await prepareScene(await signIn(apiUrl));
const pages = pagesToTake(scene, clickUrl).filter(({ act }) => act === undefined);
let failed = 0;

for (const [name, start] of Object.entries(BROWSERS)) {
  if (named.length > 0 && !named.includes(name)) continue;
  let browser: RunningBrowser;
  try {
    browser = await start();
  } catch (error) {
    failed += 1;
    const reason = error instanceof MissingBrowser ? error.message : String(error);
    process.stdout.write(`  failed  ${name}: ${reason}\n`);
    continue;
  }
  try {
    await smoke(browser);
  } finally {
    await browser.close();
  }
}
process.stdout.write(failed === 0 ? '\n  All passed.\n' : `\n  ${failed} failed.\n`);
process.exitCode = failed === 0 ? 0 : 1;

async function smoke({ name, tab }: RunningBrowser): Promise<void> {
  const check = async (what: string, run: () => Promise<void>): Promise<boolean> => {
    try {
      const before = tab.errors.length;
      await run();
      const [error] = tab.errors.slice(before);
      if (error !== undefined) throw new Error(`the page throws: ${error}`);
      process.stdout.write(`  ok      ${name}: ${what}\n`);
      return true;
    } catch (error) {
      failed += 1;
      process.stdout.write(`  failed  ${name}: ${what}: ${String(error).split('\n')[0]}\n`);
      return false;
    }
  };
  // Without a session every other page would fail too.
  if (!(await check('sign-in', () => signInWith(tab)))) return;
  for (const page of pages.filter(({ viewer }) => viewer === undefined || viewer === 'user')) {
    await check(page.name, async () => {
      await tab.open(new URL(page.address, apiUrl).href);
      await shown(tab, readyMark(page));
    });
  }
  await check('a step is added on the canvas and saved', () => addStep(tab));
  for (const page of pages.filter(({ viewer }) => viewer === 'recipient')) {
    await check(`recipient: ${page.name}`, async () => {
      await tab.open(page.address);
      await shown(tab, readyMark(page));
    });
  }
}

async function signInWith(tab: Tab): Promise<void> {
  await tab.open(apiUrl);
  await shown(tab, 'input[type=password]');
  await tab.type('input[type=email]', DEMO_USER.email);
  await tab.type('input[type=password]', DEMO_USER.password);
  await tab.click('button[type=submit]');
  await shown(tab, 'main#page h1');
}

async function addStep(tab: Tab): Promise<void> {
  await tab.open(`${apiUrl}/links/${scene.linkId}`);
  await shown(tab, NODE);
  const count = () => tab.evaluate(`document.querySelectorAll('${NODE}').length`).then(Number);
  const before = await count();
  if (before < 2) throw new Error(`the canvas shows ${before} steps`);
  await shown(tab, ADD);
  await tab.click(ADD);
  const offered = '[data-testid="add-menu"] [data-step-type]';
  await shown(tab, offered);
  await tab.click(offered);
  await until(async () => (await count()) > before, { what: 'the added step' });
  await until(
    async () =>
      /\d\d:\d\d/.test(
        String(await tab.evaluate(`document.querySelector('[data-testid="save-state"]').innerText`)),
      ),
    { what: 'the saved draft' },
  );
}

/** Waits until an element is there and has a size. */
async function shown(tab: Tab, selector: string): Promise<void> {
  await until(() => isShown(tab, selector), { what: selector, deadlineMs: 20_000 });
}

async function isShown(tab: Tab, selector: string): Promise<boolean> {
  const shows = 'some((one) => one.getBoundingClientRect().height > 0)';
  const found = await tab.evaluate(`[...document.querySelectorAll(${JSON.stringify(selector)})].${shows}`);
  return found === true;
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing; start this with "npm run test:browsers"`);
  return value;
}
