import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MailWork, render } from '@linkflow/mailings';
import { MESSAGE_POLICY } from '../../apps/api/src/mailings/message-page';
import { EVERY_CONSTRUCT, HYBRID_NEWSLETTER, MENU_NEWSLETTER } from '@linkflow/mailings/testing';
import { launchBrowser } from '../support/browser';

/** The message that a recipient opens in the browser looks as the document that the author wrote. */
const MAILS: Record<string, string> = {
  hybrid: HYBRID_NEWSLETTER,
  menu: MENU_NEWSLETTER,
  plain: '<p>Hei</p><ul><li>a',
};
const work = new MailWork();
let server: Server;
let browser: Browser;
let origin = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const [, kind, name = ''] = (request.url ?? '').split('/');
    const html = MAILS[name];
    if (html === undefined) return void response.writeHead(404).end();
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (kind === 'written') return void response.end(html);
    response.setHeader('content-security-policy', MESSAGE_POLICY);
    void work.compile({ subject: '', html }).then((mail) => {
      response.end(
        render(mail.html, { facts: { values: {}, texts: {} }, urlOf: () => 'https://click.example/' }),
      );
    });
  }).listen(0);
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  await work.onApplicationShutdown();
});

async function pictureOf(address: string, width: number): Promise<{ data: Buffer; size: string }> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  await page.goto(address);
  const { data, info } = await sharp(await page.screenshot({ fullPage: true }))
    .raw()
    .toBuffer({ resolveWithObject: true });
  await page.close();
  return { data, size: `${info.width} × ${info.height}` };
}

describe.each([700, 390])('at %i px', (width) => {
  it.each(Object.keys(MAILS))('a mail looks as it was written: %s', async (name) => {
    const written = await pictureOf(`${origin}/written/${name}`, width);
    const shown = await pictureOf(`${origin}/shown/${name}`, width);
    expect(shown.size).toBe(written.size);
    expect(shown.data.equals(written.data)).toBe(true);
  });
});

it('a mail runs no script, and its document has an origin of its own', async () => {
  MAILS.all = EVERY_CONSTRUCT;
  const page = await browser.newPage();
  await page.goto(`${origin}/shown/all`);
  expect(await page.evaluate('window.origin')).toBe('null');
  expect(await page.locator('script, iframe, form, object, embed, [onclick]').count()).toBe(0);
  await page.close();
});
