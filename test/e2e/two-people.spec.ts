import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type LinkDetail } from '@linkflow/contracts';
import { browserScene, CanvasDriver, signIn, until, type ApiClient, type RunningApps } from '../support';

/** Two colleagues edit the same link at the same time, each in a browser of their own. */
const scene = browserScene('two_people', { only: ['api'] });
let apps: RunningApps;
let api: ApiClient;
let link: LinkDetail;

interface Person {
  page: Page;
  canvas: CanvasDriver;
}
let kari: Person;
let jonas: Person;

beforeAll(async () => {
  ({ apps, api } = scene);
  const created = await api.call(ROUTES.links.create, {
    body: { name: 'Felles', url: 'https://example.com' },
  });
  const step = (id: string, title: string, from: string, port: string) => [
    { op: 'add-node' as const, node: { id, type: 'create-request', params: { title } } },
    { op: 'connect' as const, edge: { id: `${from}-${port}`, from: { node: from, port }, to: id } },
  ];
  await api.call(ROUTES.workflows.editDraft, {
    params: { id: created.id },
    body: {
      revision: 0,
      edits: [...step('a', 'Første', 'click', 'then'), ...step('b', 'Andre', 'a', 'next')],
    },
  });
  link = await api.call(ROUTES.links.get, { params: { id: created.id } });
  [kari, jonas] = await Promise.all([open('kari@example.no'), open('jonas@example.no')]);
});

async function open(email: string): Promise<Person> {
  const page = await scene.newPage({}, await signIn(apps.apiUrl, { email, password: 'linkflow' }));
  await page.goto(`${apps.apiUrl}/links/${link.id}`);
  const canvas = new CanvasDriver(page);
  await canvas.node('a').waitFor();
  return { page, canvas };
}

/** Writes a field of a step without waiting until it is saved. */
async function write({ canvas }: Person, nodeId: string, title: string): Promise<void> {
  await canvas.select(nodeId);
  await canvas.write('Tittel', title);
}
async function titles(): Promise<unknown[]> {
  const { document } = await api.call(ROUTES.workflows.draft, { params: { id: link.id } });
  return ['a', 'b'].map((id) => document.nodes.find((node) => node.id === id)?.params.title);
}
async function bothAre(...wanted: string[]): Promise<void> {
  await expect.poll(titles).toEqual(wanted);
}

describe('two people on one link', () => {
  it('see each other, and no longer when one has closed the page', async () => {
    await kari.page.getByTestId('presence').getByText('Jonas Berg redigerer også nå').waitFor();
    await jonas.page.getByTestId('presence').getByText('Kari Hansen redigerer også nå').waitFor();
    const sara = await open('sara@example.no');
    await kari.page.getByTestId('presence').getByText('Sara Lie ser også på dette').waitFor();
    await sara.page
      .getByTestId('presence')
      .getByText('Jonas Berg og Kari Hansen redigerer også nå')
      .waitFor();
    await sara.page.context().close();
    await kari.page.getByTestId('presence').getByText('Sara Lie').waitFor({ state: 'detached' });
  });

  it('change different steps at the same time: both changes survive, and each can undo only the own one', async () => {
    await Promise.all([write(kari, 'a', 'Fra Kari'), write(jonas, 'b', 'Fra Jonas')]);
    await bothAre('Fra Kari', 'Fra Jonas');
    for (const { canvas } of [kari, jonas]) {
      await expect.poll(() => canvas.node('a').innerText()).toContain('Fra Kari');
      await expect.poll(() => canvas.node('b').innerText()).toContain('Fra Jonas');
    }
    await kari.page.keyboard.press('Escape');
    await kari.page.getByTestId('command-undo').click();
    await bothAre('Første', 'Fra Jonas');
    await jonas.page.keyboard.press('Escape');
    await jonas.page.getByTestId('command-undo').click();
    await bothAre('Første', 'Andre');
  });

  it('change the same step: one chooses, and what was not chosen can be had back', async () => {
    // Jonas is offline while Kari saves, so that both change the same revision.
    await jonas.page.context().setOffline(true);
    await write(kari, 'a', 'Karis tittel');
    await bothAre('Karis tittel', 'Andre');
    await write(jonas, 'a', 'Jonas sin tittel');
    await write(jonas, 'b', 'Også Jonas');
    await jonas.page.context().setOffline(false);
    const dialog = jonas.page.getByTestId('conflict');
    await dialog.waitFor({ timeout: 15_000 });
    expect(await dialog.getByTestId('conflict-question').count()).toBe(1);
    await dialog.getByText('Tittel: Karis tittel').waitFor();
    await dialog.getByText('Tittel: Jonas sin tittel').waitFor();
    const first = dialog.getByRole('radio', { name: 'Fra deg' });
    await expect.poll(() => first.evaluate((radio) => radio === document.activeElement)).toBe(true);
    await jonas.page.keyboard.press('ArrowDown');
    await jonas.page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await bothAre('Karis tittel', 'Også Jonas');

    const entry = await until(
      async () =>
        (await api.call(ROUTES.workflows.draftHistory, { params: { id: link.id } })).find(
          ({ reason }) => reason === 'discarded',
        ),
      { what: 'the draft that was not chosen' },
    );
    expect(entry.savedBy.name).toBe('Jonas Berg');
    await kari.page.getByTestId('draft-history').click();
    const history = kari.page.getByRole('dialog', { name: 'Kladdens historikk' });
    await history.getByRole('button', { name: /Jonas Berg.*Ikke valgt/ }).click();
    await history.getByText('Jonas sin tittel').waitFor();
    await history.getByTestId('history-restore').click();
    await bothAre('Jonas sin tittel', 'Også Jonas');
    await expect.poll(() => jonas.canvas.node('a').innerText()).toContain('Jonas sin tittel');
    await kari.page.getByTestId('command-undo').click();
    await bothAre('Karis tittel', 'Også Jonas');
  });

  it('has thrown no error on any page', () => {
    expect(scene.failures).toEqual([]);
  });
});
