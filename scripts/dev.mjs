/** `npm run dev`: the system on the data of `npm start`, rebuilt and restarted when a source file changes. Vite serves the ui. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { appEnvironment, apps, demoUser, loadSecrets, startApp, waitUntilReady } from './lib/apps.mjs';
import { build, entryOf } from './lib/build.mjs';
import { Failure, messageOf, printFailure } from './lib/failure.mjs';
import { runScript } from './lib/lifecycle.mjs';
import { rotateLogs, startChild, stopChild } from './lib/processes.mjs';
import { logDir, privateDir, root, shown } from './lib/paths.mjs';
import { choosePorts } from './lib/ports.mjs';
import { prepare } from './lib/prepare.mjs';
import { bold, dim, green, red, seconds } from './lib/progress.mjs';
import { removeRunFile, writeRunFile, claimRunFile, runningStart } from './lib/run-file.mjs';
import { startServices } from './lib/services.mjs';

/** @typedef {import('./lib/apps.mjs').App} App */

const script = 'scripts/dev.mjs';
const dataDir = join(privateDir, 'data');

/** @param {import('./lib/lifecycle.mjs').Lifecycle} lifecycle */
async function develop(lifecycle) {
  await mkdir(dataDir, { recursive: true });
  const other = await runningStart(dataDir);
  if (other) {
    console.log(`\n  Linkflow already runs on this data. Stop it first: kill ${other.pid}\n`);
    return lifecycle.end(1);
  }
  console.log(`\n${bold('Linkflow, watching')}\n`);
  await claimRunFile(dataDir, script);
  lifecycle.onStop(() => removeRunFile(dataDir));
  await rotateLogs(logDir);
  await prepare(apps);

  const portsFile = join(dataDir, 'ports.json');
  const services = await startServices({ folder: dataDir, logs: logDir, portsFile });
  lifecycle.onStop(services.stop);
  for (const { name, child, log } of services.children) lifecycle.guard(name, child, log);

  const ports = await choosePorts({ api: 4400, click: 4401, worker: 4402, ui: 5173 }, portsFile);
  const secrets = await loadSecrets(join(dataDir, 'keys.json'));
  const url = `http://localhost:${ports.ui}`;
  const more = { NODE_ENV: 'development', CHECK_RESPONSES: 'true', PUBLIC_URL: url };
  const journal = join(dataDir, 'journal');
  const env = appEnvironment({ ...services, ports, secrets, journal, seedDemo: true, more });

  /** @type {Map<App, import('node:child_process').ChildProcess>} */
  const running = new Map();
  lifecycle.onStop(() => Promise.all([...running.values()].map((child) => stopChild(child))));

  /** @param {App} app */
  const restart = async (app) => {
    const started = performance.now();
    const log = join(logDir, `${app}.log`);
    const old = running.get(app);
    if (old) await stopChild(old);
    const child = await startApp(app, { env, log });
    running.set(app, child);
    const children = [...running].map(([name, { pid = 0 }]) => ({ pid, commandPart: entryOf(name) }));
    await writeRunFile(dataDir, { pid: process.pid, script, url, children });
    child.once('exit', (code, signal) => {
      if (lifecycle.ending || running.get(app) !== child || signal === 'SIGTERM') return;
      console.log(`  ${red('✗')} ${app} ended (${signal ?? `exit code ${code}`}); ${shown(log)} says why`);
    });
    await waitUntilReady(app, { child, port: ports[app] ?? 0, log });
    console.log(`  ${green('✓')} ${app} ready ${dim(seconds(performance.now() - started))}`);
  };
  for (const app of apps) await restart(app).catch(printFailure);

  const uiLog = join(logDir, 'vite.log');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const uiEnv = { ...process.env, API_PORT: String(ports.api), UI_PORT: String(ports.ui) };
  const ui = await startChild(process.execPath, [vite], { cwd: join(root, 'ui'), env: uiEnv, log: uiLog });
  lifecycle.onStop(() => stopChild(ui));
  lifecycle.guard('vite', ui, uiLog);

  console.log(`
  ${bold('Open')}     ${url}
  ${bold('Sign in')}  ${demoUser.email} / ${demoUser.password}
  ${bold('Stop')}     Ctrl-C
`);

  // Imported here, because it needs the packages that `prepare` installs.
  const { watchSources } = await import('./lib/watch.mjs');
  const stopWatching = await watchSources([join(root, 'apps'), join(root, 'libs')], async () => {
    try {
      const built = await build(apps);
      for (const app of apps) if (built.includes(app) && !lifecycle.ending) await restart(app);
    } catch (error) {
      if (lifecycle.ending) return;
      const details = error instanceof Failure && error.details;
      console.log(`\n${details || messageOf(error)}\n`);
      console.log(`  ${red('✗')} ${messageOf(error)} What ran before runs on until the next change.`);
    }
  });
  lifecycle.onStop(stopWatching);
}

await runScript(develop, { interrupted: 0 });
