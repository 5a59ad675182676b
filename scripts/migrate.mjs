/**
 * `npm run migrate`: runs the pending migrations of the database at MONGODB_URI, for deployments with a separate migration step. Without
 * that step, apps/api and apps/worker run the migrations when they start, also under `npm start`.
 */
import { buildTargets, entryOf } from './lib/build.mjs';
import { Failure } from './lib/failure.mjs';
import { runScript } from './lib/lifecycle.mjs';

await runScript(async (lifecycle) => {
  if (!process.env.MONGODB_URI) {
    throw new Failure('MONGODB_URI is not set.', {
      hint: 'Set it to the database to migrate. The database of `npm start` is migrated when it starts.',
    });
  }
  await buildTargets(['api']);
  await lifecycle.end(await lifecycle.run(process.execPath, [entryOf('api'), '--migrate']));
});
