/** Watches source files. Imports an npm package, so scripts that run before `npm ci` must not import this file. */
import { setTimeout as sleep } from 'node:timers/promises';
import { watch } from 'chokidar';

/** Time to wait after a change before `onChange` is called, because editors write several files, or one file in several steps. */
const debounceMs = 150;

/**
 * Calls `onChange` after changes below these folders. Calls do not overlap: changes during a call lead to one more call after it.
 * @param {string[]} folders
 * @param {() => Promise<void>} onChange must not throw
 * @returns {Promise<() => Promise<void>>} stops watching
 */
export async function watchSources(folders, onChange) {
  let changed = false;
  let busy = false;
  const notify = async () => {
    changed = true;
    if (busy) return;
    busy = true;
    while (changed) {
      changed = false;
      await sleep(debounceMs);
      await onChange();
    }
    busy = false;
  };
  const watcher = watch(folders, {
    ignoreInitial: true,
    ignored: (path, stats) =>
      stats?.isFile() === true && (!/\.(ts|mjs|json)$/.test(path) || path.endsWith('.spec.ts')),
  });
  watcher.on('all', () => void notify());
  await new Promise((resolve) => watcher.once('ready', () => resolve(undefined)));
  return () => watcher.close();
}
