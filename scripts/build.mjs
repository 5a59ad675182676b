/** `npm run build`: installs packages and builds the outputs. */
import { runScript } from './lib/lifecycle.mjs';
import { prepare } from './lib/prepare.mjs';

await runScript(async (lifecycle) => {
  await prepare();
  await lifecycle.end(0);
});
