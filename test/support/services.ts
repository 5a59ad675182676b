import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findMongod, startMongo } from '../../scripts/lib/mongo.mjs';
import { choosePorts } from '../../scripts/lib/ports.mjs';
import { stopChild } from '../../scripts/lib/processes.mjs';
import { findRedis, startRedis } from '../../scripts/lib/redis.mjs';
import { folderOfTestData, newTemporaryFolder } from '../../scripts/lib/test-environment.mjs';

export type ServiceName = 'mongo' | 'redis';

/** A MongoDB and a Redis that only one test uses, so that it may kill them. */
export interface OwnServices {
  mongoUri: string;
  redisUrl: string;
  /** Sends a signal: SIGKILL (default; waits until the server has ended), SIGSTOP (freeze) or SIGCONT (continue). */
  kill(service: ServiceName, signal?: NodeJS.Signals): Promise<void>;
  /** Restarts a killed server with the same data on the same port. */
  restart(service: ServiceName): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a MongoDB and a Redis for one test that stops or freezes them. All other tests share the servers of the test run. */
export async function startOwnServices(name: string): Promise<OwnServices> {
  const folder = await newTemporaryFolder(name, await folderOfTestData());
  const ports = await choosePorts({ mongo: undefined, redis: undefined });
  const ignore = () => {};
  const start = {
    mongo: async () => startMongo({ ...(await place('mongo')), program: (await findMongod(ignore)).path }),
    redis: async () => startRedis({ ...(await place('redis')), program: (await findRedis(ignore)).path }),
  };
  const place = async (service: ServiceName) => ({
    folder: join(folder, service),
    port: ports[service] ?? 0,
    log: join(folder, `${service}.log`),
  });
  const [mongo, redis] = await Promise.all([start.mongo(), start.redis()]);
  const running = { mongo, redis };
  return {
    mongoUri: running.mongo.uri,
    redisUrl: running.redis.uri,
    async kill(service, signal = 'SIGKILL') {
      const { child } = running[service];
      const ended = once(child, 'exit');
      child.kill(signal);
      if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await ended;
    },
    async restart(service) {
      running[service] = await start[service]();
    },
    async stop() {
      // Continues the servers first, because a frozen process does not handle SIGTERM.
      for (const { child } of Object.values(running)) child.kill('SIGCONT');
      await stopChild(running.redis.child);
      await stopChild(running.mongo.child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
