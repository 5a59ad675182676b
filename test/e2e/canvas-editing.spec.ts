import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, TRIGGER, type WorkflowDocument } from '@linkflow/contracts';
import { browserScene, CanvasDriver, Demo, type ApiClient, type RunningApps } from '../support';

/** What editing on the canvas depends on in a real browser: its clipboard, its text selection, its focus, and the loss of its network. */
const scene = browserScene('canvas_editing');
let apps: RunningApps;
let api: ApiClient;
let page: Page;
let canvas: CanvasDriver;
let linkId: string;

beforeAll(async () => {
  ({ apps, api } = scene);
  const demo = new Demo(api);
  const { id, draft } = await api.call(ROUTES.links.create, {
    body: { name: 'Redigering', url: 'https://example.com/' },
  });
  linkId = id;
  const interestId = await demo.idOf('interest', 'Produktnyheter');
  const selectionId = await demo.idOf('selection', 'Interessert – vår 2027');
  const document: WorkflowDocument = {
    schemaVersion: 1,
    nodes: [
      ...draft.document.nodes.filter((node) => node.id === TRIGGER),
      { id: 'wine', type: 'set-interest', params: { interestId } },
      { id: 'list', type: 'add-to-selection', params: { selectionId } },
      { id: 'call', type: 'create-request', params: { title: 'Ring meg', owner: { kind: 'auto' } } },
    ],
    edges: [
      { id: 'e1', from: { node: TRIGGER, port: 'then' }, to: 'wine' },
      { id: 'e2', from: { node: 'wine', port: 'next' }, to: 'list' },
      { id: 'e3', from: { node: 'list', port: 'next' }, to: 'call' },
    ],
  };
  const at = (y: number) => ({ x: 0, y });
  await api.call(ROUTES.workflows.saveDraft, {
    params: { id },
    body: {
      revision: draft.revision,
      url: 'https://example.com/',
      document,
      layout: { positions: { [TRIGGER]: at(0), wine: at(160), list: at(310), call: at(460) }, notes: [] },
    },
  });
  page = await scene.newPage({}, api);
  canvas = new CanvasDriver(page);
  await page.clock.install();
  await page.goto(`${apps.apiUrl}/links/${linkId}`);
  await canvas.node('call').waitFor();
});

describe('the name on a card', () => {
  it('is changed after a double click', async () => {
    await canvas.node('call').locator('[data-node-title]').dblclick();
    const field = canvas.node('call').getByRole('textbox');
    await field.fill('Ring kunden');
    await field.press('Enter');
    await expect.poll(() => canvas.node('call').innerText()).toContain('Ring kunden');
    await page.keyboard.press('Control+z');
    await expect.poll(() => canvas.node('call').innerText()).not.toContain('Ring kunden');
    await page.keyboard.press('Escape');
  });
});

describe('the clipboard', () => {
  it('takes the steps of an area, although text of the page was marked before', async () => {
    await page.evaluate(
      `document.getSelection().selectAllChildren(document.querySelector('[data-testid="palette"]'))`,
    );
    expect(await markedText()).not.toBe('');
    await selectArea('list', 'call');
    expect(await selectedIds()).toEqual(['call', 'list']);
    expect(await markedText()).toBe('');

    const before = await boxes();
    const view = await viewport();
    await page.keyboard.press('Control+c');
    await page.keyboard.press('Control+v');
    await expect.poll(async () => (await ids()).length).toBe(6);
    await expectApart();
    expect(await viewport()).toBe(view);
    const after = await boxes();
    for (const [id, box] of Object.entries(before)) expect(after[id]).toEqual(box);
    expect(await selectedIds()).toHaveLength(2);
  });

  it('cuts the selected steps and pastes them at the pointer', async () => {
    await page.keyboard.press('Control+x');
    await expect.poll(async () => (await ids()).toSorted()).toEqual(['call', 'click', 'list', 'wine']);
    const pane = (await page.getByTestId('canvas').boundingBox())!;
    const pointer = { x: pane.x + 200, y: pane.y + 300 };
    await page.mouse.move(pointer.x, pointer.y);
    await page.keyboard.press('Control+v');
    await expect.poll(async () => (await ids()).length).toBe(6);
    const pasted = Object.entries(await boxes()).filter(
      ([id]) => !['call', 'click', 'list', 'wine'].includes(id),
    );
    for (const [, box] of pasted) expect(Math.abs(box.x + box.width / 2 - pointer.x)).toBeLessThan(60);
    await expectApart();
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await ids()).length).toBe(4);
  });

  it('is that of the text in a text field', async () => {
    await canvas.select('call');
    await titleField().click();
    await expect.poll(() => isWriting()).toBe(true);
    await page.keyboard.press('Control+a');
    await expect.poll(() => markedText()).toContain('Ring meg');
    await page.keyboard.press('Control+x');
    await expect.poll(() => canvas.node('call').innerText()).toContain('(ingen tittel ennå)');
    await page.keyboard.press('Control+v');
    await expect.poll(() => canvas.node('call').innerText()).toContain('«Ring meg»');
    expect(await ids()).toHaveLength(4);
  });
});

describe('the keyboard', () => {
  it('leaves a field with Escape, and adds at the end of the background lane with N', async () => {
    await canvas.select('call');
    await titleField().click();
    await page.keyboard.press('Escape');
    await expect.poll(() => focusedNode()).toBe('call');
    // Escape on the card clears the selection.
    await page.keyboard.press('Escape');
    await expect.poll(async () => selectedIds()).toEqual([]);
    await page.keyboard.press('n');
    await page.getByTestId('add-menu').getByText('Etter «Opprett sak»').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('add-menu').waitFor({ state: 'detached' });
  });

  it('closes "Prøv" with Escape', async () => {
    await page.getByTestId('try-it').click();
    await page.getByTestId('simulation').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('simulation').waitFor({ state: 'detached' });
  });
});

describe('an hour without network', () => {
  it('changes the sentences while typing, and saves everything when the network is back', async () => {
    // Opens the list once, so that the page knows the names in it.
    await canvas.select('wine');
    await page.getByTestId('inspector-form').getByRole('combobox', { name: 'Interesse' }).click();
    const options = page.getByRole('option');
    await options.first().waitFor();
    const names = await options.allInnerTexts();
    const other = names.find((name) => name.trim() !== 'Produktnyheter')!.trim();
    await page.keyboard.press('Escape');
    await canvas.saved();

    await page.context().setOffline(true);
    await canvas.choose('Interesse', other);
    await expect.poll(() => canvas.node('wine').innerText(), { timeout: 1_000 }).toContain(`«${other}»`);
    await canvas.select('call');
    await canvas.write('Tittel', 'Uten nett');
    await expect.poll(() => canvas.node('call').innerText(), { timeout: 1_000 }).toContain('«Uten nett»');
    await page.clock.fastForward('01:00:00');
    await canvas.write('Tittel', 'Uten nett i en time');
    await expect
      .poll(() => canvas.node('call').innerText(), { timeout: 1_000 })
      .toContain('«Uten nett i en time»');
    const { draft: unsaved } = await api.call(ROUTES.links.get, { params: { id: linkId } });
    expect(titleIn(unsaved.document)).toBe('Ring meg');

    await page.context().setOffline(false);
    await expect
      .poll(
        async () => {
          const { draft } = await api.call(ROUTES.links.get, { params: { id: linkId } });
          return { title: titleIn(draft.document), sentence: draft.sentences.wine?.nb };
        },
        { timeout: 15_000 },
      )
      .toEqual({ title: 'Uten nett i en time', sentence: `Legg til interessen «${other}»` });
    await canvas.saved();
  });

  it('has thrown no error on the page', () => {
    expect(scene.failures).toEqual([]);
  });
});

const titleIn = ({ nodes }: WorkflowDocument) => nodes.find(({ id }) => id === 'call')?.params.title;

/** Drags with Shift around two cards, from the free ground above left of the first one. */
async function selectArea(first: string, last: string): Promise<void> {
  const from = (await canvas.node(first).boundingBox())!;
  const to = (await canvas.node(last).boundingBox())!;
  await page.keyboard.down('Shift');
  await page.mouse.move(from.x - 30, from.y - 12);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width + 20, to.y + to.height / 2, { steps: 8 });
  await page.mouse.move(to.x + to.width + 30, to.y + to.height + 20, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
}

const titleField = () =>
  page.getByTestId('inspector-form').getByRole('textbox', { name: 'Tittel', exact: true });

/** Whether the focused field can be written in; the code for texts with merge fields is loaded when one gets the focus. */
// Scripts for the page are texts, because this file is compiled without the types of browsers.
const isWriting = () => page.evaluate<boolean>('document.activeElement.isContentEditable === true');

const markedText = () => page.evaluate<string>('document.getSelection().toString()');

const viewport = (): Promise<string | null> =>
  page.locator('.react-flow__viewport').first().getAttribute('style');

const focusedNode = () =>
  page.evaluate<string | null>(
    `document.activeElement.closest('.react-flow__node')?.getAttribute('data-id') ?? null`,
  );

const ids = async (): Promise<string[]> => Object.keys(await boxes());

const selectedIds = (): Promise<string[]> =>
  page
    .locator('[data-testid="node"][data-selected]')
    .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node-id') ?? '').toSorted());

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const boxes = (): Promise<Record<string, Box>> =>
  page.locator('[data-testid="node"]').evaluateAll((nodes) =>
    Object.fromEntries(
      nodes.map((node) => {
        const { x, y, width, height } = node.getBoundingClientRect();
        return [node.getAttribute('data-node-id') ?? '', { x, y, width, height }];
      }),
    ),
  );

/** Fails if one card covers a part of another. */
async function expectApart(): Promise<void> {
  const all = Object.entries(await boxes());
  for (const [index, [id, a]] of all.entries()) {
    for (const [other, b] of all.slice(index + 1)) {
      const overlaps =
        a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
      expect(overlaps, `${id} covers ${other}`).toBe(false);
    }
  }
}
