/**
 * Preloaded into a worker. When a workflow evaluates a condition for a contact whose last name is KILL, the process is killed. If the
 * last name is HANG, the event loop is blocked forever. This simulates input that crashes workers; no real input is known to do so.
 */
import { Engine } from 'json-rules-engine';

const { run } = Engine.prototype;

/**
 * @this {Engine}
 * @param {Parameters<typeof run>} args
 */
async function runOrCrash(...args) {
  const [, options] = args;
  /** @type {unknown} */
  const name = await options?.almanac?.factValue('contact.lastName');
  if (name === 'KILL') process.kill(process.pid, 'SIGKILL');
  while (name === 'HANG') Math.sqrt(2);
  return run.apply(this, args);
}
Engine.prototype.run = runOrCrash;
