/** `npm run build`: installs packages and builds the outputs. */
import { buildTargets } from './lib/build.mjs';
import { runScript } from './lib/lifecycle.mjs';

await runScript(async (lifecycle) => {
  await buildTargets();
  await lifecycle.end(0);
});
