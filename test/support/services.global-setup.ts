import { quietly } from '../../scripts/lib/services.mjs';
import { provideServices } from '../../scripts/lib/test-environment.mjs';

/**
 * Provides MongoDB and Redis for the tests. `npm test` has already started them and has set MONGODB_URI and REDIS_URL. If vitest is run
 * directly, this setup starts them and stops them at the end of the test run.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.MONGODB_URI && process.env.REDIS_URL) return undefined;
  return (await provideServices('vitest', { report: quietly, inMemory: true })).stop;
}
