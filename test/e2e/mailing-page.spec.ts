import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type MailingDetail } from '@linkflow/contracts';
import { browserScene, Demo, MailEditorDriver, until } from '../support';
import { middleOf } from '../support/elements';
import { Finger } from './pointers';

/** The page of a mailing, in Norwegian: what the journey of a mailing (mail-journey.spec.ts) does not use. */
const scene = browserScene('mailing_page', { only: ['api', 'worker'] });

async function aMailing(body: { name: string; templateId?: string; html?: string }): Promise<MailingDetail> {
  return scene.api.call(ROUTES.mailings.create, { body: { subject: 'Hei {{contact.firstName}}', ...body } });
}
const addressOf = ({ id }: MailingDetail, query = '') => `${scene.apps.apiUrl}/mailings/${id}${query}`;

describe('the mail editor', () => {
  const BUTTON = 'Knapp: Les hele saken';
  let page: Page;
  let editor: MailEditorDriver;
  let mailing: MailingDetail;

  beforeAll(async () => {
    const templates = await scene.api.call(ROUTES.mailTemplates.list, {});
    const template = templates.find(({ name }) => name === 'Nyhetsbrev');
    mailing = await aMailing({ name: 'Høstkampanje', templateId: template?.id ?? '' });
    page = await scene.newPage({}, scene.api);
    editor = new MailEditorDriver(page);
    await page.goto(addressOf(mailing));
  });

  it('takes back what was done, and the focus stays in the message', async () => {
    const count = () => editor.stage.locator('[data-block-id]').count();
    await editor.select(BUTTON);
    const before = await count();
    await page.keyboard.press('Control+d');
    await expect.poll(count).toBe(before + 1);
    await page.keyboard.press('Delete');
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await expect.poll(count).toBe(before);
    await expect
      .poll(() => editor.stage.evaluate((element) => element.contains(document.activeElement)))
      .toBe(true);
  });

  it('keeps a block to use it again', async () => {
    await editor.select('Skillelinje');
    await editor.inspector.getByRole('button', { name: 'Flere valg for Skillelinje' }).click();
    await page.getByRole('menuitem', { name: 'Lagre blokken' }).click();
    const dialog = page.getByRole('dialog', { name: 'Lagre blokken for å bruke den igjen' });
    await dialog.getByRole('textbox', { name: 'Navn' }).fill('Vår linje');
    await dialog.getByRole('button', { name: 'Lagre' }).click();
    const lines = await editor.block('Skillelinje').count();
    await page.getByRole('button', { name: 'Legg til Vår linje' }).click();
    await expect.poll(() => editor.block('Skillelinje').count()).toBe(lines + 1);
  });

  it('shows the message as on a phone, without what is hidden there, and the same after a reload', async () => {
    await editor.select(BUTTON);
    await editor.inspector.getByRole('checkbox', { name: 'Telefon' }).uncheck();
    await page.getByTitle('Telefon').click();
    const shown = editor.block(`${BUTTON}. Vises ikke på telefon`);
    await expect.poll(() => shown.getAttribute('data-hidden')).toBe('true');
    expect((await shown.boundingBox())?.width).toBe(375);
    await page.keyboard.press('Escape');
    await page.getByTitle('Skjerm').click();
    await page.getByRole('textbox', { name: 'Forhåndstekst' }).click();
    await page.keyboard.press('End');
    await page.keyboard.type(' i høst');
    const blocks = await editor.stage.innerText();
    // The key saves on every tab.
    await page.getByRole('tab', { name: 'Mottakere' }).click();
    await page.keyboard.press('Control+s');
    await expect
      .poll(async () => {
        const saved = await scene.api.call(ROUTES.mailings.get, { params: { id: mailing.id } });
        return saved.preheader;
      })
      .toMatch(/ i høst$/);
    await page.getByRole('tab', { name: 'Innhold' }).click();
    await page.reload();
    await shown.waitFor();
    await expect.poll(() => editor.stage.innerText()).toBe(blocks);
  });

  it('lets a finger drag a block out of the palette of a phone, which then does not cover the message', async () => {
    const phone = await scene.newPage({ hasTouch: true, viewport: { width: 390, height: 844 } }, scene.api);
    await phone.goto(addressOf(mailing));
    const onPhone = new MailEditorDriver(phone);
    await onPhone.block(new RegExp(`^${BUTTON}`)).waitFor();
    const gap = await onPhone.firstGap();
    await phone.getByRole('button', { name: 'Byggeklosser' }).tap();
    const palette = phone.getByRole('dialog', { name: 'Byggeklosser' });
    const isSeen = () => palette.evaluate((dialog) => dialog.checkVisibility({ opacityProperty: true }));
    const finger = await Finger.on(phone);
    await expect.poll(isSeen).toBe(true);
    await finger.press(await middleOf(phone.getByTestId('palette-spacer')));
    await finger.move(gap);
    await phone.getByTestId('drop-line').waitFor();
    await expect.poll(isSeen).toBe(false);
    await finger.release();
    await expect
      .poll(() => onPhone.stage.locator('[data-block-id]').nth(1).getAttribute('aria-label'))
      .toBe('Luft');
    await phone.close();
  });

  it('inserts merge fields and links at the cursor of HTML, which the keyboard can undo', async () => {
    const { id } = await aMailing({ name: 'Brev i HTML', html: '<p>Hei du</p>' });
    const html = await scene.newPage({}, scene.api);
    await html.goto(`${scene.apps.apiUrl}/mailings/${id}`);
    await html.getByText('HTML', { exact: true }).click();
    const source = html.getByRole('textbox', { name: 'HTML-koden til meldingen' });
    const insert = async (name: string) => {
      await html.getByRole('combobox', { name: 'Sett inn flettefelt eller kobling' }).click();
      await html.getByRole('option', { name, exact: true }).click();
    };
    await source.evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(7, 9));
    await insert('Fornavn');
    await expect.poll(() => source.inputValue()).toBe('<p>Hei {{contact.firstName}}</p>');
    await insert('Meld deg av');
    const both = '<p>Hei {{contact.firstName}}<a href="{{link:unsubscribe}}">Meld deg av</a></p>';
    await expect.poll(() => source.inputValue()).toBe(both);
    await html.keyboard.press('Control+z');
    await expect.poll(() => source.inputValue()).toBe('<p>Hei {{contact.firstName}}</p>');
    await html.keyboard.press('Control+z');
    await expect.poll(() => source.inputValue()).toBe('<p>Hei du</p>');
    await html.close();
  });

  it('exports the mailing as a file, which becomes another mailing; other files are refused in words', async () => {
    await page.getByRole('button', { name: 'Flere valg for Høstkampanje' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Eksporter som fil' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('Høstkampanje.json');
    const exported = await readFile(await file.path());

    await page.goto(`${scene.apps.apiUrl}/mailings`);
    await page.getByRole('button', { name: 'Ny utsendelse' }).click();
    const dialog = page.getByRole('dialog', { name: 'Ny utsendelse' });
    await dialog.getByText('Fil', { exact: true }).click();
    const choose = (buffer: Buffer) =>
      dialog
        .locator('input[type=file]')
        .setInputFiles({ name: 'm.json', mimeType: 'application/json', buffer });
    await choose(exported.subarray(0, 100));
    await dialog.getByText('Dette er ikke en fil som er eksportert fra en utsendelse').waitFor();
    await choose(exported);
    await dialog.getByRole('button', { name: 'Opprett utsendelse' }).click();
    await editor.block(`${BUTTON}. Vises ikke på telefon`).waitFor();
    expect(page.url()).not.toContain(mailing.id);
    expect(scene.failures).toEqual([]);
  });
});

describe('the message of a recipient', () => {
  /** One pixel. */
  const PICTURE =
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const HTML = `<!doctype html>
<html lang="nb"><body style="margin:0">
<a href="https://example.com/" style="display:block;height:40px">Les mer</a>
<img src="${PICTURE}" alt="Den nye butikken" width="100" height="40">
<p style="height:2000px">Nederst kommer mer.</p>
</body></html>`;
  let page: Page;

  beforeAll(async () => {
    const { api } = scene;
    const mailing = await aMailing({ name: 'Forhåndsvisning', html: HTML });
    const recipient = await new Demo(api).recipientFrom(({ firstName }) => firstName !== '');
    const body = { contactIds: [recipient.card.id] };
    await api.call(ROUTES.recipients.add, { params: { id: mailing.id }, body });
    page = await scene.newPage({}, api);
    await page.goto(addressOf(mailing, '?tab=recipients'));
  });

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

describe('the outbox, without a mail server', () => {
  const HTML = `<!doctype html>
<html lang="nb"><body><h1>Hei {{contact.firstName|du}}</h1><a href="{{link:unsubscribe}}">Meld deg av</a></body></html>`;
  let page: Page;
  let to: { email: string; firstName: string };

  beforeAll(async () => {
    const { api } = scene;
    const { card } = await new Demo(api).recipientFrom(({ firstName, email }) => firstName !== '' && !!email);
    to = { email: card.email ?? '', firstName: card.firstName };
    const mailing = await aMailing({ name: 'Til utboksen', html: HTML });
    const params = { id: mailing.id };
    await api.call(ROUTES.recipients.add, { params, body: { contactIds: [card.id] } });
    const { revision } = await api.call(ROUTES.mailings.update, {
      params,
      body: {
        revision: mailing.revision,
        from: { name: 'Fjelltopp Sport', address: 'nyheter@fjelltopp.example' },
      },
    });
    await api.call(ROUTES.sending.start, { params, body: { revision } });
    await until(async () => (await api.call(ROUTES.sending.get, { params })).state === 'finished', {
      what: 'the end of the sending',
    });
    page = await scene.newPage({}, api);
    await page.goto(`${scene.apps.apiUrl}/outbox`);
  });

  const dialog = () => page.getByRole('dialog', { name: 'Melding i utboksen' });

  it('finds a message by its address, and shows it as the recipient got it', async () => {
    const search = page.getByPlaceholder('Søk i adresse eller emne');
    const row = page.getByRole('table').getByRole('button', { name: `Hei ${to.firstName}` });
    await search.fill('ingen@example.no');
    await page.getByText('Ingen meldinger').or(page.getByText('Ingen treff')).first().waitFor();
    await search.fill(to.email);
    await row.click();
    await dialog().getByText('Fra: nyheter@fjelltopp.example').waitFor();
    const message = dialog().locator('iframe').contentFrame();
    await message.getByRole('heading', { name: `Hei ${to.firstName}` }).waitFor();
  });

  it('opens its links in a new tab, and says that they act for the recipient', async () => {
    await dialog().getByText(`Det du gjør der, teller som gjort av ${to.email}`).waitFor();
    const message = dialog().locator('iframe').contentFrame();
    // Recipients' pages are of another app, which does not run here.
    const pages = /\/s\/[\w-]{56}\/unsubscribe/;
    await page.context().route(pages, (route) => route.fulfill({ body: 'Siden til mottakeren' }));
    const [opened] = await Promise.all([
      page.waitForEvent('popup'),
      message.getByRole('link', { name: 'Meld deg av' }).click(),
    ]);
    await opened.waitForURL(pages);
    await opened.getByText('Siden til mottakeren').waitFor();
    await opened.close();
    await message.getByRole('heading', { name: `Hei ${to.firstName}` }).waitFor();
  });

  it('has its plain text, headers and source', async () => {
    await dialog().getByRole('tab', { name: 'Ren tekst' }).click();
    await dialog()
      .getByText(/\/s\/[\w-]{56}\/unsubscribe/)
      .waitFor();
    await dialog().getByRole('tab', { name: 'Meldingshoder' }).click();
    await dialog().getByRole('cell', { name: 'Message-ID' }).waitFor();
    await dialog().getByRole('cell', { name: 'Fjelltopp Sport <nyheter@fjelltopp.example>' }).waitFor();
    await dialog().getByRole('tab', { name: 'Kilde' }).click();
    await dialog()
      .getByText(/Content-Type: multipart\/alternative/)
      .waitFor();
  });

  it('opens the message as its recipient, after a question', async () => {
    await dialog().getByRole('button', { name: 'Åpne som mottaker' }).click();
    const question = page.getByRole('dialog').filter({ hasText: 'Åpne meldingen' });
    const [opened] = await Promise.all([
      page.waitForEvent('popup'),
      question.getByRole('button', { name: 'Åpne meldingen' }).click(),
    ]);
    await opened.waitForURL(/\/o\//);
    await opened.getByRole('heading', { name: `Hei ${to.firstName}` }).waitFor();
    await opened.close();
    expect(scene.failures).toEqual([]);
  });
});
