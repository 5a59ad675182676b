/**
 * Preloaded into a worker: conditions that read the last name of a contact named KILL kill the process, and those of one named HANG
 * block its event loop. No real input is known to do this.
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
