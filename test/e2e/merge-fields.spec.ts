import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { browserScene, CanvasDriver, Demo, DEMO_USER, type ApiClient, type RunningApps } from '../support';

/** A merge field from the keyboard of a marketer to the page of a recipient. */
const scene = browserScene('merge_fields');
let apps: RunningApps;
let api: ApiClient;
let demo: Demo;
let page: Page;
let canvas: CanvasDriver;

beforeAll(async () => {
  ({ apps, api } = scene);
  demo = new Demo(api);
  page = await scene.newPage();
  canvas = new CanvasDriver(page);
});

describe('a merge field', () => {
  it('is found by name behind two braces, gets a text for empty values, and is never shown in braces', async () => {
    const link = await demo.link();
    await api.call(ROUTES.workflows.saveDraft, {
      params: { id: link.id },
      body: {
        revision: link.draft.revision,
        url: link.draft.url,
        document: {
          schemaVersion: 1,
          nodes: [
            { id: 'click', type: 'click', params: {} },
            { id: 'ask', type: 'confirm', params: { title: '', html: '', button: 'Ja' } },
          ],
          edges: [{ id: 'e1', from: { node: 'click', port: 'respond' }, to: 'ask' }],
        },
        layout: { positions: {} },
      },
    });
    await page.goto(`${apps.apiUrl}/links/${link.id}?node=ask`);
    await page.getByLabel('E-post').fill(DEMO_USER.email);
    await page.locator('input[type=password]').fill(DEMO_USER.password);
    await page.keyboard.press('Enter');
    const title = canvas.inspector().getByRole('textbox', { name: 'Overskrift', exact: true });
    await title.click();
    await page.keyboard.type('Hei {{forn');
    await page.getByRole('option', { name: 'Fornavn', selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await title.innerText()).trim()).toBe('Hei Fornavn');
    // The chip is one character for the arrow keys. Enter opens it.
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await page.getByLabel('Tekst hvis det er tomt').fill('du');
    await page.keyboard.press('Enter');
    await expect.poll(() => title.evaluate((box) => box === document.activeElement)).toBe(true);
    await page.keyboard.type('!');
    await expect.poll(async () => (await title.innerText()).trim()).toBe('Hei Fornavn ellers «du»!');

    await canvas.saved();
    const { draft } = await demo.link();
    expect(draft.document.nodes.find(({ id }) => id === 'ask')?.params.title).toBe(
      'Hei {{contact.firstName|du}}!',
    );
    const card = () => canvas.node('ask').innerText();
    await expect.poll(card).toContain('Hei ‹Fornavn›!');
    expect(await page.locator('body').innerText()).not.toContain('{{');
  });

  it('is copied with its text, and is removed by one press of Backspace', async () => {
    const title = canvas.inspector().getByRole('textbox', { name: 'Overskrift', exact: true });
    await title.focus();
    await expect.poll(() => title.evaluate((box) => box === document.activeElement)).toBe(true);
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    await page.keyboard.press('End');
    // The editor learns of the moved cursor by an event, which comes later than the next key of a program.
    await expect
      .poll(() => title.evaluate((box) => (box as unknown as EditedElement).editor.state.selection.empty))
      .toBe(true);
    await page.keyboard.press('Control+v');
    await expect
      .poll(async () => (await title.innerText()).trim())
      .toBe('Hei Fornavn ellers «du»!Hei Fornavn ellers «du»!');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    await expect.poll(async () => (await title.innerText()).trim()).toMatch(/^Hei Fornavn ellers «du»!Hei$/);
    for (const _ of 'Hei') await page.keyboard.press('Backspace');
    await expect.poll(async () => (await title.innerText()).trim()).toBe('Hei Fornavn ellers «du»!');
  });

  it('is the name of the recipient on the page that a click shows', async () => {
    await canvas.publish();
    const recipient = await demo.recipientFrom(({ firstName }) => firstName !== '');
    const url = await demo.trackedUrl(recipient, Demo.LINK);
    await expect
      .poll(async () => (await demo.click(url)).text())
      .toContain(`Hei ${recipient.card.firstName}!`);
  });

  it('keeps every key that is typed while the editor of a web address is on its way', async () => {
    const other = await scene.newPage();
    let arrive = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    await other.route(/merge-text-editor/, async (route) => {
      await arrived;
      await route.continue();
    });
    await other.goto(`${apps.apiUrl}/links?new=true`);
    await other.getByLabel('E-post').fill(DEMO_USER.email);
    await other.locator('input[type=password]').fill(DEMO_USER.password);
    await other.keyboard.press('Enter');
    const address = other.getByRole('dialog').getByRole('textbox', { name: 'Nettadresse' });
    await address.click();
    await other.keyboard.type('example.no/kat');
    arrive();
    await expect.poll(() => address.getAttribute('contenteditable')).toBe('true');
    await other.keyboard.type('alog');
    await expect.poll(async () => (await address.innerText()).trim()).toBe('example.no/katalog');
  });
});

/** The editor writes itself to its element. */
interface EditedElement {
  editor: { state: { selection: { empty: boolean } } };
}
