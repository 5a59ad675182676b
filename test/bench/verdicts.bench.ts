import mongoose from 'mongoose';
import { EvidenceMaker, HEADER, Networks, builtInNetworks, type EvidenceHeader } from '@linkflow/links';
import type { ClickRecord } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import type { RunningApps, TestEnvironment } from '../support';
import { load } from './load';
import { median, type Figure } from './median';
import { cpuOf } from './processor-time';
import { fill, openQueue, rateOf } from './runs.bench';
import type { Scene } from './scene';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';

/** In a map, as apps/click keeps the headers of a request. */
const HEADERS: ReadonlyMap<EvidenceHeader, string> = new Map([
  ['user-agent', CHROME],
  ['accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'],
  ['accept-language', 'nb-NO,nb;q=0.9,en;q=0.8'],
  ['accept-encoding', 'gzip, deflate, br, zstd'],
  ['sec-fetch-site', 'none'],
  ['sec-fetch-mode', 'navigate'],
  ['sec-fetch-user', '?1'],
  ['sec-fetch-dest', 'document'],
  ['sec-ch-ua', '"Chromium";v="150", "Google Chrome";v="150"'],
  ['sec-ch-ua-platform', '"Windows"'],
  ['upgrade-insecure-requests', '1'],
]);

const SECONDS = 4;
const ROUNDS = 4;
const REQUESTS = 200_000;

/** (a) What share of the processor time of a click in apps/click goes into its evidence. No worker runs meanwhile. */
export async function benchEvidence(apps: RunningApps, paths: string[]): Promise<Figure[]> {
  const perClick: number[] = [];
  const ofEvidence: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await cpuOf(apps.pid('click'));
    const { perSecond } = await load(apps.clickUrl, paths, { connections: 64, seconds: SECONDS });
    perClick.push(((await cpuOf(apps.pid('click'))) - before) / (perSecond * SECONDS));
    ofEvidence.push(evidenceTime());
  }
  const [click, evidence] = [median(perClick), median(ofEvidence)];
  return [
    {
      name: '(a) evidence of a click / processor time of the click in apps/click',
      value: evidence / click,
      unit: 'ratio',
      aim: { atMost: 0.05 },
      detail: `${evidence.toFixed(2)} of ${click.toFixed(1)} µs`,
    },
  ];
}

/** Processor time of one call, µs. */
function evidenceTime(): number {
  const maker = new EvidenceMaker({ networks: new Networks(builtInNetworks), seed: 1, secure: true });
  const recipients = Array.from({ length: 1_000 }, () => newId());
  const addresses = recipients.map((_id, n) => `84.208.${n % 250}.${(n * 7) % 250}`);
  const start = process.cpuUsage();
  for (let n = 0; n < REQUESTS; n += 1) {
    maker.make({
      header: (name) => HEADERS.get(name),
      address: addresses[n % 1_000],
      recipient: recipients[n % 1_000] ?? '',
      at: 1_700_000_000_000 + n,
      isConfirm: false,
    });
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / REQUESTS;
}

/** Rounds that warm the worker up, half of them with evidence. It becomes faster with each round for a while. */
const WARM_UP = 6;
/**
 * Two rounds with evidence and two without, in such an order that a steady change cancels out. Garbage collections and periodic tasks change
 * single rounds by more than a verdict costs, so the median of many is taken.
 */
const BLOCK = [true, false, false, true];
const BLOCKS = 14;
const CLICKS = 2_000;

/** What every request of a browser has. */
export const SEEN: Pick<ClickRecord, 'seen' | 'ua'> = {
  seen: {
    h: HEADER.accept | HEADER.acceptHtml | HEADER.acceptLanguage | HEADER.acceptEncoding | HEADER.userAgent,
    g: 7,
  },
  ua: CHROME,
};

/** (b) What share of the worker's processor time of a click with its run goes into its verdict: clicks with evidence, and without. */
export async function benchVerdicts(
  apps: RunningApps,
  environment: TestEnvironment,
  scene: Scene,
  from: number,
): Promise<Figure[]> {
  const connection = await mongoose.createConnection(environment.mongoUri).asPromise();
  const queue = openQueue('clicks-0', environment);
  const runs = connection.collection<{ _id: string; status: string }>('runs');
  const rounds = [
    ...Array.from({ length: WARM_UP }, (_, round) => round % 2 === 0),
    ...Array.from({ length: BLOCKS }, () => BLOCK).flat(),
  ];
  const times: number[] = [];
  try {
    for (const [round, judged] of rounds.entries()) {
      const filter = { status: 'succeeded', _id: { $gt: newId() } };
      await queue.pause();
      await fill(queue, scene, {
        perJob: 32,
        clicks: CLICKS,
        first: from + round * CLICKS,
        ...(judged && { more: SEEN }),
      });
      const before = await cpuOf(apps.pid('worker'));
      await queue.resume();
      await rateOf(() => runs.countDocuments(filter), CLICKS);
      times.push(((await cpuOf(apps.pid('worker'))) - before) / CLICKS);
    }
  } finally {
    await queue.close();
    await connection.close();
  }
  const blocks = Array.from({ length: BLOCKS }, (_, block) => {
    const [first = 0, second = 0, third = 0, fourth = 0] = times.slice(WARM_UP + block * BLOCK.length);
    return { judged: (first + fourth) / 2, bare: (second + third) / 2 };
  });
  const judged = median(blocks.map((block) => block.judged));
  const differences = blocks.map((block) => block.judged - block.bare).sort((one, other) => one - other);
  const quartile = (part: number): number => Math.round(differences[Math.floor(part * (BLOCKS - 1))] ?? 0);
  return [
    {
      name: '(b) verdict of a click / processor time of the click with its run in the worker',
      value: median(differences) / judged,
      unit: 'ratio',
      aim: { atMost: 0.1 },
      detail: `${Math.round(median(differences))} of ${Math.round(judged)} µs; half of ${BLOCKS} blocks between ${quartile(0.25)} and ${quartile(0.75)}`,
    },
  ];
}
