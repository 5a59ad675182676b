/** `npm start`: builds Linkflow, starts MongoDB, Redis and the apps, and runs until Ctrl-C. Works on a machine that has only Node. */
import { join } from 'node:path';
import { startSystem } from './lib/apps.mjs';
import { openDataFolder } from './lib/data-folder.mjs';
import { runScript } from './lib/lifecycle.mjs';
import { bold, dim, seconds } from './lib/progress.mjs';
import { runningStart } from './lib/run-file.mjs';
import { howToSignIn, seedDemo } from './lib/sign-in.mjs';

// Ctrl-C is the normal way to stop it, so the exit code is then 0.
await runScript(start, { interrupted: 0 });

/** @param {import('./lib/lifecycle.mjs').Lifecycle} lifecycle */
async function start(lifecycle) {
  const other = await runningStart();
  if (other) {
    const where = other.url ? `at ${other.url}` : 'but not ready yet';
    console.log(
      `\n  Linkflow already runs, ${where}. Stop it with Ctrl-C where it was started, or: kill ${other.pid}\n`,
    );
    return lifecycle.end(0);
  }
  console.log(`\n${bold('Linkflow')}\n`);
  const { noteRunning, ...data } = await openDataFolder(lifecycle, {
    targets: ['api', 'click', 'worker', 'ui'],
    ports: { api: 4400, click: 4401, worker: 4402 },
  });
  const system = await startSystem(lifecycle, { ...data, seedDemo: seedDemo(process.env) });
  const note = () => noteRunning(system.env, system.pids());
  await note();
  system.onRestart(() => note().catch(() => {}));
  console.log(`
  ${bold('Open')}     ${system.apiUrl}
  ${await howToSignIn(join(data.logs, 'api.log'))}
  ${bold('Stop')}     Ctrl-C

  ${dim(`Ready in ${seconds(performance.now())}. Logs are in .linkflow/logs, data in .linkflow/data.`)}
  ${dim('A process that ends is started again.')}
`);
}
