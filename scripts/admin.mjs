/**
 * `npm run admin -- ADDRESS [NAME]`: creates an administrator, or makes an existing user an administrator, and prints a one-time link
 * to choose a password. Works on the system that runs in this checkout, else on the one that the environment variables name.
 */
import { buildTargets, entryOf } from './lib/build.mjs';
import { Failure } from './lib/failure.mjs';
import { runScript } from './lib/lifecycle.mjs';
import { environmentForApi, runningStart } from './lib/run-file.mjs';

await runScript(async (lifecycle) => {
  const [email, ...name] = process.argv.slice(2);
  if (!email) throw new Failure('Name the user: npm run admin -- ADDRESS [NAME]');
  const env = environmentForApi(await runningStart());
  await buildTargets(['api']);
  // The api validates the address and prints the link. It logs only errors, so that the link stands alone in the terminal.
  const more = { SEED_DEMO: 'false', LOG_LEVEL: 'error' };
  const args = [entryOf('api'), '--admin', email, ...name];
  await lifecycle.end(await lifecycle.run(process.execPath, args, { ...env, ...more }));
});
