import { quietly } from '../../scripts/lib/services.mjs';
import { provideServices } from '../../scripts/lib/test-environment.mjs';

/**
 * MongoDB and Redis for the tests. `npm test` has started them and passes their addresses in the environment. When vitest is run
 * directly, they are started here and stopped at the end of the run.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.MONGODB_URI && process.env.REDIS_URL) return undefined;
  return (await provideServices('vitest', quietly)).stop;
}
