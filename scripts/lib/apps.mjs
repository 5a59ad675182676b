/** The three apps as processes: their environment, their start, their health. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { entryOf, uiDir } from './build.mjs';
import { Failure } from './failure.mjs';
import { lastLinesOf } from './logs.mjs';
import { root, shown } from './paths.mjs';
import { hasEnded, startChild } from './processes.mjs';

/** @typedef {'api' | 'click' | 'worker'} App */

/** @type {App[]} in the order they start; the api seeds, so it comes first */
export const apps = ['api', 'click', 'worker'];

/**
 * What the apps are told; docs/operations.md explains every variable.
 *
 * @param {object} options
 * @param {string} options.mongoUri
 * @param {string} options.redisUrl
 * @param {Record<string, number>} options.ports one per app
 * @param {import('./secrets.mjs').Secrets} options.secrets
 * @param {string} options.journal where apps/click keeps what Redis could not take
 * @param {boolean} [options.seedDemo] fill an empty database with the demo
 * @param {string} [options.queuePrefix]
 * @param {Record<string, string | undefined>} [options.more] whatever else, last word
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
    // One heap for all threads: each thread's own keeps what a password hash or a burst has freed, tens of megabytes.
    MALLOC_ARENA_MAX: '1',
    // A demo whose password is known to all is for this machine only.
    API_HOST: '127.0.0.1',
    CLICK_HOST: '127.0.0.1',
    WORKER_HOST: '127.0.0.1',
    JOURNAL_DIR: journal,
    PUBLIC_URL: `http://localhost:${ports.api}`,
    CLICK_URL: `http://localhost:${ports.click}`,
    LINK_KEYS: secrets.linkKeys,
    SESSION_SECRET: secrets.sessionSecret,
    // Less than what a child is given to stop before it is killed.
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
 * The nursery of V8, MB. A process that waits for others all day needs a small one. The worker holds hundreds of runs at once: in a small
 * one they would be copied again and again before they end, which halves its pace. docs/performance.md has the numbers. Source maps are
 * not read: a trace in the unminified bundle names its functions, and the maps take 30 MB of each process (NODE_OPTIONS=--enable-source-maps).
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
 * @param {number} [options.patienceMs]
 */
export async function waitUntilReady(app, { child, port, log, patienceMs = 60_000 }) {
  const deadline = Date.now() + patienceMs;
  let last = 'it did not answer';
  while (Date.now() < deadline) {
    if (hasEnded(child)) {
      throw new Failure(`${app} ended before it was ready.`, {
        details: await lastLinesOf(log, 20),
        mend: `Its whole log is ${shown(log)}.`,
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
  throw new Failure(`${app} was not ready within ${patienceMs / 1000} s: ${last} on port ${port}.`, {
    details: await lastLinesOf(log, 20),
    mend: `Its whole log is ${shown(log)}.`,
  });
}
