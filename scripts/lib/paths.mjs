/** Folders (the checkout, its private data, the cache outside it) and the command that runs npm. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout, without a trailing slash. */
export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/[/\\]$/, '');

/** Data, logs and temporary profiles of this checkout; ignored by git, safe to delete when nothing runs. */
export const privateDir = join(root, '.linkflow');

/** Folder for logs: one file per child process. */
export const logDir = join(privateDir, 'logs');

/** Folder for programs that were fetched once. All checkouts of this user share it. */
export const cacheDir = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'linkflow');

/**
 * Returns a path for messages: relative to the checkout if it is inside the checkout.
 * @param {string} path
 */
export const shown = (path) => (path.startsWith(root + '/') ? path.slice(root.length + 1) : path);

/** The command of the npm that started this script, else of the npm on the PATH. @returns {[string, ...string[]]} */
export function npmCommand() {
  const npm = process.env.npm_execpath;
  return npm && /npm(-cli)?\.c?js$/.test(npm) ? [process.execPath, npm] : ['npm'];
}
