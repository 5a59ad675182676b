import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type BlockDocument, type MailingDetail } from '@linkflow/contracts';
import { browserScene, Demo } from '../support';

/** The visual editor of mails, in Norwegian: from a template to a saved message with tracked links. */
const scene = browserScene('mail_editor');
let page: Page;

beforeAll(async () => {
  page = await scene.newPage({}, scene.api);
  await page.goto(`${scene.apps.apiUrl}/mailings`);
});

const stage = () => page.getByTestId('mail-stage');
const inspector = () => page.getByTestId('mail-inspector');
const block = (name: string | RegExp) => stage().getByRole('listitem', { name, exact: true });
const button = (name: string) => page.getByRole('button', { name, exact: true });
/** A choice of a segmented control, whose radio button is covered by its label. */
const choice = (within: Locator, name: string) => within.getByText(name, { exact: true });

async function savedMailing(): Promise<MailingDetail> {
  const id = /\/mailings\/([0-9a-f]{24})/.exec(page.url())?.[1] ?? '';
  return scene.api.call(ROUTES.mailings.get, { params: { id } });
}

const linksOf = ({ blocks }: BlockDocument) =>
  blocks.flatMap((one) => (one.type === 'button' && one.link ? [one.link] : []));

async function dragToTop(source: Locator): Promise<void> {
  const from = await source.boundingBox();
  const to = await stage().locator('[data-block-id]').first().boundingBox();
  if (!from || !to) throw new Error('Nothing to drag');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2 + 20, from.y + from.height / 2 + 20, { steps: 4 });
  await page.mouse.move(to.x + to.width / 2, to.y + to.height - 3, { steps: 10 });
  await page.getByTestId('drop-line').waitFor();
  await page.mouse.up();
}

describe('the mail editor', () => {
  it('begins with a template', async () => {
    await button('Ny utsendelse').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Navn' }).fill('Høstkampanje');
    await dialog.getByRole('radio', { name: 'Nyhetsbrev' }).click();
    await dialog.getByRole('button', { name: 'Opprett utsendelse' }).click();
    // The template is rendered before the mailing opens.
    await stage().waitFor({ timeout: 30_000 });
    expect((await savedMailing()).blocks?.blocks.length).toBeGreaterThan(5);
  });

  it('takes a button from the palette by drag, and leads it to a new tracked link', async () => {
    await dragToTop(page.getByTestId('palette-button'));
    await expect.poll(() => block('Knapp').getAttribute('aria-current')).toBe('true');
    await inspector().getByRole('textbox', { name: 'Tekst', exact: true }).click();
    await page.keyboard.type('Regn ut hva du kan spare');
    await block('Knapp: Regn ut hva du kan spare').waitFor();
    await choice(inspector(), 'Ny').click();
    await expect
      .poll(() => inspector().getByRole('textbox', { name: 'Navn' }).inputValue())
      .toBe('Regn ut hva du kan spare');
    await inspector().getByRole('textbox', { name: 'Nettadresse' }).fill('soltun.example/kalkulator');
    await choice(inspector(), 'Bare denne').click();
    await inspector().getByRole('button', { name: 'Lag og bruk' }).click();
    await expect
      .poll(() => inspector().getByTestId('linked-card').innerText())
      .toContain('https://soltun.example/kalkulator');
  });

  it('leads another button to a link of the library', async () => {
    await block(/^Knapp: Les/)
      .first()
      .click();
    await inspector().getByRole('combobox', { name: 'Sporet kobling' }).fill(Demo.LINK.slice(0, 12));
    await page.getByRole('option', { name: Demo.LINK }).first().click();
    await expect.poll(() => inspector().getByTestId('linked-card').innerText()).toContain(Demo.LINK);
  });

  it('takes back what was done, and the focus stays in the message', async () => {
    const count = () => stage().locator('[data-block-id]').count();
    const before = await count();
    await block('Knapp: Regn ut hva du kan spare').focus();
    await page.keyboard.press('Control+d');
    await expect.poll(count).toBe(before + 1);
    await page.keyboard.press('Delete');
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await expect.poll(count).toBe(before);
    await expect
      .poll(() => stage().evaluate((element) => element.contains(document.activeElement)))
      .toBe(true);
  });

  it('keeps a block to use it again', async () => {
    await block('Skillelinje').first().click();
    await inspector().getByRole('button', { name: 'Flere valg for Skillelinje' }).click();
    await page.getByRole('menuitem', { name: 'Lagre blokken' }).click();
    const dialog = page.getByRole('dialog', { name: 'Lagre blokken for å bruke den igjen' });
    await dialog.getByRole('textbox', { name: 'Navn' }).fill('Vår linje');
    await dialog.getByRole('button', { name: 'Lagre' }).click();
    const lines = await block('Skillelinje').count();
    await page.getByRole('button', { name: 'Legg til Vår linje' }).click();
    await expect.poll(() => block('Skillelinje').count()).toBe(lines + 1);
  });

  it('shows the message as on a phone, without what is hidden there', async () => {
    await block('Knapp: Regn ut hva du kan spare').click();
    await inspector().getByRole('checkbox', { name: 'Telefon' }).uncheck();
    await page.getByTitle('Telefon').click();
    const shown = block(/^Knapp: Regn ut hva du kan spare. Vises ikke på telefon/);
    await expect.poll(() => shown.getAttribute('data-hidden')).toBe('true');
    expect((await shown.boundingBox())?.width).toBe(375);
    await page.keyboard.press('Escape');
    await page.getByTitle('Skjerm').click();
  });

  it('shows the same after saving and reloading, with both links', async () => {
    await page.getByRole('textbox', { name: 'Forhåndstekst' }).click();
    await page.keyboard.press('End');
    await page.keyboard.type(' i høst');
    await page.keyboard.press('Control+s');
    await page.getByText('Lagret', { exact: true }).waitFor();
    const blocks = await stage().innerText();
    const mailing = await savedMailing();
    const { id } = await new Demo(scene.api).link();
    const links = linksOf(mailing.blocks!);
    expect(links).toHaveLength(2);
    expect(links).toContainEqual({ kind: 'tracked', linkId: id });
    expect(mailing.preheader).toMatch(/ i høst$/);
    expect(mailing.trackedLinks.filter(({ tracked }) => tracked).map(({ local }) => local)).toEqual(
      expect.arrayContaining([true, false]),
    );
    await page.reload();
    await block('Knapp: Regn ut hva du kan spare. Vises ikke på telefon').waitFor();
    await expect.poll(() => stage().innerText()).toBe(blocks);
    expect(scene.failures).toEqual([]);
  });
});
