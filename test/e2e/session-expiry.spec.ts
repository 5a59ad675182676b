import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { browserScene, CanvasDriver, DEMO_USER, until, type ApiClient, type RunningApps } from '../support';

/** A session that ends while its user types: the user signs in in place, and everything typed before and meanwhile is saved. */
const scene = browserScene('session_expiry', { only: ['api'] });
let apps: RunningApps;
let api: ApiClient;
let page: Page;
let canvas: CanvasDriver;
let linkId: string;
let stepId: string;

beforeAll(async () => {
  ({ apps, api } = scene);
  ({ id: linkId } = await api.call(ROUTES.links.create, {
    body: { name: 'Høstkampanje', url: 'https://example.com' },
  }));
  page = await scene.newPage();
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) scene.failures.push(message.text());
  });
  canvas = new CanvasDriver(page);
});

/** Ends the session of the browser, as an administrator or another device would. */
async function endSession(): Promise<void> {
  const others = (await api.call(ROUTES.sessions.list)).filter(({ current }) => !current);
  for (const { id } of others) await api.call(ROUTES.sessions.end, { params: { id } });
}

const dialog = () => page.getByTestId('session-dialog');

async function signInAgain(): Promise<void> {
  expect(await dialog().getByLabel('E-post').inputValue()).toBe(DEMO_USER.email);
  await dialog().locator('input[type=password]').fill(DEMO_USER.password);
  await page.keyboard.press('Enter');
  await dialog().waitFor({ state: 'detached' });
}

const draft = () => api.call(ROUTES.workflows.draft, { params: { id: linkId } });

describe('a session that ends while typing', () => {
  it('is renewed in place, and the draft with everything typed meanwhile is saved', async () => {
    await page.goto(`${apps.apiUrl}/links/${linkId}`);
    await page.getByLabel('E-post').fill(DEMO_USER.email);
    await page.locator('input[type=password]').fill(DEMO_USER.password);
    await page.keyboard.press('Enter');
    await canvas.node('click').waitFor();
    stepId = await canvas.add('create-follow-up', { node: 'click', port: 'then' });
    await canvas.saved();

    const address = page.url();
    await canvas.write('Beskrivelse', '');
    await canvas.inspector().getByLabel('Beskrivelse', { exact: true }).and(page.locator(':focus')).waitFor();
    await page.keyboard.type('Ferdig ');
    await endSession();
    // Slowly, so that the draft is saved in between, and the page learns that there is no session.
    await page.keyboard.type('for i dag', { delay: 150 });
    expect(await dialog().count()).toBe(0);
    await dialog().waitFor();
    await signInAgain();

    await until(async () => JSON.stringify((await draft()).document).includes('Ferdig for i dag'), {
      what: 'the saved draft',
    });
    await canvas.saved();
    expect(page.url()).toBe(address);
    // The focus is back where the user typed.
    await page.keyboard.type('!');
    await until(async () => JSON.stringify((await draft()).document).includes('Ferdig for i dag!'), {
      what: 'the draft that was typed on',
    });
    expect((await draft()).document.nodes.some(({ id }) => id === stepId)).toBe(true);
  });

  it('keeps an open dialog and its fields, and completes its command', async () => {
    await page.goto(`${apps.apiUrl}/contacts?new=true`);
    const form = page.getByRole('dialog').filter({ hasText: 'Fornavn' });
    await form.getByLabel('Fornavn').fill('Synne');
    await form.getByLabel('Etternavn').fill('Berg');
    await endSession();
    await form.locator('button[type=submit]').click();
    await dialog().waitFor();
    await signInAgain();
    await form.waitFor({ state: 'detached' });
    const { items } = await api.call(ROUTES.contacts.list, { query: { q: 'Synne Berg' } });
    expect(items).toHaveLength(1);
  });

  it('is noticed without a click, because the live events end', async () => {
    await page.goto(`${apps.apiUrl}/runs`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const opened = page.waitForResponse((response) => response.url().includes('/api/events'));
    await endSession();
    await dialog().waitFor();
    await opened.catch(() => undefined);
    const again = page.waitForResponse(
      (response) => response.url().includes('/api/events') && response.status() === 200,
    );
    await signInAgain();
    await again;
  });

  it('loads the page for the other user if somebody else signs in', async () => {
    await page.goto(`${apps.apiUrl}/links`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await endSession();
    await dialog().waitFor();
    // In another tab.
    const other = await page.context().newPage();
    await other.goto(`${apps.apiUrl}/sign-in`);
    await other.getByLabel('E-post').fill('ola@example.no');
    await other.locator('input[type=password]').fill(DEMO_USER.password);
    await other.keyboard.press('Enter');
    await other.getByRole('heading', { level: 1 }).waitFor();
    await page.getByRole('button', { name: /Ola/ }).waitFor();
    expect(await dialog().count()).toBe(0);
  });

  it('had no errors on its pages', () => {
    expect(scene.failures).toEqual([]);
  });
});
