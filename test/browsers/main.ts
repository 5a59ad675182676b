import { DEMO_USER, signIn } from '../support';
import { pagesToTake, readyMark } from '../screens/pages';
import { prepareScene } from '../screens/state';
import { CanvasStory } from './canvas';
import { startFirefox } from './firefox';
import { dragsLinkIntoFolder } from './library';
import { Person } from './person';
import { confirms, isRedirected, isTurnedAway, redirectTarget } from './recipient';
import { MissingBrowser, type RunningBrowser } from './tab';
import { startWebKit } from './webkit';

/**
 * Opens the main pages, edits and publishes a workflow on the canvas, and opens the pages of a recipient in Firefox and WebKit.
 * `npm run test:browsers -- webkit` does so in one of them. A browser that is missing is a failure.
 */
const BROWSERS = { firefox: startFirefox, webkit: startWebKit };

const apiUrl = setting('API_URL');
const clickUrl = setting('CLICK_URL');
const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in BROWSERS));
if (unknown.length > 0)
  throw new Error(`There is no browser ${unknown.join(', ')} here, only ${Object.keys(BROWSERS).join(', ')}`);
const api = await signIn(apiUrl);
const scene = await prepareScene(api);
const target = await redirectTarget(api);
const pages = pagesToTake(scene, clickUrl).filter(({ act }) => act === undefined);

/** What one browser did. */
interface Result {
  name: string;
  passed: number;
  failures: string[];
  seconds: number;
}
const results: Result[] = [];

for (const [name, start] of Object.entries(BROWSERS)) {
  if (named.length > 0 && !named.includes(name)) continue;
  const began = Date.now();
  const result: Result = { name, passed: 0, failures: [], seconds: 0 };
  results.push(result);
  try {
    await using(await start(), (browser) => smoke(browser, result));
  } catch (error) {
    result.failures.push(error instanceof MissingBrowser ? error.message : reasonOf(error));
  }
  result.seconds = Math.round((Date.now() - began) / 1000);
}
target.stop();
report();

async function using(
  browser: RunningBrowser,
  run: (browser: RunningBrowser) => Promise<void>,
): Promise<void> {
  try {
    await run(browser);
  } finally {
    await browser.close();
  }
}

async function smoke({ name, tab }: RunningBrowser, result: Result): Promise<void> {
  result.name = name;
  const person = new Person(tab);
  const check = async (what: string, run: () => Promise<void>): Promise<boolean> => {
    try {
      await run();
      const [error] = await tab.takeErrors();
      if (error !== undefined) throw new Error(`the page throws: ${error}`);
      result.passed += 1;
      process.stdout.write(`  ok      ${name}: ${what}\n`);
      return true;
    } catch (error) {
      result.failures.push(`${what}: ${reasonOf(error)}`);
      process.stdout.write(`  failed  ${name}: ${what}: ${reasonOf(error)}\n`);
      return false;
    }
  };
  // Without a session every other page would fail too.
  if (!(await check('sign-in', () => signsIn(person)))) return;
  for (const page of pages.filter(({ viewer }) => viewer === undefined || viewer === 'user')) {
    await check(page.name, async () => {
      await tab.open(new URL(page.address, apiUrl).href);
      await person.sees(readyMark(page));
    });
  }

  await check('library: a link is dragged into a folder', () =>
    dragsLinkIntoFolder(person, { api, apiUrl, name: `For ${name}` }),
  );

  const story = await CanvasStory.on(person, api, `In ${name}`);
  for (const [what, run] of [
    ['the canvas opens', () => story.open(apiUrl)],
    ['a step is dragged from the palette to an outlet', () => story.dragStep()],
    ['the end of an arrow is moved, and that is undone', () => story.moveArrow()],
    ['the step is filled in', () => story.fillIn()],
    ['a step is added and deleted by keyboard', () => story.addByKeyboard()],
    ['a step is dragged from the palette by keyboard', () => story.dragByKeyboard()],
    ['two steps are connected by keyboard', () => story.connectByKeyboard()],
    ['a session that ends while typing is renewed in place', () => story.renewSession()],
    ['the workflow is published', () => story.publish()],
  ] as const) {
    // What follows needs what was drawn before.
    if (!(await check(`canvas: ${what}`, run))) break;
  }

  await check('recipient: the message', () => opens(person, scene.messageUrl));
  await check('recipient: a text page', () => opens(person, scene.answerUrl));
  await check('recipient: a redirect', () => isRedirected(person, target));
  await check('recipient: a confirm page and its button', () => confirms(person, scene.confirmUrl));
  await check('recipient: a link that does not exist', () =>
    isTurnedAway(person, `${clickUrl}/c/there-is-no-such-link`),
  );
}

async function signsIn(person: Person): Promise<void> {
  await person.tab.open(apiUrl);
  await person.writes('input[type=email]', DEMO_USER.email);
  await person.writes('input[type=password]', DEMO_USER.password);
  await person.clicks('button[type=submit]');
  await person.sees('main#page h1');
}

async function opens(person: Person, url: string): Promise<void> {
  await person.tab.open(url);
  await person.sees('h1');
}

function report(): void {
  process.stdout.write('\n');
  let failed = 0;
  for (const { name, passed, failures, seconds } of results) {
    failed += failures.length;
    const counts = failures.length === 0 ? `${passed} passed` : `${passed} passed, ${failures.length} failed`;
    process.stdout.write(`  ${name}: ${counts} in ${seconds} s\n`);
    for (const failure of failures) process.stdout.write(`    failed  ${failure}\n`);
  }
  process.stdout.write(failed === 0 ? '\n  All passed.\n' : `\n  ${failed} failed.\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function reasonOf(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0] ?? '';
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing; start this with "npm run test:browsers"`);
  return value;
}
