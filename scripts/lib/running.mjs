/** Knows whether this checkout already runs, and cleans up after a start that was killed together with its warden. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLineOf, isAlive, stopLeftover } from './processes.mjs';

/** @typedef {{ pid: number, script: string, url: string, children: { pid: number, mark: string }[] }} Running */

/** @param {string} folder */
const fileIn = (folder) => join(folder, 'running.json');

/**
 * The start that owns the data folder now, if any.
 * @param {string} folder
 * @returns {Promise<Running | undefined>}
 */
export async function whoRuns(folder) {
  const last = await read(folder);
  if (!last || last.pid === process.pid || !isAlive(last.pid)) return undefined;
  return (await commandLineOf(last.pid)).includes(last.script) ? last : undefined;
}

/**
 * Takes the data folder over: what the previous owner left running is stopped first.
 * @param {string} folder
 * @param {string} script a part of our own command line
 */
export async function takeOver(folder, script) {
  const last = await read(folder);
  for (const { pid, mark } of last?.children ?? []) await stopLeftover(pid, mark);
  await note(folder, { pid: process.pid, script, url: '', children: [] });
}

/** @param {string} folder @param {Running} running */
export const note = (folder, running) => writeFile(fileIn(folder), JSON.stringify(running, null, 2) + '\n');

/** @param {string} folder */
export const forget = (folder) => rm(fileIn(folder), { force: true });

/**
 * @param {string} folder
 * @returns {Promise<Running | undefined>}
 */
async function read(folder) {
  try {
    return JSON.parse(await readFile(fileIn(folder), 'utf8'));
  } catch {
    return undefined;
  }
}
