import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CORPUS_SEED, generateCorpus } from './corpus';
import { toJsonLines, toTruthLines, type LabelledDelivery } from './delivery';
import { evaluate } from './evaluation';
import { judgeDeliveries } from './judge';
import { generateFresh, generateLast, generateOutsiders } from './outsiders/outsiders';
import { printFailures, printSummary, printTable } from './table';

/**
 * `npx tsx test/corpus/clicks/main.ts <folder> [seed]` writes the corpus to files. With `table` in place of the folder, it prints what the
 * classifier makes of the corpus, with `outsiders`, of those, and with `summary` both as in docs/clicks.md.
 */
const [target = '.linkflow/corpus', seed] = process.argv.slice(2);

async function print(title: string, deliveries: LabelledDelivery[]): Promise<void> {
  const result = evaluate(deliveries, await judgeDeliveries(deliveries));
  process.stdout.write(`\n${title}\n\n${printTable(result)}\n${printFailures(result.failures, 100)}`);
}

const number = seed === undefined ? undefined : Number(seed);
if (target === 'summary') {
  const sets: [string, LabelledDelivery[]][] = [
    ['Corpus, open', generateCorpus(number, 'open')],
    ['Corpus, held-out', generateCorpus(number, 'held-out')],
    ['Outsiders, open', generateOutsiders(number, 'open')],
    ['Outsiders, held-out', generateOutsiders(number, 'held-out')],
    ['Outsiders, last', generateLast(number)],
    ['Outsiders, fresh', generateFresh(number)],
  ];
  for (const [title, deliveries] of sets) {
    const result = evaluate(deliveries, await judgeDeliveries(deliveries));
    process.stdout.write(`\n**${title}**\n\n${printSummary(result)}`);
  }
  process.exit();
}
if (target === 'outsiders') {
  await print('open', generateOutsiders(number, 'open'));
  await print('held-out', generateOutsiders(number, 'held-out'));
  await print('last', generateLast(number));
  await print('fresh', generateFresh(number));
  process.exit();
}
for (const part of ['open', 'held-out'] as const) {
  const deliveries = generateCorpus(Number(seed ?? CORPUS_SEED), part);
  if (target === 'table') {
    await print(part, deliveries);
    continue;
  }
  await mkdir(target, { recursive: true });
  await writeFile(join(target, `${part}.jsonl`), toJsonLines(deliveries));
  await writeFile(join(target, `${part}.truth.jsonl`), toTruthLines(deliveries));
  const requests = deliveries.reduce((sum, delivery) => sum + delivery.requests.length, 0);
  process.stdout.write(`${part}: ${deliveries.length} deliveries, ${requests} requests in ${target}\n`);
}
