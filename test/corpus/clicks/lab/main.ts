import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { callsWith, signIn } from '../../../support/api-client';
import { generateCorpus } from '../corpus';
import { drawFrom } from '../draw';
import type { Delivery, LabelledDelivery } from '../delivery';
import { evaluate } from '../evaluation';
import { printFailures, printTable } from '../table';
import { record } from './recording';
import { replay } from './replay';
import { deliver, prepare, type LabApi } from './scene';
import { readVerdicts } from './verdicts';

const HELP = `npm run scanner-lab -- --api URL --click URL (--api-key KEY | --email ADDRESS --password PASSWORD) [options]

Replays deliveries against a running system and prints what it makes of them. It makes mailings and links named "Scanner lab" and sends them
to the outbox; use an installation for trials.

  --file FILE       deliveries in the form of clicks:judge; their verdicts are printed, one line each. Default: the corpus, as a table
  --part PART       the part of the corpus: open or held-out; both by default
  --deliveries N    how many deliveries of the corpus are replayed; 200 by default
  --window SECONDS  the hold window of the system; 120 by default
  --keep SECONDS    the first seconds after delivery that pass as they are; 60 by default
  --gap SECONDS     the longest gap between requests after that; 12 by default

npm run scanner-lab -- --api URL (--api-key KEY | …) --record MAILING --seeds ADDRESS,ADDRESS

Prints what was recorded for your own seed mailboxes in the same form, with classes in place of addresses and user agents.
`;

const { values } = parseArgs({
  options: {
    api: { type: 'string' },
    click: { type: 'string' },
    'api-key': { type: 'string' },
    email: { type: 'string' },
    password: { type: 'string' },
    file: { type: 'string' },
    part: { type: 'string' },
    deliveries: { type: 'string', default: '200' },
    window: { type: 'string', default: '120' },
    keep: { type: 'string', default: '60' },
    gap: { type: 'string', default: '12' },
    record: { type: 'string' },
    seeds: { type: 'string' },
  },
});

async function connect(): Promise<LabApi> {
  const { api: url } = values;
  if (url === undefined) throw new Error(HELP);
  const { 'api-key': key, email, password } = values;
  if (key !== undefined) {
    const headers = { authorization: `Bearer ${key}` };
    return { ...callsWith(url, headers), url, headers };
  }
  if (email === undefined || password === undefined) throw new Error(HELP);
  const client = await signIn(url, { email, password });
  return { ...client, url, headers: { cookie: client.cookie } };
}

/** Draws deliveries of all families, so that a small number still has each. */
function sample(deliveries: LabelledDelivery[], count: number): LabelledDelivery[] {
  const draw = drawFrom(count);
  const families = [...Map.groupBy(deliveries, ({ label }) => label.family).values()].map((each) =>
    draw.shuffled(each),
  );
  const picked: LabelledDelivery[] = [];
  for (let round = 0; picked.length < Math.min(count, deliveries.length); round += 1) {
    picked.push(...families.flatMap((family) => family[round] ?? []));
  }
  return picked.slice(0, count);
}

async function judgedBySystem<D extends Delivery>(deliveries: D[]) {
  const { click: clickUrl } = values;
  if (clickUrl === undefined) throw new Error(HELP);
  const api = await connect();
  const delivered = await deliver(api, await prepare(api, deliveries));
  process.stderr.write(`${delivered.length} messages are in the outbox; their links are opened now.\n`);
  const options = { clickUrl, keepSeconds: Number(values.keep), longestGap: Number(values.gap) };
  const answered = await replay(delivered, options);
  return readVerdicts(api, delivered, { answered, windowSeconds: Number(values.window) });
}

async function main(): Promise<void> {
  const { record: mailingId, seeds } = values;
  if (mailingId !== undefined) {
    const addresses = (seeds ?? '').split(',').filter((address) => address !== '');
    for (const delivery of await record(await connect(), { mailingId, addresses })) {
      process.stdout.write(`${JSON.stringify(delivery)}\n`);
    }
    return;
  }
  if (values.file !== undefined) {
    const lines = (await readFile(values.file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
    const judged = await judgedBySystem(lines.map((line) => JSON.parse(line) as Delivery));
    for (const each of judged) process.stdout.write(`${JSON.stringify(each)}\n`);
    return;
  }
  const { part } = values;
  if (part !== undefined && part !== 'open' && part !== 'held-out') throw new Error(HELP);
  const secure = generateCorpus(undefined, part).filter(({ label }) => label.plainHttp !== true);
  const deliveries = sample(secure, Number(values.deliveries));
  const result = evaluate(deliveries, await judgedBySystem(deliveries));
  process.stdout.write(`${printTable(result)}\n${printFailures(result.failures, 50)}`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
