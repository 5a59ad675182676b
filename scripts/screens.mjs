/** `npm run screens`: every page as a picture, taken by test/screens/main.ts from a running demo into `.screens/`. */
import { join } from 'node:path';
import { live } from './lib/lifecycle.mjs';
import { root } from './lib/paths.mjs';
import { choosePorts } from './lib/ports.mjs';
import { prepare } from './lib/prepare.mjs';
import { bold } from './lib/progress.mjs';
import { newSecrets } from './lib/secrets.mjs';
import { startSystem } from './lib/system.mjs';
import { provideBrowser, provideServices, runProgram, temporaryFolder } from './lib/workbench.mjs';

await live(async (life) => {
  console.log(`\n${bold('Linkflow screens')}\n`);
  await prepare();
  await provideBrowser();
  const folder = await temporaryFolder(life, 'screens');
  const services = await provideServices(life, folder);
  const ports = await choosePorts({ api: undefined, click: undefined, worker: undefined });
  const place = { journal: join(folder, 'journal'), logs: join(folder, 'logs') };
  const options = { services, ports, secrets: newSecrets(), seedDemo: true, ...place };
  const { apiUrl, clickUrl } = await startSystem(life, options);
  console.log('');
  const env = { API_URL: apiUrl, CLICK_URL: clickUrl, SCREENS_DIR: join(root, '.screens') };
  await life.end(await runProgram(life, 'test/screens/main.ts', process.argv.slice(2), env));
});
