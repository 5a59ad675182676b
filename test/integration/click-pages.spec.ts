import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, testEnvironment } from '../support';
import { ClickScene } from './click.fixture';
import { placed } from './links.fixture';

const environment = testEnvironment('click-pages');
let scene: ClickScene;
let browser: Browser;
let target: Server;
let targetUrl: string;

beforeAll(async () => {
  target = createServer((_request, response) => response.end('<title>arrived</title>'));
  target.listen(0, '127.0.0.1');
  await once(target, 'listening');
  targetUrl = `http://127.0.0.1:${(target.address() as AddressInfo).port}/thanks`;
  [scene, browser] = await Promise.all([ClickScene.start(environment), launchBrowser()]);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await scene?.stop();
  target?.close();
  await environment.dispose();
});

/** Opens a page in a window as small as a phone's, and collects its console messages and errors. */
async function openPhone(): Promise<{ page: Page; messages: string[] }> {
  const page = await browser.newPage({ viewport: { width: 390, height: 700 }, locale: 'nb-NO' });
  const messages: string[] = [];
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(error.message));
  return { page, messages };
}

const fitsThePhone = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');

/** Returns a computed style property of the first element that matches. */
const styleOf = (page: Page, selector: string, property: string): Promise<string> =>
  page.evaluate(`getComputedStyle(document.querySelector('${selector}')).${property}`);

describe('in a browser', () => {
  it('a confirm page is styled, and its button leads to another site despite the content security policy', async () => {
    const link = await scene.aLink([
      ...placed(
        'sure',
        'confirm',
        { title: 'Ett steg til', html: `<p>${'langt'.repeat(100)}</p>`, button: 'Ja, meld meg på' },
        { node: 'click', port: 'respond' },
      ),
      ...placed('thanks', 'redirect', { url: targetUrl }, { node: 'sure', port: 'confirmed' }),
    ]);
    const { page, messages } = await openPhone();
    await page.goto(scene.urlOf(link));
    const button = page.getByRole('button', { name: 'Ja, meld meg på' });
    expect(await styleOf(page, 'button', 'borderRadius')).not.toBe('0px');
    expect(await fitsThePhone(page)).toBe(true);
    await button.click();
    await page.waitForURL(targetUrl);
    expect(await page.title()).toBe('arrived');
    expect(messages).toEqual([]);
    expect((await scene.clicksOn(link)).map(({ kind, run }) => [kind, run])).toEqual([
      ['click', false],
      ['confirm', true],
    ]);
    await page.close();
  });

  it('a text page runs no scripts and keeps the styles of its author', async () => {
    const html =
      '<h2>Takk</h2><p style="color: rgb(1, 2, 3)">tekst</p><img src="data:image/png;base64,x" onerror="document.title=1">';
    const link = await scene.aLink(placed('text', 'show-text', { html }, { node: 'click', port: 'respond' }));
    const { page } = await openPhone();
    await page.goto(scene.urlOf(link));
    expect(await page.title()).toBe('Takk');
    expect(await styleOf(page, 'p', 'color')).toBe('rgb(1, 2, 3)');
    await page.close();
  });

  it('the neutral page is styled and in the language of the browser', async () => {
    const { page, messages } = await openPhone();
    await page.goto(`${scene.apps.clickUrl}/c/broken`);
    expect(await page.getByRole('heading').textContent()).toBe('Denne lenken virker ikke');
    expect(await styleOf(page, 'h1', 'fontSize')).toBe('24px');
    expect(await fitsThePhone(page)).toBe(true);
    // Checks only for violations of the content security policy: the browser also logs the status 404, which is expected.
    expect(messages.filter((text) => /policy|refused/i.test(text))).toEqual([]);
    await page.close();
  });
});
