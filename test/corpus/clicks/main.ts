import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CORPUS_SEED, generateCorpus } from './corpus';
import { toJsonLines, toTruthLines } from './delivery';
import { evaluate } from './evaluation';
import { judgeDeliveries } from './judge';
import { printFailures, printTable } from './table';

/**
 * `npx tsx test/corpus/clicks/main.ts <folder> [seed]` writes the corpus to files. With `table` in place of the folder, it prints what the
 * classifier makes of the corpus.
 */
const [target = '.linkflow/corpus', seed = `${CORPUS_SEED}`] = process.argv.slice(2);
for (const part of ['open', 'held-out'] as const) {
  const deliveries = generateCorpus(Number(seed), part);
  if (target === 'table') {
    const result = evaluate(deliveries, await judgeDeliveries(deliveries));
    process.stdout.write(`\n${part}\n\n${printTable(result)}\n${printFailures(result.failures, 100)}`);
    continue;
  }
  await mkdir(target, { recursive: true });
  await writeFile(join(target, `${part}.jsonl`), toJsonLines(deliveries));
  await writeFile(join(target, `${part}.truth.jsonl`), toTruthLines(deliveries));
  const requests = deliveries.reduce((sum, delivery) => sum + delivery.requests.length, 0);
  process.stdout.write(`${part}: ${deliveries.length} deliveries, ${requests} requests in ${target}\n`);
}
