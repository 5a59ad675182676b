/** `npm start`: everything from an empty machine to a running Linkflow, until Ctrl-C. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { demoUser } from './lib/demo.mjs';
import { live } from './lib/lifecycle.mjs';
import { rotateLogs } from './lib/logs.mjs';
import { logDir, privateDir } from './lib/paths.mjs';
import { choosePorts } from './lib/ports.mjs';
import { prepare } from './lib/prepare.mjs';
import { bold, dim, seconds } from './lib/progress.mjs';
import { checkRequirements } from './lib/requirements.mjs';
import { forget, note as noteRunning, takeOver, whoRuns } from './lib/running.mjs';
import { keptSecrets } from './lib/secrets.mjs';
import { startServices } from './lib/services.mjs';
import { startSystem } from './lib/system.mjs';

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
  const seedDemo = process.env.SEED_DEMO !== 'false';
  const place = { journal: join(dataDir, 'journal'), logs: logDir };
  const system = await startSystem(life, { services, ports, secrets, seedDemo, ...place });
  await noteRunning(dataDir, { pid: process.pid, script, url: system.apiUrl, children: system.children });
  console.log(`
  ${bold('Open')}     ${system.apiUrl}
  ${bold('Sign in')}  ${demoUser.email} / ${demoUser.password}
  ${bold('Stop')}     Ctrl-C

  ${dim(`Ready in ${seconds(performance.now() - started)}. Logs are in .linkflow/logs, data in .linkflow/data.`)}
`);
}

// Ctrl-C is how it is meant to end.
await live(start, { interrupted: 0 });
