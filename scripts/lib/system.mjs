/** The three apps of one system, brought up one after the other with a progress line each. */
import { join } from 'node:path';
import { appEnvironment, apps, startApp, waitUntilReady } from './apps.mjs';
import { entryOf } from './build.mjs';
import { stopChild } from './processes.mjs';
import { stage } from './progress.mjs';

/**
 * @typedef {object} System
 * @property {string} apiUrl
 * @property {string} clickUrl
 * @property {{ pid: number, mark: string }[]} children what running.mjs needs to know them again
 */

/**
 * @param {import('./lifecycle.mjs').Life} life stops them, and ends when one of them does
 * @param {object} options
 * @param {{ mongoUri: string, redisUrl: string }} options.services
 * @param {Record<string, number>} options.ports
 * @param {import('./secrets.mjs').Secrets} options.secrets
 * @param {string} options.journal
 * @param {string} options.logs
 * @param {boolean} options.seedDemo
 * @returns {Promise<System>}
 */
export async function startSystem(life, { services, ports, secrets, journal, logs, seedDemo }) {
  const env = appEnvironment({ ...services, ports, secrets, journal, seedDemo });
  /** @type {System['children']} */
  const children = [];
  // One after the other: the api seeds and makes indexes, which the others expect to find.
  for (const app of apps) {
    await stage(app, async () => {
      const log = join(logs, `${app}.log`);
      const child = await startApp(app, { env, log });
      life.onStop(() => stopChild(child));
      children.push({ pid: child.pid ?? 0, mark: entryOf(app) });
      const port = ports[app] ?? 0;
      await waitUntilReady(app, { child, port, log });
      life.guard(app, child, log);
      return { detail: `ready on port ${port}`, value: undefined };
    });
  }
  return { apiUrl: env.PUBLIC_URL ?? '', clickUrl: env.CLICK_URL ?? '', children };
}
