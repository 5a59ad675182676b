/**
 * What `npm start` and `npm run dev` do first: they claim the data folder of this checkout and start MongoDB and Redis on it. The file
 * `running.json` in it shows a later start whether this one still runs, and what it left running when it was killed.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSecrets } from './apps.mjs';
import { buildTargets } from './build.mjs';
import { logDir, privateDir } from './paths.mjs';
import { choosePorts } from './ports.mjs';
import { commandLineOf, isAlive, rotateLogs, stopLeftover } from './processes.mjs';
import { startServices } from './services.mjs';

/** @typedef {{ pid: number, command: string }} Running a process and its command line */

const dataDir = join(privateDir, 'data');
const runFile = join(dataDir, 'running.json');
const portsFile = join(dataDir, 'ports.json');

/** The start that uses the data now, if any. @returns {Promise<(Running & { url: string }) | undefined>} */
export async function runningStart() {
  const last = await readRunFile();
  if (!last || last.pid === process.pid || !isAlive(last.pid)) return undefined;
  return (await commandLineOf(last.pid)) === last.command ? last : undefined;
}

/**
 * @param {import('./lifecycle.mjs').Lifecycle} lifecycle
 * @param {object} options
 * @param {import('./build.mjs').Target[]} options.targets to build
 * @param {Record<string, number>} options.ports defaults by name; variables such as API_PORT have precedence
 */
export async function openDataFolder(lifecycle, { targets, ports: defaults }) {
  await mkdir(dataDir, { recursive: true });
  const leftovers = (await readRunFile())?.children.toReversed() ?? [];
  for (const { pid, command } of leftovers) await stopLeftover(pid, command);
  /** @param {string} url @param {(number | undefined)[]} [pids] */
  const noteRunning = async (url, pids = []) => {
    const [ours, ...children] = await Promise.all([process.pid, ...pids].map(describe));
    await writeFile(runFile, JSON.stringify({ ...ours, url, children }, null, 2) + '\n');
  };
  await noteRunning('');
  lifecycle.onStop(() => rm(runFile, { force: true }));
  await rotateLogs(logDir);
  await buildTargets(targets);

  const services = await startServices({ folder: dataDir, logs: logDir, portsFile });
  for (const server of services.servers) lifecycle.keep(server);
  const servers = services.servers.map(({ child }) => child.pid);
  await noteRunning('', servers);
  const required = Object.keys(defaults).map((name) => [name, process.env[`${name.toUpperCase()}_PORT`]]);
  return {
    services,
    ports: await choosePorts(defaults, portsFile, Object.fromEntries(required)),
    secrets: await loadSecrets(join(dataDir, 'keys.json')),
    journal: join(dataDir, 'journal'),
    logs: logDir,
    /** Adds the address and the apps to `running.json`. @param {string} url @param {(number | undefined)[]} apps process ids */
    noteRunning: (url, apps) => noteRunning(url, [...servers, ...apps]),
  };
}

/** @param {number | undefined} pid @returns {Promise<Running>} */
const describe = async (pid = 0) => ({ pid, command: await commandLineOf(pid) });

/** @returns {Promise<(Running & { url: string, children: Running[] }) | undefined>} */
async function readRunFile() {
  try {
    return JSON.parse(await readFile(runFile, 'utf8'));
  } catch {
    return undefined;
  }
}
