/** Starts the reaper (reaper.mjs), one per process, with the first child to watch. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** @type {import('node:stream').Writable | undefined} */
let line;

/**
 * Makes the reaper stop this child when this process ends without having stopped it.
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} graceMs how long it may take to end by itself
 */
export function stopWithParent(child, graceMs) {
  line ??= startReaper();
  line.write(`+ ${child.pid} ${graceMs}\n`);
  child.once('exit', () => line?.write(`- ${child.pid}\n`));
}

function startReaper() {
  const reaper = spawn(process.execPath, [fileURLToPath(new URL('./reaper.mjs', import.meta.url))], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // The reaper must not keep this process alive; errors of a killed reaper are ignored.
  reaper.unref();
  const pipe = reaper.stdin;
  pipe.on('error', () => {});
  /** @type {import('node:net').Socket} */ (/** @type {unknown} */ (pipe)).unref();
  return pipe;
}
