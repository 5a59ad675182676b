/** Waits for source files to change. */
import { watch } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './paths.mjs';

/** An editor writes several files, or one in several steps. */
const settleMs = 150;

/**
 * Calls `react` after changes in these folders, never twice at a time, and once more when something changed meanwhile.
 * @param {string[]} folders relative to the root
 * @param {() => Promise<void>} react
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
  await Promise.all(
    folders.map(async (folder) => {
      for await (const { filename } of watch(join(root, folder), { recursive: true })) {
        if (filename && /\.(ts|mjs|json)$/.test(filename) && !filename.endsWith('.spec.ts')) void settle();
      }
    }),
  );
}
