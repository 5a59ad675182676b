/** MongoDB and Redis together: those the user named, or our own on free ports with their data in one folder. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findMongod } from './mongo-binary.mjs';
import { checkMongo, startMongo } from './mongo.mjs';
import { choosePorts } from './ports.mjs';
import { stage } from './progress.mjs';
import { findRedis } from './redis-binary.mjs';
import { checkRedis, startRedis } from './redis.mjs';

/** @typedef {import('./mongo.mjs').Service} Service */

/**
 * @typedef {object} Services
 * @property {string} mongoUri with a database name in it
 * @property {string} redisUrl
 * @property {{ name: string, child: import('node:child_process').ChildProcess }[]} children the servers we started
 * @property {() => Promise<void>} stop stops what we started, Redis before MongoDB
 */

/** Says nothing; for callers whose own output matters more, such as a test run. @type {typeof stage} */
export const quietly = async (_name, work) => (await work(() => {})).value;

/**
 * @param {object} options
 * @param {string} options.folder where the data goes
 * @param {string} options.logs where the servers write their logs
 * @param {Record<string, number>} [options.ports] `mongo` and `redis`; free ones are chosen when missing
 * @param {boolean} [options.own] ignore MONGODB_URI and REDIS_URL and start servers that may be killed
 * @param {typeof stage} [options.report] how progress is shown
 * @returns {Promise<Services>}
 */
export async function startServices({ folder, logs, ports, own = false, report = stage }) {
  mkdirSync(folder, { recursive: true });
  const chosen = ports ?? (await choosePorts({ mongo: undefined, redis: undefined }));
  const given = own ? {} : { mongo: process.env.MONGODB_URI, redis: process.env.REDIS_URL };

  const mongo = await report('MongoDB', async (note) => {
    if (given.mongo) {
      return { detail: `${await checkMongo(given.mongo)}, yours (MONGODB_URI)`, value: { uri: given.mongo } };
    }
    const program = await findMongod(note);
    note('starting');
    const port = chosen.mongo ?? 0;
    const options = { program: program.path, folder: join(folder, 'mongo'), log: join(logs, 'mongod.log') };
    const value = await startMongo({ ...options, port });
    return { detail: `${program.version} from ${program.from}, port ${port}`, value };
  });

  try {
    const redis = await report('Redis', async (note) => {
      if (given.redis) {
        await checkRedis(given.redis);
        return { detail: 'yours (REDIS_URL)', value: { uri: given.redis } };
      }
      const program = await findRedis(note);
      note('starting');
      const port = chosen.redis ?? 0;
      const options = { program: program.path, folder: join(folder, 'redis'), log: join(logs, 'redis.log') };
      const value = await startRedis({ ...options, port });
      return { detail: `${program.version} from ${program.from}, port ${port}`, value };
    });
    return {
      mongoUri: mongo.uri,
      redisUrl: redis.uri,
      children: [
        ...('child' in mongo ? [{ name: 'MongoDB', child: mongo.child }] : []),
        ...('child' in redis ? [{ name: 'Redis', child: redis.child }] : []),
      ],
      stop: async () => {
        if ('stop' in redis) await redis.stop();
        if ('stop' in mongo) await mongo.stop();
      },
    };
  } catch (error) {
    if ('stop' in mongo) await mongo.stop();
    throw error;
  }
}
