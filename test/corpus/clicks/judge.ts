import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { toJsonLines, type LabelledDelivery } from './delivery';
import type { JudgedDelivery } from './evaluation';

const PROGRAM = 'libs/links/src/verdicts/file/judge-file.main.ts';

/**
 * Judges deliveries with the program of `npm run clicks:judge`. A file belongs to one installation: those that are reached over plain http
 * get one of their own, because the program finds out from a file whether its browsers can send the headers that need encryption.
 */
export async function judgeDeliveries(deliveries: LabelledDelivery[]): Promise<JudgedDelivery[]> {
  const folder = await mkdtemp(join(tmpdir(), 'clicks-corpus-'));
  try {
    const plain = await judgeFile(
      folder,
      deliveries.filter(({ label }) => label.plainHttp === true),
    );
    const secure = await judgeFile(
      folder,
      deliveries.filter(({ label }) => label.plainHttp !== true),
    );
    return [...secure, ...plain];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function judgeFile(folder: string, deliveries: LabelledDelivery[]): Promise<JudgedDelivery[]> {
  const file = join(folder, 'deliveries.jsonl');
  await writeFile(file, toJsonLines(deliveries));
  const { stdout } = await execa(process.execPath, ['--import', 'tsx', PROGRAM, file], { maxBuffer: 200e6 });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JudgedDelivery);
}
