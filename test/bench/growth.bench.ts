import type mongoose from 'mongoose';
import { newId } from '@linkflow/platform';
import { until, type ApiClient, type RunningApps, type TestEnvironment } from '../support';
import { ClickHistory, failureOf, type ClickTargets } from './growth-data';
import { withClickTargets } from './growth-scene';
import { median, type Figure } from './median';
import { cpuOf, cpuOfMongo } from './processor-time';
import { p95, timesOf } from './requests';
import { SEEN } from './verdicts.bench';
import { fill, openQueue, rateOf } from './runs.bench';
import type { Scene } from './scene';

const SIZES = [10_000, 100_000, 1_000_000];
const COUNTS = { links: 200, mailings: 50, people: 100_000, contacts: 100_000 };
const ROUNDS = 3;
const CLICKS = 8_000;
/** Number of requests per filter. */
const REQUESTS = 20;
const DAY_MS = 86_400_000;

/**
 * (g) Measures lists, the page of a run, and clicks with 10,000, 100,000 and 1,000,000 stored clicks and runs, most of them on one link.
 * Reports the 95th percentile of API requests, and the processor time per click with its run of three actions.
 */
export async function benchGrowth(
  apps: RunningApps,
  environment: TestEnvironment,
  scene: Scene,
  report: (figures: Figure[]) => void,
): Promise<void> {
  await withClickTargets({ apps, environment, scene }, COUNTS, async ({ api, connection, targets }) => {
    const history = new ClickHistory(connection, targets, { firstLink: 8, people: 'at-random' });
    const costs: number[] = [];
    for (const [step, size] of SIZES.entries()) {
      await history.growTo(size);
      const counted = await waitForTotals(connection);
      const stored = `${size.toLocaleString('en')} stored`;
      report([
        {
          name: `(g) counting all clicks again, ${stored}`,
          value: counted.clicks * 1_000,
          unit: 'ms',
          aim: null,
          detail: `and those of the last day by slices; then new runs in ${counted.runs.toFixed(0)} s`,
        },
      ]);
      report(await benchQueries(api, connection, targets, stored));
      const from = step * ROUNDS * CLICKS;
      const { figure, micros } = await benchCost(apps, environment, connection, scene, from, stored);
      costs.push(micros);
      const live = await benchTotals(api, `${stored}, ${ROUNDS * CLICKS} recent clicks`);
      // `live` has no target values: it depends on how many clicks are not in the totals yet, and so on how fast they arrived.
      report([figure, ...live.map((one) => ({ ...one, aim: null }))]);
    }
    const [small = Number.NaN, large = Number.NaN] = [costs[0], costs.at(-1)];
    report([
      {
        name: '(g) cost of a click, 1,000,000 stored / 10,000 stored',
        value: large / small,
        unit: 'ratio',
        aim: { atMost: 1.2 },
        detail: 'processor time of worker and MongoDB',
      },
    ]);
  });
}

/**
 * Waits until the inserted clicks are in the totals. Returns how long counting them took, seconds. Moves the sweeper past these clicks: each
 * has a run, so it need not check them.
 */
export async function waitForTotals(
  connection: mongoose.Connection,
): Promise<{ clicks: number; runs: number }> {
  const start = performance.now();
  const db = (name: string) => connection.collection<{ _id: string; ready?: boolean }>(name);
  await db('sweep_bookmarks').updateOne({ _id: 'clicks' }, { $set: { upTo: newId() } }, { upsert: true });
  await db('click_rollup').deleteMany({});
  await until(
    async () =>
      (await db('click_rollup').findOne({ ready: true })) &&
      (await db('click_slices').countDocuments({ touchedAt: { $exists: true } })) === 0,
    { deadlineMs: 900_000, everyMs: 250, what: 'totals of all clicks' },
  );
  const clicksEnd = performance.now();
  // The runs were inserted without an announcement, as a migration finds them.
  await db('runs')
    .aggregate([
      { $group: { _id: { $substrBytes: ['$_id', 0, 7] } } },
      { $set: { touchedAt: new Date(0) } },
      { $merge: { into: 'run_slices', whenMatched: 'keepExisting' } },
    ])
    .toArray();
  await until(async () => (await db('run_slices').countDocuments()) === 0, {
    deadlineMs: 900_000,
    everyMs: 250,
    what: 'totals of all runs',
  });
  return { clicks: (clicksEnd - start) / 1_000, runs: (performance.now() - clicksEnd) / 1_000 };
}

async function benchQueries(
  api: ApiClient,
  connection: mongoose.Connection,
  targets: ClickTargets,
  stored: string,
): Promise<Figure[]> {
  const runs = await connection
    .collection<{ _id: string }>('runs')
    .aggregate<{ _id: string }>([{ $sample: { size: REQUESTS * 2 } }, { $project: { _id: 1 } }])
    .toArray();
  const byFilter: { name: string; times: number[] }[] = [];
  for (const [name, filterOf] of filters(targets)) {
    const paths = Array.from({ length: REQUESTS }, (_, n) => `/api/runs?${query(filterOf(n))}`);
    byFilter.push({ name, times: await timesOf(api, paths) });
  }
  byFilter.sort((a, b) => p95(b.times) - p95(a.times));
  const [slowest] = byFilter;
  const errors = await timesOf(
    api,
    Array.from({ length: REQUESTS }, (_, n) => `/api/runs/errors?${query(errorFilter(targets, n))}`),
  );
  const pages = await timesOf(
    api,
    runs.map((run) => `/api/runs/${run._id}`),
  );
  const all = byFilter.flatMap(({ times }) => times);
  return [
    figure(`(g) list of runs, p95 over every filter, two and more, ${stored}`, p95(all), 200, [
      `${byFilter.length} filters, median ${median(all).toFixed(0)} ms`,
      `slowest filter ${slowest?.name}: p95 ${p95(slowest?.times ?? []).toFixed(0)} ms`,
    ]),
    figure(`(g) groups of errors, p95, ${stored}`, p95(errors), 200, [
      `median ${median(errors).toFixed(0)} ms`,
    ]),
    figure(`(g) page of a run, p95, ${stored}`, p95(pages), 200, [`median ${median(pages).toFixed(0)} ms`]),
    await benchFunnel(api, targets, stored),
    ...(await benchTotals(api, stored)),
  ];
}

/** Measures the funnel of the link with most of the clicks. */
async function benchFunnel(api: ApiClient, { links }: ClickTargets, stored: string): Promise<Figure> {
  const times = await timesOf(
    api,
    Array.from({ length: REQUESTS * 2 }, () => `/api/links/${links[0]}/funnel?clicks=all`),
  );
  return figure(`(g) funnel of a link, p95, ${stored}`, p95(times), 200, [
    `median ${median(times).toFixed(0)} ms`,
  ]);
}

/** Measures the lists that show click totals. The list of mailings also shows the number of recipients. */
async function benchTotals(api: ApiClient, stored: string): Promise<Figure[]> {
  const timesOfPaths = (paths: string[]): Promise<number[]> =>
    timesOf(
      api,
      Array.from({ length: REQUESTS * 2 }, (_, n) => paths[n % paths.length] ?? ''),
    );
  const links = await timesOfPaths(['/api/links?pageSize=50', '/api/links?pageSize=50&sort=-clicks']);
  const mailings = await timesOfPaths(['/api/mailings?pageSize=50']);
  return [
    figure(`(g) list of links with totals, p95, ${stored}`, p95(links), 50, [
      `by name and by clicks; median ${median(links).toFixed(0)} ms`,
    ]),
    {
      ...figure(`(g) list of mailings, p95, ${stored}`, p95(mailings), 200, [
        `with ${COUNTS.people.toLocaleString('en')} recipients; median ${median(mailings).toFixed(0)} ms`,
      ]),
      aim: null,
    },
  ];
}

type Filter = Record<string, string>;

type FilterOf = (n: number) => Filter;

/**
 * Returns no filter, each filter alone, each pair of filters, and likely combinations of three and four. A filter is a function of the
 * number of the request, so that repeated requests differ where the filter allows it.
 */
function filters(targets: ClickTargets): [string, FilterOf][] {
  const { links, mailings, people } = targets;
  const single: [string, FilterOf][] = [
    ['failed', () => ({ status: 'failed' })],
    ['succeeded', () => ({ status: 'succeeded' })],
    ['queued', () => ({ status: 'queued' })],
    ['the link with most clicks', () => ({ linkId: links[0] ?? '' })],
    ['another link', (n) => ({ linkId: links[1 + n] ?? '' })],
    ['a mailing', (n) => ({ mailingId: mailings[n % mailings.length] ?? '' })],
    ['a contact', (n) => ({ contactId: people[n * 101]?.contactId ?? '' })],
    ['an error', (n) => ({ error: failureOf(n).key })],
    ['a day', (n) => ({ from: daysAgo(n + 2), to: daysAgo(n + 1) })],
    ['long ago', (n) => ({ to: daysAgo(25 + n / 10) })],
  ];
  const keysOf = (filterOf: FilterOf): string[] => Object.keys(filterOf(0));
  const pairs = single.flatMap(([name, one], at) =>
    single
      .slice(at + 1)
      .filter(([, two]) => !keysOf(one).some((key) => keysOf(two).includes(key)))
      .map(([other, two]): [string, FilterOf] => [`${name} and ${other}`, (n) => ({ ...one(n), ...two(n) })]),
  );
  const named = new Map(single);
  const more = MORE.map((names): [string, FilterOf] => [
    names.join(' and '),
    (n) => Object.assign({}, ...names.map((name) => named.get(name)?.(n))),
  ]);
  return [['everything', () => ({})], ...single, ...pairs, ...more];
}

/** Likely combinations of three and more filters: one link, mailing or contact, in a recent or an earlier period. */
const MORE = [
  ['failed', 'the link with most clicks', 'a day'],
  ['failed', 'another link', 'long ago'],
  ['an error', 'the link with most clicks', 'a day'],
  ['an error', 'another link', 'a day'],
  ['failed', 'a mailing', 'a day'],
  ['an error', 'a mailing', 'long ago'],
  ['failed', 'a contact', 'the link with most clicks'],
  ['a contact', 'a mailing', 'a day'],
  ['failed', 'the link with most clicks', 'a mailing'],
  ['queued', 'the link with most clicks', 'a mailing'],
  ['succeeded', 'another link', 'a mailing'],
  ['an error', 'the link with most clicks', 'a mailing'],
  ['the link with most clicks', 'a mailing', 'a day'],
  ['failed', 'the link with most clicks', 'a mailing', 'a day'],
  ['an error', 'the link with most clicks', 'a mailing', 'long ago'],
];

/** Filter of the nth request for error groups. Cycles through: none, link, mailing, start time, link and mailing, all three. */
function errorFilter({ links, mailings }: ClickTargets, n: number): Filter {
  const linkId = links[n % 2] ?? '';
  const mailingId = mailings[n] ?? '';
  const from = daysAgo(n + 1);
  const kinds: Filter[] = [
    {},
    { linkId },
    { mailingId },
    { from },
    { linkId, mailingId },
    { linkId, mailingId, from },
  ];
  return kinds[n % kinds.length] ?? {};
}

const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();
const query = (filter: Filter): string => new URLSearchParams(filter).toString();

const figure = (name: string, value: number, atMost: number, detail: string[]): Figure => ({
  name,
  value,
  unit: 'ms',
  aim: { atMost },
  detail: detail.join('; '),
});

/** Measures the processor time of the worker and of MongoDB per click on the link with most clicks. */
async function benchCost(
  apps: RunningApps,
  environment: TestEnvironment,
  connection: mongoose.Connection,
  scene: Scene,
  from: number,
  stored: string,
): Promise<{ figure: Figure; micros: number }> {
  const queue = openQueue('clicks-0', environment);
  const runs = connection.collection<{ _id: string; status: string }>('runs');
  const worker: number[] = [];
  const mongo: number[] = [];
  const rates: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const filter = { status: 'succeeded', _id: { $gt: newId() } };
      await queue.pause();
      await fill(queue, scene, { perJob: 32, clicks: CLICKS, first: from + round * CLICKS, more: SEEN });
      const before = { worker: await cpuOf(apps.pid('worker')), mongo: await cpuOfMongo(connection) };
      await queue.resume();
      const rate = await rateOf(() => runs.countDocuments(filter), CLICKS);
      worker.push(((await cpuOf(apps.pid('worker'))) - before.worker) / CLICKS);
      mongo.push(((await cpuOfMongo(connection)) - before.mongo) / CLICKS);
      rates.push(rate.perSecond);
    }
  } finally {
    await queue.close();
  }
  const micros = median(worker) + median(mongo);
  const detail = `worker ${Math.round(median(worker))}, MongoDB ${Math.round(median(mongo))}; ${Math.round(median(rates))} runs a second`;
  return {
    micros,
    figure: {
      name: `(g) processor time of a click, ${stored}`,
      value: micros,
      unit: 'µs',
      aim: null,
      detail,
    },
  };
}
