/** Downloads an official mongod. Prints a dot for each progress, and `path …` or `problem …` at the end. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from './failure.mjs';
import { downloadFolder } from './mongo.mjs';

/** Bytes of the archive and the program on the disk. */
function bytesSoFar() {
  try {
    return readdirSync(downloadFolder).reduce(
      (sum, name) => sum + statSync(join(downloadFolder, name)).size,
      0,
    );
  } catch {
    return 0;
  }
}

let seen = bytesSoFar();
const ticker = setInterval(() => {
  const now = bytesSoFar();
  if (now !== seen) process.stdout.write('.\n');
  seen = now;
}, 500);

try {
  const { MongoBinary } = await import('mongodb-memory-server-core');
  const path = await MongoBinary.getPath({ downloadDir: downloadFolder, checkMD5: true });
  process.stdout.write(`\npath ${path}\n`);
} catch (error) {
  process.stdout.write(`\nproblem ${(messageOf(error).split('\n')[0] ?? '').replace(/, Details:.*/, '')}\n`);
} finally {
  clearInterval(ticker);
}
