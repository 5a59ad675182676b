/** Chooses free loopback ports and keeps the choice for later starts. */
import { readFile, writeFile } from 'node:fs/promises';
import getPort, { clearLockedPorts } from 'get-port';
import { Failure } from './failure.mjs';

/**
 * Chooses one port per name: the one that the user requires (it must be free), else the stored one of an earlier start (so that
 * links in old mails stay valid), else the default, else any. When a stored port is in use, its temporary substitute is not stored.
 *
 * @param {Record<string, number | undefined>} defaults preferred port per name
 * @param {string} [file] stores the chosen ports for the next start
 * @param {Record<string, string | undefined>} [required] value of the user's port variable per name, e.g. API_PORT
 * @returns {Promise<Record<string, number>>}
 */
export async function choosePorts(defaults, file, required = {}) {
  /** @type {Record<string, number>} */
  const stored = file ? JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) : {};
  /** @type {Record<string, number>} */
  const chosen = {};
  /** @type {Record<string, number>} */
  const requiredPorts = {};
  // get-port does not return the same port twice within some seconds. Clears that memory: an earlier call may have had the same ports.
  clearLockedPorts();
  for (const [name, preferred] of Object.entries(defaults)) {
    const port = required[name];
    if (port) requiredPorts[name] = await requirePort(name, port);
    else chosen[name] = await getPort({ port: stored[name] ?? preferred });
  }
  if (file) await writeFile(file, JSON.stringify({ ...chosen, ...stored }, null, 2) + '\n');
  return { ...chosen, ...requiredPorts };
}

/** @param {string} name @param {string} required */
async function requirePort(name, required) {
  const port = Number(required);
  if (port > 0 && port < 65_536 && (await getPort({ port })) === port) return port;
  throw new Failure(`Port ${required} for ${name} is not free, or no port.`, {
    hint: `Set ${name.toUpperCase()}_PORT to another one, or unset it.`,
  });
}
