/**
 * `npm run clicks:judge -- deliveries.jsonl`: judges the deliveries of a file with the classifier of clicks and prints one line of JSON for
 * each (docs/clicks.md). Needs no database and no build.
 */
import { join } from 'node:path';
import { runScript } from './lib/lifecycle.mjs';
import { root } from './lib/paths.mjs';

const PROGRAM = join(root, 'libs/links/src/verdicts/file/judge-file.main.ts');

await runScript(async (lifecycle) => {
  const args = ['--import', 'tsx', PROGRAM, ...process.argv.slice(2)];
  await lifecycle.end(await lifecycle.run(process.execPath, args));
});
