import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import mongoose from 'mongoose';
import { ROUTES } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import {
  DEMO_USER,
  Demo,
  launchBrowser,
  signIn,
  startApps,
  testEnvironment,
  until,
  type ApiClient,
  type RunningApps,
} from '../support';
import { Crowd, publishThreeSteps } from './crowd';

/** Repairs an error group with a bulk operation in a real browser: count the runs, run the canary, then the rest, with live counts. */
const CLICKERS = 30;
const CANARY = 5;
const PER_SECOND = 10;
const SELECTION = 'Interessert – vår 2027';
const OPS = { email: 'ola@example.no', password: DEMO_USER.password };

const environment = testEnvironment('ops_console');
let apps: RunningApps;
let api: ApiClient;
let crowd: Crowd;
let linkId: string;
let selectionId: string;
let browser: Browser;
let page: Page;
const failures: string[] = [];

beforeAll(async () => {
  apps = await startApps({ environment, seedDemo: true, withUi: true });
  api = await signIn(apps.apiUrl);
  selectionId = await new Demo(api).idOf('selection', SELECTION);
  linkId = (await publishThreeSteps(api, selectionId)).id;
  crowd = await Crowd.invite(api, CLICKERS);
  browser = await launchBrowser();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nb-NO' });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => failures.push(error.message));
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await apps?.stop();
  await environment.dispose();
});

/** Takes a screenshot of the page when a test fails. */
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await page.screenshot({ path: `.screens/failed-${task.id}.png` });
});

describe('the ops console', () => {
  it('shows thirty runs that failed for one reason as one error', async () => {
    await api.call(ROUTES.selections.retire, { params: { id: selectionId } });
    await crowd.click();
    await until(async () => (await runs('failed')) === CLICKERS, {
      what: 'all runs to fail',
      deadlineMs: 40_000,
    });

    await page.goto(apps.apiUrl);
    await page.getByLabel('E-post').fill(OPS.email);
    await page.locator('input[type=password]').fill(OPS.password);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Drift', exact: true }).click();
    await page.getByRole('heading', { name: 'Oversikt' }).waitFor();
    await page.getByRole('link', { name: new RegExp(`Feilet\\s*${CLICKERS}$`) }).waitFor();

    await page.getByRole('link', { name: 'Feil', exact: true }).click();
    const error = page.getByRole('row').filter({ hasText: SELECTION });
    await error.waitFor();
    expect(await error.count()).toBe(1);
    await error.getByRole('link', { name: SELECTION }).click();
    await page.getByRole('heading', { name: 'Kjøringer' }).waitFor();
    await expect.poll(() => page.getByTestId('match-count').innerText()).toBe(`${CLICKERS} kjøringer funnet`);
    expect(new URL(page.url()).searchParams.get('error')).not.toBeNull();
  });

  it('keeps what narrows the list in the address, for a colleague', async () => {
    const [address, colleague] = [page.url(), await page.context().newPage()];
    await colleague.goto(address);
    await expect
      .poll(() => colleague.getByTestId('match-count').innerText())
      .toBe(`${CLICKERS} kjøringer funnet`);
    await colleague.close();
  });

  it('counts before anything is done, retries a few, and waits for a person', async () => {
    await api.call(ROUTES.selections.restore, { params: { id: selectionId } });
    await page.getByTestId('do-to-all').click();
    await expect.poll(() => page.getByTestId('dry-run').getAttribute('data-runs')).toBe(String(CLICKERS));
    expect(await runs('failed')).toBe(CLICKERS);
    await page.getByLabel('Begynn med').fill(String(CANARY));
    await page.getByLabel('Tempo, per sekund').fill(String(PER_SECOND));
    await page.getByRole('button', { name: `Begynn med ${CANARY} av ${CLICKERS}` }).click();

    await state('checking');
    await expect.poll(() => page.getByTestId('outcome-succeeded').innerText()).toBe(String(CANARY));
    await page.getByText(`De ${CANARY} første gikk bra`, { exact: false }).waitFor();
    expect(await runs('failed')).toBe(CLICKERS - CANARY);
  });

  it('lets the rest follow, and the counts move on the open page until all have come to a good end', async () => {
    await page.getByTestId('bulk-continue').click();
    const said = new Set<string>();
    await until(
      async () => {
        said.add(await page.getByTestId('bulk-touched').innerText());
        return (await page.locator('[data-testid="bulk-state"][data-state="done"]').count()) > 0;
      },
      { what: 'the end of the bulk', deadlineMs: 30_000, everyMs: 50 },
    );
    await expect.poll(() => page.getByTestId('outcome-succeeded').innerText()).toBe(String(CLICKERS));
    await page.getByText('Alle gikk bra.').waitFor();
    said.delete(`${CANARY} av ${CLICKERS}`);
    said.delete(`${CLICKERS} av ${CLICKERS}`);
    expect(said.size).toBeGreaterThan(0);
    expect(await page.getByTestId('bulk-touched').innerText()).toBe(`${CLICKERS} av ${CLICKERS}`);
    expect(await runs('succeeded')).toBe(CLICKERS);
    expect(await runs('failed')).toBe(0);
  });

  it('still says what was wrong, and leads to its runs and from each of them back', async () => {
    const about = page.locator('main').getByText(SELECTION, { exact: false });
    await about.first().waitFor();
    await page.getByTestId('bulk-runs').click();
    await page.getByTestId('bulk-filter').waitFor();
    await expect.poll(() => page.getByTestId('match-count').innerText()).toBe(`${CLICKERS} kjøringer funnet`);
    await page.getByRole('row').nth(1).getByRole('link').first().click();
    await page.getByTestId('run-bulk').getByRole('link').click();
    await page.getByTestId('bulk-touched').waitFor();
  });

  it('has done each effect exactly once for each recipient', async () => {
    const each = ['created', 'follow-up-created', 'interest-set', 'selection-added'];
    expect(await crowd.changes()).toEqual(crowd.contactIds.map(() => each));
  });

  it('has no error left, and has written down who did what', async () => {
    await page.goto(`${apps.apiUrl}/ops/errors`);
    await page.getByText('Ingen kjøringer har feilet').waitFor();
    await page.goto(`${apps.apiUrl}/ops/audit`);
    await page.getByRole('cell', { name: 'Startet en massehandling' }).waitFor();
    await page.getByRole('cell', { name: 'Fortsatte en massehandling' }).waitFor();
    const audit = await api.call(ROUTES.ops.audit, { query: { action: 'bulk.' } });
    expect(audit.items.map(({ action, by }) => [action, by.name])).toEqual([
      ['bulk.continue', 'Ola Nordmann'],
      ['bulk.start', 'Ola Nordmann'],
    ]);
  });

  it('pauses a link with a reason, which its held runs tell, and lets them go on', async () => {
    const [one = ''] = crowd.contactIds;
    await page.goto(`${apps.apiUrl}/ops/pauses`);
    await page.getByRole('button', { name: 'Sett på pause …' }).click();
    await page.getByText('Én kobling').click();
    await page.getByLabel('Kobling', { exact: true }).and(page.locator('input')).fill(Demo.LINK);
    await page.getByRole('option', { name: Demo.LINK }).first().click();
    await page.getByLabel('Hvorfor, til kollegene dine').fill('CRM er nede');
    await page.getByRole('button', { name: 'Sett koblingen på pause' }).click();
    await page.getByRole('cell', { name: 'CRM er nede' }).waitFor();

    // A worker detects a pause within a second. Until then it still processes clicks, so the test clicks until a run is held.
    const held = await until(
      async () => {
        await crowd.click([one]);
        return (await list('held')).items[0];
      },
      { what: 'a held run', everyMs: 500 },
    );
    await page.goto(`${apps.apiUrl}/runs/${held.id}`);
    await page.getByText('Kjøringen venter på at en pause skal ta slutt').waitFor();
    await page.getByText('CRM er nede', { exact: false }).waitFor();
    await page.getByRole('link', { name: 'Til pausene' }).click();
    await page.getByRole('button', { name: 'Fortsett' }).click();
    await page.getByText('Ingenting står på pause').waitFor();
    await until(async () => (await runs('held')) === 0 && (await runs('queued,running')) === 0, {
      what: 'held runs to go on',
    });
    expect(await runs('failed')).toBe(0);
  });

  it('lists a click that could not be used, with the reason, and sends it again', async () => {
    const id = newId();
    const recipient = newId();
    const click = { id, at: Date.now(), link: linkId, recipient, version: 1, kind: 'click', run: true };
    const client = await new mongoose.mongo.MongoClient(environment.mongoUri).connect();
    const aside = client.db().collection<{ _id: string }>('clicks_set_aside');
    try {
      await aside.insertOne({ _id: id, click, reason: 'unexpected-error', at: new Date() } as {
        _id: string;
      });
      await page.goto(`${apps.apiUrl}/ops/overview`);
      await page.getByText('1 klikk kunne ikke brukes.').waitFor();
      await page.goto(`${apps.apiUrl}/ops/set-aside`);
      await page.getByRole('row').filter({ hasText: 'Det skjedde en uventet feil' }).waitFor();
      await page.getByRole('button', { name: 'Send på nytt' }).click();
      // The worker finds that the recipient is unknown and sets the click aside again, now with this reason.
      await until(
        async () => (await aside.findOne({ _id: id, reason: 'recipient.unknown' } as object)) !== null,
      );
      await page.reload();
      await page.getByRole('row').filter({ hasText: 'Mottakeren finnes ikke lenger' }).waitFor();
    } finally {
      await client.close();
    }
  });

  it('is not for marketers', async () => {
    const marketer = await signIn(apps.apiUrl, { email: 'kari@example.no', password: DEMO_USER.password });
    const context = await browser.newContext({ locale: 'nb-NO' });
    await context.addCookies(marketer.cookies);
    const theirs = await context.newPage();
    await theirs.goto(`${apps.apiUrl}/ops/overview`);
    await theirs.getByText('Ingen tilgang').waitFor();
    expect(await theirs.getByRole('link', { name: 'Drift', exact: true }).count()).toBe(0);
    expect((await marketer.send('POST', '/api/ops/bulks/count', { verb: 'retry', filter: {} })).status).toBe(
      403,
    );
    await context.close();
  });

  it('has thrown no error on any page', () => {
    expect(failures).toEqual([]);
  });

  const list = (status: string) => api.call(ROUTES.runs.list, { query: { linkId, status } });
  const runs = async (status: string) => (await list(status)).total;
  const state = (wanted: string) =>
    page.locator(`[data-testid="bulk-state"][data-state="${wanted}"]`).waitFor({ timeout: 30_000 });
});
