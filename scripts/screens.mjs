/** `npm run screens`: screenshots of every page of a running demo, taken by test/screens/main.ts, in `.screens/`. */
import { join } from 'node:path';
import { runScript } from './lib/lifecycle.mjs';
import { root } from './lib/paths.mjs';
import { choosePorts } from './lib/ports.mjs';
import { prepare } from './lib/prepare.mjs';
import { bold } from './lib/progress.mjs';
import { newSecrets, startSystem } from './lib/apps.mjs';
import { provideBrowser, provideServices, runProgram, temporaryFolder } from './lib/test-environment.mjs';

await runScript(async (lifecycle) => {
  console.log(`\n${bold('Linkflow screens')}\n`);
  await prepare();
  await provideBrowser();
  const folder = await temporaryFolder(lifecycle, 'screens');
  const services = await provideServices(lifecycle, folder);
  const ports = await choosePorts({ api: undefined, click: undefined, worker: undefined });
  const place = { journal: join(folder, 'journal'), logs: join(folder, 'logs') };
  const options = { services, ports, secrets: newSecrets(), seedDemo: true, ...place };
  const { apiUrl, clickUrl } = await startSystem(lifecycle, options);
  console.log('');
  const env = { API_URL: apiUrl, CLICK_URL: clickUrl, SCREENS_DIR: join(root, '.screens') };
  await lifecycle.end(await runProgram(lifecycle, 'test/screens/main.ts', process.argv.slice(2), env));
});
