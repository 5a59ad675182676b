/**
 * `npm run reconcile`: compares what was accepted, recorded, run and counted in the last seven days, and changes nothing. `npm run reconcile --
 * --days 30` compares 30 days. Works on the system that runs in this checkout, else on the one that the environment variables name. Exit
 * codes: 0 without differences, 1 with differences, 2 if the comparison failed.
 */
import { buildTargets, entryOf } from './lib/build.mjs';
import { runScript } from './lib/lifecycle.mjs';
import { environmentForApi, runningStart } from './lib/run-file.mjs';

await runScript(async (lifecycle) => {
  const env = environmentForApi(await runningStart());
  await buildTargets(['api']);
  const more = { SEED_DEMO: 'false', LOG_LEVEL: 'error' };
  const args = [entryOf('api'), '--reconcile', ...process.argv.slice(2)];
  await lifecycle.end(await lifecycle.run(process.execPath, args, { ...env, ...more }));
});
