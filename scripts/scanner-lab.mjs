/**
 * `npm run scanner-lab`: replays the corpus of clicks, or a file of deliveries, against a running system and prints what it makes of them
 * (test/corpus/clicks/README.md). Arguments go to test/corpus/clicks/lab/main.ts.
 */
import { runScript } from './lib/lifecycle.mjs';
import { runProgram } from './lib/test-environment.mjs';

await runScript(async (lifecycle) => {
  await runProgram(lifecycle, 'test/corpus/clicks/lab/main.ts');
});
