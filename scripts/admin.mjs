/**
 * `npm run admin -- ADDRESS [NAME]`: makes an administrator, or makes an existing user one, and prints a one-time link to choose a
 * password. Works on the system that runs in this checkout, or on that of the environment.
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
  // The api checks the address and makes the link; it says everything else in its log.
  const more = { SEED_DEMO: 'false', LOG_LEVEL: 'error' };
  const args = [entryOf('api'), '--admin', email, ...name];
  await lifecycle.end(await lifecycle.run(process.execPath, args, { ...env, ...more }));
});
