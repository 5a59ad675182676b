/** `npm run test:browsers`: starts the demo, and test/browsers/main.ts opens its pages in Firefox and WebKit. */
import { join } from 'node:path';
import { newSecrets, startSystem } from './lib/apps.mjs';
import { buildTargets } from './lib/build.mjs';
import { runScript } from './lib/lifecycle.mjs';
import { choosePorts } from './lib/ports.mjs';
import { bold } from './lib/progress.mjs';
import { provideServices, runProgram } from './lib/test-environment.mjs';

await runScript(async (lifecycle) => {
  console.log(`\n${bold('Linkflow in other browsers')}\n`);
  await buildTargets();
  const services = await provideServices('browsers');
  lifecycle.onStop(services.stop);
  services.servers.forEach(lifecycle.keep);
  const { apiUrl, clickUrl } = await startSystem(lifecycle, {
    services,
    ports: await choosePorts({ api: undefined, click: undefined, worker: undefined }),
    secrets: newSecrets(),
    journal: join(services.folder, 'journal'),
    logs: join(services.folder, 'logs'),
    seedDemo: true,
    // The scene names the addresses of its clients, and one of its links holds what is unsure. Its clicks do not wait.
    more: { TRUSTED_PROXIES: 'loopback', CLICK_STRICTNESS: 'off', CLICK_SETTLE_SECONDS: '0' },
  });
  const env = { API_URL: apiUrl, CLICK_URL: clickUrl };
  await runProgram(lifecycle, 'test/browsers/main.ts', env);
});
