/**
 * The program of `npm run clicks:judge -- deliveries.jsonl`: judges each delivery of a file and prints one line of JSON for it. The file is
 * read twice, line by line. Exit codes: 0; 1 if lines could not be judged, which are named on stderr; 2 if the file could not be read.
 */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { Strictness } from '@linkflow/contracts';
import { SETTLE_SECONDS } from '../judge';
import { Networks, builtInNetworks } from '../networks';
import { BadLine, parseLine, type DeliveryLine } from './delivery-line';
import { FileFacts } from './file-facts';
import { judgeLine } from './judge-line';

const USAGE =
  'npm run clicks:judge -- deliveries.jsonl [--strictness lenient|normal|strict] [--settle seconds] [--networks networks.json]';

type Line = { number: number } & ({ delivery: DeliveryLine } | { problem: string });

async function* linesOf(file: string): AsyncGenerator<Line> {
  let number = 0;
  const input = createReadStream(file, 'utf8');
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (text.trim() === '') continue;
    try {
      yield { number, delivery: parseLine(text) };
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
      yield { number, problem: error.message };
    }
  }
}

/** Writes to stdout and waits while the reader is slower. */
async function print(text: string): Promise<void> {
  if (process.stdout.write(text)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      strictness: { type: 'string', default: 'normal' },
      settle: { type: 'string', default: String(SETTLE_SECONDS) },
      networks: { type: 'string' },
    },
  });
  const [file, ...more] = positionals;
  const strictness = Strictness.safeParse(values.strictness);
  const settleSeconds = Number(values.settle);
  if (!file || more.length > 0 || !strictness.success || !(settleSeconds >= 0)) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const networks = values.networks
    ? new Networks(JSON.parse(await readFile(values.networks, 'utf8')), builtInNetworks)
    : new Networks(builtInNetworks);

  const facts = new FileFacts();
  for await (const line of linesOf(file)) {
    if ('delivery' in line) facts.add(line.delivery);
  }
  facts.finish();
  let failed = false;
  for await (const line of linesOf(file)) {
    if ('problem' in line) {
      failed = true;
      process.stderr.write(`line ${line.number}: ${line.problem}\n`);
      continue;
    }
    const { delivery } = line;
    const judged = judgeLine(delivery, facts.countsOf(delivery), {
      networks,
      strictness: strictness.data,
      headers: facts.headers,
      settleMs: settleSeconds * 1000,
    });
    await print(`${JSON.stringify(judged)}\n`);
  }
  return failed ? 1 : 0;
}

// The reader may stop early, for example `head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 2);
});
try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
