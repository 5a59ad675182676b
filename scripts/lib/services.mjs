/** Provides MongoDB and Redis: those at MONGODB_URI and REDIS_URL if set, else its own servers on free ports with data in one folder. */
import { join } from 'node:path';
import { checkMongo, findMongod, startMongo } from './mongo.mjs';
import { choosePorts } from './ports.mjs';
import { stopChild } from './processes.mjs';
import { stage } from './progress.mjs';
import { checkRedis, findRedis, startRedis } from './redis.mjs';

/** @typedef {{ name: string, child: import('node:child_process').ChildProcess, log: string }} Server */

/**
 * @typedef {object} Services
 * @property {string} mongoUri with a database name in it
 * @property {string} redisUrl
 * @property {Server[]} servers the servers that `startServices` started, in that order
 * @property {() => Promise<void>} stop stops these servers, Redis before MongoDB
 */

/** Replaces `stage` in test runs: runs the work and prints nothing. @type {typeof stage} */
export const quietly = async (_name, work) => (await work(() => {})).value;

/**
 * @param {object} options
 * @param {string} options.folder folder for the data
 * @param {string} options.logs folder for the logs of the servers
 * @param {string} [options.portsFile] file that keeps the ports between starts
 * @param {typeof stage} [options.report] shows the progress
 * @param {boolean} [options.throwaway] for data of tests, see startMongo
 * @returns {Promise<Services>}
 */
export async function startServices({ folder, logs, portsFile, report = stage, throwaway = false }) {
  const ports = await choosePorts({ mongo: undefined, redis: undefined }, portsFile);
  /** @type {Server[]} */
  const servers = [];
  const stop = async () => {
    for (const { child } of servers.toReversed()) await stopChild(child);
  };

  /**
   * @param {object} service
   * @param {'mongo' | 'redis'} service.key
   * @param {string} service.name
   * @param {string} service.variable
   * @param {(uri: string) => Promise<string | void>} service.check returns the version if it can find it out
   * @param {typeof findRedis} service.find
   * @param {typeof startMongo} service.start
   */
  const provide = ({ key, name, variable, check, find, start }) =>
    report(name, async (note) => {
      const given = process.env[variable];
      if (given) {
        const version = await check(given);
        return { detail: `${version ? `${version}, ` : ''}yours (${variable})`, value: given };
      }
      const { path, version, from } = await find(note);
      note('starting');
      const log = join(logs, `${key === 'mongo' ? 'mongod' : key}.log`);
      const port = ports[key] ?? 0;
      const { uri, child } = await start({ program: path, folder: join(folder, key), port, log, throwaway });
      servers.push({ name, child, log });
      return { detail: `${version} from ${from}, port ${port}`, value: uri };
    });

  try {
    const mongo = { variable: 'MONGODB_URI', check: checkMongo, find: findMongod, start: startMongo };
    const redis = { variable: 'REDIS_URL', check: checkRedis, find: findRedis, start: startRedis };
    const mongoUri = await provide({ key: 'mongo', name: 'MongoDB', ...mongo });
    const redisUrl = await provide({ key: 'redis', name: 'Redis', ...redis });
    return { mongoUri, redisUrl, servers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
