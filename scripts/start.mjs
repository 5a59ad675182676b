/** `npm start`: everything from an empty machine to a running Linkflow, until Ctrl-C. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { demoUser, loadSecrets, startSystem } from './lib/apps.mjs';
import { runScript } from './lib/lifecycle.mjs';
import { rotateLogs } from './lib/processes.mjs';
import { logDir, privateDir } from './lib/paths.mjs';
import { choosePorts } from './lib/ports.mjs';
import { checkRequirements, prepare } from './lib/prepare.mjs';
import { bold, dim, seconds } from './lib/progress.mjs';
import { removeRunFile, writeRunFile, claimRunFile, runningStart } from './lib/run-file.mjs';
import { startServices } from './lib/services.mjs';

const script = 'scripts/start.mjs';
const dataDir = join(privateDir, 'data');
const started = performance.now();

/** @param {import('./lib/lifecycle.mjs').Lifecycle} lifecycle */
async function start(lifecycle) {
  checkRequirements();
  await mkdir(dataDir, { recursive: true });
  const other = await runningStart(dataDir);
  if (other) {
    const where = other.url ? `at ${other.url}` : 'but not ready yet';
    console.log(
      `\n  Linkflow already runs, ${where}. Stop it with Ctrl-C where it was started, or: kill ${other.pid}\n`,
    );
    return lifecycle.end(0);
  }
  console.log(`\n${bold('Linkflow')}\n`);
  await claimRunFile(dataDir, script);
  lifecycle.onStop(() => removeRunFile(dataDir));
  await rotateLogs(logDir);

  await prepare();

  const portsFile = join(dataDir, 'ports.json');
  const services = await startServices({ folder: dataDir, logs: logDir, portsFile });
  lifecycle.onStop(services.stop);
  for (const { name, child, log } of services.children) lifecycle.guard(name, child, log);

  const ports = await choosePorts({ api: 4400, click: 4401, worker: 4402 }, portsFile, {
    api: process.env.API_PORT,
    click: process.env.CLICK_PORT,
    worker: process.env.WORKER_PORT,
  });
  const secrets = await loadSecrets(join(dataDir, 'keys.json'));
  const seedDemo = process.env.SEED_DEMO !== 'false';
  const place = { journal: join(dataDir, 'journal'), logs: logDir };
  const system = await startSystem(lifecycle, { services, ports, secrets, seedDemo, ...place });
  await writeRunFile(dataDir, { pid: process.pid, script, url: system.apiUrl, children: system.children });
  console.log(`
  ${bold('Open')}     ${system.apiUrl}
  ${bold('Sign in')}  ${demoUser.email} / ${demoUser.password}
  ${bold('Stop')}     Ctrl-C

  ${dim(`Ready in ${seconds(performance.now() - started)}. Logs are in .linkflow/logs, data in .linkflow/data.`)}
`);
}

// Ctrl-C is the normal end.
await runScript(start, { interrupted: 0 });
