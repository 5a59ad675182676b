/**
 * `node scripts/run.mjs NAME [arguments]`: installs the packages if they are missing or outdated, then imports scripts/NAME.mjs. This
 * file, node.mjs and the files that they import statically must not use npm packages; all other scripts may.
 */
import { join } from 'node:path';
import { printFailure } from './lib/failure.mjs';
import { install } from './lib/install.mjs';
import { root } from './lib/paths.mjs';

const [, , name = 'start', ...args] = process.argv;
stopWithNpm();
try {
  await install();
} catch (error) {
  printFailure(error);
  process.exit(1);
}
process.argv = [process.execPath, join(root, 'scripts', `${name}.mjs`), ...args];
await import(`./${name}.mjs`);

/** Stops this script if npm is killed (SIGKILL), which npm cannot forward. The script then gets another parent process. */
function stopWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  timer.unref();
}
