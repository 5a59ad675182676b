/** The system's package manager, where we are root and there is one. */
import { findOnPath, run } from './processes.mjs';

/** Whether we may install system packages. */
export async function canInstallPackages() {
  return process.getuid?.() === 0 && (await findOnPath('apt-get')) !== undefined;
}

/**
 * Installs system packages; the list of packages is refreshed only when the first try fails.
 * @param {...string} names
 * @returns {Promise<boolean>} whether they are there now
 */
export async function installPackages(...names) {
  const install = ['install', '-y', '--no-install-recommends', ...names];
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, timeoutMs: 5 * 60_000 };
  if ((await run('apt-get', install, options)).code === 0) return true;
  await run('apt-get', ['update'], options);
  return (await run('apt-get', install, options)).code === 0;
}
