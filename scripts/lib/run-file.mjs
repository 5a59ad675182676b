/**
 * `running.json` of the data folder: what a start tells the other scripts of this checkout. It has the process id of the start, the
 * processes to stop when the start was killed, and the settings of its api. Only the user can read it, because they contain secrets.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { privateDir } from './paths.mjs';
import { commandLineOf, isAlive } from './processes.mjs';

/** @typedef {{ pid: number, command: string }} Running a process and its command line */

/**
 * @typedef {object} RunFile
 * @property {string} url where people open it; empty until it is ready
 * @property {NodeJS.ProcessEnv} env `apiSettings` of its api
 * @property {Running[]} children in the order of their start
 */

export const dataDir = join(privateDir, 'data');
const runFile = join(dataDir, 'running.json');

/** Every setting by which two api processes belong to the same system, with its name in an earlier release. */
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
  'NODE_EXTRA_CA_CERTS',
];

/**
 * @param {object} start
 * @param {number} [start.pid] ours
 * @param {NodeJS.ProcessEnv} [start.env] environment of the api, once the system is ready
 * @param {(number | undefined)[]} [start.children] process ids
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
  // A new file, renamed: the mode of an old one would stay, and a reader would see half of it.
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

/** The start that uses the data now, if any. @param {string} [file] @returns {Promise<(Running & RunFile) | undefined>} */
export async function runningStart(file = runFile) {
  const last = await readRunFile(file);
  if (!last || last.pid === process.pid || !isAlive(last.pid)) return undefined;
  return (await commandLineOf(last.pid)) === last.command ? last : undefined;
}

/**
 * The environment for one more process of the api: that of the running start, else our own.
 * @param {RunFile | undefined} running
 * @param {NodeJS.ProcessEnv} [own]
 * @returns {NodeJS.ProcessEnv}
 * @throws Failure when neither names a database, or they name different ones
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
