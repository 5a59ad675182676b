import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import {
  browserScene,
  CanvasDriver,
  Demo,
  DEMO_USER,
  until,
  type ApiClient,
  type RunningApps,
} from '../support';

/** The README's workflow, built, tried and published with the keyboard alone: the pointer is never used after the page is open. */
const scene = browserScene('keyboard');
let apps: RunningApps;
let api: ApiClient;
let demo: Demo;
let page: Page;
let canvas: CanvasDriver;

beforeAll(async () => {
  ({ apps, api } = scene);
  demo = new Demo(api);
  page = await scene.newPage({ reducedMotion: 'reduce' });
  canvas = new CanvasDriver(page);
});

const CARD = '.react-flow__node';
const card = (id: string) => `${CARD}[data-id="${id}"]`;

describe('with the keyboard alone', () => {
  let condition = '';
  let interest = '';
  let request = '';

  it('signs in and finds the link', async () => {
    await page.goto(apps.apiUrl);
    await page.locator('input[type=password]').waitFor();
    await tabTo('input[type=email], input[name=email], input[autocomplete=username]');
    await page.keyboard.type(DEMO_USER.email);
    await tabTo('input[type=password]');
    await page.keyboard.type(DEMO_USER.password);
    await page.keyboard.press('Enter');
    await page.locator('#page h1').waitFor();
    await page.keyboard.press('Control+k');
    await focusIsOn('[role="dialog"] input');
    await page.keyboard.type(Demo.LINK);
    await page.locator('[data-action][data-selected]').filter({ hasText: Demo.LINK }).waitFor();
    // Screen readers are told which line Enter opens.
    const chosen = page.getByRole('option', { name: Demo.LINK, selected: true });
    await chosen.waitFor();
    expect(await page.getByRole('combobox').getAttribute('aria-activedescendant')).toBe(
      await chosen.getAttribute('id'),
    );
    await page.keyboard.press('Enter');
    await canvas.node('click').waitFor();
  });

  it('skips to the workflow, and reaches the first card within five tab stops of the canvas', async () => {
    await page.goto(page.url());
    await canvas.node('click').waitFor();
    await page.keyboard.press('Tab');
    await focusIsOn('a[href="#page"]');
    await page.keyboard.press('Tab');
    expect(await focusedText()).toBe('Gå til arbeidsflyten');
    await page.keyboard.press('Enter');
    await focusIsOn(card('click'));

    // Counts the tab stops between the start of the tab "Arbeidsflyt" and the card, by going back from the card.
    let stops = 1;
    while (stops < 20) {
      await page.keyboard.press('Shift+Tab');
      if (!(await page.evaluate(() => document.activeElement?.closest('#link-panel') !== null))) break;
      stops += 1;
    }
    expect(stops).toBeLessThanOrEqual(5);
    await tabTo(card('click'));
  });

  it('adds a condition and an action on both sides; each new step has the focus', async () => {
    await page.keyboard.press('n');
    condition = await pickStep('Hvis');
    await page.keyboard.press('Enter');
    await tabTo('[data-testid="add-rule"], [data-testid="rule-fact"]');
    if (await isOn('[data-testid="add-rule"]')) {
      await page.keyboard.press('Enter');
      await tabTo('[data-testid="rule-fact"]');
    }
    await pickOption('Land');
    await tabTo('[data-testid="rule-value"]');
    await pickOption('Norge');
    await backToCard(condition);
    await expect.poll(() => canvas.node(condition).innerText()).toContain('Norge');

    await page.keyboard.press('n');
    interest = await pickStep('interesse');
    expect(await edgeTo(interest)).toEqual({ node: condition, port: 'yes' });
    await page.keyboard.press('Enter');
    await focusIsOn('[data-testid="inspector-form"] input');
    await pickOption('Produktnyheter');
    await backToCard(interest);

    // The outlet "Nei" of the condition has a plus button, which is the next tab stop after the card.
    await page.keyboard.press('ArrowUp');
    await focusIsOn(card(condition));
    await tabTo(`[data-add-node="${condition}"][data-add-port="no"]`);
    await page.keyboard.press('Enter');
    request = await pickStep('Opprett sak');
    expect(await edgeTo(request)).toEqual({ node: condition, port: 'no' });
    await page.keyboard.press('Enter');
    await focusIsOn('[data-testid="inspector-form"] :is(input, textarea, [contenteditable])');
    await page.keyboard.type('Ønsker informasjon');
    await tabToField('Kategori');
    await pickOption('Salg');
    await tabToField('Prioritet');
    await pickOption('Middels');
    await backToCard(request);
    await canvas.saved();
  });

  it('connects an outlet with another step: only legal ones are offered', async () => {
    await focusOnCard(interest);
    await page.keyboard.press('c');
    await focusIsOn('[data-testid="connect-menu"] input');
    const offered = await page
      .locator('[data-testid="connect-menu"] [data-connect-to]')
      .evaluateAll((options) => options.map((option) => option.getAttribute('data-connect-to')));
    expect(offered).toContain(request);
    expect(offered).not.toContain(condition);
    expect(offered).not.toContain('click');
    expect(offered).not.toContain(interest);
    await page.keyboard.type('sak');
    await page.keyboard.press('Enter');
    await focusIsOn(card(interest));
    expect((await edges()).some(({ from, to }) => from.node === interest && to === request)).toBe(true);

    await page.keyboard.press('c');
    await focusIsOn('[data-testid="connect-menu"] input');
    // Enter alone would keep the present step.
    await page.keyboard.type('ingenting');
    await page.keyboard.press('Enter');
    await focusIsOn(card(interest));
    expect((await edges()).some(({ from }) => from.node === interest)).toBe(false);
    await canvas.saved();
  });

  it('tries the workflow', async () => {
    await tabTo('[role="toolbar"] button');
    for (let presses = 0; presses < 12 && !(await isOn('[data-testid="try-it"]')); presses += 1)
      await page.keyboard.press('ArrowRight');
    await focusIsOn('[data-testid="try-it"]');
    await page.keyboard.press('Enter');
    const norwegian = await demo.recipientFrom((one) => one.country === 'NO');
    await tabTo('[data-testid="simulation"] input');
    await pickOption(norwegian.name);
    await expect.poll(() => canvas.node(interest).getAttribute('data-run-status')).toBe('succeeded');
    await page.keyboard.press('Escape');
    await page.getByTestId('simulation').waitFor({ state: 'detached' });
  });

  it('publishes', async () => {
    await tabTo('[data-testid="publish"]', { back: true });
    await page.keyboard.press('Enter');
    await page.getByTestId('publish-dialog').waitFor();
    await tabTo('[data-testid="publish-submit"]');
    await page.keyboard.press('Enter');
    await page.getByTestId('publish-dialog').waitFor({ state: 'detached' });
    const { liveVersion, id } = await demo.link();
    expect(liveVersion).toBe(2);
    const live = await api.call(ROUTES.workflows.version, { params: { id, number: 2 } });
    expect(live.document.nodes.map(({ id }) => id)).toEqual(
      expect.arrayContaining([condition, interest, request]),
    );
  });
});

/** Chooses a step in the add menu, which must have the focus. Returns the id of the new step, which must get the focus. */
async function pickStep(words: string): Promise<string> {
  await focusIsOn('[data-testid="add-menu"] input');
  const before = new Set(await cardIds());
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  const added = await until(async () => (await cardIds()).find((id) => !before.has(id)), {
    what: `the step "${words}"`,
  });
  await focusIsOn(card(added));
  return added;
}

/** Chooses an option of the focused field, unless it has that value already. */
async function pickOption(name: string): Promise<void> {
  if ((await page.locator(':focus').inputValue()) === name) return;
  await page.keyboard.press('Control+a');
  await page.keyboard.type(name);
  // The list may come from the server, and shows all options until then.
  const first = page.getByRole('option').filter({ visible: true }).first();
  await expect.poll(() => first.innerText()).toContain(name);
  // In lists that do not come from the server, the first match is active already.
  if ((await first.getAttribute('data-combobox-selected')) === null) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator(':focus').inputValue()).toContain(name);
}

/** Escape closes the list of a field if it is open, and leaves the field for the card. */
async function backToCard(id: string): Promise<void> {
  if (await isOn('[aria-expanded="true"]')) await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await focusIsOn(card(id));
}

/** Walks to a card with the arrow keys. */
async function focusOnCard(id: string): Promise<void> {
  for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'ArrowLeft', 'ArrowLeft']) {
    if (await isOn(card(id))) return;
    await page.keyboard.press(key);
  }
  await focusIsOn(card(id));
}

async function tabTo(selector: string, { back = false } = {}): Promise<void> {
  for (let presses = 0; presses < 60 && !(await isOn(selector)); presses += 1)
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
  await focusIsOn(selector);
}

async function tabToField(label: string): Promise<void> {
  const id = await canvas
    .inspector()
    .getByLabel(label, { exact: true })
    .and(page.locator('input'))
    .getAttribute('id');
  await tabTo(`[id="${id}"]`);
}

const isOn = (selector: string): Promise<boolean> =>
  page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector);

/** Waits until the focus is on an element, and can be seen there: the element is in the window and shown as focused. */
async function focusIsOn(selector: string): Promise<void> {
  await expect.poll(() => page.evaluate(describeFocus, selector), { timeout: 5_000 }).toBe('on it, visible');
}

function describeFocus(wanted: string): string {
  const active = document.activeElement;
  if (!active?.matches(wanted)) return `on ${active?.outerHTML.slice(0, 160)}`;
  const { left, right, top, bottom } = active.getBoundingClientRect();
  const inWindow = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight && right > left;
  return inWindow && active.matches(':focus-visible') ? 'on it, visible' : 'on it, not visible';
}

const focusedText = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '');

const cardIds = (): Promise<string[]> =>
  page.locator(CARD).evaluateAll((cards) => cards.map((one) => one.getAttribute('data-id') ?? ''));

async function edges() {
  await canvas.saved();
  return (await demo.link()).draft.document.edges;
}

async function edgeTo(id: string) {
  return (await edges()).find(({ to }) => to === id)?.from;
}
