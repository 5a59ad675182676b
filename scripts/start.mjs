/** `npm start`: everything from an empty machine to a running Linkflow, until Ctrl-C. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { appEnvironment, apps, startApp, waitUntilReady } from './lib/apps.mjs';
import { entryOf } from './lib/build.mjs';
import { demoUser } from './lib/demo.mjs';
import { live } from './lib/lifecycle.mjs';
import { rotateLogs } from './lib/logs.mjs';
import { logDir, privateDir } from './lib/paths.mjs';
import { choosePorts } from './lib/ports.mjs';
import { stopChild } from './lib/processes.mjs';
import { prepare } from './lib/prepare.mjs';
import { bold, dim, seconds, stage } from './lib/progress.mjs';
import { checkRequirements } from './lib/requirements.mjs';
import { forget, note as noteRunning, takeOver, whoRuns } from './lib/running.mjs';
import { keptSecrets } from './lib/secrets.mjs';
import { startServices } from './lib/services.mjs';

const script = 'scripts/start.mjs';
const dataDir = join(privateDir, 'data');
const started = performance.now();

/** @param {import('./lib/lifecycle.mjs').Life} life */
async function start(life) {
  checkRequirements();
  await mkdir(dataDir, { recursive: true });
  const other = await whoRuns(dataDir);
  if (other) {
    const where = other.url ? `at ${other.url}` : 'but not ready yet';
    console.log(
      `\n  Linkflow already runs, ${where}. Stop it with Ctrl-C where it was started, or: kill ${other.pid}\n`,
    );
    return life.end(0);
  }
  console.log(`\n${bold('Linkflow')}\n`);
  await takeOver(dataDir, script);
  life.onStop(() => forget(dataDir));
  await rotateLogs(logDir);

  await prepare();

  const portsFile = join(dataDir, 'ports.json');
  const services = await startServices({ folder: dataDir, logs: logDir, portsFile });
  life.onStop(services.stop);
  for (const { name, child, log } of services.children) life.guard(name, child, log);

  const ports = await choosePorts({ api: 4400, click: 4401, worker: 4402 }, portsFile, {
    api: process.env.API_PORT,
    click: process.env.CLICK_PORT,
    worker: process.env.WORKER_PORT,
  });
  const secrets = await keptSecrets(join(dataDir, 'keys.json'));
  const env = appEnvironment({ ...services, ports, secrets, seedDemo: process.env.SEED_DEMO !== 'false' });

  /** @type {{ pid: number, mark: string }[]} */
  const children = [];
  /** @param {import('./lib/apps.mjs').App} app */
  const bringUp = (app) =>
    stage(app, async () => {
      const log = join(logDir, `${app}.log`);
      const child = await startApp(app, { env, log });
      life.onStop(() => stopChild(child));
      children.push({ pid: child.pid ?? 0, mark: entryOf(app) });
      const port = ports[app] ?? 0;
      await waitUntilReady(app, { child, port, log });
      life.guard(app, child, log);
      return { detail: `ready on port ${port}`, value: child };
    });
  for (const app of apps) await bringUp(app);

  const url = env.PUBLIC_URL ?? '';
  await noteRunning(dataDir, { pid: process.pid, script, url, children });
  console.log(`
  ${bold('Open')}     ${url}
  ${bold('Sign in')}  ${demoUser.email} / ${demoUser.password}
  ${bold('Stop')}     Ctrl-C

  ${dim(`Ready in ${seconds(performance.now() - started)}. Logs are in .linkflow/logs, data in .linkflow/data.`)}
`);
}

// Ctrl-C is how it is meant to end.
await live(start, { interrupted: 0 });
