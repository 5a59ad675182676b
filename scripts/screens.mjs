/** `npm run screens`: starts the demo, and test/screens/main.ts takes screenshots of its pages, in `.screens/`. */
import { join } from 'node:path';
import { newSecrets, startSystem } from './lib/apps.mjs';
import { buildTargets } from './lib/build.mjs';
import { runScript } from './lib/lifecycle.mjs';
import { root } from './lib/paths.mjs';
import { choosePorts } from './lib/ports.mjs';
import { bold } from './lib/progress.mjs';
import { provideBrowser, provideServices, runProgram } from './lib/test-environment.mjs';

await runScript(async (lifecycle) => {
  console.log(`\n${bold('Linkflow screens')}\n`);
  await buildTargets();
  await provideBrowser();
  const services = await provideServices('screens');
  lifecycle.onStop(services.stop);
  services.servers.forEach(lifecycle.keep);
  const { apiUrl, clickUrl } = await startSystem(lifecycle, {
    services,
    ports: await choosePorts({ api: undefined, click: undefined, worker: undefined }),
    secrets: newSecrets(),
    journal: join(services.folder, 'journal'),
    logs: join(services.folder, 'logs'),
    seedDemo: true,
    // The scene names the addresses of its clients, and one of its links holds what is unsure.
    more: { TRUSTED_PROXIES: 'loopback', CLICK_STRICTNESS: 'off' },
  });
  const env = { API_URL: apiUrl, CLICK_URL: clickUrl, SCREENS_DIR: join(root, '.screens') };
  await runProgram(lifecycle, 'test/screens/main.ts', env);
});
