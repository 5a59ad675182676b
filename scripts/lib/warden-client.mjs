/** Our side of the warden (warden.mjs): one per process, started with the first child it shall watch over. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** @type {import('node:stream').Writable | undefined} */
let line;

/**
 * Tells the warden to stop this child should we end without having stopped it.
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} graceMs how long it may take to end by itself
 */
export function watchOver(child, graceMs) {
  line ??= startWarden();
  line.write(`+ ${child.pid} ${graceMs}\n`);
  child.once('exit', () => line?.write(`- ${child.pid}\n`));
}

function startWarden() {
  const warden = spawn(process.execPath, [fileURLToPath(new URL('./warden.mjs', import.meta.url))], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // It must not keep us alive, and we don't mind when it was killed first.
  warden.unref();
  const pipe = warden.stdin;
  pipe.on('error', () => {});
  /** @type {import('node:net').Socket} */ (/** @type {unknown} */ (pipe)).unref();
  return pipe;
}
