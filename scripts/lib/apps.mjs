/** The three apps as processes: their secrets, their environment, how they start, and when they are ready. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { entryOf, uiDir } from './build.mjs';
import { Failure } from './failure.mjs';
import { root, shown } from './paths.mjs';
import { hasEnded, lastLinesOf, startChild, stopChild } from './processes.mjs';
import { stage } from './progress.mjs';

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

/** @type {App[]} in the order they start; the api comes first because it seeds */
export const apps = ['api', 'click', 'worker'];

/**
 * The environment of the apps. docs/operations.md explains every variable.
 *
 * @param {object} options
 * @param {string} options.mongoUri
 * @param {string} options.redisUrl
 * @param {Record<string, number>} options.ports one per app
 * @param {import('./apps.mjs').Secrets} options.secrets
 * @param {string} options.journal where apps/click keeps what Redis could not take
 * @param {boolean} [options.seedDemo] fill an empty database with the demo
 * @param {string} [options.queuePrefix]
 * @param {Record<string, string | undefined>} [options.more] further variables; they win
 * @returns {NodeJS.ProcessEnv}
 */
export function appEnvironment({
  mongoUri,
  redisUrl,
  ports,
  secrets,
  journal,
  seedDemo = false,
  queuePrefix,
  more,
}) {
  return {
    NODE_ENV: 'production',
    // One malloc arena for all threads: arenas per thread keep tens of megabytes that a password hash or a burst has freed.
    MALLOC_ARENA_MAX: '1',
    // Loopback only, because the demo has a published password.
    API_HOST: '127.0.0.1',
    CLICK_HOST: '127.0.0.1',
    WORKER_HOST: '127.0.0.1',
    JOURNAL_DIR: journal,
    PUBLIC_URL: `http://localhost:${ports.api}`,
    CLICK_URL: `http://localhost:${ports.click}`,
    LINK_KEYS: secrets.linkKeys,
    SESSION_SECRET: secrets.sessionSecret,
    // Less than the grace period of stopChild.
    STOP_LIMIT_MS: '8000',
    ...process.env,
    MONGODB_URI: mongoUri,
    REDIS_URL: redisUrl,
    API_PORT: String(ports.api),
    CLICK_PORT: String(ports.click),
    WORKER_PORT: String(ports.worker),
    SEED_DEMO: String(seedDemo),
    ...(existsSync(uiDir) ? { UI_DIR: uiDir } : {}),
    ...(queuePrefix ? { QUEUE_PREFIX: queuePrefix } : {}),
    ...more,
  };
}

/**
 * Size of V8's young generation, MB. The api mostly waits and needs little. The worker holds hundreds of runs at once; in a small young
 * generation they would be copied several times before they end, which halves the throughput (docs/performance.md has the numbers).
 * Source maps are off: stack traces of the unminified bundle name the functions, and maps take 30 MB in each process. Enable them with
 * NODE_OPTIONS=--enable-source-maps.
 * @type {Record<App, string[]>}
 */
const nodeFlags = {
  api: ['--max-semi-space-size=2', '--optimize-for-size'],
  click: ['--max-semi-space-size=16'],
  worker: ['--max-semi-space-size=32'],
};

/**
 * Starts one built app.
 * @param {App} app
 * @param {{ env: NodeJS.ProcessEnv, log: string }} options
 */
export const startApp = (app, { env, log }) =>
  startChild(process.execPath, [...nodeFlags[app], entryOf(app)], {
    cwd: root,
    env,
    log,
  });

/**
 * Waits until an app says that it is ready.
 *
 * @param {App} app
 * @param {object} options
 * @param {import('node:child_process').ChildProcess} options.child
 * @param {number} options.port
 * @param {string} options.log
 * @param {number} [options.timeoutMs]
 */
export async function waitUntilReady(app, { child, port, log, timeoutMs = 60_000 }) {
  const deadline = Date.now() + timeoutMs;
  let last = 'it did not answer';
  while (Date.now() < deadline) {
    if (hasEnded(child)) {
      throw new Failure(`${app} ended before it was ready.`, {
        details: await lastLinesOf(log, 20),
        hint: `Its whole log is ${shown(log)}.`,
      });
    }
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, {
        signal: AbortSignal.timeout(2_000),
      });
      if (answer.ok) return;
      last = `it answered ${answer.status}`;
    } catch {
      last = 'it did not answer';
    }
    await sleep(50);
  }
  throw new Failure(`${app} was not ready within ${timeoutMs / 1000} s: ${last} on port ${port}.`, {
    details: await lastLinesOf(log, 20),
    hint: `Its whole log is ${shown(log)}.`,
  });
}

/**
 * @typedef {object} System
 * @property {string} apiUrl
 * @property {string} clickUrl
 * @property {{ pid: number, commandPart: string }[]} children identifies them in a later start, see run-file.mjs
 */

/**
 * @param {import('./lifecycle.mjs').Lifecycle} lifecycle stops them, and ends when one of them does
 * @param {object} options
 * @param {{ mongoUri: string, redisUrl: string }} options.services
 * @param {Record<string, number>} options.ports
 * @param {import('./apps.mjs').Secrets} options.secrets
 * @param {string} options.journal
 * @param {string} options.logs
 * @param {boolean} options.seedDemo
 * @returns {Promise<System>}
 */
export async function startSystem(lifecycle, { services, ports, secrets, journal, logs, seedDemo }) {
  const env = appEnvironment({ ...services, ports, secrets, journal, seedDemo });
  /** @type {System['children']} */
  const children = [];
  // In sequence: the api migrates and seeds the database that the others expect.
  for (const app of apps) {
    await stage(app, async () => {
      const log = join(logs, `${app}.log`);
      const child = await startApp(app, { env, log });
      lifecycle.onStop(() => stopChild(child));
      children.push({ pid: child.pid ?? 0, commandPart: entryOf(app) });
      const port = ports[app] ?? 0;
      await waitUntilReady(app, { child, port, log });
      lifecycle.guard(app, child, log);
      return { detail: `ready on port ${port}`, value: undefined };
    });
  }
  return { apiUrl: env.PUBLIC_URL ?? '', clickUrl: env.CLICK_URL ?? '', children };
}
