import { ROUTES, type MailingDetail } from '@linkflow/contracts';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { browserScene, Demo } from '../support';

/** A message as colleagues look at it: what only a browser shows of its frame, and the page of a recipient in a new tab. */
const scene = browserScene('message_preview', { only: ['api'] });

/** One pixel. */
const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const HTML = `<!doctype html>
<html lang="nb"><body style="margin:0">
<a href="https://example.com/" style="display:block;height:40px">Les mer</a>
<img src="${PICTURE}" alt="Den nye butikken" width="100" height="40">
<p style="height:2000px">Nederst kommer mer.</p>
</body></html>`;

let mailing: MailingDetail;
let page: Page;

beforeAll(async () => {
  const { api } = scene;
  mailing = await api.call(ROUTES.mailings.create, {
    body: { name: 'Forhåndsvisning', subject: 'Hei {{contact.firstName}}', html: HTML },
  });
  const recipient = await new Demo(api).recipientFrom(({ firstName }) => firstName !== '');
  const body = { contactIds: [recipient.card.id] };
  await api.call(ROUTES.recipients.add, { params: { id: mailing.id }, body });
  page = await scene.newPage({}, api);
  await page.goto(`${scene.apps.apiUrl}/mailings/${mailing.id}?tab=recipients`);
});

describe('the message of a recipient', () => {
  const dialog = () => page.getByRole('dialog');
  const message = () => dialog().locator('iframe').contentFrame();
  const pictureWidth = () =>
    message()
      .getByRole('img', { includeHidden: true })
      .evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth : null));

  it('is laid out as its document says, and its links cannot be clicked', async () => {
    await page.getByRole('table').getByRole('button', { name: 'Vis meldingen' }).click();
    const root = message().locator('html');
    await expect.poll(() => root.evaluate(() => document.compatMode)).toBe('CSS1Compat');
    await expect.poll(pictureWidth).toBe(1);
    await expect.poll(() => root.evaluate(() => innerWidth)).toBeGreaterThan(680);
    const box = await dialog().locator('iframe').boundingBox();
    if (!box) throw new Error('The message has no place on the page');
    await page.mouse.click(box.x + 20, box.y + 20);
    await page.mouse.wheel(0, 300);
    await expect.poll(() => root.evaluate(() => scrollY)).toBeGreaterThan(0);
    expect(await root.evaluate(() => location.href)).toBe('about:srcdoc');
  });

  it('has the width of a phone, and alternative texts instead of pictures, on request', async () => {
    await dialog().getByText('Telefon', { exact: true }).click();
    await expect
      .poll(() =>
        message()
          .locator('html')
          .evaluate(() => innerWidth),
      )
      .toBeLessThanOrEqual(390);
    await dialog().getByRole('switch', { name: 'Bilder' }).uncheck();
    await expect.poll(pictureWidth).toBe(0);
    await page.keyboard.press('Escape');
  });

  it('opens as the recipient in a new tab with one click, as its document and nothing else', async () => {
    await page
      .getByRole('table')
      .getByRole('button', { name: /Flere valg/ })
      .click();
    await page.getByRole('menuitem', { name: 'Åpne som mottaker' }).click();
    const [opened] = await Promise.all([
      page.waitForEvent('popup'),
      dialog().getByRole('button', { name: 'Åpne meldingen' }).click(),
    ]);
    await opened.waitForURL(/\/o\//);
    await opened.getByRole('link', { name: 'Les mer' }).waitFor();
    await dialog().waitFor({ state: 'hidden' });
    expect(scene.failures).toEqual([]);
    await opened.close();
  });
});
