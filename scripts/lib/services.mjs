/** MongoDB and Redis: those of MONGODB_URI and REDIS_URL, or own servers on free ports with their data in one folder. */
import { join } from 'node:path';
import { checkMongo, findMongod, startMongo, stopPreviousMongo } from './mongo.mjs';
import { choosePorts } from './ports.mjs';
import { stage } from './progress.mjs';
import { checkRedis, findRedis, startRedis, stopPreviousRedis } from './redis.mjs';

/** @typedef {import('./mongo.mjs').Service} Service */

/**
 * @typedef {object} Services
 * @property {string} mongoUri with a database name in it
 * @property {string} redisUrl
 * @property {{ name: string, child: import('node:child_process').ChildProcess, log: string }[]} children the servers we started
 * @property {() => Promise<void>} stop stops what we started, Redis before MongoDB
 */

/** A silent replacement of `stage`, for test runs. @type {typeof stage} */
export const quietly = async (_name, work) => (await work(() => {})).value;

/**
 * @param {object} options
 * @param {string} options.folder where the data goes
 * @param {string} options.logs where the servers write their logs
 * @param {string} [options.portsFile] remembers the ports between starts
 * @param {boolean} [options.own] ignore MONGODB_URI and REDIS_URL and start servers that may be killed
 * @param {typeof stage} [options.report] how progress is shown
 * @returns {Promise<Services>}
 */
export async function startServices({ folder, logs, portsFile, own = false, report = stage }) {
  const folders = { mongo: join(folder, 'mongo'), redis: join(folder, 'redis') };
  const logOf = { mongo: join(logs, 'mongod.log'), redis: join(logs, 'redis.log') };
  // Before the ports are chosen, because servers that a killed start left behind still use them.
  await Promise.all([stopPreviousMongo(folders.mongo), stopPreviousRedis(folders.redis)]);
  const { mongo: mongoPort = 0, redis: redisPort = 0 } = await choosePorts(
    { mongo: undefined, redis: undefined },
    portsFile,
  );
  const given = own ? {} : { mongo: process.env.MONGODB_URI, redis: process.env.REDIS_URL };

  const mongo = await report('MongoDB', async (note) => {
    if (given.mongo) {
      return { detail: `${await checkMongo(given.mongo)}, yours (MONGODB_URI)`, value: { uri: given.mongo } };
    }
    const program = await findMongod(note);
    note('starting');
    const where = { folder: folders.mongo, port: mongoPort, log: logOf.mongo };
    const value = await startMongo({ program: program.path, ...where });
    return { detail: `${program.version} from ${program.from}, port ${mongoPort}`, value };
  });

  try {
    const redis = await report('Redis', async (note) => {
      if (given.redis) {
        await checkRedis(given.redis);
        return { detail: 'yours (REDIS_URL)', value: { uri: given.redis } };
      }
      const program = await findRedis(note);
      note('starting');
      const where = { folder: folders.redis, port: redisPort, log: logOf.redis };
      const value = await startRedis({ program: program.path, ...where });
      return { detail: `${program.version} from ${program.from}, port ${redisPort}`, value };
    });
    return {
      mongoUri: mongo.uri,
      redisUrl: redis.uri,
      children: [
        ...('child' in mongo ? [{ name: 'MongoDB', child: mongo.child, log: logOf.mongo }] : []),
        ...('child' in redis ? [{ name: 'Redis', child: redis.child, log: logOf.redis }] : []),
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
