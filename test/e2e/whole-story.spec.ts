import { mongo } from 'mongoose';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type LinkDetail } from '@linkflow/contracts';
import { browserScene, CanvasDriver, Demo, MailingDriver, until } from '../support';
import { chooseOption, writeText } from '../support/elements';
import { startMailServer } from '../support/mail-server';
import { Recount } from '../support/recount';
import { Customers } from './whole-story.fixture';
import { describeSignUpForm } from './sign-up-form.fixture';

/**
 * The whole story in Norwegian: links in a folder, a mailing to 200 people over a mail server, clicks of people and scanners, the same
 * numbers everywhere as in MongoDB, those who clicked in a selection and in the next mailing, a reset, and a form with double opt-in.
 */
const TOTAL = 200;
const FOLDER = 'Sol 2027';
const SELECTION = 'Solkunder';
const NAME = 'Vårnyheter om sol';
/** The names of the links, and the texts of the buttons that lead to them. */
const BATTERY = 'Batterikalkulator';
const PANELS = 'Solpaneler';
const READ_MORE = 'Les hele saken';
const SEE_PANELS = 'Se panelene';

const { range } = Customers;
/** A third of the customers click: 40 on one link, of whom ten click twice, 26 on the other. A scanner has opened both links for some. */
const ON_BATTERY = range(0, 40);
const TWICE = range(0, 10);
const ON_PANELS = range(40, 66);
/** These click the first link again in the next mailing. */
const AGAIN = range(0, 3);
/** For these only a scanner has opened the links. */
const ONLY_SCANNED = range(100, 130);
const SCANNED = [...range(0, 6), ...range(40, 46), ...ONLY_SCANNED];
const PEOPLE_CLICKS = ON_BATTERY.length + TWICE.length + ON_PANELS.length;
const ALL_CLICKS = PEOPLE_CLICKS + 2 * SCANNED.length;

const server = await startMailServer();
const scene = browserScene('whole_story', {
  env: {
    SMTP_URL: `smtp://127.0.0.1:${server.port}?connections=5`,
    MAIL_FROM: 'Fjord Energi <post@fjord.example>',
    MAIL_FROM_DOMAINS: 'fjord.example',
    // The tests stand behind a reverse proxy, which names the address of each client.
    TRUSTED_PROXIES: 'loopback',
    CLICK_STRICTNESS: 'normal',
    CLICK_SETTLE_SECONDS: '2',
    // On a busy machine the default of 50 ms passes before the settings of Google Analytics are read.
    CLICK_FACTS_BUDGET_MS: '5000',
    FORM_MIN_SECONDS: '0',
  },
});
let client: mongo.MongoClient;
let page: Page;
let customers: Customers;
let recount: Recount;
let mailings: MailingDriver;
let mailingId: string;
let laterId: string;
let battery: LinkDetail;
let panels: LinkDetail;

beforeAll(async () => {
  client = await mongo.MongoClient.connect(scene.mongoUri);
  const db = client.db();
  recount = new Recount(db);
  customers = await Customers.create(scene.api, { count: TOTAL, selection: SELECTION, server, db });
  await scene.api.call(ROUTES.subscriptionTypes.create, {
    body: { name: { en: 'Newsletter', nb: 'Nyhetsbrev' }, footer: '' },
  });
  page = await scene.newPage({}, scene.api);
  mailings = new MailingDriver(page, scene.api);
  await page.goto(`${scene.apps.apiUrl}/links`);
}, 240_000);
afterAll(async () => {
  await client?.close();
  await server.stop();
});

const byId = (id: string) => ({ params: { id } });
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const go = (path: string) => page.goto(`${scene.apps.apiUrl}${path}`);
const linkNow = (link: LinkDetail) => scene.api.call(ROUTES.links.get, byId(link.id));
/** Waits for a text of an element, which the page may have to load again. */
async function says(element: Locator, ...texts: string[]): Promise<void> {
  const inOrder = new RegExp(texts.join('[\\s\\S]*'));
  await expect.poll(() => element.innerText(), { timeout: 60_000 }).toMatch(inOrder);
}
const cellsOf = (row: Locator) => row.getByRole('cell').allInnerTexts();
const sorted = (texts: readonly string[]): string[] => texts.toSorted();
/** A share as the ui writes it. */
const percent = (part: number, whole: number) =>
  new Intl.NumberFormat('nb-NO', { style: 'percent', maximumFractionDigits: 1 }).format(part / whole);

/** Makes a link in the open folder, and opens its page in a view. */
async function createLink(name: string, view: 'Faner' | 'Lerret'): Promise<LinkDetail> {
  // An empty folder has one more.
  await button('Ny kobling').first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Navn' }).fill(name);
  await writeText(dialog, 'Nettadresse', `https://soltun.example/${name.toLowerCase()}`);
  await dialog.getByText(view, { exact: true }).click();
  await dialog.getByRole('button', { name: 'Opprett kobling' }).click();
  await page.waitForURL(/\/links\/[0-9a-f]{24}/);
  // A dialog that fades out has the focus, which then returns to the page.
  await dialog.waitFor({ state: 'hidden' });
  const id = /[0-9a-f]{24}/.exec(page.url())?.[0] ?? '';
  return scene.api.call(ROUTES.links.get, byId(id));
}

describe('links in a folder', () => {
  const openFolder = () =>
    page
      .getByRole('navigation', { name: 'Mapper' })
      .getByRole('link', { name: new RegExp(`^${FOLDER}`) })
      .click();

  it('are made in the seven tabs', async () => {
    await button('Ny mappe').click();
    const dialog = page.getByRole('dialog', { name: 'Ny mappe' });
    await dialog.getByRole('textbox', { name: 'Navn' }).fill(FOLDER);
    await dialog.getByRole('button', { name: 'Opprett' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await openFolder();
    battery = await createLink(BATTERY, 'Faner');
    expect(battery.folder?.name).toBe(FOLDER);
    const tabs = page.getByTestId('link-tabs');
    await tabs.getByRole('tab', { name: /^Interesser/ }).click();
    await chooseOption(
      tabs.getByRole('combobox', { name: 'Legg til interesse', exact: true }),
      'Produktnyheter',
    );
    await tabs.getByRole('tab', { name: /^Oppfølging/ }).click();
    await tabs.getByRole('switch', { name: 'Opprett oppfølging' }).check();
    await chooseOption(tabs.getByRole('combobox', { name: 'Type', exact: true }), 'Telefon ut');
    await new CanvasDriver(page).publish();
  });

  it('are drawn on the canvas', async () => {
    await go('/links');
    await openFolder();
    panels = await createLink(PANELS, 'Lerret');
    const canvas = new CanvasDriver(page);
    const condition = await canvas.add('condition', { node: 'click', port: 'then' });
    await canvas.rule('Land', 'Norge');
    await canvas.add('set-interest', { node: condition, port: 'yes' });
    await canvas.choose('Interesse', 'Arrangementer');
    await canvas.publish();
    expect(await linkNow(panels)).toMatchObject({ liveVersion: 1, folder: { name: FOLDER } });
  });
});

describe('a mailing to 200 people', () => {
  it('leads to both links with the parameters of Google Analytics, and is sent over a mail server', async () => {
    await go('/mailings');
    mailingId = await mailings.create(NAME);
    const { editor } = mailings;
    await editor.select(/^Kolonner/);
    await page.keyboard.press('Delete');
    await editor.select(`Knapp: ${READ_MORE}`);
    await editor.linkToLibrary(BATTERY);
    await editor.addButton(SEE_PANELS);
    await editor.linkToLibrary(PANELS);
    await editor.save();

    await mailings.openTab('Koblinger');
    const analytics = page.getByRole('region', { name: 'Google Analytics' });
    await analytics.getByRole('switch').click();
    await analytics.getByRole('textbox', { name: 'Kilde' }).fill('nyhetsbrev');
    expect(await analytics.getByRole('textbox', { name: 'Medium' }).inputValue()).toBe('email');
    expect(await analytics.getByRole('textbox', { name: 'Kampanje' }).inputValue()).toBe(NAME);
    // Narrow windows have a place of their own for it.
    const address = page.getByRole('row', { name: READ_MORE }).getByText('utm_source=nyhetsbrev').last();
    await address.waitFor();
    await analytics.getByRole('button', { name: 'Lagre' }).click();
    await page.getByText('Google Analytics er lagret').waitFor();

    await mailings.openTab('Mottakere');
    await mailings.addSelection(mailingId, SELECTION);
    await mailings.openTab('Send');
    await mailings.send(TOTAL);
    await page.getByText('Ferdig', { exact: true }).first().waitFor({ timeout: 150_000 });
    await page.getByText(`${TOTAL} av ${TOTAL} sendt`).waitFor();
    expect(new Set(server.taken.map(({ to }) => to)).size).toBe(TOTAL);
    expect(server.taken).toHaveLength(TOTAL);
  }, 240_000);

  it('shows in its report, while it is open, who clicks: people and scanners apart', async () => {
    await go(`/mailings/${mailingId}?tab=report`);
    const numbers = page.getByRole('region', { name: 'Utsendelsen i tall' });
    await says(numbers, 'Levert', `${TOTAL}`, percent(TOTAL, TOTAL));
    await customers.scan(SCANNED, READ_MORE, SEE_PANELS);
    await recount.rested(2 * SCANNED.length);
    await customers.passTime();
    const location = await customers.click(ON_BATTERY, READ_MORE);
    expect(Object.fromEntries(new URL(location ?? '').searchParams)).toMatchObject({
      utm_source: 'nyhetsbrev',
      utm_medium: 'email',
      utm_campaign: NAME,
    });
    await customers.click(TWICE, READ_MORE);
    await customers.click(ON_PANELS, SEE_PANELS);
    await recount.rested(ALL_CLICKS);
    await says(
      numbers,
      'Personer som klikket',
      `${ON_BATTERY.length + ON_PANELS.length}`,
      `${PEOPLE_CLICKS} klikk`,
      'Bare maskiner',
      `${ONLY_SCANNED.length}`,
      `${2 * SCANNED.length} klikk`,
    );
  }, 240_000);
});

describe('the numbers', () => {
  it('of the report are those of MongoDB: by link, by hour, and of all', async () => {
    const report = await scene.api.call(ROUTES.reports.mailing, byId(mailingId));
    const total = await recount.clicks({ mailingId });
    expect(total).toMatchObject({ clicks: ALL_CLICKS, humanClicks: PEOPLE_CLICKS, suspectClicks: 0 });
    expect(report.total).toEqual(total);
    expect(report.hours.reduce((sum, { clicks }) => sum + clicks, 0)).toBe(total.clicks);
    expect(report.hours.reduce((sum, { humanClicks }) => sum + humanClicks, 0)).toBe(total.humanClicks);
    for (const link of [battery, panels]) {
      const counted = await recount.clicks({ linkId: link.id, mailingId });
      expect(report.links.find(({ id }) => id === link.id)).toMatchObject(counted);
      expect(await linkNow(link)).toMatchObject(counted);
      const row = page.getByRole('table', { name: 'Koblinger' }).getByRole('row', { name: link.name });
      expect((await cellsOf(row)).slice(1, 4)).toEqual([
        percent(counted.humanClicks, total.humanClicks),
        `${counted.humanClicks}`,
        `${counted.humanClickers}`,
      ]);
    }
  });

  it('of the heat map are the same', async () => {
    await page.getByText(`Andel av ${PEOPLE_CLICKS} klikk`).waitFor();
    for (const link of [battery, panels]) {
      const { humanClicks } = await recount.clicks({ linkId: link.id, mailingId });
      const place = page.getByTitle(`${link.name}: ${humanClicks} klikk fra personer`);
      expect(await place.allInnerTexts()).toEqual([percent(humanClicks, PEOPLE_CLICKS)]);
    }
  });

  it('of the funnels are those of the runs, on the canvas and as a table', async () => {
    for (const link of [battery, panels]) {
      const { runs, steps } = await recount.runs(link.id);
      expect(runs).toBe((await recount.clicks({ linkId: link.id })).humanClicks);
      const { version } = await scene.api.call(ROUTES.workflows.funnel, {
        ...byId(link.id),
        query: { clicks: 'people' },
      });
      const counted = new Map(
        version.nodes.map((node) => [node.nodeId, { runs: node.runs, succeeded: node.succeeded }]),
      );
      expect(version.runs).toBe(runs);
      expect(counted).toEqual(steps);
      await go(`/links/${link.id}?tab=funnel`);
      for (const [nodeId, step] of steps)
        await says(page.locator(`[data-testid="node"][data-node-id="${nodeId}"]`), `${step.runs}`, 'kom hit');
      await page.getByRole('radiogroup', { name: 'Hvordan tallene vises' }).getByText('Tabell').click();
      const rows = page.getByRole('table', { name: 'Steg', exact: true }).getByRole('row');
      await rows.nth(steps.size).waitFor();
      const shown = await Promise.all((await rows.all()).slice(1).map(cellsOf));
      expect(sorted(shown.map(([, count = '']) => count))).toEqual(
        sorted([...steps.values()].map((step) => `${step.runs}`)),
      );
    }
    const followUps = await client
      .db()
      .collection('follow_ups')
      .countDocuments({ 'source.linkId': battery.id });
    expect(followUps).toBeGreaterThanOrEqual(ON_BATTERY.length);
  }, 120_000);
});

describe('those who clicked a link', () => {
  const GROUP = 'Klikket på kalkulatoren';
  const clicked = () => customers.emailsOf(ON_BATTERY);

  it('are put into a new selection', async () => {
    await go(`/links/${battery.id}?tab=clicks`);
    await button('Legg i utvalg …').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(`${ON_BATTERY.length} personer`, { exact: true }).waitFor();
    await dialog.getByRole('textbox', { name: 'Navn' }).fill(GROUP);
    await dialog.getByRole('button', { name: `for ${ON_BATTERY.length} personer` }).click();
    await page.getByRole('heading', { name: `Legg i «${GROUP}»` }).waitFor();
    await page.locator('[data-testid="bulk-state"][data-state="done"]').waitFor({ timeout: 60_000 });
    expect(await page.getByTestId('people-done').innerText()).toBe(`gjort for ${ON_BATTERY.length} personer`);
    await page.getByRole('link', { name: `Åpne «${GROUP}»` }).click();
    await page.getByRole('heading', { name: GROUP }).waitFor();
    const id = await new Demo(scene.api).idOf('selection', GROUP);
    const { items } = await scene.api.call(ROUTES.selections.members, {
      ...byId(id),
      query: { pageSize: 200 },
    });
    expect(sorted(items.map(({ contact }) => contact.email ?? ''))).toEqual(clicked());
  });

  it('get a new mailing in two clicks', async () => {
    await go(`/links/${battery.id}?tab=clicks`);
    await button('Ny utsendelse til disse').click();
    await button('Opprett utsendelse').click();
    await page.waitForURL(/\/mailings\/[0-9a-f]{24}\?tab=recipients/);
    laterId = /[0-9a-f]{24}/.exec(page.url())?.[0] ?? '';
    await mailings.readAll(laterId);
    await page.getByText(/^Klikket på «.+»$/).waitFor();
    await page.getByText('Valgt etter klikk, fast liste').waitFor();
    const { items } = await scene.api.call(ROUTES.recipients.list, {
      ...byId(laterId),
      query: { pageSize: 200 },
    });
    expect(sorted(items.map(({ email }) => email))).toEqual(clicked());
  });

  it('click the same link in it', async () => {
    const { revision } = await scene.api.call(ROUTES.mailings.get, byId(laterId));
    const html = `<p><a href="{{link:${battery.id}}}">${READ_MORE}</a> <a href="{{link:unsubscribe}}">Meld deg av</a></p>`;
    await scene.api.call(ROUTES.mailings.update, {
      ...byId(laterId),
      body: { revision, subject: 'Takk for sist', html },
    });
    await go(`/mailings/${laterId}?tab=send`);
    await mailings.send(ON_BATTERY.length);
    await until(() => server.taken.length === TOTAL + ON_BATTERY.length, {
      what: 'the messages',
      deadlineMs: 120_000,
    });
    await page.getByText('Ferdig', { exact: true }).first().waitFor({ timeout: 120_000 });
    await customers.passTime();
    await customers.click(AGAIN, READ_MORE);
    await recount.rested(ALL_CLICKS + AGAIN.length);
    expect(await recount.clicks({ mailingId: laterId })).toMatchObject({
      humanClicks: AGAIN.length,
      humanClickers: AGAIN.length,
    });
  }, 240_000);

  it('get a follow-up, the chosen ones only, a few first', async () => {
    await go(`/links/${battery.id}?tab=clicks`);
    const rows = page.getByRole('table').getByRole('checkbox');
    await rows.nth(1).check();
    await rows.nth(5).check();
    await button('Flere handlinger').first().click();
    await page.getByRole('menuitem', { name: 'Oppfølging for hver …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('2 personer', { exact: true }).waitFor();
    await chooseOption(dialog.getByRole('combobox', { name: 'Type' }), 'Telefon ut');
    await dialog.getByRole('textbox', { name: 'Hvor mange først' }).fill('1');
    await dialog.getByRole('button', { name: 'Begynn med 1' }).click();
    const state = (name: string) =>
      page.locator(`[data-testid="bulk-state"][data-state="${name}"]`).waitFor({ timeout: 60_000 });
    await state('checking');
    expect(await page.getByTestId('people-touched').innerText()).toBe('1 av 2');
    await button('Fortsett med den siste').click();
    await state('done');
    expect(await page.getByTestId('people-done').innerText()).toBe('gjort for 2 personer');
  });
});

describeSignUpForm({ scene, server, page: () => page });

describe('the counters of a link', () => {
  const resetting = () => page.getByRole('dialog', { name: `Nullstille tellerne for «${BATTERY}»?` });
  const openReset = async () => {
    await button(`Flere valg for ${BATTERY}`).click();
    await page.getByRole('menuitem', { name: 'Nullstill' }).click();
    await resetting()
      .getByText(/blir ikke angret/)
      .waitFor();
  };

  it('are reset for one mailing: facts stay, and the audit log says who did it', async () => {
    const before = await client.db().collection('clicks').countDocuments({ linkId: battery.id });
    const report = await scene.newPage({}, scene.api);
    await report.goto(`${scene.apps.apiUrl}/mailings/${mailingId}?tab=report`);
    const row = report.getByRole('table', { name: 'Koblinger' }).getByRole('row', { name: BATTERY });
    await row.waitFor({ timeout: 30_000 });
    await go('/links');
    await page.getByRole('searchbox').fill(BATTERY);
    await openReset();
    const dialog = resetting();
    await dialog.getByRole('radio', { name: 'Fra én utsendelse' }).check();
    await dialog.getByRole('combobox', { name: 'Utsendelse' }).click();
    await page.getByRole('option', { name: NAME, exact: true }).click();
    await dialog.getByRole('button', { name: 'Nullstill' }).click();
    await page.getByText(`Tellerne for «${BATTERY}» er nullstilt`).waitFor();

    const again = AGAIN.length;
    const left = {
      clicks: again,
      humanClicks: again,
      suspectClicks: 0,
      clickers: again,
      humanClickers: again,
    };
    expect(await linkNow(battery)).toMatchObject(left);
    expect(await recount.clicks({ linkId: battery.id })).toMatchObject(left);
    expect(await recount.clickersOf({ linkId: battery.id, mailingId })).toEqual([]);
    const { items } = await scene.api.call(ROUTES.links.clickers, byId(battery.id));
    expect(items.map(({ mailing }) => mailing.id)).toEqual(AGAIN.map(() => laterId));
    // The report that is open in another browser.
    await expect
      .poll(() => cellsOf(row).then((cells) => cells.slice(2, 4)), { timeout: 60_000 })
      .toEqual(['0', '0']);
    const { total } = await scene.api.call(ROUTES.reports.mailing, byId(mailingId));
    expect(total).toEqual(await recount.clicks({ mailingId }));

    const facts = client.db().collection('clicks');
    expect(await facts.countDocuments({ linkId: battery.id })).toBe(before);
    expect((await recount.runs(battery.id)).runs).toBe(ON_BATTERY.length + TWICE.length + again);
    const audit = await scene.api.call(ROUTES.ops.audit, { query: { action: 'link.reset' } });
    expect(audit.items).toMatchObject([{ by: { name: 'Ingrid Dahl' }, target: { name: BATTERY } }]);
  }, 120_000);

  it('are reset for all mailings', async () => {
    await openReset();
    await resetting().getByRole('button', { name: 'Nullstill' }).click();
    await expect.poll(() => linkNow(battery)).toMatchObject({ clicks: 0, clickers: 0 });
    expect(scene.failures).toEqual([]);
  });
});
