/** `npm run build`: builds the apps and the ui. scripts/run.mjs installs the packages before. */
import { buildTargets } from './lib/build.mjs';
import { runScript } from './lib/lifecycle.mjs';

await runScript(async (lifecycle) => {
  await buildTargets();
  await lifecycle.end(0);
});
