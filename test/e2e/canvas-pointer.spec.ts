import type { BrowserContextOptions, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Position, ROUTES, TRIGGER, type WorkflowEdge, type WorkflowNode } from '@linkflow/contracts';
import { browserScene, type ApiClient, type RunningApps } from '../support';
import { Finger, Mouse, type Pointer } from './pointers';

/** What people do on the canvas with a mouse and with a finger, in a real browser: drag steps, move arrows, see everything. */
const scene = browserScene('canvas_pointer');
let apps: RunningApps;
let api: ApiClient;
let page: Page;

beforeAll(async () => {
  ({ apps, api } = scene);
});

const DESKTOP: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
};

/** A condition with a step on one side, and a step that is not connected. */
const small = {
  nodes: [
    { id: 'if', type: 'condition', params: {} },
    { id: 'a', type: 'set-interest', params: {} },
    { id: 'b', type: 'set-interest', params: {} },
  ],
  edges: [edge('then', TRIGGER, 'if'), edge('yes', 'if', 'a')],
  positions: { [TRIGGER]: at(0, 0), if: at(0, 160), a: at(-170, 340), b: at(560, 160) },
};

describe.each([
  ['the mouse', DESKTOP, (one: Page): Promise<Pointer> => Promise.resolve(new Mouse(one))],
  ['a finger', { ...DESKTOP, hasTouch: true }, (one: Page): Promise<Pointer> => Finger.on(one)],
] as const)('with %s', (_name, device, pointerOn) => {
  it('a step from the palette connects to the outlet above the drop, which is lit before, and the rest stays where it is', async () => {
    await open(await draw(small), device);
    const pointer = await pointerOn(page);
    const before = await boxes();
    const outlet = await middle('[data-node-id="if"] [data-testid="port-no"]');
    const spot = { x: outlet.x + 30, y: outlet.y + 70 };

    await dragLoaded();
    await pointer.press(await middle('[data-testid="palette-item"][data-step-type="set-interest"]'));
    await pointer.move({ x: spot.x + 200, y: spot.y });
    await page.getByTestId('drag-image').waitFor();
    await attached('[data-node-id="if"] [data-port="no"][data-offered]');
    expect(await page.locator('[data-port][data-drop]').count()).toBe(0);
    await pointer.move(spot);
    await attached('[data-node-id="if"] [data-port="no"][data-drop]');
    await pointer.release();

    await expect.poll(connections).toContainEqual(expect.stringMatching(/^if no > n/));
    const after = await boxes();
    for (const id of Object.keys(before)) expect([id, after[id]]).toEqual([id, before[id]]);
    expect(Object.keys(after)).toHaveLength(5);
    expect(await page.getByTestId('drag-image').count()).toBe(0);
  });

  it('both ends of an arrow move, and only legal ends are lit', async () => {
    await open(await draw(small), device);
    const pointer = await pointerOn(page);
    await pickArrow(pointer, 'yes');
    await pointer.press(await middle('[data-testid="arrow-grip"][data-end="to"]'));
    const b = await middle('[data-node-id="b"]');
    await pointer.move({ x: b.x, y: b.y - 200 });
    await expect.poll(() => marked('[data-node-id][data-offered]', 'nodeId')).toEqual(['a', 'b']);
    await pointer.move(b);
    await page.locator('[data-node-id="b"][data-drop]').waitFor();
    await pointer.release();
    await expect.poll(connections).toEqual(['click then > if', 'if yes > b']);

    await pickArrow(pointer, 'yes');
    await pointer.press(await middle('[data-testid="arrow-grip"][data-end="from"]'));
    const no = await middle('[data-node-id="if"] [data-testid="port-no"]');
    await pointer.move({ x: no.x - 40, y: no.y + 60 });
    await pointer.move({ x: no.x, y: no.y + 20 });
    await attached('[data-node-id="if"] [data-port="no"][data-drop]');
    await pointer.release();
    await expect.poll(connections).toEqual(['click then > if', 'if no > b']);

    // An end that is dropped beside everything goes back to where it was.
    await pickArrow(pointer, 'yes');
    await pointer.press(await middle('[data-testid="arrow-grip"][data-end="to"]'));
    await pointer.move({ x: no.x, y: no.y + 260 });
    await pointer.release();
    await expect.poll(() => page.locator('[data-edge-id][data-moving]').count()).toBe(0);
    expect(await connections()).toEqual(['click then > if', 'if no > b']);
  });

  it('the view moves while a step or an end of an arrow rests at the edge of the canvas, and stops with the drag', async () => {
    await open(await draw(small), device);
    const pointer = await pointerOn(page);
    const canvas = (await page.getByTestId('canvas').boundingBox())!;
    const inside = { x: canvas.x + canvas.width / 2, y: canvas.y + canvas.height - 120 };
    const edge = { x: inside.x, y: canvas.y + canvas.height - 6 };
    const heightOf = async (id: string): Promise<number> => (await boxes())[id]!.y;

    await dragLoaded();
    await pointer.press(await middle('[data-testid="palette-item"][data-step-type="set-interest"]'));
    const before = await heightOf('if');
    await pointer.move(inside);
    expect(await heightOf('if')).toBe(before);
    await pointer.move(edge);
    await expect.poll(() => heightOf('if')).toBeLessThan(before - 100);
    // Back inside, the view rests.
    await pointer.move(inside);
    await standsStill('[data-node-id="if"]');
    await pointer.release();
    await expect.poll(async () => Object.keys(await boxes()).length).toBe(5);

    await page.getByTestId('canvas').press('1');
    await pickArrow(pointer, 'yes');
    const start = await heightOf('b');
    await pointer.press(await middle('[data-testid="arrow-grip"][data-end="to"]'));
    await pointer.move(inside);
    await pointer.move(edge);
    await expect.poll(() => heightOf('b')).toBeLessThan(start - 100);
    await pointer.release();
    expect((await connections()).filter((arrow) => arrow.startsWith('if yes'))).toEqual(['if yes > a']);
  });
});

describe('on a phone', () => {
  it('the list of steps scrolls under the finger, and gives way when a finger rests on a step and drags it', async () => {
    const tall = { ...small, nodes: small.nodes.slice(0, 1), edges: small.edges.slice(0, 1) };
    await open(await draw(tall), PHONE);
    const finger = await Finger.on(page);
    await page.getByTestId('open-palette').tap();
    const item = '[data-testid="palette-item"][data-step-type="add-to-selection"]';
    await page.locator(item).waitFor();
    await dragLoaded();
    await standsStill(item);
    const first = await middle(item);
    await finger.swipe(first, { x: first.x, y: first.y - 120 });
    await expect.poll(async () => (await middle(item)).y).toBeLessThan(first.y - 40);
    expect(await page.getByTestId('drag-image').count()).toBe(0);

    await standsStill(item);
    await finger.press(await middle(item));
    await page.getByTestId('drag-image').waitFor();
    await expect
      .poll(() => page.locator('.mantine-Drawer-root:has([data-testid="palette"])').evaluate(opacityOf))
      .toBe('0');
    const outlet = await middle('[data-node-id="if"] [data-testid="port-yes"]');
    await finger.move({ x: outlet.x, y: outlet.y + 30 });
    await finger.move({ x: outlet.x, y: outlet.y + 50 });
    await attached('[data-node-id="if"] [data-port="yes"][data-drop]');
    await finger.release();
    await expect.poll(connections).toContainEqual(expect.stringMatching(/^if yes > n/));
  });
});

describe('with the keyboard', () => {
  it('Space picks a step up, the arrow keys choose its place, Enter puts it there, and Escape cancels', async () => {
    await open(await draw(small), DESKTOP);
    const item = page.locator('[data-testid="palette-item"][data-step-type="set-interest"]');
    await item.focus();
    await dragLoaded();
    await page.keyboard.press('Space');
    await page.getByTestId('drag-image').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('drag-image').waitFor({ state: 'detached' });
    expect(await connections()).toEqual(['click then > if', 'if yes > a']);

    await page.keyboard.press('Space');
    await page.getByTestId('drag-image').waitFor();
    const no = page.locator('[data-node-id="if"] [data-port="no"][data-drop]');
    for (let presses = 0; presses < 8 && (await no.count()) === 0; presses += 1) {
      await page.keyboard.press('ArrowDown');
      await page.waitForTimeout(60);
    }
    await no.waitFor({ state: 'attached' });
    await page.keyboard.press('Enter');
    await expect.poll(connections).toContainEqual(expect.stringMatching(/^if no > n/));
  });
});

describe('a large workflow', () => {
  it('is shown whole, all 200 steps of it', async () => {
    const chain = Array.from({ length: 199 }, (_, index) => `s${index}`);
    const nodes = chain.map((id): WorkflowNode => ({ id, type: 'set-interest', params: {} }));
    const edges = chain.map((id, index) =>
      edge(`e${index}`, index === 0 ? TRIGGER : `s${index - 1}`, id, index === 0 ? 'then' : 'next'),
    );
    // Both too tall and too wide: a staircase.
    const positions = Object.fromEntries(chain.map((id, index) => [id, at(320 * index, 160 * (index + 1))]));
    await open(await draw({ nodes, edges, positions: { ...positions, [TRIGGER]: at(0, 0) } }), DESKTOP);
    await page.getByTestId('canvas').press('1');
    await expect
      .poll(async () => {
        const pane = (await page.getByTestId('canvas').boundingBox())!;
        const outside = Object.values(await boxes()).filter(
          ({ x, y, width, height }) =>
            x < pane.x || y < pane.y || x + width > pane.x + pane.width || y + height > pane.y + pane.height,
        );
        return { steps: Object.keys(await boxes()).length, outside: outside.length };
      })
      .toEqual({ steps: 200, outside: 0 });
  });
});

it('no page has thrown an error', () => {
  expect(scene.failures).toEqual([]);
});

interface Drawing {
  nodes: WorkflowNode[];
  edges: WorkflowEdge[];
  positions: Record<string, Position>;
}

/** Creates a link with a workflow. Returns its id. */
async function draw({ nodes, edges, positions }: Drawing): Promise<string> {
  const { id, draft } = await api.call(ROUTES.links.create, {
    body: { name: 'Pekere', url: 'https://example.com/' },
  });
  const trigger = draft.document.nodes.filter((node) => node.id === TRIGGER);
  const ids = new Set([TRIGGER, ...nodes.map((node) => node.id)]);
  await api.call(ROUTES.workflows.saveDraft, {
    params: { id },
    body: {
      revision: draft.revision,
      url: 'https://example.com/',
      document: { schemaVersion: 1, nodes: [...trigger, ...nodes], edges },
      layout: {
        positions: Object.fromEntries(Object.entries(positions).filter(([node]) => ids.has(node))),
        notes: [],
      },
    },
  });
  return id;
}

async function open(linkId: string, device: BrowserContextOptions): Promise<void> {
  for (const context of scene.browser.contexts()) await context.close();
  page = await scene.newPage({ reducedMotion: 'reduce', ...device }, api);
  await page.goto(`${apps.apiUrl}/links/${linkId}`);
  await page.locator(`[data-testid="node"][data-node-id="${TRIGGER}"]`).waitFor();
  await page.waitForFunction(() => document.fonts.ready.then(() => true));
}

/** Dragging from the palette is loaded a moment after the palette is shown. */
const dragLoaded = (): Promise<void> => attached('[data-dnd-overlay]');

/** Shows the grips of an arrow: by pointing at it, or by a tap. */
async function pickArrow(pointer: Pointer, edgeId: string): Promise<void> {
  const point = await page.locator(`path[data-edge-id="${edgeId}"]`).evaluate((path: SVGPathElement) => {
    const half = path.getPointAtLength(path.getTotalLength() * 0.3);
    const { x, y } = half.matrixTransform(path.getScreenCTM() ?? undefined);
    return { x, y };
  });
  await pointer.pick(point);
  await page.locator('[data-testid="arrow-grip"][data-end="to"]').waitFor();
}

/** The middle of an element in the window, in px. */
async function middle(selector: string): Promise<Position> {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`${selector} is not in the page`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Waits until an element has the same place in two readings. */
async function standsStill(selector: string): Promise<void> {
  let before = Number.NaN;
  await expect
    .poll(
      async () => {
        const { y } = await middle(selector);
        const isStill = y === before;
        before = y;
        return isStill;
      },
      { interval: 150 },
    )
    .toBe(true);
}

function boxes(): Promise<Record<string, { x: number; y: number; width: number; height: number }>> {
  return page.locator('[data-testid="node"]').evaluateAll((cards) =>
    Object.fromEntries(
      cards.map((card) => {
        const { x, y, width, height } = card.getBoundingClientRect();
        return [card.getAttribute('data-node-id') ?? '', { x, y, width, height }];
      }),
    ),
  );
}

const marked = (selector: string, key: string): Promise<(string | undefined)[]> =>
  page
    .locator(selector)
    .evaluateAll((found, name) => found.map((one) => (one as HTMLElement).dataset[name]), key);

/** The saved edges, as `node port > node`, sorted. */
async function connections(): Promise<string[]> {
  const linkId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const { draft } = await api.call(ROUTES.links.get, { params: { id: linkId } });
  return draft.document.edges
    .map(({ from, to }) => `${from.node} ${from.port} > ${to}`)
    .toSorted((a, b) => a.localeCompare(b));
}

function at(x: number, y: number): Position {
  return { x, y };
}

function edge(id: string, node: string, to: string, port: string = id): WorkflowEdge {
  return { id, from: { node, port }, to };
}

/** Runs in the page. */
const opacityOf = (element: Element): string => getComputedStyle(element).opacity;

/** Waits for an outlet, which has no size of its own and so does not count as visible. */
const attached = (selector: string): Promise<void> => page.locator(selector).waitFor({ state: 'attached' });
