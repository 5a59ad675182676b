import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { browserScene, Demo, until } from '../support';

/** A marketer chooses criteria in Norwegian, and sends to everyone who meets them when the mailing is sent. */
const scene = browserScene('dynamic_selection', { only: ['api', 'worker'] });
const NAME = 'Kokker i Norge';
let page: Page;
/** The name of the first who meets the criteria. */
let cook: string;

beforeAll(async () => {
  page = await scene.newPage({}, scene.api);
  await page.goto(`${scene.apps.apiUrl}/selections`);
});

const button = (name: string) => page.getByRole('button', { name, exact: true });
const rule = (label: string, index: number) => page.getByRole('combobox', { name: label }).nth(index);
const choose = async (label: string, index: number, option: string) => {
  await rule(label, index).click();
  await rule(label, index).fill(option);
  await page.getByRole('option', { name: option, exact: true }).click();
};
const matches = (text: string) =>
  page.getByRole('region', { name: 'Hvem som oppfyller dem' }).getByText(text).waitFor();
const setTitle = async (id: string, title: string) =>
  scene.api.call(ROUTES.contacts.update, { params: { id }, body: { title } });

describe('a dynamic selection', () => {
  it('is made of criteria, and shows who meets them before it is saved', async () => {
    const demo = new Demo(scene.api);
    const { card } = await demo.recipientFrom(({ country, email }) => country === 'NO' && !!email);
    cook = card.name;
    await setTitle(card.id, 'Kokk');
    await button('Nytt utvalg').click();
    const dialog = page.getByRole('dialog', { name: 'Nytt utvalg' });
    await dialog.getByRole('textbox', { name: 'Navn' }).fill(NAME);
    await dialog.getByRole('radio', { name: 'Dynamisk' }).check();
    await dialog.getByRole('button', { name: 'Opprett utvalg' }).click();
    await page.getByText('Det er ingen kriterier, så ingen er med.').waitFor();
    await choose('Hva som skal sjekkes', 0, 'Land');
    await choose('Verdi', 0, 'Norge');
    await button('Legg til en regel').click();
    await choose('Hva som skal sjekkes', 1, 'Stilling');
    await page.getByRole('textbox', { name: 'Verdi' }).fill('kokk');
    await matches('1 person oppfyller dem nå');
    await matches(cook);
    await button('Lagre kriteriene').click();
    await page.getByText('Kriteriene er lagret').waitFor();
  });

  it('is offered for recipients, and read again when the list is updated', async () => {
    const { api } = scene;
    const { id } = await api.call(ROUTES.mailings.create, { body: { name: 'Til kokker', subject: 'Hei' } });
    const params = { id };
    const totals = async () => (await api.call(ROUTES.audience.get, { params })).totals.ready;
    await page.goto(`${scene.apps.apiUrl}/mailings/${id}?tab=recipients`);
    await button('Legg til mottakere').first().click();
    const adding = page.getByRole('dialog', { name: 'Legg til mottakere' });
    await adding.getByRole('combobox', { name: 'Utvalg' }).fill('Kokker');
    await page.getByRole('option', { name: NAME }).getByText('Dynamisk').waitFor();
    await page.getByRole('option', { name: NAME }).click();
    await page.keyboard.press('Tab');
    await adding.getByRole('button', { name: 'Legg til', exact: true }).click();
    await adding.waitFor({ state: 'hidden' });
    await until(async () => (await totals()) === 1, { what: 'the recipient' });

    const { items } = await api.call(ROUTES.contacts.list, { query: { pageSize: 200 } });
    const others = items.filter(({ country, email, name }) => country === 'NO' && email && name !== cook);
    for (const other of others.slice(0, 2)) await setTitle(other.id, 'Kokk');
    await button('Oppdater nå').click();
    await until(async () => (await totals()) === 3, { what: 'the others who meet the criteria' });
    await button('3 får den').waitFor();
    expect(scene.failures).toEqual([]);
  });
});
