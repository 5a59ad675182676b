/**
 * `npm run migrate`: runs the pending migrations of the database at MONGODB_URI, for a deployment that migrates in a step of its
 * own. Otherwise apps/api and apps/worker migrate when they start, and `npm start` needs nothing else.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { entryOf } from './lib/build.mjs';
import { Failure } from './lib/failure.mjs';
import { runScript } from './lib/lifecycle.mjs';
import { root } from './lib/paths.mjs';
import { prepare } from './lib/prepare.mjs';
import { stopChild } from './lib/processes.mjs';

await runScript(async (lifecycle) => {
  if (!process.env.MONGODB_URI) {
    throw new Failure('MONGODB_URI is not set.', {
      hint: 'Set it to the database to migrate. The database of `npm start` is migrated when it starts.',
    });
  }
  await prepare(['api']);
  const child = spawn(process.execPath, [entryOf('api'), '--migrate'], { cwd: root, stdio: 'inherit' });
  lifecycle.onStop(() => stopChild(child));
  const [code] = await once(child, 'exit');
  await lifecycle.end(code ?? 1);
});
