/** The run file `running.json` of a data folder: detects that this checkout already runs, and what a killed start left running. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLineOf, isAlive, stopLeftover } from './processes.mjs';

/** @typedef {{ pid: number, script: string, url: string, children: { pid: number, commandPart: string }[] }} Running */

/** @param {string} folder */
const fileIn = (folder) => join(folder, 'running.json');

/**
 * The start that uses the data folder now, if any.
 * @param {string} folder
 * @returns {Promise<Running | undefined>}
 */
export async function runningStart(folder) {
  const last = await read(folder);
  if (!last || last.pid === process.pid || !isAlive(last.pid)) return undefined;
  return (await commandLineOf(last.pid)).includes(last.script) ? last : undefined;
}

/**
 * Claims the data folder, after stopping what a previous start left running.
 * @param {string} folder
 * @param {string} script a part of our own command line
 */
export async function claimRunFile(folder, script) {
  const last = await read(folder);
  for (const { pid, commandPart } of last?.children ?? []) await stopLeftover(pid, commandPart);
  await writeRunFile(folder, { pid: process.pid, script, url: '', children: [] });
}

/** @param {string} folder @param {Running} running */
export const writeRunFile = (folder, running) =>
  writeFile(fileIn(folder), JSON.stringify(running, null, 2) + '\n');

/** @param {string} folder */
export const removeRunFile = (folder) => rm(fileIn(folder), { force: true });

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
