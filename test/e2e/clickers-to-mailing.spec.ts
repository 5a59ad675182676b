import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { browserScene, Demo, until } from '../support';
import { Crowd } from './crowd';

/** In Norwegian: those who clicked a link are put into a new selection, and get a new mailing in two clicks. */
const scene = browserScene('clickers_to_mailing', {});
const SELECTION = 'Klikket på kampanjen';
let page: Page;
let crowd: Crowd;
let linkId: string;

beforeAll(async () => {
  const demo = new Demo(scene.api);
  crowd = await Crowd.invite(scene.api, 6);
  linkId = (await demo.link()).id;
  await crowd.click(crowd.contactIds.slice(0, 4));
  await until(
    async () => (await scene.api.call(ROUTES.links.get, { params: { id: linkId } })).humanClickers === 4,
    { what: 'four people who clicked', deadlineMs: 60_000 },
  );
  page = await scene.newPage({}, scene.api);
  await page.goto(`${scene.apps.apiUrl}/links/${linkId}?tab=clicks`);
}, 180_000);

const button = (name: string) => page.getByRole('button', { name, exact: true });
const sorted = (ids: readonly (string | undefined)[]) => ids.filter((id) => id !== undefined).sort();
const clicked = () => sorted(crowd.contactIds.slice(0, 4));

describe('those who clicked a link', () => {
  it('are put into a new selection, after they were counted', async () => {
    await button('Legg i utvalg …').click();
    const dialog = page.getByRole('dialog', { name: 'Velg handling' });
    await dialog.getByText('4 personer', { exact: true }).waitFor();
    await dialog.getByRole('textbox', { name: 'Navn' }).fill(SELECTION);
    await dialog.getByRole('button', { name: 'Utfør for 4 personer' }).click();
    await page.getByRole('heading', { name: `Legg i «${SELECTION}»` }).waitFor();
    await page.locator('[data-testid="bulk-state"][data-state="done"]').waitFor({ timeout: 30_000 });
    expect(await page.getByTestId('people-done').innerText()).toBe('gjort for 4 personer');
    const id = await new Demo(scene.api).idOf('selection', SELECTION);
    const { items } = await scene.api.call(ROUTES.selections.members, { params: { id } });
    expect(sorted(items.map(({ contact }) => contact.id))).toEqual(clicked());
    await page.getByRole('link', { name: `Åpne «${SELECTION}»` }).click();
    await page.getByRole('heading', { name: SELECTION }).waitFor();
  });

  it('get a new mailing in two clicks', async () => {
    await page.goto(`${scene.apps.apiUrl}/links/${linkId}?tab=clicks`);
    await button('Ny utsendelse til disse').click();
    await button('Opprett utsendelse').click();
    await page.waitForURL(/\/mailings\/[0-9a-f]{24}\?tab=recipients/);
    const id = /[0-9a-f]{24}/.exec(page.url())?.[0] ?? '';
    const recipients = await until(
      async () => {
        const { items } = await scene.api.call(ROUTES.recipients.list, { params: { id } });
        return items.length === 4 && items;
      },
      { what: 'the recipients', deadlineMs: 30_000 },
    );
    expect(sorted(recipients.map(({ contact }) => contact?.id))).toEqual(clicked());
    await page.getByText(/^Klikket på «.+»$/).waitFor();
    await page.getByText('Etter klikk, én gang').waitFor();
  });

  it('get a follow-up, the chosen ones only, a few first', async () => {
    await page.goto(`${scene.apps.apiUrl}/links/${linkId}?tab=clicks`);
    const rows = page.getByRole('table').getByRole('checkbox');
    await rows.nth(1).check();
    await rows.nth(2).check();
    await button('Flere handlinger').first().click();
    await page.getByRole('menuitem', { name: 'Oppfølging for hver …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Velg handling' });
    await dialog.getByText('2 personer', { exact: true }).waitFor();
    await dialog.getByRole('combobox', { name: 'Type' }).click();
    await page.getByRole('option', { name: 'Telefon ut' }).click();
    await dialog.getByRole('textbox', { name: 'Hvor mange først' }).fill('1');
    await dialog.getByRole('button', { name: 'Begynn med 1' }).click();
    const state = (name: string) =>
      page.locator(`[data-testid="bulk-state"][data-state="${name}"]`).waitFor({ timeout: 30_000 });
    await state('checking');
    expect(await page.getByTestId('people-touched').innerText()).toBe('1 av 2');
    await button('Fortsett med den siste').click();
    await state('done');
    expect(await page.getByTestId('people-done').innerText()).toBe('gjort for 2 personer');
  });
});
