import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { browserScene, Demo, until, type ApiClient } from '../support';
import { Crowd, publishThreeSteps } from './crowd';

/** The funnel of a link shows the runs of its clicks while they come, on the canvas and as a table. */
const CLICKERS = 4;
// Clicks of the tests look like those of machines; here they count as people's.
const scene = browserScene('funnel', { env: { CLICK_STRICTNESS: 'off' } });
let api: ApiClient;
let page: Page;
let linkId: string;
let crowd: Crowd;

beforeAll(async () => {
  ({ api } = scene);
  crowd = await Crowd.invite(api, CLICKERS);
  const selectionId = await new Demo(api).idOf('selection', 'Interessert – vår 2027');
  linkId = (await publishThreeSteps(api, selectionId)).id;
  await api.call(ROUTES.session.update, { body: { shownClicks: 'all' } });
  page = await scene.newPage({}, api);
});

const card = (nodeId: string) => page.locator(`[data-testid="node"][data-node-id="${nodeId}"]`);
const funnel = () => api.call(ROUTES.workflows.funnel, { params: { id: linkId }, query: { clicks: 'all' } });

it('shows what the runs do, also those that come while it is open', { timeout: 120_000 }, async () => {
  await page.goto(`${scene.apps.apiUrl}/links/${linkId}`);
  await page.getByRole('tab', { name: 'Trakt' }).click();
  await card('call').getByText('kom hit').waitFor();
  await crowd.click();
  await until(async () => (await funnel()).version.succeeded === CLICKERS, { deadlineMs: 60_000 });
  const { version } = await funnel();
  expect(version.nodes.map(({ nodeId, runs, succeeded }) => [nodeId, runs, succeeded])).toEqual(
    ['interest', 'select', 'call'].map((nodeId) => [nodeId, CLICKERS, CLICKERS]),
  );
  // The page learns of it by live events.
  await card('call').getByText(`${CLICKERS}`, { exact: true }).waitFor({ timeout: 60_000 });

  await card('call').click();
  const numbers = page.getByRole('complementary', { name: 'Tall' });
  await numbers.getByText(`${CLICKERS} av ${CLICKERS} kjøringer kom hit`).waitFor();
  await numbers.getByText('Halvparten innen').waitFor();

  await page.getByRole('radiogroup', { name: 'Hvordan tallene vises' }).getByText('Tabell').click();
  const steps = page.getByRole('table', { name: 'Steg' });
  const row = steps.getByRole('row').nth(1);
  await row.getByText('100 %').waitFor();
  expect(new URL(page.url()).searchParams.get('table')).toBe('true');
  expect(scene.failures).toEqual([]);
});
