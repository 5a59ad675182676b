/** Data folders that live as long as one run, such as those of the tests. */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { privateDir } from './paths.mjs';
import { isAlive } from './processes.mjs';

const profilesDir = join(privateDir, 'tmp');

/**
 * A new folder, named after its owner; folders whose owners were killed are swept away on the occasion.
 * @param {string} purpose
 * @returns {Promise<string>}
 */
export async function newProfile(purpose) {
  await mkdir(profilesDir, { recursive: true });
  for (const name of await readdir(profilesDir)) {
    const owner = Number(/-(\d+)-[0-9a-f]+$/.exec(name)?.[1]);
    if (owner && !isAlive(owner))
      await rm(join(profilesDir, name), { recursive: true, force: true }).catch(() => {});
  }
  const folder = join(profilesDir, `${purpose}-${process.pid}-${randomBytes(3).toString('hex')}`);
  await mkdir(folder);
  return folder;
}
