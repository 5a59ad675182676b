/** Folders: the checkout, its private data, and the cache outside it; and the npm that runs us. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout, without a trailing slash. */
export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/[/\\]$/, '');

/** Data, logs and temporary profiles of this checkout; ignored by git, safe to delete when nothing runs. */
export const privateDir = join(root, '.linkflow');

/** One log file per child process and per tool. */
export const logDir = join(privateDir, 'logs');

/** Servers that were fetched once, shared by every checkout of this user. */
export const cacheDir = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'linkflow');

/**
 * A path for messages: relative to the checkout if it is inside it.
 * @param {string} path
 */
export const shown = (path) => (path.startsWith(root + '/') ? path.slice(root.length + 1) : path);

/** The npm that runs us, or the one on the PATH. @returns {[string, ...string[]]} */
export function npmCommand() {
  const npm = process.env.npm_execpath;
  return npm && /npm(-cli)?\.c?js$/.test(npm) ? [process.execPath, npm] : ['npm'];
}
