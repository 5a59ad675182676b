/** Loopback ports: which are free, and which were used the last time. */
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { Failure } from './failure.mjs';

/**
 * Listens for a moment; the number that was taken, or undefined when someone else has it.
 * @param {number} port 0 for any
 * @param {string} host
 * @returns {Promise<number | undefined>}
 */
const tryPort = (port, host) =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      // A machine without IPv6 has no `::`; nobody can be listening there.
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
 * Whether nobody listens there, on loopback and on all addresses.
 * @param {number} port
 */
export async function isFree(port) {
  return (await tryPort(port, '127.0.0.1')) !== undefined && (await tryPort(port, '::')) !== undefined;
}

/**
 * A port nobody uses now: the wished one when it is free.
 * @param {number} [wished]
 * @param {Set<number>} [avoid] ports promised to someone who doesn't listen yet
 * @returns {Promise<number>}
 */
export async function freePort(wished, avoid = new Set()) {
  if (wished && !avoid.has(wished) && (await isFree(wished))) return wished;
  for (let tries = 0; tries < 50; tries += 1) {
    const port = await tryPort(0, '127.0.0.1');
    if (port && !avoid.has(port) && (await isFree(port))) return port;
  }
  throw new Error('No free port found on 127.0.0.1.');
}

/**
 * One port per name. What the user demands must be free; else what a file remembers comes first, so that links in old mails stay
 * valid, then the default, then any. A makeshift for a remembered port that is taken today is not remembered in its place.
 *
 * @param {Record<string, number | undefined>} defaults wished port per name
 * @param {string} [file] remembers the choice
 * @param {Record<string, string | undefined>} [demanded]
 * @returns {Promise<Record<string, number>>}
 */
export async function choosePorts(defaults, file, demanded = {}) {
  const kept = file ? await readKept(file) : {};
  /** @type {Set<number>} */
  const taken = new Set();
  /** @type {Record<string, number>} */
  const chosen = {};
  /** @type {Record<string, number>} */
  const asked = {};
  for (const [name, wished] of Object.entries(defaults)) {
    const demand = demanded[name];
    const port = demand ? await demandedPort(name, demand) : await freePort(kept[name] ?? wished, taken);
    taken.add(port);
    (demand ? asked : chosen)[name] = port;
  }
  if (file) await writeFile(file, JSON.stringify({ ...chosen, ...kept }, null, 2) + '\n');
  return { ...chosen, ...asked };
}

/** @param {string} name @param {string} demand */
async function demandedPort(name, demand) {
  const port = Number(demand);
  if (Number.isInteger(port) && port > 0 && port < 65536 && (await isFree(port))) return port;
  throw new Failure(`Port ${demand} for ${name} is not free, or no port.`, {
    mend: `Set ${name.toUpperCase()}_PORT to another one, or unset it.`,
  });
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, number>>}
 */
async function readKept(file) {
  try {
    const kept = JSON.parse(await readFile(file, 'utf8'));
    return Object.fromEntries(Object.entries(kept).filter(([, port]) => Number.isInteger(port)));
  } catch {
    return {};
  }
}
