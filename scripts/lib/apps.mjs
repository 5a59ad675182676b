/** The three apps as processes: their secrets, their environment, how they start, and when they are ready. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import getPort from 'get-port';
import { entryOf, uiDir } from './build.mjs';
import { startChild, stopChild, waitUntilReady } from './processes.mjs';
import { stage } from './progress.mjs';
import { supervise } from './supervisor.mjs';

/** @typedef {{ linkKeys: string, sessionSecret: string }} Secrets */

/** @returns {Secrets} */
export const newSecrets = () => ({
  linkKeys: `k1:${randomBytes(32).toString('hex')}`,
  sessionSecret: randomBytes(32).toString('hex'),
});

/**
 * @param {string} file
 * @returns {Promise<Secrets>}
 */
export async function loadSecrets(file) {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text) return JSON.parse(text);
  const secrets = newSecrets();
  await writeFile(file, JSON.stringify(secrets, null, 2) + '\n', { mode: 0o600 });
  return secrets;
}

export const demoUser = { email: 'ingrid@example.no', password: 'linkflow' };

/** @typedef {'api' | 'click' | 'worker'} App */

/** @type {App[]} in the order they start; the api comes first because it migrates and seeds */
export const apps = ['api', 'click', 'worker'];

/**
 * @typedef {object} Settings of the apps
 * @property {{ mongoUri: string, redisUrl: string, queuePrefix?: string }} services
 * @property {Record<string, number>} ports one per app
 * @property {Secrets} secrets
 * @property {string} journal folder in which apps/click stores clicks that Redis did not accept
 * @property {boolean | string} [seedDemo] value of SEED_DEMO: whether the api fills an empty database with the demo
 * @property {Record<string, string | undefined>} [more] further variables; they override all others
 */

/**
 * Returns the environment variables of the apps. docs/operations.md explains each of them.
 * @param {Settings} settings
 * @returns {NodeJS.ProcessEnv}
 */
export const appEnvironment = ({ services, ports, secrets, journal, seedDemo = false, more }) => ({
  NODE_ENV: 'production',
  // All threads share one malloc arena: one per thread would keep tens of megabytes after a password hash or a burst has freed them.
  MALLOC_ARENA_MAX: '1',
  // The apps listen on loopback only, because the password of the demo user is published.
  API_HOST: '127.0.0.1',
  CLICK_HOST: '127.0.0.1',
  WORKER_HOST: '127.0.0.1',
  JOURNAL_DIR: journal,
  PUBLIC_URL: `http://localhost:${ports.api}`,
  CLICK_URL: `http://localhost:${ports.click}`,
  LINK_KEYS: secrets.linkKeys,
  SESSION_SECRET: secrets.sessionSecret,
  // Time that an app may take to stop, ms. Must be less than GRACE_MS in processes.mjs, after which the app is killed.
  STOP_LIMIT_MS: '8000',
  ...process.env,
  MONGODB_URI: services.mongoUri,
  REDIS_URL: services.redisUrl,
  API_PORT: String(ports.api),
  CLICK_PORT: String(ports.click),
  WORKER_PORT: String(ports.worker),
  SEED_DEMO: String(seedDemo),
  ...(existsSync(uiDir) ? { UI_DIR: uiDir } : {}),
  ...(services.queuePrefix ? { QUEUE_PREFIX: services.queuePrefix } : {}),
  ...more,
});

/**
 * Node flags of each app. --max-semi-space-size sets the size of V8's young generation (MB per semi-space). The api mostly waits and
 * needs little. (--optimize-for-size would save 18 MB in it, but compacts the heap at each collection, which holds up all requests for 20
 * to 50 ms, and takes twice the processor time.) The worker holds hundreds of runs at once; in a small young generation they would be copied several times before they
 * end, which costs a third of the throughput (docs/performance.md).
 * Source maps are off, because they take 30 MB in each process, and stack traces of the unminified bundle name the functions anyway.
 * Enable source maps with NODE_OPTIONS=--enable-source-maps.
 * @type {Record<App, string[]>}
 */
const nodeFlags = {
  api: ['--max-semi-space-size=4'],
  click: ['--max-semi-space-size=16'],
  worker: ['--max-semi-space-size=32'],
};

/**
 * Starts one built app.
 * @param {App} app
 * @param {{ env: NodeJS.ProcessEnv, log: string }} options
 */
export const startApp = (app, { env, log }) =>
  startChild(process.execPath, [...nodeFlags[app], entryOf(app)], { env, log });

/**
 * Waits until an app's /health/ready answers with a success status.
 * @param {App} app
 * @param {{ child: import('node:child_process').ChildProcess, port: number, log: string }} options
 */
export function waitForApp(app, { child, port, log }) {
  const probe = async () => {
    const url = `http://127.0.0.1:${port}/health/ready`;
    const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    if (!ok) throw new Error(`it answered ${status} on port ${port}`);
  };
  return waitUntilReady(app, child, { probe, log });
}

/**
 * The processes of a system. Two click processes share one port, so that one answers recipients while the other is started again. Only
 * Linux lets processes share a port; elsewhere there is one.
 * @type {{ name: string, app: App, adminPort?: true }[]}
 */
const processes =
  process.platform === 'linux'
    ? [
        { name: 'api', app: 'api' },
        { name: 'click', app: 'click', adminPort: true },
        { name: 'click-2', app: 'click', adminPort: true },
        { name: 'worker', app: 'worker' },
      ]
    : apps.map((app) => ({ name: app, app }));

/**
 * Starts all apps. They are stopped when the script ends. A process that ends before is started again (supervisor.mjs).
 * @param {Pick<import('./lifecycle.mjs').Lifecycle, 'ending' | 'onStop'>} lifecycle
 * @param {Settings & { logs: string }} settings
 */
export async function startSystem(lifecycle, { logs, ...settings }) {
  const env = appEnvironment(settings);
  /** @type {Map<string, import('node:child_process').ChildProcess>} */
  const running = new Map();
  /** @type {() => unknown} */
  let onRestart = () => undefined;
  for (const { name, app, adminPort } of processes) {
    const log = join(logs, `${name}.log`);
    const port = settings.ports[app] ?? 0;
    const own = adminPort ? await getPort() : undefined;
    const more = own === undefined ? {} : { CLICK_ADMIN_PORT: String(own), CLICK_SHARE_PORT: 'on' };
    const start = async () => {
      const child = await startApp(app, { env: { ...env, ...more }, log });
      running.set(name, child);
      await waitForApp(app, { child, port: own ?? port, log });
      return child;
    };
    lifecycle.onStop(() => {
      const child = running.get(name);
      return child && stopChild(child);
    });
    await stage(name, async () => {
      supervise({
        name,
        log,
        child: await start(),
        start,
        isEnding: () => lifecycle.ending,
        onRestart: () => onRestart(),
      });
      return { detail: `ready on port ${port}`, value: undefined };
    });
  }
  return {
    apiUrl: env.PUBLIC_URL ?? '',
    clickUrl: env.CLICK_URL ?? '',
    env,
    /** The process ids, in the order of the start. */
    pids: () => processes.map(({ name }) => running.get(name)?.pid),
    /** Calls `listener` after each restart of a process. @param {() => unknown} listener */
    onRestart: (listener) => void (onRestart = listener),
  };
}
