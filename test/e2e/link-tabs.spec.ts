import { mongo } from 'mongoose';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type ContactCard, type LinkDetail } from '@linkflow/contracts';
import { browserScene, CanvasDriver, Demo, MailEditorDriver, until } from '../support';
import { chooseOption, writeText } from '../support/elements';

/**
 * The seven tabs of a link, in Norwegian: one link is made in the library, one in the mailing editor. Both are published there, and a click
 * does in MongoDB what the tabs say.
 */
const scene = browserScene('link_tabs');
const SELECTION = 'Batteri – varme';
const byId = (id: string) => ({ params: { id } });

let page: Page;
let demo: Demo;
let client: mongo.MongoClient;
/** A script that decides the address by the values of its parameters. */
let scriptId: string;

beforeAll(async () => {
  demo = new Demo(scene.api);
  client = await mongo.MongoClient.connect(scene.mongoUri);
  page = await scene.newPage({ viewport: { width: 1280, height: 720 } }, scene.api);
  const script = await scene.api.call(ROUTES.scripts.create, {
    body: {
      name: 'Kampanjeadresse',
      source: `returnUrl = linkUrl + '?' + [params.campaign, params.count + 1].join('-')`,
      params: [
        { name: 'campaign', label: 'Kampanje', type: 'text', required: true, default: null },
        { name: 'count', label: 'Antall', type: 'number', required: true, default: 3 },
      ],
    },
  });
  scriptId = script.id;
});
afterAll(() => client.close());

const tabs = () => page.getByTestId('link-tabs');
const tab = (name: string) => tabs().getByRole('tab', { name: new RegExp(`^${name}`) });
/** Opens a tab by its words. */
const open = (name: string) => tab(name).click();
const isActive = async (name: string) => (await tab(name).innerText()).includes('i bruk');
const field = (name: string) => tabs().getByRole('combobox', { name, exact: true });

const idInAddress = () =>
  until(() => Promise.resolve(/\/links\/([0-9a-f]{24})/.exec(page.url())?.[1]), { what: 'the new link' });

/** The types of the steps in the background, in order. */
const stepsOf = ({ draft: { document } }: Pick<LinkDetail, 'draft'>): string[] => {
  const types: string[] = [];
  let from: { node: string; port: string } = { node: 'click', port: 'then' };
  for (;;) {
    const edge = document.edges.find((one) => one.from.node === from.node && one.from.port === from.port);
    const node = document.nodes.find(({ id }) => id === edge?.to);
    if (!node) return types;
    types.push(node.type);
    from = { node: node.id, port: 'next' };
  }
};

describe('a link that is made in the tabs', () => {
  let linkId: string;
  let contact: ContactCard;

  it('is created in the library, and its page opens with the tabs', async () => {
    await page.goto(`${scene.apps.apiUrl}/links`);
    await page.getByRole('button', { name: 'Ny kobling' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Navn' }).fill('Batterikalkulator');
    await writeText(dialog, 'Nettadresse', 'https://example.com/kalkulator');
    await dialog.getByText('Faner', { exact: true }).click();
    await dialog.getByRole('button', { name: 'Opprett kobling' }).click();
    linkId = await idInAddress();
    await tabs().waitFor();
    expect(new URL(page.url()).searchParams.get('view')).toBe('tabs');
    const names = await tabs().getByRole('tab').allInnerTexts();
    expect(names).toEqual([
      'Respons',
      'Angi felt',
      'Interesser',
      'Utvalg/prosjekt',
      'Oppfølging',
      'Sak',
      'Skript',
    ]);
  });

  it('sets interests, and makes a selection where it is chosen', async () => {
    await open('Oppfølging');
    await tabs().getByRole('switch', { name: 'Opprett oppfølging' }).check();
    await chooseOption(field('Type'), 'Telefon ut');
    await open('Interesser');
    await chooseOption(field('Legg til interesse'), 'Produktnyheter');
    await open('Utvalg/prosjekt');
    const box = field('Legg til i utvalg');
    await box.click();
    await box.fill(SELECTION);
    await page.getByRole('option', { name: `Lag utvalget «${SELECTION}»` }).click();
    await expect.poll(() => box.inputValue()).toBe(SELECTION);
    for (const name of ['Interesser', 'Utvalg/prosjekt', 'Oppfølging'])
      await expect.poll(() => isActive(name)).toBe(true);
    for (const name of ['Respons', 'Angi felt', 'Sak', 'Skript']) expect(await isActive(name)).toBe(false);
  });

  it('shows the same draft on the canvas, with the same history', async () => {
    await open('Sak');
    await tabs().getByRole('switch', { name: 'Opprett sak' }).check();
    await tabs().getByRole('button', { name: 'Angre' }).click();
    await expect.poll(() => isActive('Sak')).toBe(false);
    await new CanvasDriver(page).saved();
    const link = await scene.api.call(ROUTES.links.get, byId(linkId));
    expect(stepsOf(link)).toEqual(['set-interest', 'add-to-selection', 'create-follow-up']);
    await tabs().getByText('Lerret', { exact: true }).click();
    await expect.poll(() => page.getByTestId('node').count()).toBe(4);
    // The switch between the views keeps its keys for itself.
    await page.getByTestId('node').first().click();
    await page.keyboard.press('Control+z');
    await expect.poll(() => page.getByTestId('node').count()).toBe(3);
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => page.getByTestId('node').count()).toBe(4);
    await page.getByText('Faner', { exact: true }).click();
    await tabs().waitFor();
  });

  it('gives a script its values, and says which are missing', async () => {
    await open('Skript');
    await tabs().getByRole('switch', { name: 'La et skript svare' }).check();
    await chooseOption(field('Skript'), 'Kampanjeadresse');
    await tabs().getByText('Hvis dette er tomt: 3').waitFor();
    await open('Respons');
    await page.getByTestId('publish').click();
    await page.getByTestId('publish-dialog').getByText('Fyll inn «Kampanje»').click();
    await expect.poll(() => tab('Skript').getAttribute('aria-selected')).toBe('true');
    await writeText(tabs(), 'Kampanje', 'host');
    await tabs().getByText('Kampanje: host').waitFor();
    await expect.poll(() => isActive('Skript')).toBe(true);
  });

  it('is published, and says what is missing before', async () => {
    await open('Sak');
    await tabs().getByRole('switch', { name: 'Opprett sak' }).check();
    await open('Respons');
    await page.getByTestId('publish').click();
    await page.getByTestId('publish-dialog').getByText('Skriv en tittel').click();
    await expect.poll(() => tab('Sak').getAttribute('aria-selected')).toBe('true');
    await tabs().getByRole('switch', { name: 'Opprett sak' }).uncheck();
    await new CanvasDriver(page).publish();
    const { liveVersion } = await scene.api.call(ROUTES.links.get, byId(linkId));
    expect(liveVersion).toBe(1);
  });

  it('does what it says when somebody clicks', async () => {
    const html = `<a href="{{link:${linkId}}}">Regn ut</a>`;
    const mailing = await scene.api.call(ROUTES.mailings.create, {
      body: { name: 'Batteri', subject: 'Hei', html },
    });
    contact = (await demo.recipientFrom(({ country }) => country === 'NO')).card;
    const location = await clickIn(mailing.id, contact.id, 'Regn ut');
    expect(location).toBe('https://example.com/kalkulator?host-4');
    const selectionId = await demo.idOf('selection', SELECTION);
    await demo.restedRun(linkId, contact.id);
    const card = await demo.card(contact.id);
    expect(card.interests.map(({ target }) => target.name)).toContain('Produktnyheter');
    expect(await memberIn(selectionId, contact.id)).toBe(1);
    const followUps = await scene.api.call(ROUTES.followUps.list, { query: { contactId: contact.id } });
    expect(followUps.items.some(({ text }) => text.includes('Batterikalkulator'))).toBe(true);
  });

  it('is named on the page of its script, with a warning when the parameters change', async () => {
    await page.goto(`${scene.apps.apiUrl}/settings/scripts?script=${scriptId}`);
    await page.getByText('Brukes av Batterikalkulator').waitFor();
    await page.getByRole('button', { name: 'Legg til parameter' }).click();
    await page
      .getByRole('status')
      .filter({ hasText: 'Du har endret parameterne' })
      .getByRole('link', { name: 'Batterikalkulator' })
      .waitFor();
    await page.getByRole('button', { name: 'Fjern Parameter 3' }).click();
    await page.getByText('Brukes av Batterikalkulator').waitFor();
    await page.goto(`${scene.apps.apiUrl}/links/${linkId}?view=tabs`);
    await tabs().waitFor();
  });

  it('that gets branches is left to the canvas, which the tabs say', async () => {
    const { draft } = await scene.api.call(ROUTES.links.get, byId(linkId));
    const branch = { id: 'norge', type: 'condition', params: {}, label: 'Bor i Norge' };
    const first = draft.document.edges.find(({ from }) => from.node === 'click' && from.port === 'then');
    await scene.api.call(ROUTES.workflows.editDraft, {
      ...byId(linkId),
      body: {
        revision: draft.revision,
        edits: [
          { op: 'disconnect', edgeId: first?.id ?? '' },
          { op: 'add-node', node: branch },
          { op: 'connect', edge: { id: 'a', from: { node: 'click', port: 'then' }, to: 'norge' } },
          { op: 'connect', edge: { id: 'b', from: { node: 'norge', port: 'yes' }, to: first?.to ?? '' } },
        ],
      },
    });
    const notice = page.getByTestId('canvas-only');
    await notice.getByText('«Bor i Norge» velger mellom flere veier.').waitFor();
    await notice.getByRole('button', { name: 'Åpne på lerretet' }).click();
    await page.locator('[data-testid="node"][data-node-id="norge"]').waitFor();
    expect(new URL(page.url()).searchParams.get('node')).toBe('norge');
  });
});

describe('a link that is made in the mailing editor', () => {
  let mailingId: string;
  let editor: MailEditorDriver;
  const dialog = () => page.getByRole('dialog', { name: /sporet kobling/i });

  it('is created with its actions, and used by the button', async () => {
    const templates = await scene.api.call(ROUTES.mailTemplates.list, {});
    const templateId = templates.find(({ name }) => name === 'Nyhetsbrev')?.id ?? '';
    const mailing = await scene.api.call(ROUTES.mailings.create, {
      body: { name: 'Høstkampanje', subject: 'Hei', templateId },
    });
    mailingId = mailing.id;
    editor = new MailEditorDriver(page);
    await page.goto(`${scene.apps.apiUrl}/mailings/${mailingId}`);
    await editor.select('Knapp: Les hele saken');
    await editor.inspector.getByText('Ny', { exact: true }).click();
    await editor.inspector.getByRole('button', { name: 'Flere handlinger' }).click();
    await tabs().waitFor();
    expect(await dialog().getByRole('textbox', { name: 'Navn' }).inputValue()).toBe('Les hele saken');
    await dialog().getByTestId('create-and-use').click();
    await dialog().getByText('En adresse begynner med https:// eller http://').first().waitFor();
    await writeText(tabs(), 'Nettside', 'https://example.com/saken');
    await dialog().getByText('Bare denne', { exact: true }).click();
    await open('Interesser');
    await chooseOption(field('Legg til interesse'), 'Arrangementer');
    await dialog().getByTestId('create-and-use').click();
    await dialog().waitFor({ state: 'hidden' });
    await editor.inspector
      .getByTestId('linked-card')
      .getByText('Legg til interessen «Arrangementer»')
      .waitFor();
    await editor.save();
  });

  it('is edited in place, and published with one button', async () => {
    await editor.inspector.getByRole('button', { name: 'Rediger koblingen' }).click();
    await tabs().waitFor();
    await open('Sak');
    await tabs().getByRole('switch', { name: 'Opprett sak' }).check();
    await dialog().getByTestId('dialog-publish').click();
    await dialog()
      .getByTestId('dialog-problems')
      .getByText(/Skriv en tittel/)
      .waitFor();
    await writeText(tabs(), 'Tittel', 'Ønsker å vite mer');
    await chooseOption(field('Kategori'), 'Salg');
    await chooseOption(field('Prioritet'), 'Middels');
    await until(async () => (await dialog().getByTestId('dialog-problems').count()) === 0, {
      what: 'that nothing is missing',
    });
    await dialog().getByTestId('dialog-publish').click();
    await dialog().waitFor({ state: 'hidden' });
    await editor.inspector
      .getByTestId('linked-card')
      .getByText(/Ønsker å vite mer/)
      .waitFor();
  });

  it('does what it says when somebody clicks', async () => {
    const { card } = await demo.recipientFrom(({ country }) => country === 'NO');
    const location = await clickIn(mailingId, card.id, 'Les hele saken');
    expect(location).toMatch(/^https:\/\/example\.com\/saken/);
    const found = await scene.api.call(ROUTES.mailings.get, byId(mailingId));
    const linkId = found.trackedLinks.find(({ link }) => link?.name === 'Les hele saken')?.link?.id ?? '';
    expect((await demo.restedRun(linkId, card.id)).status).toBe('succeeded');
    const interests = (await demo.card(card.id)).interests.map(({ target }) => target.name);
    expect(interests).toContain('Arrangementer');
    const requests = await client.db().collection('requests').find({ title: 'Ønsker å vite mer' }).toArray();
    expect(requests).toHaveLength(1);
    expect(scene.failures).toEqual([]);
  });
});

describe('with the keyboard alone', () => {
  it('a link is filled in, taken back and published', async () => {
    const link = await scene.api.call(ROUTES.links.create, {
      body: { name: 'Tastatur', url: 'https://example.com/tastatur' },
    });
    await page.goto(`${scene.apps.apiUrl}/links/${link.id}?view=tabs`);
    await tabs().waitFor();
    await tabTo('#action-tab-response');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await focusIsOn('#action-tab-interests');
    await tabTo('[data-step-type="set-interest"] input');
    await pickOption('Produktnyheter');
    await expect.poll(() => isActive('Interesser')).toBe(true);
    await tabTo('#action-tab-interests', { back: true });
    for (const name of ['groups', 'follow-up', 'request']) {
      await page.keyboard.press('ArrowRight');
      await focusIsOn(`#action-tab-${name}`);
    }
    await tabTo('[data-step-type="create-request"] [role="switch"]');
    await page.keyboard.press(' ');
    await expect.poll(() => isActive('Sak')).toBe(true);
    await focusIsOn('[data-step-type="create-request"] [role="switch"]');
    await page.keyboard.press('Control+z');
    await expect.poll(() => isActive('Sak')).toBe(false);
    await new CanvasDriver(page).saved();
    await tabTo('[data-testid="publish"]', { back: true });
    await page.keyboard.press('Enter');
    await tabTo('[data-testid="publish-submit"]');
    await page.keyboard.press('Enter');
    await page.getByTestId('publish-dialog').waitFor({ state: 'detached' });
    const live = await scene.api.call(ROUTES.links.get, byId(link.id));
    expect(live.liveVersion).toBe(1);
    expect(stepsOf(live)).toEqual(['set-interest']);
  });
});

/** Adds a contact to a mailing, and clicks a link in their message. Returns where the click leads. */
async function clickIn(mailingId: string, contactId: string, text: string): Promise<string | null> {
  await scene.api.call(ROUTES.recipients.add, { ...byId(mailingId), body: { contactIds: [contactId] } });
  const recipientId = await until(
    async () => {
      const { items } = await scene.api.call(ROUTES.recipients.list, byId(mailingId));
      return items.find(({ contact }) => contact?.id === contactId)?.id;
    },
    { what: 'the recipient' },
  );
  const { url } = await scene.api.call(ROUTES.recipients.address, { params: { id: mailingId, recipientId } });
  const message = await (await fetch(url)).text();
  for (const [, href, words] of message.matchAll(/<a\b[^>]*?href="([^"]+)"[^>]*>(.*?)<\/a>/gs)) {
    if (!href || words?.replace(/<[^>]+>/g, '').trim() !== text) continue;
    const answer = await demo.click(href.replaceAll('&amp;', '&'));
    return answer.headers.get('location');
  }
  throw new Error(`The message has no link "${text}"`);
}

/** How often a contact is a member of a selection. */
const memberIn = async (selectionId: string, contactId: string): Promise<number> => {
  const { items } = await scene.api.call(ROUTES.selections.members, byId(selectionId));
  return items.filter(({ contact }) => contact.id === contactId).length;
};

async function tabTo(selector: string, { back = false } = {}): Promise<void> {
  const isOn = () => page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector);
  for (let presses = 0; presses < 60 && !(await isOn()); presses += 1)
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
  await focusIsOn(selector);
}

async function focusIsOn(selector: string): Promise<void> {
  const focused = () =>
    page.evaluate((wanted) => {
      const active = document.activeElement;
      return active?.matches(wanted) ? wanted : active?.outerHTML;
    }, selector);
  await expect.poll(focused).toBe(selector);
}

/** Chooses an option of the focused field, whose list comes from the server. */
async function pickOption(name: string): Promise<void> {
  await page.keyboard.type(name);
  const first = page.getByRole('option').filter({ visible: true }).first();
  await expect.poll(() => first.innerText()).toContain(name);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator(':focus').inputValue()).toContain(name);
}
