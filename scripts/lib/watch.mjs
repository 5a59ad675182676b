/** Waits for source files to change. */
import { watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** An editor writes several files, or one in several steps. */
const settleMs = 150;

/**
 * Calls `react` after changes in these folders, never twice at a time, and once more when something changed meanwhile.
 * @param {string[]} folders
 * @param {() => Promise<void>} react must not throw
 * @returns {Promise<() => void>} stops watching
 */
export async function watchSources(folders, react) {
  let changed = false;
  let busy = false;
  const settle = async () => {
    changed = true;
    if (busy) return;
    busy = true;
    while (changed) {
      changed = false;
      await sleep(settleMs);
      await react();
    }
    busy = false;
  };
  /** @param {string | null} name */
  const notice = (name) => {
    if (name && /\.(ts|mjs|json)$/.test(name) && !name.endsWith('.spec.ts')) void settle();
  };
  // Node's own recursive watch on Linux loses a file that an editor replaces; elsewhere the system does it.
  const watcher = process.platform === 'linux' ? watchTree(notice) : watchDeep(notice);
  await Promise.all(folders.map((folder) => watcher.add(folder)));
  return watcher.close;
}

/**
 * One watcher for each folder, and new ones for new folders.
 * @param {(name: string | null) => void} notice
 */
function watchTree(notice) {
  /** @type {Map<string, import('node:fs').FSWatcher>} */
  const watchers = new Map();
  /** @param {string} folder */
  const forget = (folder) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  /** @param {string} folder */
  const add = async (folder) => {
    if (watchers.has(folder)) return;
    const watcher = watch(folder, (event, name) => {
      notice(name);
      // Perhaps a new folder; what was written into it before we look counts as well.
      if (event === 'rename' && name) void add(join(folder, name)).catch(() => {});
    });
    watchers.set(folder, watcher);
    watcher.on('error', () => forget(folder));
    const entries = await readdir(folder, { withFileTypes: true }).catch((error) => {
      forget(folder);
      throw error;
    });
    for (const entry of entries) {
      if (entry.isDirectory()) await add(join(folder, entry.name));
      else notice(watching ? entry.name : null);
    }
  };
  let watching = false;
  return {
    /** @param {string} folder */
    add: async (folder) => {
      await add(folder);
      watching = true;
    },
    close: () => [...watchers.keys()].forEach(forget),
  };
}

/** @param {(name: string | null) => void} notice */
function watchDeep(notice) {
  /** @type {import('node:fs').FSWatcher[]} */
  const watchers = [];
  return {
    /** @param {string} folder */
    add: async (folder) =>
      void watchers.push(watch(folder, { recursive: true }, (_event, name) => notice(name))),
    close: () => watchers.forEach((watcher) => watcher.close()),
  };
}
