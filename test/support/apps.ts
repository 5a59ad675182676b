import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  appEnvironment,
  apps as allApps,
  newSecrets,
  startApp,
  type App,
  waitForApp,
} from '../../scripts/lib/apps.mjs';
import { build } from '../../scripts/lib/build.mjs';
import { choosePorts } from '../../scripts/lib/ports.mjs';
import { hasEnded, stopChild } from '../../scripts/lib/processes.mjs';
import { newTemporaryFolder } from '../../scripts/lib/test-environment.mjs';
import type { TestEnvironment } from './environment';

export type { App };

export interface StartAppsOptions {
  environment: Pick<TestEnvironment, 'mongoUri' | 'redisUrl' | 'queuePrefix'>;
  /** The apps to start; all by default. */
  only?: App[];
  /** Whether the api seeds the demo. */
  seedDemo?: boolean;
  /** Whether the ui is needed and must be built. */
  withUi?: boolean;
  /** Additional environment variables. */
  env?: Record<string, string>;
}

/** An additional process of an app. */
export interface AnotherApp {
  url: string;
  log: string;
  /**
   * Sends a signal. Waits until the process has ended, except after SIGSTOP and SIGCONT. Returns its exit code, or the signal that
   * ended it.
   */
  kill(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

/** Apps that run as child processes on free ports. */
export interface RunningApps {
  apiUrl: string;
  clickUrl: string;
  workerUrl: string;
  /** Process id of an app. */
  pid(app: App): number;
  /** Path of an app's log. */
  logOf(app: App): string;
  /** False when the process has ended. */
  isRunning(app: App): boolean;
  /** Sends a signal (default SIGKILL). Waits until the app has ended, except after SIGSTOP and SIGCONT. */
  kill(app: App, signal?: NodeJS.Signals): Promise<void>;
  /** Stops an app with SIGTERM. Returns its exit code, or the signal that ended it. */
  end(app: App): Promise<number | NodeJS.Signals | null>;
  /** Restarts an app on the same port, with additional variables for this start. Resolves when it is ready. */
  restart(app: App, env?: Record<string, string>): Promise<void>;
  /** Starts an additional process of an app on another port. `stop` stops it too. */
  another(app: App, env?: Record<string, string>): Promise<AnotherApp>;
  stop(): Promise<void>;
}

/** Builds the apps if they are out of date, starts them, and waits until they are ready. */
export async function startApps(options: StartAppsOptions): Promise<RunningApps> {
  const { environment, only = allApps, seedDemo = false, withUi = false, env } = options;
  await build(withUi ? [...only, 'ui'] : only);
  const ports = await choosePorts({ api: undefined, click: undefined, worker: undefined });
  const portOf = (app: App) => ports[app] ?? 0;
  const urlOf = (app: App) => `http://localhost:${portOf(app)}`;
  const secrets = newSecrets();
  // Sets these variables explicitly, so that the developer's environment does not affect the tests.
  const own = {
    PUBLIC_URL: urlOf('api'),
    CLICK_URL: urlOf('click'),
    LINK_KEYS: secrets.linkKeys,
    SESSION_SECRET: secrets.sessionSecret,
    // A request fails if its response does not match the schema of the route. The test then fails too.
    CHECK_RESPONSES: 'true',
    // Tests click from one address, and as programs. Those about verdicts set this themselves.
    CLICK_STRICTNESS: 'off',
    // A sending ends at the next round after its last message. With the default, each test that sends would wait up to 2 s for it.
    MAIL_RECONCILE_MS: '500',
  };
  // `stop` does not delete this folder, so that one can read the logs after a failed test. A later test run deletes it.
  const folder = await newTemporaryFolder('apps');
  const base = appEnvironment({
    services: environment,
    ports,
    secrets,
    seedDemo,
    journal: join(folder, 'journal'),
    more: { ...own, ...env },
  });
  const children = new Map<App, ChildProcess>();
  const logOf = (app: App) => join(folder, `${app}.log`);

  const start = async (app: App, more: Record<string, string> = {}) => {
    const child = await startApp(app, { env: { ...base, ...more }, log: logOf(app) });
    children.set(app, child);
    await waitForApp(app, { child, port: portOf(app), log: logOf(app) });
  };
  const childOf = (app: App): ChildProcess => {
    const child = children.get(app);
    if (!child) throw new Error(`${app} was not started`);
    return child;
  };
  const others: ChildProcess[] = [];
  const stop = async () => {
    await Promise.all([...children.values(), ...others].map((child) => stopChild(child)));
  };

  try {
    // The api migrates and seeds the database that the other apps need.
    if (only.includes('api')) await start('api');
    await Promise.all(only.filter((app) => app !== 'api').map((app) => start(app)));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    apiUrl: urlOf('api'),
    clickUrl: urlOf('click'),
    workerUrl: urlOf('worker'),
    pid: (app) => childOf(app).pid ?? 0,
    logOf,
    isRunning: (app) => !hasEnded(childOf(app)),
    async kill(app, signal = 'SIGKILL') {
      const child = childOf(app);
      if (hasEnded(child)) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await ended;
    },
    async end(app) {
      const child = childOf(app);
      await stopChild(child, { graceMs: 60_000 });
      return child.exitCode ?? child.signalCode;
    },
    async restart(app, more) {
      await stopChild(childOf(app));
      await start(app, more);
    },
    async another(app, more = {}) {
      const { port = 0 } = await choosePorts({ port: undefined });
      const log = join(folder, `${app}-${others.length + 2}.log`);
      const env = { ...base, ...more, [`${app.toUpperCase()}_PORT`]: String(port) };
      const child = await startApp(app, { env, log });
      others.push(child);
      await waitForApp(app, { child, port, log });
      return {
        url: `http://localhost:${port}`,
        log,
        async kill(signal) {
          const ended = once(child, 'exit');
          child.kill(signal);
          if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await ended;
          return child.exitCode ?? child.signalCode;
        },
      };
    },
    stop,
  };
}
