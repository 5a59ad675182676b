/**
 * Loaded before a worker: makes conditions poisonous that look at the name of certain contacts. No real input is known that
 * does such things to a worker, so one has to be made.
 */
import { Engine } from 'json-rules-engine';

const { run } = Engine.prototype;

/**
 * @this {Engine}
 * @param {Parameters<typeof run>} given
 */
async function runPoisoned(...given) {
  const [, options] = given;
  /** @type {unknown} */
  const name = await options?.almanac?.factValue('contact.lastName');
  if (name === 'KILL') process.kill(process.pid, 'SIGKILL');
  while (name === 'HANG') Math.sqrt(2);
  return run.apply(this, given);
}
Engine.prototype.run = runPoisoned;
