import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findMongod } from '../../scripts/lib/mongo-binary.mjs';
import { startMongo } from '../../scripts/lib/mongo.mjs';
import { choosePorts } from '../../scripts/lib/ports.mjs';
import { newProfile } from '../../scripts/lib/profiles.mjs';
import { findRedis } from '../../scripts/lib/redis-binary.mjs';
import { startRedis } from '../../scripts/lib/redis.mjs';

export type ServiceName = 'mongo' | 'redis';

/** Servers of one test alone, which it may kill. */
export interface OwnServices {
  mongoUri: string;
  redisUrl: string;
  /** Sends a signal: SIGKILL ends it, SIGSTOP freezes it, SIGCONT lets it go on. */
  kill(service: ServiceName, signal?: NodeJS.Signals): Promise<void>;
  /** Starts a killed server again on its data and its port. */
  restart(service: ServiceName): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a MongoDB and a Redis for a test that takes one of them away; the others share those of the run. */
export async function startOwnServices(name: string): Promise<OwnServices> {
  const folder = await newProfile(name);
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
  const running = { mongo: await start.mongo(), redis: await start.redis() };
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
      // A frozen one would not hear that it shall end.
      for (const { child } of Object.values(running)) child.kill('SIGCONT');
      await running.redis.stop();
      await running.mongo.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
