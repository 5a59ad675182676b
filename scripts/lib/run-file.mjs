/**
 * `running.json` in the data folder: information that `npm start` or `npm run dev` (a start) leaves for other scripts of this checkout.
 * It contains the start's process id, the processes to stop if the start was killed, and the settings of its api. Only the user can
 * read the file, because the settings contain secrets.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { privateDir } from './paths.mjs';
import { commandLineOf, isAlive } from './processes.mjs';

/** @typedef {{ pid: number, command: string }} Running a process and its command line */

/**
 * @typedef {object} RunFile
 * @property {string} url address of the ui; empty until the system is ready
 * @property {NodeJS.ProcessEnv} env the variables of its api that `apiSettings` names
 * @property {Running[]} children its processes, in the order of their start
 */

export const dataDir = join(privateDir, 'data');
const runFile = join(dataDir, 'running.json');

/** Settings that must be equal in two api processes of the same system, including the names that earlier releases gave them. */
const apiSettings = [
  'NODE_ENV',
  'MONGODB_URI',
  'REDIS_URL',
  'QUEUE_PREFIX',
  'QUEUE_SHARDS',
  'LINK_KEYS',
  'SESSION_SECRET',
  'PUBLIC_URL',
  'CLICK_URL',
  'ORGANISATION_LANGUAGE',
  'HOUSE_LANGUAGE',
  'ORGANISATION_TIME_ZONE',
  'HOUSE_TIME_ZONE',
  'PASSWORDS',
  'OIDC_ISSUER',
  'OIDC_CLIENT_ID',
  'NODE_EXTRA_CA_CERTS',
];

/**
 * @param {object} start
 * @param {number} [start.pid] process id of the start; this process by default
 * @param {NodeJS.ProcessEnv} [start.env] environment of the api, once the system is ready
 * @param {(number | undefined)[]} [start.children] ids of its processes, in the order of their start
 * @param {string} [file]
 */
export async function writeRunFile({ pid = process.pid, env, children = [] }, file = runFile) {
  const [ours, ...others] = await Promise.all([pid, ...children].map(describe));
  const isSetting = (/** @type {[string, unknown]} */ [name]) => apiSettings.includes(name);
  const settings = Object.fromEntries(Object.entries(env ?? {}).filter(isSetting));
  const text = JSON.stringify(
    { ...ours, url: env?.PUBLIC_URL ?? '', env: settings, children: others },
    null,
    2,
  );
  // Writes a new file and renames it. Overwriting would keep the mode of the old file, and a reader could see half of the content.
  const draft = `${file}.draft`;
  await rm(draft, { force: true });
  await writeFile(draft, text + '\n', { mode: 0o600 });
  await rename(draft, file);
}

/** @param {string} [file] @returns {Promise<(Running & RunFile) | undefined>} */
export async function readRunFile(file = runFile) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {string} [file] */
export const removeRunFile = (file = runFile) => rm(file, { force: true });

/** Returns the start that uses the data folder now, if any. @param {string} [file] @returns {Promise<(Running & RunFile) | undefined>} */
export async function runningStart(file = runFile) {
  const last = await readRunFile(file);
  if (!last || last.pid === process.pid || !isAlive(last.pid)) return undefined;
  return (await commandLineOf(last.pid)) === last.command ? last : undefined;
}

/**
 * Returns the environment for another api process: with the settings of the running start if there is one, else `own`.
 * @param {RunFile | undefined} running
 * @param {NodeJS.ProcessEnv} [own]
 * @returns {NodeJS.ProcessEnv}
 * @throws Failure if neither names a database, if both name different ones, or if the running start is not ready yet
 */
export function environmentForApi(running, own = process.env) {
  if (!running) {
    if (own.MONGODB_URI) return own;
    throw new Failure('There is no database to work on.', {
      hint: 'Run npm start in another terminal first, or set MONGODB_URI, REDIS_URL, PUBLIC_URL, CLICK_URL, SESSION_SECRET and LINK_KEYS.',
    });
  }
  if (!running.env?.MONGODB_URI) {
    throw new Failure('Linkflow is not ready yet.', {
      hint: 'Run the same command again when npm start has printed its address.',
    });
  }
  if (own.MONGODB_URI && own.MONGODB_URI !== running.env.MONGODB_URI) {
    throw new Failure(
      'MONGODB_URI is another database than that of the Linkflow that runs in this checkout.',
      {
        hint: `Unset it to work on ${running.url}, or stop that one.`,
      },
    );
  }
  const rest = Object.entries(own).filter(([name]) => !apiSettings.includes(name));
  return { ...Object.fromEntries(rest), ...running.env };
}

/** @param {number | undefined} pid @returns {Promise<Running>} */
const describe = async (pid = 0) => ({ pid, command: await commandLineOf(pid) });
