import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type ContactCard, type RunDetail } from '@linkflow/contracts';
import {
  CanvasDriver,
  DEMO_USER,
  Demo,
  launchBrowser,
  signIn,
  startApps,
  testEnvironment,
  until,
  type ApiClient,
  type RunningApps,
} from '../support';

/** The main use of Linkflow in a real browser with the built system. The API makes changes as other users and checks the effects. */
const environment = testEnvironment('main_job_browser');
let apps: RunningApps;
let api: ApiClient;
let demo: Demo;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let canvas: CanvasDriver;
const failures: string[] = [];

beforeAll(async () => {
  apps = await startApps({ environment, seedDemo: true, withUi: true });
  api = await signIn(apps.apiUrl);
  demo = new Demo(api);
  browser = await launchBrowser();
  context = await newContext();
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
  watch(page);
  canvas = new CanvasDriver(page);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await apps?.stop();
  await environment.dispose();
});

/** Takes a screenshot of the page when a test fails. */
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await page.screenshot({ path: `.screens/failed-${task.id}.png` });
});

describe('in the browser', () => {
  let linkId: string;
  const nodes: Record<string, string> = {};

  it('signs in and opens the link', async () => {
    await page.goto(apps.apiUrl);
    await page.getByLabel('E-post').fill(DEMO_USER.email);
    await page.locator('input[type=password]').fill(DEMO_USER.password);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: Demo.LINK }).first().click();
    await page.getByTestId('canvas').waitFor();
    linkId = (await demo.link()).id;
    expect(page.url()).toContain(linkId);
  });

  it('draws a condition with actions on both sides, and loses nothing when the page is reloaded in the middle', async () => {
    nodes.condition = await canvas.add('condition', { node: 'click', port: 'then' });
    await canvas.rule('Land', 'Norge');
    nodes.interest = await canvas.add('set-interest', { node: nodes.condition, port: 'yes' });
    await canvas.choose('Interesse', 'Produktnyheter');
    // Reloads the page at once, before the draft is saved. The changes must not be lost.
    await page.reload();
    await canvas.node(nodes.interest).waitFor();
    await expect.poll(() => canvas.node(nodes.interest ?? '').innerText()).toContain('Produktnyheter');

    nodes.select = await canvas.add('add-to-selection', { node: nodes.interest, port: 'next' });
    await canvas.choose('Utvalg', 'Interessert – vår 2027');
    nodes.call = await canvas.add('create-follow-up', { node: nodes.select, port: 'next' });
    await canvas.choose('Type', 'Telefon ut');
    await canvas.write('Beskrivelse', 'Ring om nye produkter');
    await canvas.choose('Opprettet av', 'Ingrid Dahl');
    nodes.request = await canvas.add('create-request', { node: nodes.condition, port: 'no' });
    await canvas.write('Tittel', 'Ønsker informasjon');
    await canvas.choose('Kategori', 'Salg');
    await canvas.choose('Prioritet', 'Middels');
    await canvas.saved();
    await expect.poll(() => canvas.node(nodes.condition ?? '').innerText()).toContain('Norge');
  });

  it('undoes and redoes', async () => {
    await canvas.node(nodes.request ?? '').click();
    await page.keyboard.press('Delete');
    await canvas.node(nodes.request ?? '').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await canvas.node(nodes.request ?? '').waitFor();
    await canvas.saved();
  });

  it('publishes', async () => {
    await canvas.publish();
    await expect.poll(async () => (await demo.link()).liveVersion).toBe(2);
    await page.getByText('Publisert v2').first().waitFor();
  });

  it('does for each recipient exactly what was drawn, once, and shows the run live in two browsers', async () => {
    const norwegian = await demo.recipientFrom((card) => card.country === 'NO' && card.ourContact !== null);
    const abroad = await demo.recipientFrom((card) => card.country !== null && card.country !== 'NO');
    const other = await (await newContext(await context.storageState())).newPage();
    for (const one of [page, other]) {
      await one.goto(`${apps.apiUrl}/runs`);
      await one.getByRole('heading', { name: 'Kjøringer' }).waitFor();
    }
    await clickInMail(await demo.personalUrl(norwegian));
    await clickInMail(await demo.personalUrl(abroad));
    // Both pages showed the list of runs before the clicks. The new runs must appear without a reload.
    for (const one of [page, other]) {
      await one.getByText(norwegian.name).first().waitFor();
      await one.getByText(abroad.name).first().waitFor();
    }
    await other.context().close();

    const yes = await rested(norwegian.card.id);
    const no = await rested(abroad.card.id);
    expect(newChanges(norwegian.card, await demo.card(norwegian.card.id))).toEqual([
      'follow-up-created',
      'interest-set',
      'selection-added',
    ]);
    expect(newChanges(abroad.card, await demo.card(abroad.card.id))).toEqual(['request-created']);

    await page.goto(`${apps.apiUrl}/contacts/${norwegian.card.id}`);
    await page.getByText('Produktnyheter').first().waitFor();
    await page.getByText(Demo.LINK).first().waitFor();

    await page.goto(`${apps.apiUrl}/runs/${yes.id}`);
    for (const id of [nodes.condition, nodes.interest, nodes.select, nodes.call]) {
      await expect.poll(() => canvas.node(id ?? '').getAttribute('data-run-status')).toBe('succeeded');
    }
    expect(no.steps.map((step) => step.nodeId)).toEqual([nodes.condition, nodes.request]);
  });

  it('fails a step with its reason when its target is gone, and retries only that step once it is mended', async () => {
    const norwegian = await demo.recipientFrom((card) => card.country === 'NO' && card.ourContact !== null);
    const first = await rested(norwegian.card.id);
    const selectionId = await demo.idOf('selection', 'Interessert – vår 2027');
    await api.call(ROUTES.selections.retire, { params: { id: selectionId } });
    await clickInMail(await demo.personalUrl(norwegian));
    const failed = await demo.restedRun(linkId, norwegian.card.id, first.id);
    await page.goto(`${apps.apiUrl}/runs/${failed.id}`);
    await expect.poll(() => canvas.node(nodes.select ?? '').getAttribute('data-run-status')).toBe('failed');
    await page.getByText('Interessert – vår 2027').first().waitFor();
    await page
      .getByText(/slettet/)
      .first()
      .waitFor();

    await api.call(ROUTES.selections.restore, { params: { id: selectionId } });
    await page.getByTestId('retry-run').click();
    await expect
      .poll(() => canvas.node(nodes.select ?? '').getAttribute('data-run-status'), { timeout: 15_000 })
      .toBe('succeeded');
    const mended = await api.call(ROUTES.runs.get, { params: { id: failed.id } });
    expect(mended.status).toBe('succeeded');
    const attempts = Object.fromEntries(mended.steps.map((step) => [step.nodeId, step.attempts.length]));
    expect(attempts).toMatchObject({ [nodes.interest ?? '']: 1, [nodes.select ?? '']: 2 });
  });

  it('merges with what somebody else saves at the same time', async () => {
    await page.goto(`${apps.apiUrl}/links/${linkId}`);
    await canvas.node(nodes.request ?? '').click();
    await canvas.write('Tittel', 'Min tittel');
    // Another user saves at the same time.
    await until(async () => {
      const { draft } = await demo.link();
      const { revision, document, layout } = draft;
      const body = { revision, url: 'https://example.com/annet', document, layout };
      return (await api.send('PUT', `/api/links/${linkId}/draft`, body)).status === 200;
    });
    await canvas.write('Tittel', 'Min tittel igjen');
    await expect
      .poll(async () => {
        const { url, document } = (await demo.link()).draft;
        return [url, document.nodes.find(({ id }) => id === nodes.request)?.params.title];
      })
      .toEqual(['https://example.com/annet', 'Min tittel igjen']);
  });

  it('has thrown no error on any page', () => {
    expect(failures).toEqual([]);
  });

  async function clickInMail(viewUrl: string): Promise<void> {
    const mail = await context.newPage();
    await mail.goto(viewUrl);
    await mail.getByRole('link', { name: Demo.LINK }).evaluate((link) => link.removeAttribute('target'));
    await mail.getByRole('link', { name: Demo.LINK }).click();
    await mail.getByText('Takk').first().waitFor();
    await mail.close();
  }

  async function rested(contactId: string): Promise<RunDetail> {
    return until(async () => {
      const runs = await api.call(ROUTES.runs.list, { query: { linkId, contactId, status: 'succeeded' } });
      const newest = runs.items[0];
      return newest && api.call(ROUTES.runs.get, { params: { id: newest.id } });
    });
  }
});

function newContext(
  storageState?: Awaited<ReturnType<BrowserContext['storageState']>>,
): Promise<BrowserContext> {
  return browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nb-NO', storageState });
}

function watch(one: Page): void {
  one.on('pageerror', (error) => failures.push(error.message));
}

function newChanges(before: ContactCard, after: ContactCard): string[] {
  const known = new Set(before.changes.map((change) => change.id));
  return after.changes
    .filter((change) => !known.has(change.id))
    .map((change) => change.kind)
    .sort();
}
