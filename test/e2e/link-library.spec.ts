import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type LinkDetail } from '@linkflow/contracts';
import { browserScene } from '../support';
import { middleOf } from '../support/elements';
import { Finger, Mouse, type Pointer } from './pointers';

/** The library of links, in Norwegian: folders, dragging, the trash. Resetting counters is part of the whole story. */
const scene = browserScene('link_library', { only: ['api'] });
const byId = (id: string) => ({ params: { id } });

describe('the library', () => {
  let page: Page;
  let link: LinkDetail;

  const row = () => page.getByRole('row', { name: /Vårtilbud/ });
  const choose = async (item: string) => {
    await page.getByRole('button', { name: 'Flere valg for Vårtilbud' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  const open = (name: string, on = page) =>
    on.getByRole('navigation', { name: 'Mapper' }).getByRole('link', { name: new RegExp(`^${name}`) });
  const folderOf = async () => (await scene.api.call(ROUTES.links.get, byId(link.id))).folder?.name;

  beforeAll(async () => {
    link = await scene.api.call(ROUTES.links.create, {
      body: { name: 'Vårtilbud', url: 'https://example.com/tilbud' },
    });
    const html = `<a href="{{link:${link.id}}}">Se tilbudet</a>`;
    for (const name of ['Mars', 'April']) {
      await scene.api.call(ROUTES.mailings.create, { body: { name, subject: 'Hei', html } });
    }
    page = await scene.newPage({ viewport: { width: 1280, height: 720 } }, scene.api);
    await page.goto(`${scene.apps.apiUrl}/links`);
  });

  it('makes folders in folders, and takes links by pointer and by keyboard', async () => {
    await page.getByRole('button', { name: 'Ny mappe' }).click();
    const dialog = page.getByRole('dialog', { name: 'Ny mappe' });
    await dialog.getByRole('textbox', { name: 'Navn' }).fill('Kampanjer');
    await dialog.getByRole('button', { name: 'Opprett' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await dragTo(page, new Mouse(page), { what: row().getByRole('link'), to: open('Kampanjer') });
    await expect.poll(folderOf).toBe('Kampanjer');
    await page.getByText('«Vårtilbud» flyttet til «Kampanjer»').waitFor();
    // The press that dragged the link has not opened it.
    expect(new URL(page.url()).pathname).toBe('/links');

    await open('Kampanjer').click();
    await page.getByRole('button', { name: 'Ny mappe' }).click();
    expect(await dialog.getByRole('combobox', { name: 'Opprett som undermappe i' }).inputValue()).toBe(
      'Kampanjer',
    );
    await dialog.getByRole('textbox', { name: 'Navn' }).fill('2027');
    await dialog.getByRole('button', { name: 'Opprett' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const grip = page.getByRole('button', { name: 'Dra Vårtilbud til en mappe' });
    await grip.focus();
    const isInRow = (row: Element, [x, y]: [number, number]) => row.contains(document.elementFromPoint(x, y));
    const { x, y } = await middleOf(grip);
    expect(await row().evaluate(isInRow, [x, y] as [number, number])).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByText(/Flytter Vårtilbud/).waitFor();
    for (let n = 0; n < 20; n += 1) {
      if ((await page.evaluate(() => document.activeElement?.textContent)) === '2027') break;
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Space');
    await expect.poll(folderOf).toBe('2027');
    await open('Alle koblinger').click();
  });

  it('takes links by touch', async () => {
    const options = { viewport: { width: 1280, height: 720 }, hasTouch: true };
    const tablet = await scene.newPage(options, scene.api);
    await tablet.goto(`${scene.apps.apiUrl}/links`);
    const what = tablet.getByRole('row', { name: /Vårtilbud/ }).getByRole('link');
    await dragTo(tablet, await Finger.on(tablet), { what, to: open('Uten mappe', tablet) });
    await expect.poll(folderOf).toBe(undefined);
    await tablet.close();
  });

  it('says where a link is used before it is deleted, and restores it from the trash', async () => {
    await choose('Slett kobling');
    const dialog = page.getByRole('dialog', { name: 'Slette «Vårtilbud»?' });
    await dialog.getByText('Brukt i 2 utsendelser. Ingen av dem er sendt.').waitFor();
    await dialog.getByRole('button', { name: 'Slett kobling' }).click();
    await row().waitFor({ state: 'hidden' });
    // Its page says where it is, and where it is used is still known.
    await page.goto(`${scene.apps.apiUrl}/links/${link.id}`);
    await page.getByText('Denne koblingen ligger i papirkurven').waitFor();
    expect((await scene.api.call(ROUTES.links.uses, byId(link.id))).unsent).toBe(2);
    await page.getByRole('link', { name: 'Åpne papirkurven' }).click();
    await page.getByText(/Slettede koblinger svarer fortsatt/).waitFor();
    await choose('Gjenopprett');
    await page.getByText('Papirkurven er tom').waitFor();
    await open('Mine koblinger').click();
    await row().waitFor();
    expect(scene.failures).toEqual([]);
  });
});

/** Drags an element to a folder. What drags is loaded after the page, with the hidden image of what is dragged. */
async function dragTo(page: Page, pointer: Pointer, { what, to }: { what: Locator; to: Locator }) {
  const image = page.getByTestId('drag-image');
  await to.waitFor();
  await image.waitFor({ state: 'attached' });
  const from = await middleOf(what);
  await pointer.press(from);
  await pointer.move({ x: from.x - 12, y: from.y + 4 });
  await image.waitFor();
  await pointer.move(await middleOf(to));
  await page.locator('[data-over] a').and(to).waitFor();
  await pointer.release();
}
