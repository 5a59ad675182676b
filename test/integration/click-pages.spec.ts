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

/** A phone, and what its browser refuses or complains about. */
async function aPhone(): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({ viewport: { width: 390, height: 700 }, locale: 'nb-NO' });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints };
}

const fitsThePhone = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');

/** As the browser has worked it out. */
const styleOf = (page: Page, selector: string, property: string): Promise<string> =>
  page.evaluate(`getComputedStyle(document.querySelector('${selector}')).${property}`);

describe('in a browser', () => {
  it('a confirm page has its look, and its button leads to another site, past our own policy', async () => {
    const link = await scene.aLink([
      ...placed(
        'sure',
        'confirm',
        { title: 'Ett steg til', html: `<p>${'langt'.repeat(100)}</p>`, button: 'Ja, meld meg på' },
        { node: 'click', port: 'respond' },
      ),
      ...placed('thanks', 'redirect', { url: targetUrl }, { node: 'sure', port: 'confirmed' }),
    ]);
    const { page, complaints } = await aPhone();
    await page.goto(scene.urlOf(link));
    const button = page.getByRole('button', { name: 'Ja, meld meg på' });
    expect(await styleOf(page, 'button', 'borderRadius')).not.toBe('0px');
    expect(await fitsThePhone(page)).toBe(true);
    await button.click();
    await page.waitForURL(targetUrl);
    expect(await page.title()).toBe('arrived');
    expect(complaints).toEqual([]);
    expect((await scene.clicksOn(link)).map(({ kind, run }) => [kind, run])).toEqual([
      ['click', false],
      ['confirm', true],
    ]);
    await page.close();
  });

  it('a text page runs nothing that got into it, and keeps the styles of its author', async () => {
    const html =
      '<h2>Takk</h2><p style="color: rgb(1, 2, 3)">tekst</p><img src="data:image/png;base64,x" onerror="document.title=1">';
    const link = await scene.aLink(placed('text', 'show-text', { html }, { node: 'click', port: 'respond' }));
    const { page } = await aPhone();
    await page.goto(scene.urlOf(link));
    expect(await page.title()).toBe('Takk');
    expect(await styleOf(page, 'p', 'color')).toBe('rgb(1, 2, 3)');
    await page.close();
  });

  it('the neutral page speaks the reader’s language and has its look', async () => {
    const { page, complaints } = await aPhone();
    await page.goto(`${scene.apps.clickUrl}/c/broken`);
    expect(await page.getByRole('heading').textContent()).toBe('Denne lenken virker ikke');
    expect(await styleOf(page, 'h1', 'fontSize')).toBe('24px');
    expect(await fitsThePhone(page)).toBe(true);
    // The browser tells of the 404 itself; of our policy it has nothing to say.
    expect(complaints.filter((text) => /policy|refused/i.test(text))).toEqual([]);
    await page.close();
  });
});
