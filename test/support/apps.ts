import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  appEnvironment,
  apps as allApps,
  startApp,
  waitUntilReady,
  type App,
} from '../../scripts/lib/apps.mjs';
import { build } from '../../scripts/lib/build.mjs';
import { choosePorts } from '../../scripts/lib/ports.mjs';
import { hasEnded, stopChild } from '../../scripts/lib/processes.mjs';
import { newProfile } from '../../scripts/lib/profiles.mjs';
import { newSecrets } from '../../scripts/lib/secrets.mjs';
import type { TestEnvironment } from './environment';

export type { App };

export interface StartAppsOptions {
  environment: Pick<TestEnvironment, 'mongoUri' | 'redisUrl' | 'queuePrefix'>;
  /** Which of the three; all by default. */
  only?: App[];
  /** Whether the api fills the empty database with the demo. */
  seedDemo?: boolean;
  /** Whether the ui is needed, and so built when it changed. */
  withUi?: boolean;
  /** More environment variables, for all of them. */
  env?: Record<string, string>;
}

/** One more process of an app, beside the one that `RunningApps` speaks of. */
export interface AnotherApp {
  url: string;
  log: string;
  /** Sends a signal and, when it ends the app, waits for that; gives the exit code, or the signal that ended it. */
  kill(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

/** Built apps that run as child processes on free ports. */
export interface RunningApps {
  apiUrl: string;
  clickUrl: string;
  workerUrl: string;
  /** The process of an app, e.g. to read its memory. */
  pid(app: App): number;
  /** Where an app writes its log. */
  logOf(app: App): string;
  /** False once it has ended, by itself or by a signal. */
  isRunning(app: App): boolean;
  /** Sends a signal and, when it ends the app, waits for that. */
  kill(app: App, signal?: NodeJS.Signals): Promise<void>;
  /** Asks an app to stop and waits until it has; gives its exit code, or the signal that ended it. */
  end(app: App): Promise<number | NodeJS.Signals | null>;
  /** Starts an app again, on its port, after stopping it when it still runs; resolves when it is ready. */
  restart(app: App, env?: Record<string, string>): Promise<void>;
  /** Starts one more process of an app, on a port of its own. Ends with the others. */
  another(app: App, env?: Record<string, string>): Promise<AnotherApp>;
  stop(): Promise<void>;
}

/** Starts the apps and waits until each says that it is ready. */
export async function startApps(options: StartAppsOptions): Promise<RunningApps> {
  const { environment, only = allApps, seedDemo = false, withUi = false, env } = options;
  await build(withUi ? [...only, 'ui'] : only);
  const ports = await choosePorts({ api: undefined, click: undefined, worker: undefined });
  const portOf = (app: App) => ports[app] ?? 0;
  const urlOf = (app: App) => `http://localhost:${portOf(app)}`;
  const secrets = newSecrets();
  // What the person who runs the tests has set for the real system must not reach the tests.
  const own = {
    PUBLIC_URL: urlOf('api'),
    CLICK_URL: urlOf('click'),
    LINK_KEYS: secrets.linkKeys,
    SESSION_SECRET: secrets.sessionSecret,
  };
  // Swept away by a later run, so that the logs of a failed one can be read.
  const folder = await newProfile('apps');
  const place = { ports, secrets, seedDemo, journal: join(folder, 'journal') };
  const base = appEnvironment({ ...environment, ...place, more: { ...own, ...env } });
  const children = new Map<App, ChildProcess>();
  const logOf = (app: App) => join(folder, `${app}.log`);

  const start = async (app: App, more: Record<string, string> = {}) => {
    const child = await startApp(app, { env: { ...base, ...more }, log: logOf(app) });
    children.set(app, child);
    await waitUntilReady(app, { child, port: portOf(app), log: logOf(app) });
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
    // The api first: it makes indexes and seeds, which the others expect to find.
    for (const app of allApps) if (only.includes(app)) await start(app);
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
      await waitUntilReady(app, { child, port, log });
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
