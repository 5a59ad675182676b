/**
 * `node scripts/run.mjs NAME [arguments]`: installs the packages when they are missing or outdated, then imports scripts/NAME.mjs. Only
 * what this file and node.mjs import must do without packages.
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

/** A killed npm (SIGKILL) cannot forward the signal; a changed parent process id shows it. */
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
