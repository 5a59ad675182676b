import type { ApiClient, RunningApps, TestEnvironment } from '../support';
import { ClickHistory, type ClickTargets } from './growth-data';
import { withClickTargets } from './growth-scene';
import { waitForTotals } from './growth.bench';
import { benchLibrary } from './library.bench';
import { load } from './load';
import type { Figure } from './median';
import { memoryOf } from './memory.bench';
import { benchRequests, type PathOf, type Requested } from './requests';
import type { Scene } from './scene';

const CLICKS = 1_000_000;
/** Ten mailings with 100,000 recipients each, who all have clicked the same link. */
const COUNTS = { links: 200, mailings: 10, people: CLICKS, contacts: 100_000 };
const PER_SECOND = 500;
const REQUESTS = 60;

/**
 * (j) Lists, reports and funnels of a link with 1,000,000 clicks and as many clickers, of mailings with 100,000 recipients and of a library
 * with 10,000 links, while 500 clicks a second arrive on that link. Then the file of all clickers, with the memory that it takes.
 */
export async function benchReports(
  apps: RunningApps,
  environment: TestEnvironment,
  scene: Scene,
  report: (figures: Figure[]) => void,
): Promise<void> {
  await withClickTargets({ apps, environment, scene }, COUNTS, async ({ api, connection, targets }) => {
    await new ClickHistory(connection, targets, { firstLink: 10, people: 'in-turn' }).growTo(CLICKS);
    await waitForTotals(connection);
    const measuring = (async () => {
      report(await benchRequests(api, requests(targets), { requests: REQUESTS }));
      report(await benchLibrary(apps, environment));
    })();
    const clicking = { connections: 32, perSecond: PER_SECOND, until: measuring };
    const { answers, perSecond, p99 } = await load(apps.clickUrl, scene.paths, clicking);
    report([
      {
        name: '(j) clicks that arrived meanwhile',
        value: perSecond,
        unit: 'a second',
        aim: null,
        detail: `${answers} clicks, answered in ${p99.toFixed(0)} ms at the 99th percentile`,
      },
      await benchExport(apps, api, targets),
    ]);
  });
}

/** What is requested, with the path of the nth request. */
function requests({ links, mailings }: ClickTargets): Requested[] {
  const link = `/api/links/${links[0]}`;
  const mailing: PathOf = (n) => `/api/mailings/${mailings[n % mailings.length]}`;
  const paths: [name: string, path: PathOf][] = [
    ['link: its page', () => link],
    ['link: report', () => `${link}/report`],
    ['link: funnel', () => `${link}/funnel?clicks=all`],
    ['link: clickers', (n) => `${link}/clickers?pageSize=50&page=${n + 1}`],
    ['link: each click', (n) => `/api/clicks?linkId=${links[0]}&pageSize=50&page=${n + 1}`],
    ['link: runs', (n) => `/api/runs?linkId=${links[0]}&pageSize=50&page=${n + 1}`],
    ['link: groups of errors', () => `/api/runs/errors?linkId=${links[0]}`],
    ['mailing: its page', mailing],
    ['mailing: report', (n) => `${mailing(n)}/report`],
    ['mailing: recipients', (n) => `${mailing(n)}/recipients?pageSize=50&page=${n + 1}`],
    [
      'mailing: recipients who clicked a link',
      (n) => `${mailing(n)}/recipients?linkId=${links[0]}&pageSize=50&page=${n + 1}`,
    ],
    ['mailing: deliveries', (n) => `${mailing(n)}/deliveries?pageSize=50&page=${n + 1}`],
    ['mailing: a search of recipients', (n) => `${mailing(n)}/recipients?pageSize=50&q=kort${n}`],
    ['mailings', () => '/api/mailings?pageSize=50'],
    ['links by clicks', () => '/api/links?pageSize=50&sort=-clicks'],
  ];
  return paths.map(([name, path]) => ({ name: `(j) ${name}`, path }));
}

/** The memory that the file with all clickers of the link adds to the api, and how fast it is sent. */
async function benchExport(apps: RunningApps, api: ApiClient, { links }: ClickTargets): Promise<Figure> {
  const { api: before } = await memoryOf(apps);
  let [peak, rows, chunks] = [before, 0, 0];
  const start = performance.now();
  const { body } = await fetch(`${apps.apiUrl}/api/links/${links[0]}/clickers.csv?clicks=all`, {
    headers: { cookie: api.cookie },
  });
  for await (const chunk of body ?? []) {
    for (const byte of chunk) if (byte === NEW_LINE) rows += 1;
    chunks += 1;
    if (chunks % CHUNKS_PER_LOOK === 0) peak = Math.max(peak, (await memoryOf(apps)).api);
  }
  const seconds = (performance.now() - start) / 1_000;
  return {
    name: '(j) memory of api that the file of all clickers adds',
    value: peak - before,
    unit: 'MB',
    aim: { atMost: 150 },
    detail: `from ${before.toFixed(0)} MB; ${rows.toLocaleString('en')} rows in ${seconds.toFixed(0)} s`,
  };
}

const NEW_LINE = 10;
const CHUNKS_PER_LOOK = 50;
