/** What every script does first: packages, then outputs, both only when something has changed. */
import { allTargets, build } from './build.mjs';
import { install } from './install.mjs';
import { stage } from './progress.mjs';
import { checkRequirements } from './requirements.mjs';

/** @param {import('./build.mjs').Target[]} [targets] */
export async function prepare(targets = allTargets) {
  checkRequirements();
  await stage('packages', async (note) => {
    const done = await install(note);
    return { detail: done ? 'installed' : 'up to date', value: undefined };
  });
  if (targets.length === 0) return;
  await stage('build', async (note) => {
    const built = await build(targets, note);
    return { detail: built.length > 0 ? `built ${built.join(', ')}` : 'up to date', value: undefined };
  });
}
