import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { mongo } from 'mongoose';

/** A database and a Redis key prefix that only one test file uses. */
export interface TestEnvironment {
  mongoUri: string;
  databaseName: string;
  redisUrl: string;
  /** Prefix of all Redis keys and channels. */
  queuePrefix: string;
  /** Drops the database and deletes the keys. */
  dispose(): Promise<void>;
}

export interface TestEnvironmentOptions {
  /** Servers other than the shared ones, for example servers that the test kills. */
  services?: { mongoUri: string; redisUrl: string };
}

/**
 * Returns an environment for one test file: `const environment = testEnvironment('runs')`, and `afterAll(() => environment.dispose())`.
 * With it, test files can run in parallel on the same servers.
 */
export function testEnvironment(name: string, { services }: TestEnvironmentOptions = {}): TestEnvironment {
  const server = services?.mongoUri ?? process.env.MONGODB_URI;
  const redisUrl = services?.redisUrl ?? process.env.REDIS_URL;
  if (!server || !redisUrl)
    throw new Error('No MongoDB and Redis here: run this test in a vitest project that starts them.');
  const databaseName = `t-${name.replace(/[^a-z0-9]+/gi, '-').slice(0, 40)}-${randomBytes(5).toString('hex')}`;
  // Uses a regular expression, because `new URL` cannot parse an address with several hosts.
  const mongoUri = server.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?/, `$1/${databaseName}`);
  return {
    mongoUri,
    databaseName,
    redisUrl,
    queuePrefix: databaseName,
    async dispose() {
      const client = new mongo.MongoClient(mongoUri, { serverSelectionTimeoutMS: 5_000 });
      const redis = new Redis(redisUrl, { maxRetriesPerRequest: 2 });
      try {
        await client.db().dropDatabase();
        for await (const keys of redis.scanStream({ match: `*${databaseName}*`, count: 1000 })) {
          if (Array.isArray(keys) && keys.length > 0) await redis.unlink(...keys);
        }
      } finally {
        await client.close();
        redis.disconnect();
      }
    },
  };
}
