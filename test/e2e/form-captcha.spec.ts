import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type FormDetail } from '@linkflow/contracts';
import { browserScene, until, type AnotherApp } from '../support';
import { aForm } from '../support/a-form';
import { startCaptchaService, type CaptchaService } from '../support/captcha-service';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver';

/** What a person sees of the captcha of a form: on its own page, inside another page, and without scripts. */
const scene = browserScene('form_captcha', {
  env: { FORM_MIN_SECONDS: '0', FORM_CAPTCHA: 'proof-of-work', FORM_CAPTCHA_COST: '10' },
});
let form: FormDetail;
let service: CaptchaService;
let served: AnotherApp;
let website: WebhookReceiver;

beforeAll(async () => {
  service = await startCaptchaService();
  served = await scene.apps.another('click', service.env);
  website = await startWebhookReceiver();
  form = await aForm(scene.api, { name: 'Kontakt oss', template: 'person' });
}, 120_000);
afterAll(async () => {
  await service?.stop();
  await website?.stop();
});

/** Lets the other website show this HTML, and opens it. */
async function openWebsite(page: Page, html: string): Promise<FrameLocator> {
  website.answer((response) => response.setHeader('content-type', 'text/html; charset=utf-8').end(html));
  await page.goto(website.url);
  return page.frameLocator('iframe');
}

async function fill(on: Page | FrameLocator, email: string): Promise<void> {
  await on.getByRole('textbox', { name: /^Fornavn/ }).fill('Nina');
  await on.getByRole('textbox', { name: /^Etternavn/ }).fill('Berg');
  await on.getByRole('textbox', { name: /^E-post/ }).fill(email);
}
const press = (on: Page | FrameLocator) => on.locator('button[name=send]').click();
const arrived = (email: string) =>
  until(async () => {
    const { items } = await scene.api.call(ROUTES.submissions.list, {
      params: { id: form.id },
      query: { q: email },
    });
    return items.some(({ status }) => status === 'processed');
  });

describe('the work of the browser', () => {
  it('is done while a person writes; a button that is pressed earlier waits for it', async () => {
    const page = await scene.newPage();
    await page.goto(`${scene.apps.clickUrl}/f/${form.id}`);
    await fill(page, 'vanlig@example.no');
    await page.getByText('Sjekket: Du er ikke et program').waitFor();
    await press(page);
    await page.getByRole('heading', { name: 'Takk' }).waitFor();
    await arrived('vanlig@example.no');

    const quick = await scene.newPage();
    // The keys of the challenge come only after the button was pressed.
    await quick.addInitScript(() => {
      const { subtle } = crypto;
      const derive = subtle.deriveBits.bind(subtle);
      const released = new Promise<void>((resolve) => addEventListener('release', () => resolve()));
      subtle.deriveBits = async (...given) => released.then(() => derive(...given));
    });
    await quick.goto(`${scene.apps.clickUrl}/f/${form.id}`);
    await fill(quick, 'rask@example.no');
    await press(quick);
    await quick.getByRole('status').getByText('Svarene dine sendes').waitFor();
    await quick.evaluate(() => dispatchEvent(new Event('release')));
    await quick.getByRole('heading', { name: 'Takk' }).waitFor();
    await arrived('rask@example.no');
  });

  it('works in a frame that a script puts into another page', async () => {
    const page = await scene.newPage();
    const script = `<script src="${scene.apps.clickUrl}/f/${form.id}/embed.js"></script>`;
    const frame = await openWebsite(page, `<h1>Nettsted</h1>${script}`);
    await fill(frame, 'ramme@example.no');
    await press(frame);
    await frame.getByRole('heading', { name: 'Takk' }).waitFor();
    await arrived('ramme@example.no');
    // The website is known by the submission.
    const uses = await scene.api.call(ROUTES.forms.uses, { params: { id: form.id } });
    expect(uses.sites).toEqual([website.url]);
  });

  it('says without scripts what is needed, at the field, and keeps what was typed', async () => {
    const page = await scene.newPage({ javaScriptEnabled: false });
    await page.goto(`${scene.apps.clickUrl}/f/${form.id}`);
    await page.locator('noscript p', { hasText: 'Skjemaet bruker JavaScript' }).waitFor();
    await fill(page, 'uten@example.no');
    await press(page);
    await page.getByRole('alert').getByText('Vi kunne ikke sjekke').waitFor();
    expect(await page.getByRole('textbox', { name: /^E-post/ }).inputValue()).toBe('uten@example.no');
  });
});

it('a service shows its challenge by its script, on the page and in a frame', async () => {
  const page = await scene.newPage();
  await page.goto(`${served.url}/f/${form.id}`);
  await fill(page, 'tjeneste@example.no');
  await press(page);
  await page.getByRole('alert').getByText('Vi kunne ikke sjekke').waitFor();
  await page.getByRole('button', { name: 'I am a person' }).click();
  await page.getByRole('button', { name: 'Passed' }).waitFor();
  await press(page);
  await page.getByRole('heading', { name: 'Takk' }).waitFor();
  await arrived('tjeneste@example.no');

  const frame = await openWebsite(
    page,
    `<iframe src="${served.url}/f/${form.id}?embed=1" style="width:600px;height:900px"></iframe>`,
  );
  await fill(frame, 'tjeneste.ramme@example.no');
  await frame.getByRole('button', { name: 'I am a person' }).click();
  await frame.getByRole('button', { name: 'Passed' }).waitFor();
  await press(frame);
  await frame.getByRole('heading', { name: 'Takk' }).waitFor();
  await arrived('tjeneste.ramme@example.no');
});

it('no page had an uncaught error', () => {
  expect(scene.failures).toEqual([]);
});
