/** Free loopback ports, and the ports of earlier starts. */
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { Failure } from './failure.mjs';

/**
 * Opens and closes a listener. Returns its port, or undefined when the port is in use.
 * @param {number} port 0 for any
 * @param {string} host
 * @returns {Promise<number | undefined>}
 */
const tryPort = (port, host) =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      // The machine has no IPv6, so nothing listens on `::`.
      if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve(port);
      else if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === 'object' ? address.port : undefined));
    });
  });

/**
 * Whether the port is free on loopback and on all addresses.
 * @param {number} port
 */
export async function isFree(port) {
  return (await tryPort(port, '127.0.0.1')) !== undefined && (await tryPort(port, '::')) !== undefined;
}

/**
 * A free port: the preferred one if possible.
 * @param {number} [preferred]
 * @param {Set<number>} [avoid] ports that are already assigned but not in use yet
 * @returns {Promise<number>}
 */
export async function freePort(preferred, avoid = new Set()) {
  if (preferred && !avoid.has(preferred) && (await isFree(preferred))) return preferred;
  for (let tries = 0; tries < 50; tries += 1) {
    const port = await tryPort(0, '127.0.0.1');
    if (port && !avoid.has(port) && (await isFree(port))) return port;
  }
  throw new Error('No free port found on 127.0.0.1.');
}

/**
 * Chooses one port per name: the one that the user requires (it must be free), else the stored one of an earlier start (so that
 * links in old mails stay valid), else the default, else any. When a stored port is in use, its temporary substitute is not stored.
 *
 * @param {Record<string, number | undefined>} defaults preferred port per name
 * @param {string} [file] remembers the choice
 * @param {Record<string, string | undefined>} [required]
 * @returns {Promise<Record<string, number>>}
 */
export async function choosePorts(defaults, file, required = {}) {
  const stored = file ? await readStored(file) : {};
  /** @type {Set<number>} */
  const taken = new Set();
  /** @type {Record<string, number>} */
  const chosen = {};
  /** @type {Record<string, number>} */
  const requiredPorts = {};
  for (const [name, preferred] of Object.entries(defaults)) {
    const requiredPort = required[name];
    const port = requiredPort
      ? await requirePort(name, requiredPort)
      : await freePort(stored[name] ?? preferred, taken);
    taken.add(port);
    (requiredPort ? requiredPorts : chosen)[name] = port;
  }
  if (file) await writeFile(file, JSON.stringify({ ...chosen, ...stored }, null, 2) + '\n');
  return { ...chosen, ...requiredPorts };
}

/** @param {string} name @param {string} requiredPort */
async function requirePort(name, requiredPort) {
  const port = Number(requiredPort);
  if (Number.isInteger(port) && port > 0 && port < 65536 && (await isFree(port))) return port;
  throw new Failure(`Port ${requiredPort} for ${name} is not free, or no port.`, {
    hint: `Set ${name.toUpperCase()}_PORT to another one, or unset it.`,
  });
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, number>>}
 */
async function readStored(file) {
  try {
    const stored = JSON.parse(await readFile(file, 'utf8'));
    return Object.fromEntries(Object.entries(stored).filter(([, port]) => Number.isInteger(port)));
  } catch {
    return {};
  }
}
