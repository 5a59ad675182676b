import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { mongo } from 'mongoose';

/** A separate database and a separate Redis key prefix. */
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
 * One per test file: `const environment = testEnvironment('runs')`, and `afterAll(() => environment.dispose())`.
 * Test files can run in parallel on the same servers.
 */
export function testEnvironment(name: string, { services }: TestEnvironmentOptions = {}): TestEnvironment {
  const server = services?.mongoUri ?? process.env.MONGODB_URI;
  const redisUrl = services?.redisUrl ?? process.env.REDIS_URL;
  if (!server || !redisUrl)
    throw new Error('No MongoDB and Redis here: run this test in a vitest project that starts them.');
  const databaseName = `t-${name.replace(/[^a-z0-9]+/gi, '-').slice(0, 40)}-${randomBytes(5).toString('hex')}`;
  // Not parsed with URL, because the address may list several hosts.
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
