import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { quietly, startServices } from '../../scripts/lib/services.mjs';
import { newProfile } from '../../scripts/lib/profiles.mjs';

/**
 * MongoDB and Redis for the tests. `npm test` has started them already and says so in the environment; a developer who runs
 * vitest directly gets fresh ones here, which end with the run.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.MONGODB_URI && process.env.REDIS_URL) return undefined;
  const folder = await newProfile('vitest');
  const services = await startServices({ folder, logs: join(folder, 'logs'), report: quietly });
  process.env.MONGODB_URI = services.mongoUri;
  process.env.REDIS_URL = services.redisUrl;
  return async () => {
    await services.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
