/** `npm start`: everything from an empty machine to a running Linkflow, until Ctrl-C. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoUser, startSystem } from './lib/apps.mjs';
import { openDataFolder, runningStart } from './lib/data-folder.mjs';
import { runScript } from './lib/lifecycle.mjs';
import { bold, dim, seconds } from './lib/progress.mjs';

// Ctrl-C is the normal end.
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
  const seedDemo = !['false', ''].includes(process.env.SEED_DEMO ?? String(isLocal(process.env.PUBLIC_URL)));
  const { apiUrl, pids } = await startSystem(lifecycle, { ...data, seedDemo });
  await noteRunning(apiUrl, pids);
  console.log(`
  ${bold('Open')}     ${apiUrl}
  ${await howToSignIn(join(data.logs, 'api.log'))}
  ${bold('Stop')}     Ctrl-C

  ${dim(`Ready in ${seconds(performance.now())}. Logs are in .linkflow/logs, data in .linkflow/data.`)}
`);
}

/** The demo has a published password, so it is seeded only where nobody else gets in. @param {string | undefined} url */
function isLocal(url) {
  return !url || /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|\/|$)/.test(url);
}

/** What the api found: no users, the demo, or users of its own. @param {string} log */
async function howToSignIn(log) {
  const text = await readFile(log, 'utf8').catch(() => '');
  const setup = /"setupLink":"([^"]+)"/.exec(text)?.[1];
  if (setup)
    return `${bold('Begin')}    ${setup}\n           ${dim('makes the first administrator; works once')}`;
  if (text.includes('"demo":true')) return `${bold('Sign in')}  ${demoUser.email} / ${demoUser.password}`;
  return `${bold('Sign in')}  with your own user; lost the password? npm run admin -- you@example.no`;
}
