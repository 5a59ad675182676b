/**
 * First part of `npm start` and `npm run dev`: claims the data folder of this checkout and starts MongoDB and Redis on it. From the
 * file `running.json` in that folder, a later start reads whether this one still runs, and which processes it left if it was killed.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSecrets } from './apps.mjs';
import { buildTargets } from './build.mjs';
import { logDir } from './paths.mjs';
import { choosePorts } from './ports.mjs';
import { rotateLogs, stopLeftover } from './processes.mjs';
import { dataDir, readRunFile, removeRunFile, writeRunFile } from './run-file.mjs';
import { startServices } from './services.mjs';

const portsFile = join(dataDir, 'ports.json');

/**
 * @param {import('./lifecycle.mjs').Lifecycle} lifecycle
 * @param {object} options
 * @param {import('./build.mjs').Target[]} options.targets what to build
 * @param {Record<string, number>} options.ports default ports by name; variables such as API_PORT have precedence
 */
export async function openDataFolder(lifecycle, { targets, ports: defaults }) {
  await mkdir(dataDir, { recursive: true });
  const leftovers = (await readRunFile())?.children.toReversed() ?? [];
  for (const { pid, command } of leftovers) await stopLeftover(pid, command);
  await writeRunFile({});
  lifecycle.onStop(() => removeRunFile());
  await rotateLogs(logDir);
  await buildTargets(targets);

  const services = await startServices({ folder: dataDir, logs: logDir, portsFile });
  for (const server of services.servers) lifecycle.keep(server);
  const servers = services.servers.map(({ child }) => child.pid);
  await writeRunFile({ children: servers });
  const required = Object.keys(defaults).map((name) => [name, process.env[`${name.toUpperCase()}_PORT`]]);
  return {
    services,
    ports: await choosePorts(defaults, portsFile, Object.fromEntries(required)),
    secrets: await loadSecrets(join(dataDir, 'keys.json')),
    journal: join(dataDir, 'journal'),
    logs: logDir,
    /** Writes settings and apps to `running.json`. @param {NodeJS.ProcessEnv} env @param {(number | undefined)[]} apps process ids */
    noteRunning: (env, apps) => writeRunFile({ env, children: [...servers, ...apps] }),
  };
}
