import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { quietly, startServices } from '../../scripts/lib/services.mjs';
import { newTemporaryFolder } from '../../scripts/lib/test-environment.mjs';

/**
 * MongoDB and Redis for the tests. `npm test` has started them and passes their addresses in the environment. When vitest is run
 * directly, they are started here and stopped at the end of the run.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.MONGODB_URI && process.env.REDIS_URL) return undefined;
  const folder = await newTemporaryFolder('vitest');
  const services = await startServices({ folder, logs: join(folder, 'logs'), report: quietly });
  process.env.MONGODB_URI = services.mongoUri;
  process.env.REDIS_URL = services.redisUrl;
  return async () => {
    await services.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
