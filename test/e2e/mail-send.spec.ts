import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, requestUrl } from '@linkflow/contracts';
import { browserScene, Demo, until, type ApiClient } from '../support';

/*
 * A marketer sends a mailing to 20 people through the outbox: a problem is found and mended, a test is sent, the sending is paused, goes on
 * and finishes, and one message is sent again. The rate leaves time to pause.
 */
const RECIPIENTS = 20;
const OWN_ADDRESS = 'ingrid@example.no';
const scene = browserScene('mail_send', { env: { MAIL_RATE_PER_SECOND: '1', MAIL_RECONCILE_MS: '300' } });
let api: ApiClient;
let page: Page;
let mailingId: string;

beforeAll(async () => {
  ({ api } = scene);
  const link = await new Demo(api).link();
  const mailing = await api.call(ROUTES.mailings.create, {
    body: {
      name: 'Høstbrev',
      subject: 'Ta med sola inn',
      html: [
        '<p>Hei {{contact.fornavn}}, batteriet tar vare på strømmen som taket ditt lager om dagen.</p>',
        `<p><a href="{{link:${link.id}}}">Les mer</a></p>`,
        '<p><a href="{{link:unsubscribe}}">Meld meg av</a></p>',
      ].join('\n'),
    },
  });
  mailingId = mailing.id;
  const addresses = Array.from(
    { length: RECIPIENTS },
    (_, index) => `person-${index}@example.no;Person ${index}`,
  );
  const url = requestUrl(ROUTES.audience.upload, {
    params: { id: mailingId },
    query: { name: 'liste.csv', unknown: 'keep' },
  });
  const upload = await fetch(`${scene.apps.apiUrl}${url}`, {
    method: 'POST',
    headers: { cookie: api.cookie, 'content-type': 'text/csv', 'sec-fetch-site': 'same-origin' },
    body: ['E-post;Navn', ...addresses].join('\r\n'),
  });
  if (upload.status !== 201) throw new Error(`The file was refused: ${upload.status}`);
  await until(
    async () =>
      (await api.call(ROUTES.audience.get, { params: { id: mailingId } })).totals.ready === RECIPIENTS,
    { what: 'recipients of the file' },
  );
  page = await scene.newPage({}, api);
});

const openTab = (tab: string) => page.goto(`${scene.apps.apiUrl}/mailings/${mailingId}?tab=${tab}`);
const sending = () => api.call(ROUTES.sending.get, { params: { id: mailingId } });

describe('the send tab', () => {
  it('names what is wrong, leads to it, and does not send before it is mended', async () => {
    await openTab('send');
    await page.getByText('Rett feilen først').waitFor();
    await page.getByRole('tab', { name: /^Send 1 må rettes$/ }).waitFor();
    const send = page.getByRole('button', { name: `Send til ${RECIPIENTS} mottakere` });
    expect(await send.isDisabled()).toBe(true);
    await page
      .getByRole('button', { name: /^Gå dit: / })
      .first()
      .click();
    await expect.poll(() => new URL(page.url()).searchParams.get('tab')).not.toBe('send');
    const { html, revision } = await api.call(ROUTES.mailings.get, { params: { id: mailingId } });
    await api.call(ROUTES.mailings.update, {
      params: { id: mailingId },
      body: { revision, html: html.replace('{{contact.fornavn}}', '{{contact.firstName|du}}') },
    });
    await openTab('send');
    await expect.poll(() => send.isEnabled()).toBe(true);
  });

  it('sends a test, which opens from the outbox', async () => {
    const panel = page.getByRole('complementary', { name: 'Send' });
    await panel.getByText(OWN_ADDRESS).first().waitFor();
    await panel.getByRole('button', { name: 'Send test' }).click();
    await panel.getByRole('button', { name: `Åpne testen til ${OWN_ADDRESS}` }).click();
    const dialog = page.getByRole('dialog', { name: 'Melding i utboksen' });
    await dialog.frameLocator('iframe').getByText('batteriet tar vare på').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect((await sending()).counts.sent).toBe(0);
  });

  it('sends after a question, can be paused, and goes on to the end', async () => {
    const name = `Send til ${RECIPIENTS} mottakere`;
    await page.getByRole('button', { name }).click();
    await page.getByRole('dialog').getByRole('button', { name }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Fortsett' }).waitFor();
    expect(await sending()).toMatchObject({ state: 'paused' });
    expect((await sending()).counts.sent).toBeLessThan(RECIPIENTS);
    await page.getByRole('button', { name: 'Fortsett' }).click();
    await page
      .getByText(`${RECIPIENTS} av ${RECIPIENTS} sendt`)
      .waitFor({ timeout: (RECIPIENTS + 20) * 1_000 });
    await page.getByText('Ferdig', { exact: true }).waitFor();
    const { items } = await api.call(ROUTES.outbox.list, { query: { mailingId, pageSize: 200 } });
    // One to each recipient, and the test.
    expect(new Set(items.map(({ to }) => to)).size).toBe(RECIPIENTS + 1);
    expect(items).toHaveLength(RECIPIENTS + 1);
  }, 90_000);

  it('sends again to a chosen recipient after a warning', async () => {
    await page.getByRole('searchbox', { name: 'Søk i navn eller adresse' }).fill('person-7@');
    await page.getByRole('checkbox', { name: 'Velg Person 7' }).check();
    await page.getByRole('button', { name: 'Send på nytt til 1' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sende på nytt til Person 7?' });
    await dialog.getByText(/får den i så fall to ganger/).waitFor();
    await dialog.getByRole('button', { name: 'Send på nytt til 1' }).click();
    await until(
      async () => (await api.call(ROUTES.outbox.list, { query: { mailingId, q: 'person-7@' } })).total === 2,
      { what: 'the second message' },
    );
    expect(scene.failures).toEqual([]);
  });
});
