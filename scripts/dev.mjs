/** `npm run dev`: runs the system on the data of `npm start`, rebuilds and restarts it when a source file changes. Vite serves the ui. */
import { join } from 'node:path';
import { appEnvironment, apps, startApp, waitForApp } from './lib/apps.mjs';
import { build } from './lib/build.mjs';
import { openDataFolder } from './lib/data-folder.mjs';
import { Failure, messageOf, printFailure } from './lib/failure.mjs';
import { runScript } from './lib/lifecycle.mjs';
import { root, shown } from './lib/paths.mjs';
import { startChild, stopChild } from './lib/processes.mjs';
import { bold, dim, green, red, seconds } from './lib/progress.mjs';
import { runningStart } from './lib/run-file.mjs';
import { howToSignIn, seedDemo } from './lib/sign-in.mjs';
import { watchSources } from './lib/watch.mjs';

await runScript(develop, { interrupted: 0 });

/** @param {import('./lib/lifecycle.mjs').Lifecycle} lifecycle */
async function develop(lifecycle) {
  const other = await runningStart();
  if (other) {
    console.log(`\n  Linkflow already runs on this data. Stop it first: kill ${other.pid}\n`);
    return lifecycle.end(1);
  }
  console.log(`\n${bold('Linkflow, watching')}\n`);
  const { noteRunning, logs, ...data } = await openDataFolder(lifecycle, {
    targets: apps,
    ports: { api: 4400, click: 4401, worker: 4402, ui: 5173 },
  });
  const { ports } = data;
  const url = `http://localhost:${ports.ui}`;
  const more = { NODE_ENV: 'development', CHECK_RESPONSES: 'true', PUBLIC_URL: url };
  const env = appEnvironment({ ...data, seedDemo: seedDemo({ ...process.env, ...more }), more });

  /** @type {Map<import('./lib/apps.mjs').App, import('node:child_process').ChildProcess>} */
  const running = new Map();
  lifecycle.onStop(() => Promise.all([...running.values()].map((child) => stopChild(child))));

  /** @param {import('./lib/apps.mjs').App} app */
  const restart = async (app) => {
    const started = performance.now();
    const log = join(logs, `${app}.log`);
    const old = running.get(app);
    running.delete(app);
    if (old) await stopChild(old);
    const child = await startApp(app, { env, log });
    running.set(app, child);
    child.once('exit', (code, signal) => {
      if (lifecycle.ending || running.get(app) !== child) return;
      console.log(`  ${red('✗')} ${app} ended (${signal ?? `exit code ${code}`}); ${shown(log)} says why`);
    });
    await waitForApp(app, { child, port: ports[app] ?? 0, log });
    const pids = [...running.values()].map(({ pid }) => pid);
    await noteRunning(env, pids);
    console.log(`  ${green('✓')} ${app} ready ${dim(seconds(performance.now() - started))}`);
  };
  for (const app of apps) await restart(app).catch(printFailure);

  const log = join(logs, 'vite.log');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const uiEnv = { ...process.env, API_PORT: String(ports.api), UI_PORT: String(ports.ui) };
  const ui = await startChild(process.execPath, [vite], { cwd: join(root, 'ui'), env: uiEnv, log });
  lifecycle.keep({ name: 'vite', child: ui, log });

  console.log(`
  ${bold('Open')}     ${url}
  ${await howToSignIn(join(logs, 'api.log'))}
  ${bold('Stop')}     Ctrl-C
`);
  const stopWatching = await watchSources([join(root, 'apps'), join(root, 'libs')], async () => {
    try {
      const built = await build(apps);
      for (const app of apps) if (built.includes(app) && !lifecycle.ending) await restart(app);
    } catch (error) {
      if (lifecycle.ending) return;
      const details = error instanceof Failure && error.details;
      console.log(`\n${details || messageOf(error)}\n`);
      console.log(
        `  ${red('✗')} ${messageOf(error)} The previous version keeps running until the next change.`,
      );
    }
  });
  lifecycle.onStop(stopWatching);
}
